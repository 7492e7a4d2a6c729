internal import Events

/// The limits that are looked at before a round begins (003-11…13).
///
/// The time is watched by `Deadline`.
enum LoopLimit {
    /// The limit that forbids another round, nil when there may be one.
    static func reached(_ context: RunContext) -> LoopEnd? {
        let limits = context.limits
        if let wait = context.wantedWait { return LoopLimit.wait(wait, context) }
        if context.consecutiveFailures >= max(1, limits.maxFailures) { return failures(context) }
        if let halt = context.halt {
            return .failed(
                .repetition,
                ErrorDetail(
                    code: .repetition, message: "\(halt.message) The loop was halted; ask in another way, or say what to do instead.",
                    source: .model, cause: [halt.kind.rawValue]))
        }
        if context.iteration >= max(1, limits.maxIterations) {
            return .failed(
                .maxIterations,
                ErrorDetail(
                    code: .maxIterations,
                    message: "no answer after \(context.iteration) rounds; allow more with --max-iterations, or ask for less",
                    source: .config))
        }
        if let budget = limits.maxTokens, context.tokensUsed >= budget {
            return .failed(
                .tokenBudget,
                ErrorDetail(
                    code: .tokenBudget,
                    message: "\(context.tokensUsed) of \(budget) tokens are used; allow more with --max-tokens, or ask for less",
                    source: .config))
        }
        return nil
    }

    private static func wait(_ duration: Duration, _ context: RunContext) -> LoopEnd {
        let place = context.lastError?.message ?? "The provider is busy"
        return .failed(
            .error,
            ErrorDetail(
                code: .rateLimited,
                message: "the provider wants to be left alone for \(DurationWords.of(duration)) (\(place)); "
                    + "try again then, allow longer waits with --max-retry-wait, or choose another provider",
                source: .model))
    }

    private static func failures(_ context: RunContext) -> LoopEnd {
        let last = context.lastError.map { "\($0.code): \($0.message)" } ?? "no reason was told"
        let rounds = context.consecutiveFailures == 1 ? "a round failed" : "\(context.consecutiveFailures) rounds in a row failed"
        return .failed(
            .consecutiveFailures,
            ErrorDetail(
                code: .consecutiveFailures, message: "\(rounds), the last with \(last); mend that, or allow more with --max-failures",
                source: context.lastError?.source ?? .model, cause: context.lastError.map { [$0.code.word] } ?? []))
    }
}

/// What to make of an answer that calls nothing.
enum SpokenAnswer {
    /// Why it is no result; nil when it is one.
    ///
    /// A cut or filtered answer is never taken for a whole one.
    static func fault(_ answer: Cycle.Answer, _ context: RunContext) -> ErrorDetail? {
        if let malformed = answer.malformed {
            return ErrorDetail(code: .malformedAction, message: malformed, source: .model, recoverable: true)
        }
        return switch answer.finishReason {
        case .length:
            ErrorDetail(
                code: .outputLimit, message: "the answer was cut at the output limit; allow more with --max-output-tokens", source: .model,
                recoverable: true)
        case .contentFilter:
            ErrorDetail(
                code: .contentFiltered, message: "the provider's content filter withheld the answer; ask in another way", source: .model,
                recoverable: true)
        case .refusal:
            ErrorDetail(
                code: .refused, message: "the model would not answer\(said(context)); ask in another way, or another model", source: .model,
                recoverable: true)
        default:
            context.round.answer?.isBlank ?? true
                ? ErrorDetail(
                    code: .emptyAnswer, message: "the model's answer was empty; another model may do better", source: .model,
                    recoverable: true)
                : nil
        }
    }

    private static func said(_ context: RunContext) -> String {
        let text = Headline.of(context.lastAnswerText, limit: 200)
        return text.isEmpty ? "" : " (\(text))"
    }

    /// Whether the model should be asked again although it answered: the person spoke meanwhile, or todos are open and it was not reminded
    /// of them yet.
    static func wantsMore(_ context: RunContext) -> Bool {
        !context.undeliveredSteers.isEmpty || (!context.wasRemindedOfTodos && !context.todos.unfinished.isEmpty)
    }
}
