internal import Events
internal import Host

/// The text of a file as a model and a person may see it: nothing hidden, nothing that moves a cursor.
enum FileText {
    /// How much of the beginning decides whether a file is text.
    static let probeBytes = 8192

    /// A file with a NUL near its beginning is not text.
    static func isBinary(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.prefix(probeBytes).contains(0)
    }

    static func refuseBinary(_ bytes: [UInt8], path: String, byteCount: Int) throws(ToolsError) {
        guard isBinary(bytes) else { return }
        let wide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        let kind = wide ? "UTF-16 text" : "a binary file"
        throw ToolsError(
            .binaryFile,
            "\"\(path)\" is \(kind) of \(byteCount) bytes, not UTF-8 text; use a command such as `file`, `xxd` or `iconv` on it")
    }

    /// Control characters become their pictures (ESC is ␛), so that a sanitiser finds nothing to take away and nothing in the file stays
    /// unseen.
    ///
    /// CR LF becomes LF; invalid UTF-8 becomes U+FFFD.
    static func shown(_ bytes: some Collection<UInt8>) -> String {
        guard bytes.contains(where: { ($0 < 0x20 && $0 != 0x0A && $0 != 0x09) || $0 == 0x7F || $0 == 0xC2 }) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        var text = String.UnicodeScalarView()
        var pendingReturn = false
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if pendingReturn, scalar != "\n" { text.append("\u{240D}") }
            pendingReturn = scalar == "\r"
            switch scalar.value {
            case 0x0D: continue
            case 0x0A, 0x09: text.append(scalar)
            case 0..<0x20: text.append(Unicode.Scalar(UInt32(0x2400) + scalar.value) ?? "\u{FFFD}")
            case 0x7F: text.append("\u{2421}")
            case 0x80..<0xA0: text.append("\u{FFFD}")
            default: text.append(scalar)
            }
        }
        if pendingReturn { text.append("\u{240D}") }
        return String(text)
    }

    /// A number of things in words: "1 line", "3 lines".
    static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
        "\(number) \(number == 1 ? singular : plural ?? singular + "s")"
    }

    /// How many lines a text has; the last one counts without a line feed too.
    static func lineCount(_ bytes: some Collection<UInt8>) -> Int {
        var count = 0
        var last: UInt8 = 0x0A
        for byte in bytes {
            if byte == 0x0A { count += 1 }
            last = byte
        }
        return last == 0x0A ? count : count + 1
    }
}
