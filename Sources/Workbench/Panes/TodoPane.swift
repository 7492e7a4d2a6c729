import Events
import TerminalKit

/// The todo list, with the rounds that touched each item (N-19).
enum TodoPane {
    static func draw(_ state: State, into grid: inout Grid, _ area: Rect) {
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
