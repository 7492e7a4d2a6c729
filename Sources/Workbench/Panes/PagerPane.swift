import Events
import TerminalKit

/// The whole of one thing: a call's input and output, a long answer, the reasoning.
enum PagerPane {
    static func draw(_ state: State, _ pager: PagerState, into grid: inout Grid) {
        // While a run goes on Esc stops it, here too.
        let back = state.runGoesOn ? [("q", "back"), ("Esc", "stop")] : [("Esc", "back")]
        let area = OverlayFrame.draw(into: &grid, state, title: pager.title, hints: [("j k", "move"), ("g G", "ends")] + back)
        for (offset, line) in pager.lines.dropFirst(pager.top).prefix(area.height).enumerated() {
            grid.put(line, x: area.x + 1, y: area.y + offset, limit: area.width - 2)
        }
        let percent =
            pager.lines.count <= area.height ? 100 : Figures.percent(min(pager.lines.count, pager.top + area.height), of: pager.lines.count)
        let text = "\(pager.lines.count) lines  \(percent) % "
        grid.put(text, x: max(0, state.size.columns - CellWidth.of(text)), y: state.size.rows - 1, role: .dim)
    }
}

extension PagerState {
    init(title: String, source: [PagerPart], width: Int) {
        self.init(title: title, lines: [], width: width, source: source)
        wrap(width: width)
    }

    mutating func wrap(width: Int) {
        self.width = width
        lines = []
        for part in source {
            if !lines.isEmpty { lines.append(StyledLine()) }
            if !part.heading.isEmpty { lines.append(StyledLine([Span(part.heading, .heading, .bold)])) }
            for line in part.text.split(separator: "\n", omittingEmptySubsequences: false) {
                let role: Role =
                    !part.isDiff
                    ? .text : line.hasPrefix("+") ? .diffAdd : line.hasPrefix("-") ? .diffDel : line.hasPrefix("@") ? .diffHunk : .dim
                let rows = Wrap.hard([Span(Tabs.expanded(String(line)), role)], width: max(1, width))
                lines += rows.isEmpty ? [StyledLine()] : rows
            }
        }
        top = min(top, max(0, lines.count - 1))
    }
}
