internal import Events
internal import Models

/// One half of a round: asks the model and records what it says (001-33).
struct Cycle: Sendable {
    let request: RunRequest
    let parts: RunParts
    let recorder: RunRecorder
    let control: RunControl
    let identifiers: IdentifierSequence

    /// A whole answer.
    struct Answer: Sendable {
        let calls: [ToolCall]
        let finishReason: FinishReason
        /// What is wrong with an answer that is whole but not what was asked for (003-06).
        let malformed: String?
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
    func run(_ plan: RoundPlan) async throws(EngineError) -> Outcome {
        let attempts = max(1, recorder.read { $0.limits.maxFailures })
        var attempt = 1
        while true {
            let (call, result) = try await ask(plan, attempt)
            switch result {
            case .interrupted: return .interrupted
            case .answered(let completion, let calls, let bytes):
                ends.finished(call, completion, contentBytes: bytes)
                return .answered(
                    Answer(calls: calls, finishReason: completion.finishReason, malformed: completion.malformed.map(TextSanitiser.clean)))
            case .fault(let error, let sawContent):
                let retries = error.retryable && !sawContent && attempt < attempts && control.interruption == nil
                let wait =
                    retries ? BackOff.wait(afterAttempt: attempt, asked: error.retryAfter, random: parts.surroundings.random()) : nil
                let detail = ends.failed(call, error, attempt: attempt, wait: wait)
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

    /// One try.
    ///
    /// The request is made of exactly what the log holds before `model_call_started`, and it leaves when that is on disk.
    private func ask(_ plan: RoundPlan, _ attempt: Int) async throws(EngineError) -> (BegunModelCall, Try) {
        let id = identifiers.make("call")
        var (call, modelRequest) = recorder.record { context, now in
            let messages = [.system(plan.prompt.text)] + context.messages
            let modelRequest = ModelRequest(
                model: request.model, messages: messages, tools: plan.tools, maxOutputTokens: context.limits.maxOutputTokens)
            let started = ModelCallStarted(
                callID: id, purpose: .decide, model: request.model, attempt: attempt, messageCount: messages.count,
                toolNames: plan.tools.map(\.name), prefixHash: plan.prompt.prefixHash)
            return (
                .modelCallStarted(started),
                (BegunModelCall(id: id, began: now, requestBytes: messages.reduce(plan.toolBytes) { $0 &+ $1.byteCount }), modelRequest)
            )
        }
        try await recorder.synced()
        modelRequest.images = try await images(of: modelRequest.messages)
        let result = await control.run(.model) { [self, modelRequest] in await read(modelRequest, id) }
        return (call, result ?? .interrupted)
    }

    /// The bytes of the images that are named (001-23).
    ///
    /// Of many, the newest that fit into 20 MiB; the others are told of in words.
    private func images(of messages: [ChatMessage]) async throws(EngineError) -> [String: [UInt8]] {
        let named = messages.flatMap { message -> [ImageReference] in if case .images(_, let images) = message { images } else { [] } }
        var images: [String: [UInt8]] = [:]
        var room = 20 * 1_048_576
        for image in named.reversed() where images[image.artifactID] == nil {
            room -= image.bytes
            guard room >= 0 else { break }
            images[image.artifactID] = try await recorder.artifact(image.artifactID)
        }
        return images
    }

    private var ends: ModelCallEnd { ModelCallEnd(recorder: recorder) }

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
            return .fault(ModelCallEnd.modelsError(error), sawContent: !intake.isEmpty)
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
