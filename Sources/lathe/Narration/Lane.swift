import TerminalKit

/// The text of one run on its way into rows.
struct Lane {
    /// What has no end yet.
    private var pending = ""
    /// Rows that wait to be written.
    private(set) var rows: [String] = []

    /// Takes a piece of text; rows come of whole lines, and where there is a width of what fills a row.
    mutating func take(_ text: String, width: Int?) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        while lines.count > 1 {
            pending += lines.removeFirst()
            end(width)
        }
        pending += lines.first ?? ""
        guard let width, CellWidth.of(pending) > width else { return }
        let filled = Lane.wrapped(pending, width)
        rows += filled.dropLast()
        // Wrapping takes the blank away that the next word stands behind.
        pending = (filled.last ?? "") + (pending.last == " " ? " " : "")
    }

    /// Ends the line that has no end yet, if there is one.
    mutating func finish(width: Int?) {
        if !pending.isEmpty { end(width) }
    }

    mutating func takeRows() -> [String] {
        defer { rows = [] }
        return rows
    }

    private mutating func end(_ width: Int?) {
        rows += width.map { Lane.wrapped(pending, $0) } ?? [pending]
        pending = ""
    }

    /// What goes on below a line stands as far in as the line, and two columns more.
    private static func wrapped(_ line: String, _ width: Int) -> [String] {
        let blanks = String(line.prefix { $0 == " " }.prefix(width / 2))
        let text = line.drop { $0 == " " }
        guard !text.isEmpty else { return [""] }
        return Wrap.lines(
            String(text), width: width, firstIndent: StyledLine(blanks), nextIndent: StyledLine(blanks.isEmpty ? "" : blanks + "  ")
        ).map(\.plain)
    }
}
