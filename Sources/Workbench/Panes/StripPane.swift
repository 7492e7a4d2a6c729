import Events
import TerminalKit

/// The side panes in one line, for the medium layout.
enum StripPane {
    static func draw(_ state: State, into grid: inout Grid, _ area: Rect) {
        let metrics = state.run?.metrics ?? Metrics()
        let glyphs = state.glyphs
        let mark = metrics.estimated ? "~" : ""
        var line = StyledLine(" ")
        let todos = state.run?.todos ?? []
        line.append("2 ", .key)
        if let plan = state.run?.shownPlan {
            line.append(PlanRows.title(plan).lowercased(), .text)
            line.append(current(of: plan, glyphs, width: area.width))
        } else {
            line.append("todo \(todos.count { $0.status == .completed })/\(todos.count)", .text)
        }
        if state.run?.shownPlan == nil, let current = todos.first(where: { $0.status == .inProgress }) {
            line.append(" \(glyphs.running) ", .statusRunning)
            line.append(StyledLine(DisplayText.line(current.text), .text).clipped(to: max(8, area.width / 4)))
        }
        var right = StyledLine([Span("3 ", .key)])
        // Where there is not room for both, the cost takes the place of TTFT, which the round tells too.
        let cost = Figures.cost(metrics.spending)
        if cost == nil || area.width >= 100 {
            right.append("TTFT \(metrics.ttftMicroseconds.last.map(Figures.seconds) ?? glyphs.dash)  ", .text)
        }
        let backgrounds = state.run?.backgrounds.count ?? 0
        // What runs in the background takes the place of the rate where there is not room for both.
        if backgrounds == 0 || area.width >= 100 {
            right.append("\(metrics.rates.last.map { "\(mark)\(Figures.decimal($0, 0)) tok/s" } ?? glyphs.dash)  ", .text)
        }
        right.append(
            "\(glyphs.up)\(mark)\(Figures.count(metrics.inputTokens)) \(glyphs.down)\(mark)\(Figures.count(metrics.outputTokens))", .text)
        if let cost { right.append("  \(cost)", .text) }
        if area.width >= 100, let share = Figures.cachedShare(metrics.spending) { right.append("  cached \(share)", .text) }
        right.append("  4 ", .key)
        right.append("tools \(metrics.toolCalls)", .text)
        if metrics.failedToolCalls > 0 { right.append(" \(metrics.failedToolCalls)\(glyphs.failed)", .statusError) }
        if backgrounds > 0 { right.append("  \(glyphs.background) background \(backgrounds)", .statusRunning) }
        right.append(" ")
        grid.put(line.justified(with: right, width: area.width), x: area.x, y: area.y)
    }

    /// The first step that goes on.
    private static func current(of plan: PlanModel, _ glyphs: Glyphs, width: Int) -> StyledLine {
        guard let item = plan.steps.first(where: { $0.state == .running || $0.state == .retrying }) else { return StyledLine() }
        let look = glyphs.look(item.state)
        return StyledLine([Span(" \(look.glyph) ", look.role)]).appending(
            StyledLine("\(DisplayText.line(item.step.id)) \(DisplayText.line(PlanRows.title(item.step)))").clipped(to: max(8, width / 4)))
    }
}
