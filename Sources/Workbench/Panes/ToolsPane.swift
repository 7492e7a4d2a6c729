import Events
import TerminalKit

/// What runs in the background and since when; how often each tool was called, how often it failed and how long it took.
enum ToolsPane {
    static func draw(_ state: State, into grid: inout Grid, _ area: Rect) {
        let rows = rows(state, width: area.width)
        guard !rows.isEmpty else {
            grid.put("none called yet", x: area.x + 1, y: area.y, limit: area.width - 1, role: .dim)
            return
        }
        for (offset, row) in rows.prefix(area.height).enumerated() { grid.put(row, x: area.x, y: area.y + offset) }
    }

    private static func rows(_ state: State, width: Int) -> [StyledLine] {
        guard let run = state.run else { return [] }
        let sessions = run.backgrounds.map { session in
            var left = StyledLine([Span(" \(state.glyphs.background) ", .statusRunning)])
            left.append("\(DisplayText.line(session.id)) ", .text, .bold)
            left.append(DisplayText.line(session.command), .text)
            let age = Figures.clock(Int(clamping: max(0, state.runMicroseconds &- session.startedMicroseconds)))
            return left.justified(with: StyledLine("\(age) ", .dim), width: width)
        }
        let tools = run.metrics.tools.sorted { ($1.value.calls, $0.key) < ($0.value.calls, $1.key) }
        return sessions
            + tools.map { tool in
                let figures = tool.value
                var left = StyledLine([Span(" \(DisplayText.line(tool.key)) ", .text), Span("\(figures.calls)", .text, .bold)])
                let good = figures.calls - figures.failures
                if good > 0 { left.append(" \(state.glyphs.ok)", .statusOk) }
                if figures.failures > 0 { left.append(" \(figures.failures)\(state.glyphs.failed)", .statusError) }
                return left.justified(with: StyledLine("\(Figures.duration(figures.durationMicroseconds)) ", .dim), width: width)
            }
    }
}
