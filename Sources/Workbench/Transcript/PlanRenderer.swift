import Events
import TerminalKit

/// Draws a plan: its goal, and its steps with what carries each out and what it needs; of a repair, what changed.
struct PlanRenderer {
    let width: Int
    let glyphs: Glyphs
    let isExpanded: Bool

    /// Steps that are shown before it is opened.
    static let shownSteps = 12

    private var words: EventWords { EventWords(glyphs) }

    func lines(_ plan: Plan) -> [StyledLine] {
        let count = plan.steps.count
        var lines = head(EventWords.title(plan), plan.goal, "\(count) step\(count == 1 ? "" : "s")")
        let columns = columns(plan.steps)
        lines += shown(plan.steps).enumerated().map { place, step in
            row(StyledLine("\(place + 1)".leftPadded(count < 10 ? 5 : 6) + " ", .dim), step, plan, columns, role: .text)
        }
        return lines + more(count)
    }

    func lines(_ change: PlanChange) -> [StyledLine] {
        let plan = change.repaired.plan
        let facts = words.counts(change)
        var lines = head(EventWords.title(plan), change.repaired.reason, facts.isEmpty ? "as before" : facts)
        let columns = columns(change.rows.map(\.step))
        lines += shown(change.rows).map { row in
            let (glyph, role, textRole): (String, Role, Role) =
                switch row.kind {
                case .kept: (row.isDone ? glyphs.ok : " ", row.isDone ? .statusOk : .dim, .dim)
                case .new: ("+", .diffAdd, .text)
                case .changed: ("~", .accent, .text)
                case .dropped: ("-", .diffDel, .dim)
                }
            return self.row(StyledLine("    \(glyph) ", role), row.step, plan, columns, role: textRole)
        }
        return lines + more(change.rows.count)
    }

    // MARK: Parts

    /// The goal or the reason in at most three lines, the facts at the end of the first.
    private func head(_ title: String, _ text: String, _ facts: String) -> [StyledLine] {
        let mark = StyledLine([Span("  \(glyphs.plan) ", .accent), Span(title, .strong, .bold), Span("  ")])
        let right = StyledLine(facts, .dim)
        var lines = Wrap.lines(
            [Span(text, .text)], width: max(width - right.width - 2, width / 2), firstIndent: mark, nextIndent: StyledLine("    "))
        if lines.isEmpty { lines = [mark] }
        lines[0] = lines[0].justified(with: right, width: width)
        return Array(lines.prefix(isExpanded ? 12 : 3))
    }

    private func shown<Item>(_ items: [Item]) -> ArraySlice<Item> { isExpanded ? items[...] : items.prefix(PlanRenderer.shownSteps) }

    private func more(_ count: Int) -> [StyledLine] {
        let rest = count - PlanRenderer.shownSteps
        guard !isExpanded, rest > 0 else { return [] }
        return [StyledLine("    + \(rest) step\(rest == 1 ? "" : "s") (o opens)", .dim).clipped(to: width)]
    }

    /// Columns for the ids, and for what carries the steps out.
    private func columns(_ steps: [PlanStep]) -> (id: Int, carrier: Int) {
        (
            min(8, steps.map { CellWidth.of(DisplayText.line($0.id)) }.max() ?? 0),
            min(width < 72 ? 16 : 28, steps.map { CellWidth.of(DisplayText.line(EventWords.carrier($0))) }.max() ?? 0)
        )
    }

    private func row(_ mark: StyledLine, _ step: PlanStep, _ plan: Plan, _ columns: (id: Int, carrier: Int), role: Role) -> StyledLine {
        var left = mark
        left.append(cell(step.id, columns.id, role, .bold))
        left.append("  ")
        left.append(cell(EventWords.carrier(step), columns.carrier, .dim))
        left.append("  ")
        left.append(DisplayText.line(step.title.isEmpty ? EventWords.inputs(step.inputs) : step.title), role)
        let needs = StyledLine(EventWords.needs(step, in: plan), .dim)
        return left.justified(with: needs.clipped(to: max(0, width / 3)), width: width)
    }

    private func cell(_ text: String, _ columns: Int, _ role: Role, _ attributes: Attributes = []) -> StyledLine {
        StyledLine(DisplayText.line(text), role, attributes).clipped(to: columns).padded(to: columns)
    }
}
