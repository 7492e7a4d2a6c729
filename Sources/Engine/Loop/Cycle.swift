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
        /// What was said, sanitised.
        var text = ""

        /// The provider's filter or the model itself kept it back: whatever calls it holds are not run.
        var isWithheld: Bool { finishReason == .contentFilter || finishReason == .refusal }
    }

    enum Outcome: Sendable {
        case answered(Answer)
        /// No answer, but another round may do better.
        case failed(ErrorDetail)
        /// The request was too long for the model.
        case tooLong(ErrorDetail)
        /// No answer, and there will be none.
        case broken(ErrorDetail, StopReason)
        /// The run is being stopped, or its time is over.
        case interrupted
    }

    /// What became of one try.
    private enum Try: Sendable {
        case answered(ModelCompletion, contentBytes: Int)
        case fault(ModelsError, sawContent: Bool)
        case interrupted
    }

    /// Asks until there is an answer: a fault that may pass is tried again after a wait, or elsewhere, as long as nothing of the answer was seen.
    ///
    /// No tool of an answer runs before it is whole, so nothing that was done is ever asked for again.
    ///
    /// - Parameters:
    ///   - purpose: whose model is asked.
    ///   - question: what is asked in place of the conversation, made of what the log holds then; nil for the conversation.
    func run(
        _ plan: RoundPlan, as purpose: ModelPurpose, question: (@Sendable (RunContext) -> String)? = nil
    ) async throws(EngineError) -> Outcome {
        let limits = recorder.read { $0.limits }
        let policy = RetryPolicy(maxAttempts: max(1, limits.maxAttempts), longestWait: limits.maxRetryWait)
        let routes = parts.roles[purpose] ?? parts.routes
        var failures: [Int: Int] = [:]
        var route = routes.preferred
        var attempt = 1
        while true {
            let (call, result) = try await ask(
                Wanted(plan: plan, purpose: purpose, question: question), routes.all[route], attempt,
                of: policy.maxAttempts)
            switch result {
            case .interrupted: return .interrupted
            case .answered(let completion, let bytes):
                ends.finished(call, completion, contentBytes: bytes)
                routes.noteGood(route)
                return .answered(
                    Answer(
                        calls: completion.toolCalls, finishReason: completion.finishReason,
                        malformed: completion.malformed.map(TextSanitiser.clean), text: TextSanitiser.clean(completion.text)))
            case .fault(let error, let sawContent):
                failures[route, default: 0] += 1
                let step =
                    control.interruption != nil
                    ? nil
                    : policy.step(
                        after: error, attempt: attempt, route: route, failures: failures, sawContent: sawContent, routes: routes,
                        random: parts.surroundings.random())
                let detail = ends.failed(call, error, attempt: attempt, step: step)
                guard let step, let wait = step.wait else { return end(error, detail, step) }
                if case .nextKey(let next) = step { route = next }
                if case .nextEndpoint(let next) = step { route = next }
                if wait > .zero { _ = await control.run(.model) { [delay = parts.delay] in try? await delay(wait) } }
                if control.interruption != nil { return .interrupted }
                attempt += 1
            }
        }
    }

    /// Waits as long as the provider wants, which the person allowed.
    func wait(_ duration: Duration) async {
        recorder.record(.runStatus(RunStatusChanged(status: .running, reason: "waits \(DurationWords.of(duration)), as the provider asks")))
        _ = await control.run(.model) { [delay = parts.delay] in try? await delay(duration) }
    }

    private func end(_ error: ModelsError, _ detail: ErrorDetail, _ step: RetryPolicy.Step?) -> Outcome {
        if control.interruption != nil { return .interrupted }
        switch step {
        case .nextRound, .ask: return .failed(detail)
        case .compact: return .tooLong(detail)
        default: return .broken(detail, error.retryable ? .consecutiveFailures : .error)
        }
    }

    /// What is asked, in every try the same.
    private struct Wanted: Sendable {
        let plan: RoundPlan
        let purpose: ModelPurpose
        let question: (@Sendable (RunContext) -> String)?
    }

    /// One try.
    ///
    /// The request is made of exactly what the log holds before `model_call_started`, and it leaves when that is on disk.
    private func ask(
        _ wanted: Wanted, _ route: ModelRoute, _ attempt: Int, of maxAttempts: Int
    ) async throws(EngineError) -> (BegunModelCall, Try) {
        let id = identifiers.make("call")
        let plan = wanted.plan
        var (call, modelRequest) = recorder.record { context, now in
            let messages = [.system(plan.prompt.text)] + (wanted.question.map { [.user($0(context))] } ?? context.messages)
            let modelRequest = ModelRequest(
                model: route.model, messages: messages, tools: plan.tools, maxOutputTokens: context.limits.maxOutputTokens,
                cacheKey: recorder.runID)
            let started = ModelCallStarted(
                callID: id, purpose: wanted.purpose, model: route.model, attempt: attempt, messageCount: messages.count,
                toolNames: plan.tools.map(\.name), prefixHash: plan.prompt.prefixHash, place: route.place, maxAttempts: maxAttempts)
            return (
                .modelCallStarted(started),
                (
                    BegunModelCall(
                        id: id, began: now, requestBytes: messages.reduce(plan.toolBytes) { $0 &+ $1.byteCount }, price: route.price),
                    modelRequest
                )
            )
        }
        try await recorder.synced()
        modelRequest.images = try await images(of: modelRequest.messages)
        let watch = StallWatch(callID: id, recorder: recorder, surroundings: parts.surroundings, delay: parts.silenceDelay)
        let result = await control.run(.model) { [self, modelRequest] in
            let watching = Task { await watch.run() }
            defer { watching.cancel() }
            return await read(modelRequest, from: route.driver, id, watch)
        }
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
    private func read(_ modelRequest: ModelRequest, from driver: any ModelDriver, _ id: String, _ watch: StallWatch) async -> Try {
        if Task.isCancelled { return .interrupted }
        var intake = AnswerIntake(callID: id, recorder: recorder, identifiers: identifiers)
        do {
            for try await batch in driver.stream(modelRequest) {
                watch.note(isContent: batch.contains { $0 != .alive })
                for event in batch {
                    intake.take(event)
                    if case .finished(let completion) = event {
                        return .answered(intake.settle(completion), contentBytes: intake.contentBytes)
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
        case .assistant(let text, let reasoning, let calls, _):
            calls.reduce(text.utf8.count &+ reasoning.utf8.count) { $0 &+ $1.name.utf8.count &+ $1.arguments.utf8.count }
        case .tool(_, _, let content): content.utf8.count
        case .images(let text, let images): text.utf8.count &+ images.count &* TokenEstimate.charactersOfImage
        }
    }
}
