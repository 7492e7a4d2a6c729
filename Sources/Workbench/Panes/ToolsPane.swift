import Events
import TerminalKit

/// How often each tool was called, how often it failed and how long it took.
enum ToolsPane {
    static func draw(_ state: State, into grid: inout Grid, _ area: Rect) {
        let tools = (state.run?.metrics.tools ?? [:]).sorted { ($1.value.calls, $0.key) < ($0.value.calls, $1.key) }
        guard !tools.isEmpty else {
            grid.put("none called yet", x: area.x + 1, y: area.y, limit: area.width - 1, role: .dim)
            return
        }
        for (offset, tool) in tools.prefix(area.height).enumerated() {
            let figures = tool.value
            var left = StyledLine([Span(" \(DisplayText.line(tool.key)) ", .text), Span("\(figures.calls)", .text, .bold)])
            let good = figures.calls - figures.failures
            if good > 0 { left.append(" \(state.glyphs.ok)", .statusOk) }
            if figures.failures > 0 { left.append(" \(figures.failures)\(state.glyphs.failed)", .statusError) }
            let right = StyledLine("\(Figures.duration(figures.durationMicroseconds)) ", .dim)
            grid.put(left.justified(with: right, width: area.width), x: area.x, y: area.y + offset)
        }
    }
}
