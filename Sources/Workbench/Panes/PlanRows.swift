import Events
import TerminalKit

/// The steps of the plan as rows of the todo pane: how far each has come, what it is for, and its state as a word.
enum PlanRows {
    static func rows(_ plan: PlanModel, width: Int, glyphs: Glyphs) -> [StyledLine] {
        plan.steps.map { item in
            let look = glyphs.look(item.state)
            let isOver = item.state == .done || item.state == .skipped || item.state == .dropped
            var left = StyledLine([Span(" \(look.glyph) ", look.role), Span("\(DisplayText.line(item.step.id)) ", isOver ? .dim : .strong)])
            left.append(DisplayText.line(title(item.step)), isOver ? .dim : .text)
            let word = item.state == .retrying && item.attempt > 1 ? "\(look.word) \(item.attempt)" : look.word
            return left.justified(with: StyledLine("\(word) ", item.state == .done ? .dim : look.role), width: width)
        }
    }

    /// The row that must stay in sight: the first that goes on, else the first that is still to come.
    static func current(_ plan: PlanModel) -> Int {
        plan.steps.firstIndex { $0.state == .running || $0.state == .retrying } ?? plan.steps.firstIndex { $0.state == .pending } ?? 0
    }

    static func title(_ step: PlanStep) -> String { step.title.isEmpty ? step.name : step.title }

    /// `Plan v1 2/5`.
    static func title(_ plan: PlanModel) -> String { "\(EventWords.title(plan.plan)) \(plan.done)/\(plan.plan.steps.count)" }
}
