internal import Events
internal import Models
internal import Tools

/// The model-led loop (000-01, 003-01): think, call tools, observe, until an answer or a limit ends it.
struct AgentLoop: Sendable {
    let limits: RunLimits
    let recorder: RunRecorder
    let control: RunControl
    let deadline: Deadline
    let cycle: Cycle
    let turn: ToolTurn

    /// Rounds until there is an end.
    ///
    /// Records the loop's beginning; what is open at the end is closed by the run.
    func run() async -> LoopEnd {
        recorder.record(.loopStarted(LoopStarted(limits: limits)))
        do throws(EngineError) {
            while true {
                if let end = endBeforeRound() { return end }
                if let end = try await round() { return end }
            }
        } catch {
            return .fault(error)
        }
    }

    /// What ends the loop between two rounds: a stop, the time, or a limit (003-11…14).
    private func endBeforeRound() -> LoopEnd? {
        deadline.check()
        if let end = interruption { return end }
        return LoopLimit.reached(recorder.context, limits)
    }

    private var interruption: LoopEnd? {
        switch control.interruption {
        case .stopped: .stopped
        case .timedOut: .timedOut
        case nil: nil
        }
    }

    /// One round; nil when another one follows.
    private func round() async throws(EngineError) -> LoopEnd? {
        try recorder.move(to: .think)
        recorder.record(.iterationStarted(IterationStarted(maxIterations: limits.maxIterations)))
        switch try await cycle.run() {
        case .interrupted: return interruption
        case .broken(let error, let reason):
            close { _ in .failed }
            return .failed(reason, error)
        case .failed: return try goOn { _ in .failed }
        case .answered(let answer):
            if let end = interruption, end == .stopped { return end }
            if answer.calls.isEmpty || answer.finishReason == .contentFilter { return try hear(answer) }
            return try await act(answer.calls)
        }
    }

    /// An answer without calls: the result of the run, unless something speaks against it (003-15).
    private func hear(_ answer: Cycle.Answer) throws(EngineError) -> LoopEnd? {
        if let fault = SpokenAnswer.fault(answer.finishReason, recorder.context) {
            recorder.record(.error(ErrorRaised(detail: fault)))
            return try goOn { _ in .failed }
        }
        let outcome = close { context in mayGoOn(context) && SpokenAnswer.wantsMore(context) ? .tool : .final }
        if outcome == .final { return .final(result: recorder.context.lastAnswerText) }
        try recorder.move(to: .observe)
        return nil
    }

    /// An answer with calls: runs them.
    private func act(_ calls: [ToolCall]) async throws(EngineError) -> LoopEnd? {
        try recorder.move(to: .toolCall)
        let result = try await turn.run(calls)
        try recorder.move(to: .observe)
        switch result {
        case .needsAnswer(let what): return interruption ?? .needsAnswer(what)
        case .finished(let text):
            let outcome = close { context in mayGoOn(context) && !context.undeliveredSteers.isEmpty ? .tool : .final }
            return outcome == .final ? .final(result: text) : nil
        case .observed:
            if let end = interruption { return end }
            close { $0.round.isFailure ? .failed : .tool }
            return nil
        }
    }

    private func mayGoOn(_ context: RunContext) -> Bool {
        control.interruption == nil && LoopLimit.reached(context, limits) == nil
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
