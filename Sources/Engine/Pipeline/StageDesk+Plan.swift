internal import Events
internal import Tools

/// What stages ask of a plan.
extension StageDesk {
    var validator: PlanValidator {
        recorder.read { context in
            let effects = context.toolHistory.filter { record in
                record.status == .success && !StepCallID.isOfStep(record.id) && record.effects.contains { $0 != .read && $0 != .control }
            }
            return PlanValidator(
                runners: runners, workspace: turn.parts.workspace, maxSteps: max(1, context.limits.maxSteps), effects: effects,
                done: Set(context.pipeline.progress.done))
        }
    }

    func grade(_ step: PlanStep) -> StepGrade { runner(of: step.kind)?.grade(step) ?? StepGrade(effects: []) }

    /// What may not be done in this run at all, in words for whoever makes plans; empty when all may be asked for.
    func safetyFaults(_ plan: Plan) -> [String] {
        guard request.approve == .none else { return [] }
        return plan.steps.compactMap { step in
            let acting = grade(step).effects.filter { $0 != .read && $0 != .control }
            guard !acting.isEmpty else { return nil }
            return
                "\(step.id) would \(StageDesk.words(acting)), and this run may only read; plan without it, and let the summary say what is left to do"
        }
    }

    static func words(_ effects: [ToolEffect]) -> String {
        let words = effects.compactMap { effect in
            switch effect {
            case .read, .control: nil as String?
            case .write: "change files"
            case .execute: "run a program"
            case .network: "send data over the network"
            }
        }
        return words.joined(separator: " and ")
    }

    /// Whether a person must allow a step before it is carried out, whatever is free (003-25).
    func asksBefore(_ step: PlanStep) -> Bool {
        guard mayAsk, let gate = request.humanGate.risk, gate > .none else { return false }
        return grade(step).risk >= gate
    }
}
