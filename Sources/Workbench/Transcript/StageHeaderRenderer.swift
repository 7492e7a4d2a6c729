import Events
import TerminalKit

/// Draws the head of a stage: its state, its number and name, what came of it, its time and tokens at the right edge.
struct StageHeaderRenderer {
    let width: Int
    let glyphs: Glyphs
    let key: LayoutKey
    /// How far the plan has come, for the executor; nil where there is none.
    let plan: PlanModel?

    func line(_ round: RoundModel, _ stage: StageModel) -> StyledLine {
        if stage.end == .skipped { return skipped(stage) }
        let look = key.activity ?? glyphs.look(round)
        var left = StyledLine([
            Span(key.folded ? "\(glyphs.folded) " : "\(glyphs.unfolded) ", .dim), Span("\(look.glyph) ", look.role),
            Span(EventWords.title(stage.name), round.failed ? .statusError : .heading, .bold),
        ])
        if stage.attempt > 1 { left.append(" attempt \(stage.attempt)", .dim) }
        if round.failed { left.append(" \(look.word)", .statusError) }
        let facts = facts(round)
        let text = title(round, stage)
        let room = width - left.width - facts.width - 4
        if !text.isEmpty, room > 8 {
            left.append("   ")
            left.append(StyledLine(DisplayText.line(text.text), text.role).clipped(to: room))
        }
        return left.justified(with: facts, width: width)
    }

    private func skipped(_ stage: StageModel) -> StyledLine {
        StyledLine("  \(glyphs.queued) \(EventWords.title(stage.name))  skipped: \(stage.reason)", .dim).clipped(to: width)
    }

    private struct Title {
        var text: String
        var role: Role
        var isEmpty: Bool { text.isEmpty }
    }

    private func title(_ round: RoundModel, _ stage: StageModel) -> Title {
        if stage.end == .sentBack { return Title(text: "sent back: \(stage.reason)", role: .warning) }
        guard round.outcome == nil else { return Title(text: round.receipt.headline, role: .dim) }
        var parts: [String] = []
        if stage.name == .executor, let plan { parts.append("\(plan.done) of \(plan.plan.steps.count) steps") }
        if let activity = key.activity { parts.append(activity.word) }
        return Title(text: parts.joined(separator: " \(glyphs.dot) "), role: key.activity?.role ?? .dim)
    }

    /// Time and tokens in steady columns; blank where no model was asked.
    private func facts(_ round: RoundModel) -> StyledLine {
        var text = (round.durationMicroseconds.map(Figures.duration) ?? "").leftPadded(7)
        if width >= 56 {
            var tokens = ""
            if let usage = round.usage {
                let mark = usage.estimated ? "~" : ""
                let input = usage.inputTokens.map { mark + Figures.count($0) } ?? glyphs.dash
                let output = usage.outputTokens.map { mark + Figures.count($0) } ?? glyphs.dash
                tokens = "\(glyphs.up)\(input)".leftPadded(6) + " " + "\(glyphs.down)\(output)".leftPadded(5)
            }
            text += "  " + tokens.rightPadded(12)
        }
        if width >= 110, let cost = EventWords(glyphs).cost(round.spending) { text += "  " + cost.leftPadded(9) }
        return StyledLine(text.contains { $0 != " " } ? text : "", .dim)
    }
}
