internal import Events

/// When and how a loop is given up for the pipeline (003-28, N-05).
enum ModeSwitch {
    /// What a loop's end would be as the trigger of a change; nil when the pipeline could do no better.
    ///
    /// Tokens and time are the whole run's, and a model that cannot be reached plans nothing either.
    static func trigger(_ end: LoopEnd) -> ModeTrigger? {
        switch end {
        case .switched(let trigger, _, _): trigger
        case .failed(.maxIterations, _), .failed(.repetition, _): .limit
        case .failed(.consecutiveFailures, let detail):
            detail.cause.contains(where: { passing.contains(ErrorCode($0)) }) ? nil : .failure
        case .failed(.error, let detail): detail.code == .contextFull ? .failure : nil
        default: nil
        }
    }

    /// Faults that have nothing to do with how the run goes.
    private static let passing: Set<ErrorCode> = [
        .modelUnreachable, .unauthorized, .modelNotFound, .rateLimited, .serverError, .streamCut, .streamStalled,
    ]

    /// The end of a loop that is given up because of another end.
    static func end(_ end: LoopEnd) -> LoopEnd {
        guard let trigger = trigger(end), case .failed(let reason, let detail) = end else { return end }
        return .switched(trigger, fault(detail.message), reason)
    }

    /// What is wrong, without the cure that stands behind it: the pipeline is the cure.
    private static func fault(_ message: String) -> String {
        message.ranges(of: "; ").last.map { String(message[..<$0.lowerBound]) } ?? message
    }

    /// The end of a loop that a person does not want to go on.
    static let wanted = LoopEnd.switched(.user, "The person wants the run to go on as a pipeline.", .modeChanged)

    /// The change after an end, made of what the log holds.
    static func change(_ trigger: ModeTrigger, _ reason: String, _ context: RunContext) -> ModeChanged {
        let evidence = context.evidence
        let shown: [Evidence] =
            switch trigger {
            case .user, .config: evidence.wish
            case .failure: evidence.failures
            case .limit: evidence.halt.isEmpty ? evidence.rounds : evidence.halt
            }
        return ModeChanged(
            from: .loop, to: .pipeline, trigger: trigger, reason: reason, evidence: shown.isEmpty ? evidence.rounds : shown,
            carriedOver: carriedOver(context))
    }

    /// What is known; bounded.
    static func carriedOver(_ context: RunContext) -> CarriedOver {
        var carried = CarriedOver(
            facts: Array(context.conversation.facts.suffix(40)), files: context.filesChanged,
            todos: context.todos.filter { $0.status != .completed && $0.status != .cancelled }.map { Headline.of($0.text, limit: 200) },
            answers: context.spoken.suffix(20).map { CompactionPlan.cut($0, 2000) })
        let done = context.toolHistory.filter { record in
            record.status == .success && record.effects.contains { $0 != .read && $0 != .control }
        }
        carried.effects = done.suffix(60).map { "\($0.tool) \(Headline.of($0.summary, limit: 200))" }
        return carried
    }
}

extension Conversation {
    /// What the calls so far gave, and what the model said, one line each, oldest first.
    fileprivate var facts: [String] {
        (archives.flatMap(\.self) + entries).flatMap { entry -> [String] in
            switch entry {
            case .answer(let answer):
                let said = Headline.of(answer.text, limit: 300)
                let calls = answer.calls.compactMap { call -> String? in
                    guard let result = call.result else { return nil }
                    return "\(call.name) \(Headline.of(call.arguments, limit: 120)): \(Headline.of(result, limit: 200))"
                }
                return (said.isEmpty ? [] : ["the model said: \(said)"]) + calls
            case .summary(let text): return [Headline.of(text, limit: 300)]
            case .user, .note, .images: return []
            }
        }
    }
}
