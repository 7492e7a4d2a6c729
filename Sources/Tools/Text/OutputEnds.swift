internal import Events
internal import Host

/// What a model reads of a command's output: all of it, or its beginning and its end.
struct OutputEnds {
    let text: String
    /// Something was left out.
    let isCut: Bool

    /// At most `limitBytes`, with room for a note about how the command ended.
    init(_ output: CapturedOutput, limitBytes: Int) {
        let room = max(2, limitBytes - 256)
        guard output.droppedByteCount > 0 else {
            let clean = TextSanitiser.clean(bytes: output.bytes)
            text = OutputWindow.cut(clean, limitBytes: room)
            isCut = text.utf8.count < clean.utf8.count
            return
        }
        let head = OutputEnds.first(room / 2, of: TextSanitiser.clean(bytes: output.beginning))
        let tail = OutputEnds.last(room / 2, of: TextSanitiser.clean(bytes: output.end))
        text = "\(head)\n[… \(max(1, output.totalByteCount - head.utf8.count - tail.utf8.count)) bytes left out …]\n\(tail)"
        isCut = true
    }

    /// Up to a line end, if there is one in the second half.
    private static func first(_ count: Int, of text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count > count else { return text }
        var end = count
        if let newline = bytes[..<end].lastIndex(of: 0x0A), newline > count / 2 { end = newline }
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    /// From a line's beginning on, if there is one in the first half.
    private static func last(_ count: Int, of text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count > count else { return text }
        var start = bytes.count - count
        if let newline = bytes[start...].firstIndex(of: 0x0A), newline < start + count / 2 { start = newline + 1 }
        while start < bytes.count, bytes[start] & 0xC0 == 0x80 { start += 1 }
        return String(decoding: bytes[start...], as: UTF8.self)
    }
}
