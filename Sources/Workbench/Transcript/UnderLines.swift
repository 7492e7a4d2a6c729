import TerminalKit

/// Lines of text below a line, behind `└`: a few of them, and how many more there are.
struct UnderLines {
    let width: Int
    let glyphs: Glyphs

    func mark(first: Bool) -> StyledLine { StyledLine([Span(first ? "    \(glyphs.under) " : "      ", .border)]) }

    /// The lines as they are, cut at the right edge.
    func rows(_ lines: [Substring], hiddenBefore: Int, hiddenAfter: Int, role: (Substring) -> Role) -> [StyledLine] {
        var rows: [StyledLine] = []
        if hiddenBefore > 0 { rows.append(hidden(hiddenBefore, first: true)) }
        for line in lines { rows.append(row(line, role: role(line), first: rows.isEmpty)) }
        if hiddenAfter > 0 { rows.append(hidden(hiddenAfter, first: rows.isEmpty)) }
        return rows
    }

    /// The last lines of what grows.
    func tail(of text: String, _ count: Int) -> [StyledLine] {
        UnderLines.split(text).suffix(count).enumerated().map { row($0.element, role: .dim, first: $0.offset == 0) }
    }

    /// Prose, wrapped; at most 400 rows.
    func prose(_ text: String) -> [StyledLine] {
        var rows: [StyledLine] = []
        for line in UnderLines.split(text) where rows.count < 400 {
            let wrapped = Wrap.lines(
                String(line.prefix(4000)), role: .dim, width: width, firstIndent: mark(first: rows.isEmpty), nextIndent: mark(first: false))
            rows += wrapped.isEmpty ? [StyledLine()] : wrapped
        }
        return rows
    }

    func row(_ text: Substring, role: Role, first: Bool) -> StyledLine {
        mark(first: first).appending(StyledLine(Tabs.expanded(DisplayText.conservative(String(text.prefix(4000)))), role)).clipped(
            to: width)
    }

    private func hidden(_ count: Int, first: Bool) -> StyledLine {
        mark(first: first).appending("+ \(count) line\(count == 1 ? "" : "s") (o opens)", .dim)
    }

    /// The lines of a text without the empty ones at its end.
    static func split(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
        return lines
    }
}
