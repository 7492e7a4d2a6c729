/// Colours code, a line at a time: keywords, strings, comments, numbers; by line for diffs.
///
/// It looks at each byte once and remembers only whether a comment or a long string is open. An unknown language gives plain code.
public struct CodeHighlighter: Sendable {
    private let language: CodeLanguage
    /// What closes the comment or long string that is open, how deep comments nest, and how it looks.
    private var open: (close: [UInt8], depth: Int, role: Role)?

    /// - Parameter language: A name as it stands after a fence: `swift`, `py`, `c++` …
    public init(language: String) {
        self.language = CodeLanguage.named(language)
    }

    /// The spans of the next line, which holds no line feed.
    public mutating func spans(_ line: String) -> [Span] {
        switch language.style {
        case .plain: return [Span(line, .code)]
        case .diff: return [Span(line, CodeHighlighter.diffRole(line))]
        case .tokens:
            var scanner = CodeScanner(Array(line.utf8), language, open)
            scanner.run()
            open = scanner.open
            return scanner.spans
        }
    }

    private static func diffRole(_ line: String) -> Role {
        if line.hasPrefix("+++") || line.hasPrefix("---") || line.hasPrefix("diff ") || line.hasPrefix("index ") { return .codeComment }
        if line.hasPrefix("@@") { return .diffHunk }
        return line.hasPrefix("+") ? .diffAdd : line.hasPrefix("-") ? .diffDel : .code
    }
}
