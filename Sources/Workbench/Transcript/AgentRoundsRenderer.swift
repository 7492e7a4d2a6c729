import Events
import TerminalKit

/// Draws how far an agent is: a ribbon of its rounds, and the newest of them in a line each.
struct AgentRoundsRenderer {
    let width: Int
    let glyphs: Glyphs
    let isExpanded: Bool

    /// Rounds that are told in a line each while the card is not opened.
    static let shortLimit = 3

    func lines(_ agent: AgentCard) -> [StyledLine] {
        guard !agent.rounds.isEmpty else { return [] }
        let shown = agent.rounds.suffix(isExpanded ? 200 : Self.shortLimit)
        return [ribbon(agent)] + shown.map { line($0, isOver: agent.state != .running) }
    }

    private func ribbon(_ agent: AgentCard) -> StyledLine {
        var line = StyledLine("    ")
        let room = max(1, (width - 8) / 5)
        if agent.rounds.count > room { line.append("\(glyphs.ellipsis) ", .dim) }
        for round in agent.rounds.suffix(room) {
            let look = look(round, isOver: agent.state != .running)
            line.append("\(look.glyph)\(round.number) ", look.role)
        }
        if agent.isAsking { line.append(" \(glyphs.needsApproval) asks you", .statusWaiting) }
        return line.clipped(to: width)
    }

    private func line(_ round: AgentRound, isOver: Bool) -> StyledLine {
        let look = look(round, isOver: isOver)
        var left = StyledLine([Span("    \(look.glyph) ", look.role), Span("Round \(round.number)", .dim)])
        let facts = StyledLine((round.durationMicroseconds.map(Figures.duration) ?? "").leftPadded(8), .dim)
        let room = width - left.width - facts.width - 4
        if room > 4, !round.title.isEmpty {
            left.append("  ")
            left.append(StyledLine(DisplayText.line(String(round.title.prefix(400))), .text).clipped(to: room))
        }
        return left.justified(with: facts, width: width)
    }

    private func look(_ round: AgentRound, isOver: Bool) -> StatusLook {
        switch round.outcome {
        case nil: isOver ? glyphs.look(AgentCard.State.left) : glyphs.look(AgentCard.State.running)
        case .failed, .unknown: glyphs.look(AgentCard.State.failed)
        case .cancelled: glyphs.look(AgentCard.State.cancelled)
        default: glyphs.look(AgentCard.State.completed)
        }
    }
}
