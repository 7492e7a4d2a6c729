import Events
import TerminalKit

/// Draws the head of a round: its state, what it was about or what the model is doing, and its figures at the right edge.
struct RoundHeaderRenderer {
    let width: Int
    let glyphs: Glyphs
    let key: LayoutKey
    /// True when something is known of what the run cost or of its cache: then every round keeps a column for it.
    let tellsSpending: Bool

    /// From here on the cost and the cache's share have a column of the head.
    ///
    /// Below, they stand in the place of the title while a round goes on, and in a line of their own when an ended one is open.
    private static let wholeWidth = 110

    func lines(_ round: RoundModel) -> [StyledLine] {
        let spent = spent(round)
        guard width < RoundHeaderRenderer.wholeWidth, !key.folded, round.outcome != nil, !spent.isEmpty else { return [head(round)] }
        return [head(round), StyledLine("    " + joined(spent), .dim).clipped(to: width)]
    }

    private func head(_ round: RoundModel) -> StyledLine {
        let look = key.activity ?? glyphs.look(round)
        var left = StyledLine([
            Span(key.folded ? "\(glyphs.folded) " : "\(glyphs.unfolded) ", .dim), Span("\(look.glyph) ", look.role),
            Span("Round \(round.number)", round.failed ? .statusError : .heading, .bold),
        ])
        if round.failed { left.append(" \(look.word)", .statusError) }
        if round.wentInCircles, key.folded { left.append(" \(glyphs.warning) in circles", .warning) }
        let facts = facts(round)
        let space = width - left.width - facts.width - 4
        if let activity = key.activity {
            left.append("   ")
            left.append(activity.word, activity.role)
        } else if space > 8 {
            let isGoingOn = round.outcome == nil && !key.folded
            let text = isGoingOn ? width < RoundHeaderRenderer.wholeWidth ? joined(spent(round)) : "" : DisplayText.line(round.title)
            if !text.isEmpty {
                left.append("   ")
                left.append(StyledLine(text, .dim).clipped(to: space))
            }
        }
        return left.justified(with: facts, width: width)
    }

    /// Facts in steady columns: time, tokens, TTFT, rate, and where there is room what it cost.
    private func facts(_ round: RoundModel) -> StyledLine {
        var parts: [String] = []
        if let duration = round.durationMicroseconds { parts.append(Figures.duration(duration).leftPadded(7)) }
        if width >= 56, let usage = round.usage {
            let mark = usage.estimated ? "~" : ""
            let input = usage.inputTokens.map { mark + Figures.count($0) } ?? glyphs.dash
            let output = usage.outputTokens.map { mark + Figures.count($0) } ?? glyphs.dash
            parts.append("\(glyphs.up)\(input)".leftPadded(6) + " " + "\(glyphs.down)\(output)".leftPadded(5))
        }
        if width >= 72, round.outcome != nil || round.ttftMicroseconds != nil {
            parts.append("TTFT " + (round.ttftMicroseconds.map { Figures.decimal(Double($0) / 1_000_000, 2) } ?? glyphs.dash).leftPadded(4))
            let mark = round.usage?.estimated == true ? "~" : ""
            parts.append((round.tokensPerSecond.map { "\(mark)\(Figures.decimal($0, 0)) tok/s" } ?? glyphs.dash).leftPadded(9))
        }
        if width >= RoundHeaderRenderer.wholeWidth, tellsSpending, !parts.isEmpty {
            parts.append(spent(round).joined(separator: "  ").leftPadded(spendingColumns))
        }
        return StyledLine([Span(parts.joined(separator: "  "), .dim)])
    }

    private func joined(_ facts: [String]) -> String { facts.joined(separator: " \(glyphs.dot) ") }

    /// Room for `cached 7.0k (74 %)  $0.0123+`.
    private var spendingColumns: Int { 28 }

    /// The cache's share and the cost, as far as they are known (W-23).
    private func spent(_ round: RoundModel) -> [String] {
        let words = EventWords(glyphs)
        return [round.spending.cachedTokens > 0 ? words.cached(round.spending) : nil, words.cost(round.spending)].compactMap(\.self)
    }
}
