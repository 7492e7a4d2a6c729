internal import Events

/// Asks whether a loop that has reached a limit may go on (W-16).
struct LimitDesk: Sendable {
    let questions: QuestionDesk
    let recorder: RunRecorder
    /// The limits that the run began with: as much is given again.
    let first: RunLimits
    /// False lets a limit end the loop.
    let asks: Bool
    /// Whether the loop goes on as a pipeline at a limit without a question.
    var fallsBack = false
    /// Whether the run can go on as a pipeline.
    var offersPipeline = false

    static let stop = "Stop"
    static let pipeline = "Go on as a pipeline"

    enum Word: Sendable, Equatable {
        case goOn, end
        /// The run goes on as a pipeline.
        case pipeline
        /// The run is left with the question.
        case left(String)
    }

    /// Whether the loop goes on; a text that is no option is said to the model and lets it go on.
    func word(after end: LoopEnd) async throws(EngineError) -> Word {
        if fallsBack, ModeSwitch.trigger(end) != nil { return .pipeline }
        guard asks, questions.hasPerson, case .failed(let reason, let detail) = end, let more = more(end) else { return .end }
        let other = offersPipeline && ModeSwitch.trigger(end) != nil ? [LimitDesk.pipeline] : []
        let question = QuestionDesk.Question(
            text: "\(recorder.read { what(reason, detail, $0) }) Go on?", options: [more] + other + [LimitDesk.stop], selection: .single)
        return take(try await questions.ask(question, of: nil), end, more)
    }

    /// The same for a question that was asked before the run was taken up.
    func word(after end: LoopEnd, waitingOn questionID: String) async throws(EngineError) -> Word {
        let more = more(end)
        return take(try await questions.waitOn(questionID, back: .observe), end, more)
    }

    private func take(_ reply: QuestionDesk.Reply, _ end: LoopEnd, _ more: String?) -> Word {
        if case .nobody = reply { return .left("a limit was reached; may the loop go on?") }
        if case .answer(LimitDesk.pipeline) = reply, offersPipeline, ModeSwitch.trigger(end) != nil { return .pipeline }
        guard case .answer(let answer) = reply, answer != LimitDesk.stop, case .failed(let reason, _) = end, let more else { return .end }
        // A wait that was allowed changes no limit.
        if reason != .error {
            recorder.record { context, _ in
                (.limitsChanged(LimitsChanged(limits: extended(context, reason), reason: reason, by: "user")), ())
            }
        }
        if answer != more, answer.utf8.contains(where: { $0 > 0x20 }) {
            recorder.record(.userMessage(UserMessage(text: answer, delivery: .steer)))
        }
        return .goOn
    }

    /// Which limit was reached, as it is asked.
    private func what(_ reason: StopReason, _ detail: ErrorDetail, _ context: RunContext) -> String {
        switch reason {
        case .maxIterations: "The limit of \(context.iteration == 1 ? "1 round" : "\(context.iteration) rounds") is reached."
        case .tokenBudget: "\(context.tokensUsed) of \(context.limits.maxTokens ?? 0) tokens are used."
        case .consecutiveFailures: "\(Headline.of(detail.message, limit: 300))."
        case .error:
            "The provider wants \(DurationWords.of(context.wantedWait ?? .zero)) before it is asked again "
                + "(\(Headline.of(context.lastError?.message ?? "", limit: 200)))."
        case .repetition: context.halt?.message ?? "The loop goes in circles."
        default: Headline.of(detail.message, limit: 300)
        }
    }

    /// The words of going on; nil for a limit that nobody can lift.
    private func more(_ end: LoopEnd) -> String? {
        guard case .failed(let reason, _) = end else { return nil }
        switch reason {
        case .error: return recorder.read { $0.wantedWait }.map { "Wait \(DurationWords.of($0))" }
        case .maxIterations: return first.maxIterations == 1 ? "1 more round" : "\(first.maxIterations) more rounds"
        case .tokenBudget: return first.maxTokens.map { "\($0) more tokens" }
        case .consecutiveFailures: return "Try again"
        case .repetition: return "Go on anyway"
        default: return nil
        }
    }

    private func extended(_ context: RunContext, _ reason: StopReason) -> RunLimits {
        var limits = context.limits
        func sum(_ some: Int, _ more: Int) -> Int { some > .max - more ? .max : some + more }
        switch reason {
        case .maxIterations: limits.maxIterations = sum(max(limits.maxIterations, context.iteration), first.maxIterations)
        case .tokenBudget: limits.maxTokens = sum(max(limits.maxTokens ?? 0, context.tokensUsed), first.maxTokens ?? 0)
        default: break
        }
        return limits
    }
}
