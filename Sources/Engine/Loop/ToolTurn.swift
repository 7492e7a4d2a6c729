internal import Events
internal import Models
internal import Tools

/// The other half of a round: runs the model's calls in their order and records what came out (001-34).
///
/// Every call gets exactly one start and one finish, whether it ran or not; only a call that was given up while it ran is left open, for
/// the end of the run to close.
struct ToolTurn: Sendable {
    let parts: RunParts
    let recorder: RunRecorder
    let control: RunControl
    let desk: PersonDesk
    let gate: ApprovalGate
    let identifiers: IdentifierSequence

    enum Outcome: Sendable, Equatable {
        /// The results are in the context.
        case observed
        /// A call said that the task is done.
        case finished(result: String)
        /// A call needs a person and nobody is there. The text says what for.
        case needsAnswer(String)
    }

    func run(_ calls: [ToolCall]) async throws(EngineError) -> Outcome {
        var outcome = Outcome.observed
        for call in calls {
            let prepared = parts.tools.prepare(name: call.name, arguments: call.arguments)
            if let reason = reasonToSkip(outcome) {
                try await finish(start(call, prepared), .failure(.cancelled, reason))
            } else {
                outcome = try await run(call, prepared)
            }
        }
        return outcome
    }

    private func reasonToSkip(_ outcome: Outcome) -> String? {
        switch (control.interruption, outcome) {
        case (.stopped, _): "Not run: the run was stopped."
        case (.timedOut, _): "Not run: the run's time was over."
        case (nil, .finished): "Not run: the task was finished by an earlier call."
        case (nil, .needsAnswer): "Not run: an earlier call needs an answer first."
        case (nil, .observed): nil
        }
    }

    private func run(_ call: ToolCall, _ prepared: PreparedCall) async throws(EngineError) -> Outcome {
        if let fault = prepared.fault {
            try await finish(start(call, prepared), fault)
            return .observed
        }
        switch try await gate.decide(prepared, id: call.id) {
        case .free: return try await perform(call, prepared)
        case .denied(let text):
            try await finish(start(call, prepared), .failure(.denied, text))
            return .observed
        case .stopped:
            try await finish(start(call, prepared), .failure(.cancelled, "Not run: the run was stopped while it waited for approval."))
            return .observed
        case .nobody:
            try await finish(start(call, prepared), .failure(.cancelled, "Not run: nobody was there to allow it."))
            return .needsAnswer("\(prepared.tool) \(prepared.summary)")
        }
    }

    private func perform(_ call: ToolCall, _ prepared: PreparedCall) async throws(EngineError) -> Outcome {
        let started = start(call, prepared)
        try await recorder.synced()
        if let reason = reasonToSkip(.observed) {
            try await finish(started, .failure(.cancelled, reason))
            return .observed
        }
        let context = recorder.context
        let place = ToolContext(
            toolCallID: call.id, workspace: parts.workspace, processes: parts.processes, todos: context.todos, iteration: context.iteration
        ) { [recorder] stream, text in
            if !text.isEmpty { recorder.record(.toolOutputDelta(ToolOutputDelta(toolCallID: call.id, stream: stream, text: text))) }
        }
        let result = await control.run(.tool(call.id)) { [tools = parts.tools] in await tools.run(prepared, in: place) }
        guard let result else { return .observed }
        return try await take(result, of: started)
    }

    private func take(_ result: ToolResult, of started: Started) async throws(EngineError) -> Outcome {
        if case .ask(let question, let options, let selection) = result.directive {
            return try await ask(question, options, selection, result, started)
        }
        control.noteEnded(started.id)
        // A call that was stopped says which processes it took with it.
        if control.interruption != nil {
            control.noteEnded(processes: (result.metadata["ended_pids"]?.array ?? []).compactMap(\.integer))
        }
        try await finish(started, result)
        switch result.directive {
        case .goOn, .ask, .compress: return .observed
        case .finish(let text), .offer(let text): return .finished(result: text)
        case .setTodos(let items):
            recorder.record(.todoUpdated(TodoUpdated(items: items)))
            return .observed
        }
    }

    private func ask(
        _ question: String, _ options: [String], _ selection: AnswerSelection, _ result: ToolResult, _ started: Started
    ) async throws(EngineError) -> Outcome {
        let id = identifiers.make("question")
        let request = UserInputRequested(questionID: id, toolCallID: started.id, question: question, options: options, selection: selection)
        let outcome = try await desk.ask(id, .waitingUser, .userInputRequested(request))
        guard case .reply(.answer(let answer)) = outcome else {
            recorder.record(.userInputReceived(UserInputReceived(questionID: id, answer: "", outcome: "unanswered")))
            try desk.goOn()
            let text = outcome == .nobody ? "Nobody was there to answer." : "The run was stopped before anybody answered."
            try await finish(started, .failure(.cancelled, text))
            return outcome == .nobody ? .needsAnswer(question) : .observed
        }
        recorder.record(.userInputReceived(UserInputReceived(questionID: id, answer: answer)))
        try desk.goOn()
        try await finish(started, ToolResult(status: .success, output: answer, metadata: result.metadata, display: result.display))
        return .observed
    }

    private struct Started: Sendable {
        let id: String
        let tool: String
        let began: Int64
    }

    private func start(_ call: ToolCall, _ prepared: PreparedCall) -> Started {
        recorder.record { _, now in
            let started = ToolCallStarted(
                toolCallID: call.id, tool: prepared.tool, arguments: prepared.arguments, effects: prepared.effects,
                summary: prepared.summary,
                attempt: 1)
            return (.toolCallStarted(started), Started(id: call.id, tool: prepared.tool, began: now))
        }
    }

    /// Records the result, its whole output first.
    ///
    /// A store that fails in between does not take the result away.
    private func finish(_ started: Started, _ result: ToolResult) async throws(EngineError) {
        var artifactID: String?
        var fault: EngineError?
        if let bytes = result.wholeOutput {
            do throws(EngineError) { artifactID = try await recorder.storeArtifact(bytes, mediaType: "text/plain") } catch { fault = error }
        }
        var metadata = result.metadata
        if !result.filesChanged.isEmpty { metadata[RoundRecord.filesKey] = .array(result.filesChanged.map { .string($0) }) }
        recorder.record { [metadata, artifactID] _, now in
            let finished = ToolCallFinished(
                toolCallID: started.id, tool: started.tool, status: result.status, errorCode: result.errorCode, output: result.output,
                truncated: result.truncated, artifactID: artifactID, durationUs: Int(clamping: now &- started.began),
                metadata: .object(metadata), display: result.display)
            return (.toolCallFinished(finished), ())
        }
        if let fault { throw fault }
    }
}
