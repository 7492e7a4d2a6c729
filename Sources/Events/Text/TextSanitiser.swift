/// Takes the terminal commands out of outside text, piece by piece as it arrives.
///
/// What comes out holds no control character but line feed and tab, so it cannot move a cursor, ask a terminal a question or set a clipboard.
/// Escape sequences go whole (CSI, OSC, DCS, APC, PM, SOS, two-byte, and their 8-bit forms); one of the string kinds that is not closed ends
/// at a line feed or after 4096 bytes, and what follows is kept. CR LF becomes LF, U+0085 too. Other control characters become their pictures
/// (U+2400…), invalid UTF-8 becomes U+FFFD, tag characters (U+E0000–E007F) go. Bidi controls stay: showing them is the screen's affair.
///
/// A lone carriage return starts the line over, so that of a progress bar the last state remains, and a backspace takes back one scalar. Both
/// reach only what has not been returned yet: across pieces such a carriage return becomes a line feed and such a backspace nothing. For text
/// without them, the pieces together equal the whole. The cost is linear; sequences and scalars may be cut anywhere between pieces.
public struct TextSanitiser: Sendable {
    private var machine = EscapeMachine()

    public init() {}

    /// The safe text of the next piece.
    ///
    /// A scalar or sequence cut by its end is held back for the next one.
    public mutating func feed(_ bytes: UnsafeRawBufferPointer) -> String {
        bytes.withMemoryRebound(to: UInt8.self) { machine.run($0) }
    }

    /// The same from any bytes; for a string its `utf8`.
    public mutating func feed(_ bytes: some Sequence<UInt8>) -> String {
        let result = bytes.withContiguousStorageIfAvailable { machine.run($0) }
        return result ?? Array(bytes).withUnsafeBufferPointer { machine.run($0) }
    }

    /// What was held back: U+FFFD for half a scalar, nothing for half a sequence.
    ///
    /// The sanitiser is as new afterwards.
    public mutating func finish() -> String {
        let rest = machine.isInsideScalar ? "\u{FFFD}" : ""
        machine = EscapeMachine()
        return rest
    }

    /// A whole text at once; a clean one comes back untouched.
    public static func clean(_ text: String) -> String {
        if text.utf8.withContiguousStorageIfAvailable(CleanScan.isClean) ?? false { return text }
        return clean(bytes: text.utf8)
    }

    /// Whole bytes at once.
    public static func clean(bytes: some Sequence<UInt8>) -> String {
        var sanitiser = TextSanitiser()
        let text = sanitiser.feed(bytes)
        return text + sanitiser.finish()
    }
}

/// Tells in one pass whether text needs no sanitising.
enum CleanScan {
    /// For bytes that are valid UTF-8: whether they hold no control but line feed and tab, and no tag characters.
    static func isClean(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte &- 0x20 < 0x5F || byte == 0x0A || byte == 0x09 {
                index &+= 1
                continue
            }
            if byte < 0x80 { return false }
            let next = index &+ 1 < bytes.count ? bytes[index &+ 1] : 0
            if byte == 0xC2, next < 0xA0 { return false }
            if byte == 0xF3, next == 0xA0, index &+ 2 < bytes.count, bytes[index &+ 2] < 0x82 { return false }
            index &+= 1
        }
        return true
    }
}
