import TerminalKit

/// `key meaning  key meaning`.
enum KeyHints {
    /// As many of the first pairs as fit before the `last` ones, which always stand.
    static func fitted(_ pairs: [(String, String)], last: [(String, String)], width: Int) -> StyledLine {
        var shown = pairs
        while !shown.isEmpty, line(shown + last).width > width { shown.removeLast() }
        return line(shown + last)
    }

    static func line(_ pairs: [(String, String)]) -> StyledLine {
        var line = StyledLine()
        for (index, pair) in pairs.enumerated() {
            if index > 0 { line.append("  ") }
            line.append(pair.0, .key)
            line.append(" \(pair.1)", .dim)
        }
        return line
    }
}

/// Lines between panes.
enum Frame {
    /// A horizontal line with a title set in; the focused one is bold and, by its role, reversed.
    static func rule(into grid: inout Grid, x: Int, y: Int, width: Int, title: String, focused: Bool, glyphs: Glyphs) {
        guard width > 0 else { return }
        for column in x..<(x + width) { grid.put(glyphs.horizontal, x: column, y: y, role: .border) }
        guard !title.isEmpty, width > 6 else { return }
        let line = StyledLine([Span(" \(title) ", focused ? .focusTitle : .title, focused ? .bold : [])]).clipped(to: width - 3)
        grid.put(line, x: x + 1, y: y)
    }
}
