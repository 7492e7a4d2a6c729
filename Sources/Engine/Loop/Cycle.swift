internal import Events
internal import Models

/// One half of a round: asks the model and records what it says (001-33).
struct Cycle: Sendable {
    let request: RunRequest
    let parts: RunParts
    let prompt: SystemPrompt
    let tools: [ToolDescription]
    let recorder: RunRecorder
    let control: RunControl
    let identifiers: IdentifierSequence

    /// A whole answer.
    struct Answer: Sendable {
        let calls: [ToolCall]
        let finishReason: FinishReason
    }

    enum Outcome: Sendable {
        case answered(Answer)
        /// No answer, but another round may do better.
        case failed(ErrorDetail)
        /// No answer, and there will be none.
        case broken(ErrorDetail, StopReason)
        /// The run is being stopped, or its time is over.
        case interrupted
    }

    /// What became of one try.
    private enum Try: Sendable {
        case answered(ModelCompletion, [ToolCall], contentBytes: Int)
        case fault(ModelsError, sawContent: Bool)
        case interrupted
    }

    /// Asks until there is an answer: a fault that may pass is tried again after a wait, as long as nothing of the answer was seen.
    func run() async throws(EngineError) -> Outcome {
        let attempts = max(1, request.limits.maxFailures)
        var attempt = 1
        while true {
            let (call, result) = try await ask(attempt)
            switch result {
            case .interrupted: return .interrupted
            case .answered(let completion, let calls, let bytes):
                finish(call, completion, contentBytes: bytes)
                return .answered(Answer(calls: calls, finishReason: completion.finishReason))
            case .fault(let error, let sawContent):
                let retries = error.retryable && !sawContent && attempt < attempts && control.interruption == nil
                let wait =
                    retries ? BackOff.wait(afterAttempt: attempt, asked: error.retryAfter, random: parts.surroundings.random()) : nil
                let detail = fail(call, error, attempt: attempt, wait: wait)
                guard let wait else { return end(error, detail, sawContent: sawContent) }
                _ = await control.run(.model) { [delay = parts.delay] in try? await delay(wait) }
                if control.interruption != nil { return .interrupted }
                attempt += 1
            }
        }
    }

    private func end(_ error: ModelsError, _ detail: ErrorDetail, sawContent: Bool) -> Outcome {
        if control.interruption != nil { return .interrupted }
        if sawContent && (error.retryable || Cycle.passing.contains(error.code)) { return .failed(detail) }
        return .broken(detail, error.retryable ? .consecutiveFailures : .error)
    }

    /// Faults of the way to the model: an answer that they broke off may come whole in the next round.
    private static let passing: Set<ErrorCode> = [
        .streamCut, .streamStalled, .malformedStream, .modelUnreachable, .serverError, .rateLimited,
    ]

    private struct Call: Sendable {
        let id: String
        let began: Int64
        let requestBytes: Int
    }

    /// One try.
    ///
    /// The request is made of exactly what the log holds before `model_call_started`, and it leaves when that is on disk.
    private func ask(_ attempt: Int) async throws(EngineError) -> (Call, Try) {
        let id = identifiers.make("call")
        let (call, modelRequest) = recorder.record { context, now in
            let messages = [.system(prompt.text)] + context.messages
            let modelRequest = ModelRequest(
                model: request.model, messages: messages, tools: tools, maxOutputTokens: request.limits.maxOutputTokens)
            let started = ModelCallStarted(
                callID: id, purpose: .decide, model: request.model, attempt: attempt, messageCount: messages.count,
                toolNames: tools.map(\.name), prefixHash: prompt.prefixHash)
            return (
                .modelCallStarted(started),
                (Call(id: id, began: now, requestBytes: messages.reduce(0) { $0 &+ $1.byteCount }), modelRequest)
            )
        }
        try await recorder.synced()
        let result = await control.run(.model) { [self] in await read(modelRequest, id) }
        return (call, result ?? .interrupted)
    }

    /// Reads the stream to its end.
    ///
    /// Runs in a task that a stop cancels; leaving it closes the connection.
    private func read(_ modelRequest: ModelRequest, _ id: String) async -> Try {
        if Task.isCancelled { return .interrupted }
        var intake = AnswerIntake(callID: id, recorder: recorder, identifiers: identifiers)
        do {
            for try await batch in parts.driver.stream(modelRequest) {
                for event in batch {
                    intake.take(event)
                    if case .finished(let completion) = event {
                        return .answered(completion, intake.settle(completion), contentBytes: intake.contentBytes)
                    }
                }
            }
            if Task.isCancelled { return .interrupted }
            let cut = ModelsError(code: .streamCut, message: "the model's answer ended in the middle; it is asked again", retryable: true)
            return .fault(cut, sawContent: !intake.isEmpty)
        } catch {
            if Task.isCancelled || error is CancellationError { return .interrupted }
            return .fault(Cycle.modelsError(error), sawContent: !intake.isEmpty)
        }
    }

    private static func modelsError(_ error: any Error) -> ModelsError {
        if let error = error as? ModelsError { return error }
        return ModelsError(code: .internalFault, message: "the model's driver failed: \(error); this is a fault in Lathe, please report it")
    }

    private func fail(_ call: Call, _ error: ModelsError, attempt: Int, wait: Duration?) -> ErrorDetail {
        let detail = ErrorDetail(
            code: error.code, message: TextSanitiser.clean(error.message), source: .model, recoverable: wait != nil, attempt: attempt)
        return recorder.record { _, now in
            let failed = ModelCallFailed(
                callID: call.id, error: detail, willRetry: wait != nil, retryAfterUs: wait?.wholeMicroseconds,
                durationUs: Int(clamping: now &- call.began))
            return (.modelCallFailed(failed), detail)
        }
    }

    private func finish(_ call: Call, _ completion: ModelCompletion, contentBytes: Int) {
        let timing = completion.timing
        let decode = timing.firstContent.flatMap { first in timing.lastContent.map { $0 &- first } }
        // Under a quarter of a second, or in one piece, a rate would be an accident of the network (events.md).
        let tells = timing.pieces >= 2 && (decode ?? 0) >= 250_000
        var usage = completion.usage
        if usage.inputTokens == nil && usage.outputTokens == nil {
            usage = Usage(inputTokens: call.requestBytes / 4, outputTokens: (contentBytes + 3) / 4, estimated: true)
        }
        recorder.record { [usage] _, now in
            let finished = ModelCallFinished(
                callID: call.id, finishReason: completion.finishReason, usage: usage,
                ttftUs: timing.firstContent.map { Int(clamping: max(0, $0 &- timing.requestSent)) }, firstKind: timing.firstKind,
                decodeUs: tells ? decode.map { Int(clamping: $0) } : nil, durationUs: Int(clamping: now &- call.began))
            return (.modelCallFinished(finished), ())
        }
    }
}

extension ChatMessage {
    /// The bytes of what is said, for an estimate of its tokens.
    var byteCount: Int {
        switch self {
        case .system(let text), .user(let text): text.utf8.count
        case .assistant(let text, let reasoning, let calls):
            calls.reduce(text.utf8.count &+ reasoning.utf8.count) { $0 &+ $1.name.utf8.count &+ $1.arguments.utf8.count }
        case .tool(_, _, let content): content.utf8.count
        case .images(let text, let images): text.utf8.count &+ images.count &* TokenEstimate.charactersOfImage
        }
    }
}
