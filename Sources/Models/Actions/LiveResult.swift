/// Gives the result of a final action while it is still being written.
///
/// Only for the form that is asked for, `{"action":"final","result":"…`; any other is shown when it is whole.
struct LiveResult {
    private static let opening = ["{", "\"action\"", ":", "\"final\"", ",", "\"result\"", ":", "\""].map { Array($0.utf8) }

    private var part = 0
    private var offset = 0
    private var string = ActionString(quote: UInt8(ascii: "\""))
    private var isOver = false
    /// Bytes of the result that were given.
    private(set) var given = 0

    /// Takes the next bytes of the object; returns what they add to the result.
    mutating func feed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        for byte in bytes {
            if isOver { break }
            step(byte)
        }
        // A result of white space only is a fault, so nothing of it may be shown.
        if given == 0, string.isBlank { return [] }
        let piece = string.take()
        given += piece.count
        return piece
    }

    private mutating func step(_ byte: UInt8) {
        guard part < LiveResult.opening.count else {
            isOver = string.feed(byte)
            return
        }
        if offset == 0, AnswerToken.isSpace(byte) { return }
        guard byte == LiveResult.opening[part][offset] else {
            isOver = true
            return
        }
        offset += 1
        if offset == LiveResult.opening[part].count { (part, offset) = (part + 1, 0) }
    }
}
