import Events
import TerminalKit

/// Draws a tool call: glyph, tool, its arguments in a line, state and time at the right edge, and the end of its output below.
struct CardRenderer {
    let width: Int
    let glyphs: Glyphs
    let key: LayoutKey

    func lines(_ card: ToolCard) -> [StyledLine] { [head(card)] + body(card) }

    private func head(_ card: ToolCard) -> StyledLine {
        let look = glyphs.look(card.state)
        var left = StyledLine([Span("  \(look.glyph) ", look.role), Span(card.tool, .strong, .bold)])
        let facts = facts(card, look)
        let room = width - left.width - facts.width - 4
        if room > 4, !card.summary.isEmpty {
            left.append("  ")
            left.append(StyledLine(DisplayText.line(card.summary), .text).clipped(to: room))
        }
        return left.justified(with: facts, width: width)
    }

    private func facts(_ card: ToolCard, _ look: StatusLook) -> StyledLine {
        switch card.state {
        case .succeeded:
            let fact = card.display.fact.isEmpty ? "" : DisplayText.line(card.display.fact) + "  "
            return StyledLine([Span(fact, .dim), Span(card.durationMicroseconds.map(Figures.duration)?.leftPadded(6) ?? "", .dim)])
        case .running:
            return StyledLine([Span(key.seconds > 0 ? "running \(key.seconds) s" : "running", look.role)])
        case .queued where card.written > 0 && card.summary.isEmpty:
            return StyledLine([Span("\(Figures.count(card.written)) bytes written", .dim)])
        case .failed:
            let code = card.errorCode?.word ?? look.word
            return StyledLine([
                Span(code == "exit_status" && !card.display.fact.isEmpty ? DisplayText.line(card.display.fact) : code, look.role),
                Span(card.durationMicroseconds.map { "  " + Figures.duration($0).leftPadded(6) } ?? "", .dim),
            ])
        default: return StyledLine([Span(look.word, look.role)])
        }
    }

    private func body(_ card: ToolCard) -> [StyledLine] {
        if card.state == .asking || card.state == .needsApproval { return [] }
        if card.state == .running || card.state == .queued { return card.live.isEmpty ? [] : tail(of: card.live, 5) }
        if card.display.kind == .none && card.state == .succeeded { return [] }
        let text = card.body
        guard text.contains(where: { !$0.isNewline && $0 != " " }) else { return [] }
        let all = textLines(text)
        if key.expanded { return drawn(Array(all.prefix(2000)), card, hiddenBefore: 0, hiddenAfter: max(0, all.count - 2000)) }
        let limit = limit(card)
        guard all.count > limit else { return drawn(all, card, hiddenBefore: 0, hiddenAfter: 0) }
        // What a command printed last tells most; of everything else the beginning does.
        if card.display.kind == .output || card.state == .failed {
            return drawn(Array(all.suffix(limit)), card, hiddenBefore: all.count - limit, hiddenAfter: 0)
        }
        return drawn(Array(all.prefix(limit)), card, hiddenBefore: 0, hiddenAfter: all.count - limit)
    }

    private func limit(_ card: ToolCard) -> Int {
        switch (card.display.kind, card.state) {
        case (.diff, _): 12
        case (_, .failed), (_, .unknown): 6
        default: 3
        }
    }

    private func textLines(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
        return lines
    }

    private func tail(of text: String, _ count: Int) -> [StyledLine] {
        textLines(text).suffix(count).enumerated().map { row($0.element, role: .dim, first: $0.offset == 0) }
    }

    private func drawn(_ lines: [Substring], _ card: ToolCard, hiddenBefore: Int, hiddenAfter: Int) -> [StyledLine] {
        var rows: [StyledLine] = []
        if hiddenBefore > 0 { rows.append(hidden(hiddenBefore, first: true)) }
        for line in lines { rows.append(row(line, role: role(of: line, card), first: rows.isEmpty)) }
        if hiddenAfter > 0 { rows.append(hidden(hiddenAfter, first: rows.isEmpty)) }
        return rows
    }

    private func hidden(_ count: Int, first: Bool) -> StyledLine {
        StyledLine([
            Span(first ? "    \(glyphs.under) " : "      ", .border), Span("+ \(count) line\(count == 1 ? "" : "s") (o opens)", .dim),
        ])
    }

    private func row(_ text: Substring, role: Role, first: Bool) -> StyledLine {
        let mark = StyledLine([Span(first ? "    \(glyphs.under) " : "      ", .border)])
        return mark.appending(StyledLine(Tabs.expanded(DisplayText.conservative(String(text.prefix(4000)))), role)).clipped(to: width)
    }

    private func role(of line: Substring, _ card: ToolCard) -> Role {
        guard card.display.kind == .diff else { return .dim }
        switch line.first {
        case "+": return .diffAdd
        case "-": return .diffDel
        case "@": return .diffHunk
        default: return .dim
        }
    }
}
