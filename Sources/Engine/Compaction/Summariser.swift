internal import Events
internal import Models

/// Asks a model for a summary, as a recorded call of its own (001-62, 003-19).
struct Summariser: Sendable {
    let model: SummaryModel
    let recorder: RunRecorder
    let control: RunControl
    let identifiers: IdentifierSequence

    /// The summary; nil when the model failed, said nothing, or was stopped: then there has to be another way.
    ///
    /// One try: a summary is not worth a wait.
    func summarise(_ text: String, instruction: String, maxOutputTokens: Int) async throws(EngineError) -> String? {
        guard control.interruption == nil else { return nil }
        let id = identifiers.make("call")
        let messages: [ChatMessage] = [.system(instruction), .user(text)]
        let call = recorder.record { [model] _, now in
            let started = ModelCallStarted(
                callID: id, purpose: .summarise, model: model.name, attempt: 1, messageCount: messages.count, toolNames: [],
                prefixHash: PrefixHash.of(instruction, []))
            return (
                .modelCallStarted(started),
                BegunModelCall(id: id, began: now, requestBytes: messages.reduce(0) { $0 &+ $1.byteCount })
            )
        }
        try await recorder.synced()
        let request = ModelRequest(model: model.name, messages: messages, tools: [], maxOutputTokens: maxOutputTokens)
        let result = await control.run(.model) { [self] in await read(request, call) }
        let ends = ModelCallEnd(recorder: recorder)
        switch result {
        case .success(let (completion, bytes))?:
            ends.finished(call, completion, contentBytes: bytes)
            let summary = TextSanitiser.clean(completion.text)
            let isWhole = completion.finishReason == .stop || completion.finishReason == .other
            return isWhole && summary.utf8.contains { $0 > 0x20 } ? summary : nil
        case .failure(let error)?: _ = ends.failed(call, error, attempt: 1, step: .giveUp)
        case nil:
            let error = ModelsError(code: .cancelled, message: "the summary was stopped with the run")
            _ = ends.failed(call, error, attempt: 1, step: nil)
        }
        return nil
    }

    private func read(_ request: ModelRequest, _ call: BegunModelCall) async -> Result<(ModelCompletion, Int), ModelsError> {
        var intake = AnswerIntake(callID: call.id, recorder: recorder, identifiers: identifiers)
        do {
            for try await batch in model.driver.stream(request) {
                for event in batch {
                    // A summary calls nothing.
                    if case .toolCallDelta = event { continue }
                    intake.take(event)
                    if case .finished(var completion) = event {
                        completion.toolCalls = []
                        _ = intake.settle(completion)
                        return .success((completion, intake.contentBytes))
                    }
                }
            }
            return .failure(ModelsError(code: .streamCut, message: "the summary ended in the middle"))
        } catch {
            if error is CancellationError {
                return .failure(ModelsError(code: .cancelled, message: "the summary was stopped with the run"))
            }
            return .failure(ModelCallEnd.modelsError(error))
        }
    }
}
