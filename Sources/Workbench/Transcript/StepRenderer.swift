import Events
import TerminalKit

/// Draws a step of a plan: its state and what it is for, below it its calls and agents, the verdict on its output, and what is done about a failure.
struct StepRenderer {
    let width: Int
    let glyphs: Glyphs
    let key: LayoutKey

    private var inner: Int { max(1, width - 2) }

    func lines(_ step: StepCard) -> [StyledLine] {
        [head(step)] + step.parts.flatMap { lines(of: $0, step) }.map { StyledLine("  ").appending($0) }
    }

    // MARK: Head

    private func head(_ step: StepCard) -> StyledLine {
        let look = glyphs.look(step.state)
        let isFault = step.state == .failed || step.state == .unknown
        var left = StyledLine([
            Span("  \(look.glyph) ", look.role), Span(DisplayText.line(step.id), isFault ? .statusError : .strong, .bold),
        ])
        let facts = facts(step, look)
        let room = width - left.width - facts.width - 4
        if room > 4 {
            left.append("  ")
            left.append(
                StyledLine(
                    DisplayText.line(step.title.isEmpty ? "\(step.name) \(EventWords.inputs(step.inputs))" : step.title),
                    step.state == .skipped ? .dim : .text
                ).clipped(to: room))
        }
        return left.justified(with: facts, width: width)
    }

    private func facts(_ step: StepCard, _ look: StatusLook) -> StyledLine {
        var line = StyledLine()
        if width >= 72 { line.append("\(step.kind.rawValue)  ", .dim) }
        switch step.state {
        case .running, .retrying:
            let word = step.state == .retrying ? EventWords(glyphs).retrying(attempt: step.attempt) : look.word
            line.append(step.isRunning ? word : look.word, look.role)
            line.append("  " + (step.isRunning && key.seconds > 0 ? "\(key.seconds) s" : "").leftPadded(6), .dim)
        case .failed:
            line.append(step.errorCode?.word.replacing("_", with: " ") ?? look.word, look.role)
            line.append("  " + (step.durationMicroseconds.map(Figures.duration) ?? "").leftPadded(6), .dim)
        case .unknown: line.append(look.word, look.role)
        case .done:
            line.append(step.attempt > 1 ? "\(step.attempt) attempts" : "", .dim)
            line.append("  " + (step.durationMicroseconds.map(Figures.duration) ?? "").leftPadded(6), .dim)
        case .pending, .skipped, .dropped: line.append(look.word, look.role)
        }
        return line
    }

    // MARK: Parts

    private func lines(of part: StepCard.Part, _ step: StepCard) -> [StyledLine] {
        switch part {
        case .call(let card):
            var key = key
            // The seconds of the block are those of the step.
            key.seconds = card.countsFrom.map { max(0, key.seconds - Int(max(0, $0 &- step.startedMicroseconds) / 1_000_000)) } ?? 0
            return CardRenderer(width: inner, glyphs: glyphs, key: key).lines(card)
        case .agent(let agent):
            let seconds = max(0, key.seconds - Int(max(0, agent.startedMicroseconds &- step.startedMicroseconds) / 1_000_000))
            return AgentRenderer(width: inner, glyphs: glyphs, seconds: seconds, isExpanded: key.expanded).lines(agent)
        case .asked(let call): return SideCallRenderer(width: inner, glyphs: glyphs, isExpanded: key.expanded).lines(call)
        case .judged(let judged): return self.judged(judged)
        case .failed(let error): return note(glyphs.failed, .statusError, [Span(error.message, .text)])
        case .thought(let triggered, let finished): return thought(triggered, finished, step)
        case .retry(let retry): return note(glyphs.retrying, .warning, [Span(EventWords.retry(retry), .text)], limit: 2)
        case .skipped(let reason): return note(glyphs.dash, .dim, [Span(reason, .dim)])
        }
    }

    private func judged(_ judged: OutputEvaluated) -> [StyledLine] {
        let (glyph, role): (String, Role) =
            switch judged.verdict {
            case .met: (glyphs.ok, .statusOk)
            case .unmet: (glyphs.failed, .statusError)
            case .unclear: (glyphs.unknown, .statusWaiting)
            }
        return note(
            glyph, role, [Span(EventWords.verdict(judged), judged.verdict == .unmet ? .text : .dim)],
            facts: StyledLine(EventWords.words(judged.by), .dim))
    }

    private func thought(_ triggered: ReflectionTriggered, _ finished: ReflectionFinished?, _ step: StepCard) -> [StyledLine] {
        // What is wrong stands in the line above as a rule.
        let isSaid = step.parts.contains { part in
            switch part {
            case .judged(let judged): judged.reason == triggered.verdict
            case .failed(let error): error.message == triggered.verdict
            default: false
            }
        }
        var spans = [Span("thinks it over", .text)]
        if !isSaid, !triggered.verdict.isEmpty { spans.append(Span(": \(triggered.verdict)", .text)) }
        if let finished {
            spans.append(Span(" \(glyphs.arrow) ", .dim))
            spans.append(Span(EventWords.words(finished.strategy), finished.strategy == .giveUp ? .statusError : .strong, .bold))
            if !finished.reason.isEmpty { spans.append(Span(": \(finished.reason)", .text)) }
        } else {
            spans.append(Span(" \(glyphs.ellipsis)", .dim))
        }
        return note(glyphs.thought, .accent, spans)
    }

    /// A line below the step, in at most `limit` rows.
    private func note(_ glyph: String, _ role: Role, _ spans: [Span], facts: StyledLine = StyledLine(), limit: Int = 4) -> [StyledLine] {
        let room = facts.isEmpty ? inner : max(inner - facts.width - 2, inner / 2)
        let bounded = spans.map { Span(String($0.text.prefix(2000)), $0.role, $0.attributes) }
        var lines = Wrap.lines(bounded, width: room, firstIndent: StyledLine([Span("  \(glyph) ", role)]), nextIndent: StyledLine("    "))
        if lines.isEmpty { lines = [StyledLine("  \(glyph)", role)] }
        if !facts.isEmpty { lines[0] = lines[0].justified(with: facts, width: inner) }
        return Array(lines.prefix(key.expanded ? 24 : limit))
    }
}
