import Events

/// Plans, and the steps that are carried out.
extension RunModel {
    // MARK: Plan

    mutating func takePlan(_ created: PlanCreated) {
        plan = PlanModel(created.plan)
        openSteps = openSteps.filter { stepCard($0)?.isRunning == true }
        add(.plan(created.plan))
    }

    mutating func repairPlan(_ repaired: PlanRepaired) {
        add(.planRepaired(PlanChange(repaired, before: plan)))
        if plan == nil { plan = PlanModel(repaired.plan) } else { plan?.repair(repaired) }
        openSteps = openSteps.filter { stepCard($0)?.isRunning == true }
        touchHeader()
    }

    mutating func failPlan(_ failed: PlanFailed) {
        if failed.error.code != .cancelled { add(.fault(failed.error)) }
    }

    /// The plan while a pipeline goes on, or after it ended; nil for a loop.
    var shownPlan: PlanModel? { currentMode == .pipeline ? plan : nil }

    // MARK: Steps

    func stepCard(_ id: String) -> StepCard? {
        guard let index = blockOfStep[id], blocks.indices.contains(index), case .step(let card) = blocks[index].kind else { return nil }
        return card
    }

    mutating func changeStep(_ id: String, _ change: (inout StepCard) -> Void) {
        guard let index = blockOfStep[id], blocks.indices.contains(index), case .step(var card) = blocks[index].kind else { return }
        change(&card)
        blocks[index].kind = .step(card)
        blocks[index].version &+= 1
        noteError(index)
    }

    mutating func beginStep(_ started: StepStarted, _ event: RunEvent) {
        openText = nil
        let round = rounds.isEmpty ? nil : rounds.count - 1
        // A later try goes on in the same block, unless another pass or another plan came between.
        if let index = blockOfStep[started.stepID], blocks.indices.contains(index), blocks[index].round == round {
            changeStep(started.stepID) { $0.begin(started, at: event.monotonicMicroseconds) }
        } else {
            blockOfStep[started.stepID] = blocks.count
            push(Block(round: round, kind: .step(StepCard(started, at: event.monotonicMicroseconds))))
        }
        if !openSteps.contains(started.stepID) { openSteps.append(started.stepID) }
        setStep(started.stepID, started.attempt > 1 ? .retrying : .running, attempt: started.attempt)
    }

    mutating func completeStep(_ completed: StepCompleted) {
        changeStep(completed.stepID) { card in
            card.state = .done
            card.durationMicroseconds = completed.durationUs
            card.output = completed.output
        }
        openSteps.removeAll { $0 == completed.stepID }
        setStep(completed.stepID, .done)
    }

    mutating func failStep(_ failed: StepFailed) {
        let state: StepState = failed.outcome == nil ? .failed : .unknown
        changeStep(failed.stepID) { card in
            card.state = state
            card.durationMicroseconds = failed.durationUs
            card.errorCode = failed.error.code
            card.output = failed.output
            if !card.tellsFailure { card.parts.append(.failed(failed.error)) }
        }
        setStep(failed.stepID, state)
    }

    mutating func skipStep(_ skipped: StepSkipped) {
        if stepCard(skipped.stepID) == nil, let step = plan?[skipped.stepID]?.step {
            blockOfStep[skipped.stepID] = blocks.count
            push(Block(round: rounds.isEmpty ? nil : rounds.count - 1, kind: .step(StepCard(step))))
        }
        changeStep(skipped.stepID) { card in
            card.state = .skipped
            card.parts.append(.skipped(skipped.reason))
        }
        openSteps.removeAll { $0 == skipped.stepID }
        setStep(skipped.stepID, .skipped)
    }

    private mutating func setStep(_ id: String, _ state: StepState, attempt: Int? = nil) {
        plan?.set(id, state, attempt: attempt)
        touchHeader()
    }

    // MARK: Verdicts

    mutating func judge(_ judged: OutputEvaluated) {
        changeStep(judged.stepID) { $0.parts.append(.judged(judged)) }
    }

    mutating func reflect(_ triggered: ReflectionTriggered) {
        changeStep(triggered.stepID) { $0.parts.append(.thought(triggered, nil)) }
    }

    mutating func endReflection(_ finished: ReflectionFinished) {
        changeStep(finished.stepID) { card in
            let index = card.parts.lastIndex { if case .thought(_, nil) = $0 { true } else { false } }
            guard let index, case .thought(let triggered, _) = card.parts[index] else { return }
            card.parts[index] = .thought(triggered, finished)
        }
        if finished.strategy == .giveUp { openSteps.removeAll { $0 == finished.stepID } }
    }

    mutating func retryStep(_ retry: RetryScheduled) {
        changeStep(retry.stepID) { card in
            card.parts.append(.retry(retry))
            card.state = .retrying
        }
        setStep(retry.stepID, .retrying, attempt: retry.attempt)
    }

    // MARK: Calls

    /// The step that a call belongs to which nobody has said the step of: a call waits for an approval before it begins.
    func step(ofCall callID: String, tool: String) -> String? {
        if callID.hasPrefix("step:"), let named = openSteps.first(where: { callID.hasPrefix("step:\($0).") }) { return named }
        return openSteps.first { id in
            guard let card = stepCard(id), card.isRunning, card.kind == .tool, card.name == tool else { return false }
            return card.hasNoCallYet
        }
    }
}

extension StepCard {
    /// True when nothing was called in the newest try.
    fileprivate var hasNoCallYet: Bool {
        !parts[min(firstOfAttempt, parts.count)...].contains { if case .call = $0 { true } else { false } }
    }
}
