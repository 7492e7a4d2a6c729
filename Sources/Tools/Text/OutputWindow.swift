/// The beginning and the end of a text that is too long to give whole.
enum OutputWindow {
    /// Shorter texts are never cut: the line about what is missing would be longer.
    private static let leastBytes = 64

    /// At most `limitBytes` of the text: half from its beginning, half from its end, cut at line ends where there are any, and a line that
    /// says how much is missing.
    ///
    /// Costs no more than what it gives back.
    static func cut(_ text: String, limitBytes: Int) -> String {
        guard text.utf8.count > max(limitBytes, leastBytes) else { return text }
        var text = text
        return text.withUTF8 { bytes in
            let mark = "\n[… \(bytes.count) bytes left out …]\n".utf8.count
            let half = max(1, (limitBytes - mark) / 2)
            var head = half
            var tail = bytes.count - half
            if let newline = bytes[half / 2..<head].lastIndex(of: 0x0A) { head = newline }
            if let newline = bytes[tail..<bytes.count - half / 2].firstIndex(of: 0x0A) { tail = newline + 1 }
            while head > 0, bytes[head] & 0xC0 == 0x80 { head -= 1 }
            while tail < bytes.count, bytes[tail] & 0xC0 == 0x80 { tail += 1 }
            return String(decoding: bytes[..<head], as: UTF8.self) + "\n[… \(tail - head) bytes left out …]\n"
                + String(decoding: bytes[tail...], as: UTF8.self)
        }
    }
}
