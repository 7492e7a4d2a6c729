internal import Events
internal import Models

/// A model that is asked something beside the conversation, as a recorded call of its own: for a summary, a plan or a review.
struct SideModel: Sendable {
    let purpose: ModelPurpose
    let routes: ModelRoutes
    let recorder: RunRecorder
    let control: RunControl
    let identifiers: IdentifierSequence

    /// A text, and the call that it came from.
    struct Answer: Sendable {
        let text: String
        let callID: String
    }

    /// What the model said; nil when it failed, said nothing, or was stopped: then there has to be another way.
    ///
    /// One try: what is asked here is not worth a wait.
    func ask(_ text: String, instruction: String, maxOutputTokens: Int) async throws(EngineError) -> Answer? {
        guard control.interruption == nil else { return nil }
        let id = identifiers.make("call")
        let route = routes.current
        let messages: [ChatMessage] = [.system(instruction), .user(text)]
        let call = recorder.record { _, now in
            let started = ModelCallStarted(
                callID: id, purpose: purpose, model: route.model, attempt: 1, messageCount: messages.count, toolNames: [],
                prefixHash: PrefixHash.of(instruction, []), place: route.place)
            let bytes = messages.reduce(0) { $0 &+ $1.byteCount }
            return (.modelCallStarted(started), BegunModelCall(id: id, began: now, requestBytes: bytes, price: route.price))
        }
        try await recorder.synced()
        var request = ModelRequest(model: route.model, messages: messages, tools: [], maxOutputTokens: maxOutputTokens)
        request.purpose = purpose.rawValue
        let result = await control.run(.model) { [self, request] in await read(request, from: route.driver, call) }
        let ends = ModelCallEnd(recorder: recorder)
        switch result {
        case .success(let (completion, bytes))?:
            ends.finished(call, completion, contentBytes: bytes)
            let said = TextSanitiser.clean(completion.text)
            let isWhole = completion.finishReason == .stop || completion.finishReason == .other
            return isWhole && said.utf8.contains { $0 > 0x20 } ? Answer(text: said, callID: id) : nil
        case .failure(let error)?: _ = ends.failed(call, error, attempt: 1, step: .giveUp)
        case nil:
            let error = ModelsError(code: .cancelled, message: "the call was stopped with the run")
            _ = ends.failed(call, error, attempt: 1, step: nil)
        }
        return nil
    }

    private func read(
        _ request: ModelRequest, from driver: any ModelDriver, _ call: BegunModelCall
    ) async -> Result<(ModelCompletion, Int), ModelsError> {
        var intake = AnswerIntake(callID: call.id, recorder: recorder, identifiers: identifiers)
        do {
            for try await batch in driver.stream(request) {
                for event in batch {
                    // Nothing is called from beside the conversation.
                    if case .toolCallDelta = event { continue }
                    intake.take(event)
                    if case .finished(var completion) = event {
                        completion.toolCalls = []
                        _ = intake.settle(completion)
                        return .success((completion, intake.contentBytes))
                    }
                }
            }
            return .failure(ModelsError(code: .streamCut, message: "the answer ended in the middle"))
        } catch {
            if error is CancellationError {
                return .failure(ModelsError(code: .cancelled, message: "the call was stopped with the run"))
            }
            return .failure(ModelCallEnd.modelsError(error))
        }
    }
}
