import Events
import TerminalKit

/// The plan while a pipeline runs, and the todo list, with the rounds that touched each item (N-19).
enum TodoPane {
    /// Rows it would like.
    static func rowCount(_ run: RunModel?) -> Int {
        guard let run else { return 0 }
        guard let plan = run.shownPlan else { return run.todos.count }
        return plan.steps.count + (run.todos.isEmpty ? 0 : run.todos.count + 1)
    }

    static func draw(_ state: State, into grid: inout Grid, _ area: Rect) {
        guard let run = state.run, let plan = run.shownPlan else { return drawTodos(state, into: &grid, area) }
        let rows = PlanRows.rows(plan, width: area.width, glyphs: state.glyphs)
        // The todos below the plan get what it leaves, but never nothing.
        let kept = run.todos.isEmpty || area.height < 4 ? 0 : min(run.todos.count + 1, max(2, area.height - rows.count))
        let height = max(1, area.height - kept)
        let first = max(0, min(PlanRows.current(plan) - height / 2, rows.count - height))
        for (offset, row) in rows.dropFirst(first).prefix(height).enumerated() { grid.put(row, x: area.x, y: area.y + offset) }
        guard kept > 1 else { return }
        let used = min(rows.count, height)
        grid.put(" \(TodoPane.title(run.todos))", x: area.x, y: area.y + used, limit: area.width, role: .dim)
        drawTodos(state, into: &grid, Rect(x: area.x, y: area.y + used + 1, width: area.width, height: area.height - used - 1))
    }

    static func title(_ todos: [TodoItem]) -> String {
        todos.isEmpty ? "Todo" : "Todo \(todos.count { $0.status == .completed })/\(todos.count)"
    }

    private static func drawTodos(_ state: State, into grid: inout Grid, _ area: Rect) {
        let todos = state.run?.todos ?? []
        guard !todos.isEmpty else {
            grid.put("nothing planned yet", x: area.x + 1, y: area.y, limit: area.width - 1, role: .dim)
            return
        }
        // The one in progress stays in sight when the list is longer than the pane.
        let current = todos.firstIndex { $0.status == .inProgress } ?? 0
        let first = max(0, min(current - area.height / 2, todos.count - area.height))
        for (offset, item) in todos.dropFirst(first).prefix(area.height).enumerated() {
            let look = state.glyphs.look(item.status)
            var left = StyledLine([Span(" \(look.glyph) ", look.role)])
            left.append(DisplayText.line(item.text), item.status == .completed || item.status == .cancelled ? .dim : .text)
            if item.status == .blocked { left.append(" \(look.word)", look.role) }
            let rounds = item.iterations.suffix(3).map { "r\($0)" }.joined(separator: " ")
            grid.put(left.justified(with: StyledLine("\(rounds) ", .dim), width: area.width), x: area.x, y: area.y + offset)
        }
    }
}
