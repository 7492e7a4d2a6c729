/// The beginning and the end of a text that is too long to give whole.
enum OutputWindow {
    /// At most about `limitBytes` of the text: half from its beginning, half from its end, cut at line ends where there are any, and a line that
    /// says how much is missing.
    static func cut(_ text: String, limitBytes: Int) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count > limitBytes else { return text }
        let half = max(1, limitBytes / 2)
        var head = half
        var tail = bytes.count - half
        if let newline = bytes[..<head].lastIndex(of: 0x0A), newline > half / 2 { head = newline }
        if let newline = bytes[tail...].firstIndex(of: 0x0A), newline < tail + half / 2 { tail = newline + 1 }
        while head > 0, bytes[head] & 0xC0 == 0x80 { head -= 1 }
        while tail < bytes.count, bytes[tail] & 0xC0 == 0x80 { tail += 1 }
        return String(decoding: bytes[..<head], as: UTF8.self) + "\n[… \(tail - head) bytes left out …]\n"
            + String(decoding: bytes[tail...], as: UTF8.self)
    }
}
