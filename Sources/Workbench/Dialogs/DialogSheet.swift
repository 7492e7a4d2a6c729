import Events
import TerminalKit

/// Draws what the run waits for: the whole command with hidden characters made visible, or the question with its options.
struct DialogSheet {
    let dialog: DialogState
    let glyphs: Glyphs
    let now: Int64

    private func content(width: Int) -> [StyledLine] {
        let text = width - 4
        switch dialog.subject {
        case .approval(let request):
            return Wrap.hard([Span(DisplayText.visible(request.what), .code)], width: text)
        case .question(let request):
            var lines = Wrap.lines(request.question, role: .text, width: text)
            if dialog.takesText {
                lines.append(StyledLine())
                return lines
            }
            for (index, option) in request.options.enumerated() {
                let chosen = index == dialog.selected
                let mark = request.selection == .multiple ? (dialog.marked.contains(index) ? "[x] " : "[ ] ") : ""
                lines += Wrap.lines(
                    option, role: chosen ? .selection : .text, width: text,
                    firstIndent: StyledLine([Span(chosen ? "\(glyphs.cursor) " : "  ", .accent), Span("\(index + 1) \(mark)", .dim)]),
                    nextIndent: StyledLine("    "))
            }
            return lines
        }
    }

    private var extraRows: Int {
        if case .approval = dialog.subject { return dialog.writesReason ? 4 : 3 }
        return dialog.takesText ? 3 : 2
    }

    /// Rows it would like, with its title and its line of keys.
    func height(width: Int) -> Int { content(width: width).count + extraRows }

    func lastTop(width: Int, height: Int) -> Int { max(0, content(width: width).count - max(1, height - extraRows)) }

    func endIsSeen(width: Int, height: Int) -> Bool { dialog.top >= lastTop(width: width, height: height) }

    func draw(into grid: inout Grid, _ area: Rect) {
        guard area.height > 2 else { return }
        grid.fill(area)
        let title: String
        switch dialog.subject {
        case .approval(let request): title = "\(glyphs.needsApproval) Approve \(DisplayText.line(request.tool))?"
        case .question: title = "\(glyphs.needsApproval) A question"
        }
        Frame.rule(into: &grid, x: area.x, y: area.y, width: area.width, title: title, focused: dialog.hasFocus, glyphs: glyphs)
        var y = area.y + 1
        if case .approval(let request) = dialog.subject {
            grid.put(StyledLine(DisplayText.line(request.risk), .warning).clipped(to: area.width - 4), x: area.x + 2, y: y)
            y += 1
        }
        let lines = content(width: area.width)
        let room = max(1, area.height - extraRows)
        for line in lines.dropFirst(dialog.top).prefix(room) {
            grid.put(line, x: area.x + 2, y: y, limit: area.width - 3)
            y += 1
        }
        if dialog.takesText {
            y = min(y, area.maxY - 2)
            let label = dialog.writesReason ? "why not: " : "\(glyphs.prompt) "
            let used = grid.put(label, x: area.x + 2, y: y, role: .accent)
            let layout = DraftLayout(dialog.input, width: area.width - 4 - used)
            let row = layout.caret.y
            for piece in layout.rows.indices.contains(row) ? layout.rows[row] : [] {
                grid.put(piece.text, x: area.x + 2 + used + piece.column, y: y, role: .input)
            }
            if dialog.hasFocus { grid.cursor = GridPosition(x: area.x + 2 + used + layout.caret.x, y: y) }
        }
        grid.put(keys(lines.count, room).clipped(to: area.width - 2), x: area.x + 2, y: area.maxY - 1)
    }

    private func keys(_ count: Int, _ room: Int) -> StyledLine {
        guard dialog.hasFocus else { return StyledLine([Span("Tab", .key), Span(" answers; the composer has the focus", .dim)]) }
        guard dialog.isArmed(now: now) else { return StyledLine("…", .dim) }
        var pairs: [(String, String)]
        if dialog.writesReason {
            pairs = [("Enter", "says no with this reason"), ("Esc", "back")]
        } else {
            switch dialog.subject {
            case .approval(let request):
                pairs = [("y", "yes, once")]
                if request.scopes.contains(.run) { pairs.append(("a", "yes, for this run")) }
                pairs += [("n", "no"), ("e", "no, with a reason")]
                if count > room { pairs.insert(("Down", "\(max(0, count - room - dialog.top)) more lines"), at: 0) }
            case .question(let request):
                pairs =
                    dialog.takesText
                    ? [("Enter", "answers")]
                    : request.selection == .multiple
                        ? [("Space", "marks"), ("Enter", "answers")] : [("Up Down", "choose"), ("Enter", "answers")]
            }
            pairs.append(("Tab", "to the composer"))
        }
        return KeyHints.line(pairs)
    }
}
