internal import Events
internal import Models
internal import Tools

/// The model-led loop (000-01, 003-01): think, call tools, observe, until an answer or a limit ends it.
struct AgentLoop: Sendable {
    let recorder: RunRecorder
    let control: RunControl
    let deadline: Deadline
    let planner: RoundPlanner
    let compactor: Compactor
    let cycle: Cycle
    let turn: ToolTurn
    /// nil: nobody plans beforehand.
    let planning: PlanSketch?
    /// nil: nobody looks the answer over.
    let reviewer: Reviewer?
    let limits: LimitDesk
    /// What came too late for the beginning is added as it comes; nil for no sources.
    let context: ContextPipeline?
    /// What the run may use together with the runs it works for and beside.
    let budget: SharedBudget

    /// Rounds until there is an end.
    ///
    /// Records the loop's beginning, or goes on where the run was left; what is open at the end is closed by the run.
    func run() async -> LoopEnd {
        do throws(EngineError) {
            if let result = recorder.read({ $0.lastOutcome == .final ? $0.finalResult : nil }) { return .final(result: result) }
            if recorder.read({ $0.open.loop == nil }) {
                recorder.record { context, _ in (.loopStarted(LoopStarted(limits: context.limits)), ()) }
            } else if let end = try await takeUp() {
                return end
            }
            while true {
                if let end = try await endBeforeRound() { return end }
                if let end = try await round() { return end }
            }
        } catch {
            return .fault(error)
        }
    }

    /// What ends the loop between two rounds: a stop, the time, or a limit that nobody lifts (003-11…14).
    private func endBeforeRound() async throws(EngineError) -> LoopEnd? {
        recorder.recordGuardFinding()
        while true {
            deadline.check()
            if let end = interruption { return end }
            guard let end = recorder.read({ LoopLimit.reached($0) }) else { return budget.end }
            let asked = recorder.read { $0.wantedWait }
            if let end = try await lifted(end, limits.word(after: end)) { return end }
            if let asked { await cycle.wait(asked) }
        }
    }

    /// The end, unless somebody lifted the limit.
    func lifted(_ end: LoopEnd, _ word: LimitDesk.Word) -> LoopEnd? {
        switch word {
        case .goOn: nil
        case .pipeline: control.interruption == nil ? ModeSwitch.end(end) : interruption ?? end
        case .end: interruption ?? end
        case .left(let what): .needsAnswer(what)
        }
    }

    var interruption: LoopEnd? {
        switch control.interruption {
        case .stopped: .stopped
        case .timedOut: .timedOut
        case nil: recorder.read { $0.wantsPipeline } ? ModeSwitch.wanted : nil
        }
    }

    /// One round; nil when another one follows.
    private func round() async throws(EngineError) -> LoopEnd? {
        for addition in context?.late() ?? [] { recorder.record(.contextAdded(addition)) }
        for fault in context?.faults() ?? [] { recorder.record(.error(ErrorRaised(detail: fault))) }
        try recorder.move(to: .think)
        recorder.record { context, _ in (.iterationStarted(IterationStarted(maxIterations: context.limits.maxIterations)), ()) }
        try await compactor.compactIfNeeded()
        if let end = interruption { return end }
        if let planning, recorder.read({ $0.iteration == 1 && !$0.contextSources.contains(.plan) }) {
            try await planning.make(cycle.request.prompt)
            if let end = interruption { return end }
        }
        let plan = currentPlan
        let reserved = await budget.enter()
        if let end = interruption ?? budget.end {
            budget.leave(reserved)
            return end == .stopped || end == .timedOut ? end : try overspent(end)
        }
        let asked: Cycle.Outcome
        do throws(EngineError) { asked = try await ask(plan) } catch {
            budget.leave(reserved)
            throw error
        }
        budget.leave(reserved)
        switch asked {
        case .interrupted: return interruption
        case .broken(let error, let reason):
            close { _ in .failed }
            return .failed(reason, error)
        case .failed: return try goOn { _ in .failed }
        case .tooLong(let error):
            // Shortened once; what is still too long then will not become shorter.
            guard try await compactor.compactOverflow() else {
                close { _ in .failed }
                return .failed(.error, error)
            }
            return try goOn { _ in .failed }
        case .answered(let answer):
            if let end = interruption, end == .stopped || end.isSwitch { return end }
            if answer.calls.isEmpty || answer.isWithheld { return try await hear(answer) }
            return try await act(answer.calls, plan)
        }
    }

    /// Asks the model of the round; where the work is divided, what has an effect and what ends the run is asked of the one that carries it out.
    private func ask(_ plan: RoundPlan) async throws(EngineError) -> Cycle.Outcome {
        let decided = try await cycle.run(plan, as: .decide)
        guard case .answered(let answer) = decided, control.interruption == nil, division.hands(over: answer) else { return decided }
        return try await cycle.run(plan, as: .execute)
    }

    /// Who decides and who carries out.
    var division: WorkDivision { WorkDivision(roles: cycle.parts.roles, specs: cycle.parts.tools.specs) }

    var currentPlan: RoundPlan {
        let (percentage, limits) = recorder.read { ($0.usagePercentage, $0.limits) }
        return planner.plan(usagePercentage: percentage, limits: limits)
    }

    /// An answer without calls: the result of the run, unless something speaks against it (003-15).
    func hear(_ answer: Cycle.Answer) async throws(EngineError) -> LoopEnd? {
        if let fault = recorder.read({ SpokenAnswer.fault(answer, $0) }) {
            recorder.record(.error(ErrorRaised(detail: fault)))
            return try goOn { _ in .failed }
        }
        let isBack = try await isSentBack(recorder.read { $0.lastAnswerText })
        let outcome = close { context in mayGoOn(context) && (isBack || SpokenAnswer.wantsMore(context)) ? .tool : .final }
        if outcome == .final { return .final(result: recorder.context.lastAnswerText) }
        try recorder.move(to: .observe)
        return nil
    }

    /// An answer with calls: runs them.
    private func act(_ calls: [ToolCall], _ plan: RoundPlan) async throws(EngineError) -> LoopEnd? {
        try recorder.move(to: .toolCall)
        return try await observe(await turn.run(calls, offered: plan.offered))
    }

    /// Takes what the calls came to.
    func observe(_ result: ToolTurn.Outcome) async throws(EngineError) -> LoopEnd? {
        if case .needsAnswer(let what) = result, control.interruption == nil { return .needsAnswer(what) }
        try recorder.move(to: .observe)
        switch result {
        case .needsAnswer: return interruption
        case .finished(let text):
            let isBack = try await isSentBack(text)
            let outcome = close { context in mayGoOn(context) && (isBack || !context.undeliveredSteers.isEmpty) ? .tool : .final }
            return outcome == .final ? .final(result: text) : nil
        case .observed:
            // What the calls came to is heard before the run goes on in another way.
            if let end = interruption, !end.isSwitch { return end }
            close { $0.round.isFailure ? .failed : .tool }
            return nil
        }
    }

    /// Whether somebody who looks the result over wants another round; asked once, and not where the person has more to say anyway.
    private func isSentBack(_ result: String) async throws(EngineError) -> Bool {
        guard let reviewer, recorder.read({ !$0.wasReviewed && mayGoOn($0) && !SpokenAnswer.wantsMore($0) }) else { return false }
        return try await reviewer.sendsBack(result, of: cycle.request.prompt)
    }

    private func mayGoOn(_ context: RunContext) -> Bool {
        control.interruption == nil && LoopLimit.reached(context) == nil
    }

    /// The budget was used up by others while the round waited for its turn.
    private func overspent(_ end: LoopEnd) throws(EngineError) -> LoopEnd {
        close { _ in .failed }
        return end
    }

    private func goOn(_ outcome: (RunContext) -> IterationOutcome) throws(EngineError) -> LoopEnd? {
        close(outcome)
        try recorder.move(to: .observe)
        return nil
    }

    /// Ends the round.
    ///
    /// The outcome is decided on exactly what the log holds, so that no word of the person falls between.
    @discardableResult
    private func close(_ outcome: (RunContext) -> IterationOutcome) -> IterationOutcome {
        let decided = recorder.record { context, now in
            let outcome = outcome(context)
            let duration = Int(clamping: now &- (context.open.iteration?.sinceMicroseconds ?? now))
            let finished = IterationFinished(outcome: outcome, durationUs: duration, receipt: context.round.receipt)
            return (.iterationFinished(finished), outcome)
        }
        recorder.recordMetrics()
        return decided
    }
}
