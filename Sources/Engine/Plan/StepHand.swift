internal import Events

/// Carries steps out that do not need each other, and records what became of each (002-13).
struct StepHand: Sendable {
    let desk: StageDesk

    private var recorder: RunRecorder { desk.recorder }

    /// Steps that are ready, and those that another process left in the middle.
    ///
    /// - Throws: `left` when a person is needed for one of them, after the others have their ends.
    func carryOut(_ steps: [PlanStep]) async throws(StageStop) {
        let works = begin(steps)
        guard !works.isEmpty else { return }
        let yields = try await run(works)
        var needed: String?
        for work in works {
            switch work.given ?? yields[work.step.id] ?? .stopped {
            case .done(let output): try await judge(work, output)
            case .failed(let detail, let output): fail(work, detail, output)
            case .needsAnswer(let what): needed = needed ?? what
            case .stopped: if desk.control.interruption == nil { fail(work, StepHand.lost, "") }
            }
        }
        if desk.control.interruption != nil { throw .interrupted }
        if let needed { throw .left(needed) }
    }

    private static let lost = ErrorDetail(code: .stepFailed, message: "it ended without a result", source: .tool)

    /// Completes a step that need not be carried out any more.
    func take(_ step: PlanStep, as output: String, because reason: String) {
        let attempt = start(step)
        recorder.record(
            .stepCompleted(
                StepCompleted(stepID: step.id, attempt: attempt, output: BoundedOutput.cut(output), durationUs: 0, reason: reason)))
    }

    // MARK: Beginning

    private func begin(_ steps: [PlanStep]) -> [StepWork] {
        let validator = desk.validator
        return steps.compactMap { planned in
            let (step, facts) = recorder.read { context in
                let progress = context.pipeline.progress
                var step = progress.current(planned)
                step.inputs = StepReferences.resolve(step.inputs) { progress.steps[$0].map(\.output) }
                return (step, progress[step.id])
            }
            if facts.status == .running { return StepWork(step: step, attempt: facts.attempt, asks: desk.asksBefore(step)) }
            if !step.repeats, let earlier = validator.earlier(step) {
                take(step, as: "\(earlier.tool) \(earlier.summary)", because: "it was done before the plan was made, and is not done again")
                return nil
            }
            let given = facts.left.map(ToolStepRunner.yield)
            return StepWork(step: step, attempt: start(step), asks: desk.asksBefore(step), given: given)
        }
    }

    private func start(_ step: PlanStep) -> Int {
        recorder.record { context, _ in
            let progress = context.pipeline.progress
            let attempt = progress.nextAttempt(of: step.id)
            let started = StepStarted(
                stepID: step.id, version: progress.plan?.version ?? 1, kind: step.kind, name: step.name, title: step.title,
                attempt: attempt, inputs: step.inputs)
            return (.stepStarted(started), attempt)
        }
    }

    /// Kinds run at the same time, and the steps of one kind as its runner does it.
    private func run(_ works: [StepWork]) async throws(StageStop) -> [String: StepYield] {
        let groups = desk.runners.compactMap { runner -> (any StepRunner, [StepWork])? in
            let mine = works.filter { $0.step.kind == runner.kind && $0.given == nil }
            return mine.isEmpty ? nil : (runner, mine)
        }
        let ended = await withTaskGroup(of: Result<[String: StepYield], EngineError>.self) { group in
            for (runner, mine) in groups {
                group.addTask {
                    do throws(EngineError) { return .success(try await runner.run(mine)) } catch { return .failure(error) }
                }
            }
            var ended: [Result<[String: StepYield], EngineError>] = []
            for await result in group { ended.append(result) }
            return ended
        }
        var yields: [String: StepYield] = [:]
        for result in ended {
            switch result {
            case .success(let some): yields.merge(some) { first, _ in first }
            case .failure(let error): throw .broken(error)
            }
        }
        return yields
    }

    // MARK: Ending

    private func judge(_ work: StepWork, _ output: String) async throws(StageStop) {
        if desk.control.interruption != nil { return }
        let evaluation = try await OutputEvaluator(desk: desk).evaluate(work.step, attempt: work.attempt, output: output)
        if evaluation.verdict == .unmet {
            return fail(work, ErrorDetail(code: .expectationUnmet, message: evaluation.reason, source: .tool, recoverable: true), output)
        }
        complete(work, output, evaluation.reason)
    }

    private func complete(_ work: StepWork, _ output: String, _ reason: String) {
        recorder.record { context, now in
            let completed = StepCompleted(
                stepID: work.step.id, attempt: work.attempt, output: BoundedOutput.cut(output),
                durationUs: Int(clamping: now &- context.pipeline.progress[work.step.id].began), reason: reason)
            return (.stepCompleted(completed), ())
        }
    }

    private func fail(_ work: StepWork, _ detail: ErrorDetail, _ output: String) {
        let isUnknown = detail.code == .outcomeUnknown
        if isUnknown, let words = OutputEvaluator(desk: desk).isDoneInWorld(work.step) {
            return complete(work, output, "the program ended while it was carried out; \(words)")
        }
        recorder.record { context, now in
            let failed = StepFailed(
                stepID: work.step.id, attempt: work.attempt, error: detail, output: BoundedOutput.cut(output),
                durationUs: Int(clamping: now &- context.pipeline.progress[work.step.id].began), outcome: isUnknown ? "unknown" : nil)
            return (.stepFailed(failed), ())
        }
    }
}
