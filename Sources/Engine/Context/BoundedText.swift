internal import Events

/// Text cut to a number of bytes, at a cost that does not grow with what is left out.
package enum BoundedText {
    /// At most so many bytes of clean text, with a last line that says when there was more.
    package static func cut(_ text: String, bytes limit: Int) -> String {
        let clean = TextSanitiser.clean(start(of: text, bytes: limit + 4))
        guard text.utf8.count > limit || clean.utf8.count > limit else { return clean }
        let mark = "\n[cut after \(max(1, limit / 1024)) KiB]"
        return start(of: clean, bytes: max(0, limit - mark.utf8.count)) + mark
    }

    /// At most so many bytes from the beginning, no scalar cut in two; costs no more than the limit.
    package static func start(of text: String, bytes limit: Int) -> String {
        let bytes = text.utf8
        guard var end = bytes.index(bytes.startIndex, offsetBy: limit, limitedBy: bytes.endIndex), end < bytes.endIndex else { return text }
        while end > bytes.startIndex, bytes[end] & 0xC0 == 0x80 { end = bytes.index(before: end) }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}
