import Events
import TerminalKit

/// Draws a tool call: glyph, tool, its arguments in a line, state and time at the right edge, and the end of its output below.
struct CardRenderer {
    let width: Int
    let glyphs: Glyphs
    let key: LayoutKey

    private var under: UnderLines { UnderLines(width: width, glyphs: glyphs) }
    private var words: EventWords { EventWords(glyphs) }

    func lines(_ card: ToolCard) -> [StyledLine] {
        let rows = body(card)
        return [head(card)] + rows + card.images.enumerated().map { image($0.element, first: rows.isEmpty && $0.offset == 0) }
    }

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

    // MARK: Facts

    private func facts(_ card: ToolCard, _ look: StatusLook) -> StyledLine {
        if let background = card.background, background.state != .running, !card.isRunning { return ended(background) }
        switch card.state {
        case .succeeded:
            let fact = card.display.fact.isEmpty ? "" : DisplayText.line(card.display.fact) + "  "
            return StyledLine([Span(attempts(card) + fact, .dim), Span(duration(card).leftPadded(6), .dim)])
        case .running, .retrying:
            let word = card.state == .retrying ? words.retrying(attempt: card.attempt) : look.word
            // The word stays where it is when the first second is over.
            return StyledLine([Span(word, look.role), Span("  " + (key.seconds > 0 ? "\(key.seconds) s" : "").leftPadded(6), .dim)])
        case .queued where card.written > 0 && card.summary.isEmpty:
            return StyledLine([Span("\(Figures.count(card.written)) bytes written", .dim)])
        case .failed:
            let code = card.errorCode?.word ?? look.word
            return StyledLine([
                Span(code == "exit_status" && !card.display.fact.isEmpty ? DisplayText.line(card.display.fact) : code, look.role),
                Span(attempts(card).isEmpty ? "" : "  " + attempts(card).dropLast(2), .dim),
                Span(card.durationMicroseconds == nil ? "" : "  " + duration(card).leftPadded(6), .dim),
            ])
        case .background: return background(card, look)
        case .batch: return StyledLine([Span(words.unfinished(.batchRunning, running: card.batchCount) ?? look.word, look.role)])
        case .denied where card.errorCode == .hookRefused: return StyledLine([Span("refused by a hook", look.role)])
        default: return StyledLine([Span(look.word, look.role)])
        }
    }

    private func duration(_ card: ToolCard) -> String { card.durationMicroseconds.map(Figures.duration) ?? "" }

    /// How many it took, when one was not enough.
    private func attempts(_ card: ToolCard) -> String { card.attempt > 1 ? "\(card.attempt) attempts  " : "" }

    private func background(_ card: ToolCard, _ look: StatusLook) -> StyledLine {
        var line = StyledLine()
        guard let session = card.background else {
            line.append(words.unfinished(.running, running: nil) ?? look.word, look.role)
            return line
        }
        if width >= 72 { line.append("\(DisplayText.line(session.sessionID))  ", .dim) }
        line.append(width >= 60 ? "running in the background" : look.word, look.role)
        line.append("  " + Figures.clock(key.seconds * 1_000_000).leftPadded(6), .dim)
        return line
    }

    private func ended(_ session: BackgroundChanged) -> StyledLine {
        let look = glyphs.look(session)
        var line = StyledLine()
        if width >= 72 { line.append("\(DisplayText.line(session.sessionID))  ", .dim) }
        line.append(look.word, look.role == .statusOk ? .dim : look.role)
        line.append("  " + Figures.duration(session.durationUs).leftPadded(6), .dim)
        return line
    }

    // MARK: Body

    private func body(_ card: ToolCard) -> [StyledLine] {
        if [.asking, .needsApproval, .compressing].contains(card.state) { return [] }
        // The hook's own line says why.
        if card.errorCode == .hookRefused, !key.expanded { return [] }
        if card.isRunning || card.state == .queued { return card.live.isEmpty ? [] : under.tail(of: card.live, 5) }
        if card.display.kind == .none, card.background != nil || [.succeeded, .background, .batch].contains(card.state) { return [] }
        let text = card.body
        guard text.contains(where: { !$0.isNewline && $0 != " " }) else { return [] }
        let all = UnderLines.split(text)
        func drawn(_ lines: [Substring], before: Int = 0, after: Int = 0) -> [StyledLine] {
            under.rows(lines, hiddenBefore: before, hiddenAfter: after) { role(of: $0, card) }
        }
        if key.expanded { return drawn(Array(all.prefix(2000)), after: max(0, all.count - 2000)) }
        let limit = limit(card)
        guard all.count > limit else { return drawn(all) }
        // What a command printed last tells most; of everything else the beginning does.
        if card.display.kind == .output || card.state == .failed { return drawn(Array(all.suffix(limit)), before: all.count - limit) }
        return drawn(Array(all.prefix(limit)), after: all.count - limit)
    }

    private func limit(_ card: ToolCard) -> Int {
        switch (card.display.kind, card.state) {
        case (.diff, _): 12
        case (_, .failed), (_, .unknown): 6
        default: 3
        }
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

    /// Where it lies and what it is; the terminal shows no pictures.
    private func image(_ image: ImageReference, first: Bool) -> StyledLine {
        let left = under.mark(first: first).appending("\(glyphs.image) image", .accent)
            .appending("  " + DisplayText.line(image.path), .text)
        return left.justified(with: StyledLine(words.facts(image), .dim), width: width)
    }
}
