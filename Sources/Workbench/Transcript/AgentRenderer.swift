import Events
import TerminalKit

/// Draws another agent that works for the run: its name, its task, its state, tokens and time at the right edge, and its answer below.
struct AgentRenderer {
    let width: Int
    let glyphs: Glyphs
    /// Whole seconds it has worked.
    let seconds: Int
    let isExpanded: Bool

    func lines(_ agent: AgentCard) -> [StyledLine] {
        [head(agent)] + AgentRoundsRenderer(width: width, glyphs: glyphs, isExpanded: isExpanded).lines(agent) + answer(agent)
    }

    private func head(_ agent: AgentCard) -> StyledLine {
        let look = glyphs.look(agent.state)
        var left = StyledLine([
            Span("  \(look.glyph) ", look.role), Span(DisplayText.line(agent.name), .strong, .bold), Span(" agent", .dim),
        ])
        let facts = facts(agent, look)
        let room = width - left.width - facts.width - 4
        let task = agent.task.prefix { !$0.isNewline }
        if room > 4, !task.isEmpty {
            left.append("  ")
            left.append(StyledLine(DisplayText.line(String(task.prefix(400))), .text).clipped(to: room))
        }
        return left.justified(with: facts, width: width)
    }

    private func facts(_ agent: AgentCard, _ look: StatusLook) -> StyledLine {
        var line = StyledLine()
        if agent.state == .running {
            line.append(look.word, look.role)
            line.append("  " + (seconds > 0 ? "\(seconds) s" : "").leftPadded(6), .dim)
            return line
        }
        if agent.state != .completed { line.append("\(look.word)  ", look.role) }
        line.append("\(glyphs.up)\(Figures.count(agent.inputTokens)) \(glyphs.down)\(Figures.count(agent.outputTokens))", .dim)
        line.append("  " + (agent.durationMicroseconds.map(Figures.duration) ?? "").leftPadded(6), .dim)
        return line
    }

    private func answer(_ agent: AgentCard) -> [StyledLine] {
        let under = UnderLines(width: width, glyphs: glyphs)
        let all = UnderLines.split(agent.result)
        let shown = isExpanded ? Array(all.prefix(400)) : Array(all.prefix(3))
        return under.rows(shown, hiddenBefore: 0, hiddenAfter: all.count - shown.count) { _ in .dim }
    }
}
