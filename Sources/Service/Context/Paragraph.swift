internal import Engine

/// Lines of a text that belong together.
struct Paragraph {
    /// The number of its first line, 1-based.
    let line: Int
    let text: String

    /// A longer one goes on as another paragraph.
    private static let limitBytes = 2048

    /// The paragraphs of a text: what stands between blank lines.
    static func split(_ text: String) -> [Paragraph] {
        var result: [Paragraph] = []
        var lines: [Substring.UTF8View] = []
        var bytes = 0
        var first = 1
        func end() {
            if !lines.isEmpty {
                let whole = lines.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
                result.append(Paragraph(line: first, text: BoundedText.start(of: whole, bytes: limitBytes * 2)))
            }
            (lines, bytes) = ([], 0)
        }
        for (index, line) in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 > 0x20 }) else {
                end()
                continue
            }
            if bytes + line.count > limitBytes { end() }
            if lines.isEmpty { first = index + 1 }
            lines.append(line)
            bytes += line.count + 1
        }
        end()
        return result
    }
}
