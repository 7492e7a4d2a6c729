import Events
import TerminalKit

/// Draws what the run waits for: the whole command with hidden characters made visible, or the question with its options.
struct DialogSheet {
    let dialog: DialogState
    let glyphs: Glyphs
    let now: Int64
    /// True when nothing of the run goes on here until it is answered.
    var waits = false

    /// What is asked, as lines, and which of them are whose option.
    private struct Content {
        /// Stays where it is while the rest scrolls: the question, when it is short.
        var head: [StyledLine] = []
        var lines: [StyledLine] = []
        var options: [Range<Int>] = []
    }

    private func content(width: Int, height: Int) -> Content {
        let text = width - 4
        switch dialog.subject {
        case .approval(let request):
            return Content(lines: Wrap.hard([Span(DisplayText.visible(request.what), .code)], width: text))
        case .question(let request):
            let question = Wrap.lines(request.question, role: .text, width: text)
            guard !dialog.takesText else { return Content(lines: question + [StyledLine()]) }
            let stays = question.count <= max(1, (height - extraRows(width: width)) / 3)
            var content = stays ? Content(head: question) : Content(lines: question)
            let digits = "\(request.options.count)".count
            for (index, option) in request.options.enumerated() {
                let rows = self.option(option, index, digits, request.selection == .multiple, width: text)
                content.options.append(content.lines.count..<(content.lines.count + rows.count))
                content.lines += rows
            }
            return content
        }
    }

    private func option(_ text: String, _ index: Int, _ digits: Int, _ isMultiple: Bool, width: Int) -> [StyledLine] {
        let chosen = index == dialog.selected
        let mark = isMultiple ? (dialog.marked.contains(index) ? "[x] " : "[ ] ") : ""
        let before = StyledLine([
            Span(chosen ? "\(glyphs.cursor) " : "  ", .accent), Span("\("\(index + 1)".leftPadded(digits)) \(mark)", .dim),
        ])
        let rows = Wrap.lines(
            text, role: chosen ? .selection : .text, width: width, firstIndent: before,
            nextIndent: StyledLine(String(repeating: " ", count: before.width)))
        return rows.isEmpty ? [before] : rows
    }

    // MARK: Size

    private static let inputRows = 4

    private var label: String { dialog.writesReason ? "why not: " : "\(glyphs.prompt) " }

    private func input(width: Int) -> DraftLayout { DraftLayout(dialog.input, width: max(1, width - 4 - CellWidth.of(label))) }

    private func extraRows(width: Int) -> Int {
        let writing = dialog.takesText ? min(DialogSheet.inputRows, input(width: width).rows.count) : 0
        if case .approval = dialog.subject { return 3 + writing }
        return 2 + writing
    }

    /// Rows for what scrolls.
    private func room(_ content: Content, width: Int, height: Int) -> Int {
        max(1, height - extraRows(width: width) - content.head.count)
    }

    /// Rows it would like, with its title and its line of keys.
    func height(width: Int) -> Int {
        let content = content(width: width, height: 0)
        return content.head.count + content.lines.count + extraRows(width: width)
    }

    func lastTop(width: Int, height: Int) -> Int {
        let content = content(width: width, height: height)
        return max(0, content.lines.count - room(content, width: width, height: height))
    }

    func endIsSeen(width: Int, height: Int) -> Bool { dialog.top >= lastTop(width: width, height: height) }

    /// The first line to show so that an option is on the screen, scrolled no more than needed.
    func top(showing option: Int, width: Int, height: Int) -> Int {
        let content = content(width: width, height: height)
        let room = room(content, width: width, height: height)
        let top = min(dialog.top, max(0, content.lines.count - room))
        guard content.options.indices.contains(option) else { return top }
        let lines = content.options[option]
        if lines.upperBound <= room, option == 0 { return 0 }
        if lines.lowerBound < top || lines.count > room { return lines.lowerBound }
        return max(top, lines.upperBound - room)
    }

    // MARK: Drawing

    func draw(into grid: inout Grid, _ area: Rect) {
        guard area.height > 2 else { return }
        grid.fill(area)
        Frame.rule(into: &grid, x: area.x, y: area.y, width: area.width, title: title, focused: dialog.hasFocus, glyphs: glyphs)
        var y = area.y + 1
        if case .approval(let request) = dialog.subject {
            grid.put(StyledLine(DisplayText.line(request.risk), .warning).clipped(to: area.width - 4), x: area.x + 2, y: y)
            y += 1
        }
        let content = content(width: area.width, height: area.height)
        let lines = content.lines
        let room = room(content, width: area.width, height: area.height)
        let top = min(dialog.top, max(0, lines.count - room))
        for line in content.head + lines.dropFirst(top).prefix(room) {
            grid.put(line, x: area.x + 2, y: y, limit: area.width - 3)
            y += 1
        }
        if dialog.takesText { drawInput(into: &grid, area, y: y) }
        grid.put(keys(below: lines.count - room - top).clipped(to: area.width - 2), x: area.x + 2, y: area.maxY - 1)
    }

    private var title: String {
        let taken = waits ? " \(glyphs.dot) the answer takes the run up again" : ""
        let later = (dialog.agent.map { " \(glyphs.dot) the agent \(DisplayText.line($0.name)) asks" } ?? "") + taken
        return switch dialog.subject {
        case .approval(let request): "\(glyphs.needsApproval) Approve \(DisplayText.line(request.tool))?\(later)"
        case .question: "\(glyphs.needsApproval) A question\(later)"
        }
    }

    /// The rows around the caret of what is being written.
    private func drawInput(into grid: inout Grid, _ area: Rect, y: Int) {
        let layout = input(width: area.width)
        let shown = min(DialogSheet.inputRows, layout.rows.count, max(1, area.height - 2))
        let y = min(y, area.maxY - 1 - shown)
        let first = max(0, min(layout.caret.y - shown + 1, layout.rows.count - shown))
        let used = grid.put(label, x: area.x + 2, y: y, role: .accent)
        for (offset, row) in layout.rows.dropFirst(first).prefix(shown).enumerated() {
            for piece in row { grid.put(piece.text, x: area.x + 2 + used + piece.column, y: y + offset, role: .input) }
        }
        if dialog.hasFocus { grid.cursor = GridPosition(x: area.x + 2 + used + layout.caret.x, y: y + layout.caret.y - first) }
    }

    private var marked: String { dialog.marked.isEmpty ? "answers" : "answers with \(dialog.marked.count) marked" }

    private func keys(below: Int) -> StyledLine {
        guard dialog.hasFocus else { return StyledLine([Span("Tab", .key), Span(" answers; the composer has the focus", .dim)]) }
        guard dialog.isArmed(now: now) else { return StyledLine("…", .dim) }
        var pairs: [(String, String)] = []
        switch dialog.subject {
        case _ where dialog.writesReason: pairs = [("Enter", "says no with this reason"), ("Esc", "back")]
        case _ where dialog.writesOwn: pairs = [("Enter", "answers"), ("Esc", "back")]
        case .approval(let request):
            pairs = [("y", "yes, once")]
            if request.scopes.contains(.run) { pairs.append(("a", "yes, for this run")) }
            pairs += [("n", "no"), ("e", "no, with a reason")]
        case .question(let request):
            pairs =
                dialog.takesText
                ? [("Enter", "answers")]
                : request.selection == .multiple
                    ? [("Space", "marks"), ("Enter", marked)] : [("Up Down", "choose"), ("Enter", "answers")]
            if !dialog.takesText, dialog.takesOwnWords { pairs.append(("e", "own words")) }
        }
        if below > 0 { pairs.insert((dialog.scrollKey, "\(below) more line\(below == 1 ? "" : "s")"), at: 0) }
        if !dialog.writesReason, !dialog.writesOwn { pairs.append(("Tab", "composer")) }
        return KeyHints.line(pairs)
    }
}
