internal import Events

/// Carries the plan out: steps in the order of what they need, at the same time where they do not need each other; judges what they give, and thinks over what failed (002-13).
///
/// Output: `done`, `failed`, `skipped` (ids of steps).
struct ExecutorStage: PipelineStage {
    let name = StageName.executor

    func run(_ desk: StageDesk) async throws -> StageEnd {
        let hand = StepHand(desk: desk)
        let reflection = ReflectionAgent(desk: desk)
        var schedule: PlanSchedule?
        while true {
            try desk.check()
            let version = desk.recorder.read { $0.pipeline.progress.plan?.version }
            if schedule == nil || schedule?.plan.version != version {
                schedule = desk.recorder.read { $0.pipeline.progress.plan }.map { PlanSchedule($0) }
            }
            guard let schedule else { throw StageStop.failed(.noPlan, "there is no plan to carry out", .internal) }
            switch desk.recorder.read({ ExecutorStage.next($0, schedule) }) {
            case .settle(let step, let facts): try await settle(step, facts, desk, reflection)
            case .hear(let word):
                // What the person says is heard with the repair of what is left.
                if let repaired = try await PlanRepairer(desk: desk).repaired(because: "the person said: \(word)") {
                    desk.recorder.record(.planRepaired(repaired))
                }
            case .carryOut(let steps):
                try await hand.carryOut(steps)
                try await criticise(desk, reflection)
            case .skip(let blocked):
                for (step, by) in blocked {
                    desk.recorder.record(.stepSkipped(StepSkipped(stepID: step, reason: "\(by) was not done")))
                }
            case .end: return ExecutorStage.end(desk.pipeline.progress)
            }
        }
    }

    /// What is to be done now.
    private enum Next: Sendable {
        case settle(PlanStep, PlanProgress.Step)
        case hear(String)
        case carryOut([PlanStep])
        case skip([(step: String, by: String)])
        case end
    }

    private static func next(_ context: RunContext, _ schedule: PlanSchedule) -> Next {
        let progress = context.pipeline.progress
        // What another process left in the middle comes first: it may wait for a person.
        let running = schedule.plan.steps.filter { progress[$0.id].status == .running }
        if !running.isEmpty { return .carryOut(running) }
        if let step = schedule.plan.steps.first(where: { progress[$0.id].status == .failed && !progress[$0.id].isSettled }) {
            return .settle(step, progress[step.id])
        }
        if let word = context.undeliveredSteers.last { return .hear(word) }
        let ready = schedule.ready(progress)
        if !ready.isEmpty { return .carryOut(ready) }
        let blocked = schedule.blocked(progress)
        return blocked.isEmpty ? .end : .skip(blocked.map { ($0.step.id, $0.by) })
    }

    /// What becomes of a step that failed: it is thought over, or, when nobody knows whether it took effect, looked at or asked for.
    private func settle(
        _ step: PlanStep, _ facts: PlanProgress.Step, _ desk: StageDesk, _ reflection: ReflectionAgent
    ) async throws(StageStop) {
        let current = desk.recorder.read { $0.pipeline.progress.current(step) }
        guard facts.isUnknown else { return try await reflection.reflect(on: current, facts) }
        let effects = desk.grade(current).effects
        if effects.allSatisfy({ $0 == .read || $0 == .control }) { return tryAgain(current, desk) }
        guard desk.mayAsk else {
            desk.recorder.record(
                .stepSkipped(
                    StepSkipped(
                        stepID: step.id,
                        reason: "nobody knows whether it took effect when the program ended, and nobody may be asked")))
            return
        }
        switch try await desk.ask(UnknownStep.question(current)) {
        case UnknownStep.again: tryAgain(current, desk)
        case UnknownStep.leave:
            desk.recorder.record(.stepSkipped(StepSkipped(stepID: step.id, reason: "left out by the person")))
        case UnknownStep.done: StepHand(desk: desk).take(current, as: facts.output, because: "the person says that it took effect")
        case let word:
            desk.recorder.record(.stepSkipped(StepSkipped(stepID: step.id, reason: "the person says: \(Headline.of(word, limit: 200))")))
        }
    }

    private func tryAgain(_ step: PlanStep, _ desk: StageDesk) {
        desk.recorder.record { context, _ in
            let attempt = context.pipeline.progress.nextAttempt(of: step.id)
            let retry = RetryScheduled(stepID: step.id, attempt: attempt, strategy: .retry, name: step.name, inputs: step.inputs)
            return (.retryScheduled(retry), ())
        }
    }

    /// Asks the critic, where there is one, whether what is left still leads to the goal (004-54).
    private func criticise(_ desk: StageDesk, _ reflection: ReflectionAgent) async throws(StageStop) {
        guard desk.hasCritic else { return }
        let progress = desk.pipeline.progress
        guard let last = progress.done.last,
            progress.plan?.steps.contains(where: { progress[$0.id].status == .pending }) == true,
            let reason = try await PlanCritic(desk: desk).objection()
        else { return }
        try await reflection.repair(after: last, attempt: progress[last].attempt, because: reason)
    }

    private static func end(_ progress: PlanProgress) -> StageEnd {
        let steps = progress.plan?.steps ?? []
        func ids(_ status: PlanProgress.Status) -> [String] { steps.map(\.id).filter { progress[$0].status == status } }
        let (done, failed, skipped) = (ids(.done), ids(.failed), ids(.skipped))
        var words = ["\(done.count) of \(steps.count) done"]
        if !failed.isEmpty { words.append("\(failed.count) failed") }
        if !skipped.isEmpty { words.append("\(skipped.count) skipped") }
        func list(_ ids: [String]) -> JSON { .array(ids.map { .string($0) }) }
        return .passed(
            words.joined(separator: ", "), output: ["done": list(done), "failed": list(failed), "skipped": list(skipped)])
    }
}

/// Asks what to do about a step of which nobody knows whether it took effect.
enum UnknownStep {
    static let done = "It took effect: go on"
    static let again = "Run it again"
    static let leave = "Leave it out"

    static func question(_ step: PlanStep) -> QuestionDesk.Question {
        QuestionDesk.Question(
            text:
                "The step \(step.id) (\(step.kind.rawValue) \(step.name) \(Headline.of(step.inputs.text, limit: 300))) had begun when the program ended, "
                + "and nobody knows whether it took effect. What now?",
            options: [done, again, leave], selection: .single)
    }
}
