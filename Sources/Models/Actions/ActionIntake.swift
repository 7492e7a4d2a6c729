import Events

/// Turns the events of one answer in actions into those of an answer with tool calls.
struct ActionIntake {
    /// nil: nobody can be asked.
    private let askTool: String?
    private var identifiers: CallIdentifiers.Giver
    private var sieve = AnswerSieve()
    /// What went on, which is what the completion says.
    private var text = ""
    private var reasoning = ""
    private var sawText = false
    private var events: [ModelEvent] = []

    init(askTool: String?, identifiers: CallIdentifiers.Giver) {
        self.askTool = askTool
        self.identifiers = identifiers
    }

    mutating func take(_ batch: [ModelEvent]) -> [ModelEvent] {
        for event in batch {
            switch event {
            case .reasoningDelta(let piece): think(piece)
            case .textDelta(let piece):
                sawText = true
                show(sieve.feed(piece))
            case .toolCallDelta, .alive, .held: events.join([event])
            case .finished(let completion): finish(completion)
            }
        }
        return exchange(&events, with: [])
    }

    private mutating func finish(_ completion: ModelCompletion) {
        if !sawText { show(sieve.feed(completion.text)) }
        if reasoning.isEmpty { reasoning = completion.reasoning }
        var result = completion
        switch completion.finishReason {
        case .stop, .toolCalls, .other: read(into: &result)
        // Cut off: what there is of an action is no action.
        case .length, .contentFilter, .refusal, .cancelled, .unknown: show(sieve.finishWhole())
        }
        result.text = text
        result.reasoning = reasoning
        // It is not this text that was said, so what stands beside it does not fit.
        result.carried = nil
        events.append(.finished(result))
    }

    private mutating func read(into result: inout ModelCompletion) {
        let reading = ActionReader.read(sieve.bytes)
        switch reading.outcome {
        case .final(let answer):
            show(sieve.finish(before: reading.start))
            finish(with: answer, at: reading.start)
            if result.toolCalls.isEmpty { result.finishReason = .stop }
        case .calls(let actions):
            guard let calls = calls(actions) else {
                refuse(.cannotAsk, &result)
                return
            }
            show(sieve.finish(before: reading.start))
            for call in calls { events.append(.toolCallDelta(id: call.id, name: call.name, arguments: call.arguments)) }
            result.toolCalls += calls
            result.finishReason = .toolCalls
        case .malformed(let fault): refuse(fault, &result)
        }
    }

    /// Calls that the server itself made out of the answer are as good as actions.
    private mutating func refuse(_ fault: ActionFault, _ result: inout ModelCompletion) {
        show(sieve.finishWhole())
        if result.toolCalls.isEmpty { result.malformed = fault.message }
        if result.finishReason == .toolCalls, result.toolCalls.isEmpty { result.finishReason = .stop }
    }

    private mutating func finish(with result: String, at start: Int) {
        let shown = start == sieve.heldFrom ? sieve.shownOfResult : 0
        if shown == 0, !text.isEmpty { speak("\n\n") }
        speak(String(decoding: result.utf8.dropFirst(shown), as: UTF8.self))
    }

    /// nil when one of them asks and nobody can be asked.
    private mutating func calls(_ actions: [Action]) -> [ToolCall]? {
        var calls: [ToolCall] = []
        for action in actions {
            switch action {
            case .toolCall(let tool, let arguments):
                calls.append(ToolCall(id: identifiers.identifier(nil), name: tool, arguments: JSON.object(arguments).text))
            case .needMoreInfo(let question, let options):
                guard let askTool else { return nil }
                var arguments = JSONObject([.init("question", .string(question))])
                if !options.isEmpty { arguments.add("options", options) }
                calls.append(ToolCall(id: identifiers.identifier(nil), name: askTool, arguments: JSON.object(arguments).text))
            case .final: break
            }
        }
        return calls
    }

    private mutating func show(_ pieces: [AnswerSieve.Piece]) {
        for piece in pieces {
            switch piece {
            case .text(let bytes): speak(String(decoding: bytes, as: UTF8.self))
            case .reasoning(let bytes): think(String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    private mutating func speak(_ piece: String) {
        guard !piece.isEmpty else { return }
        text += piece
        events.join([.textDelta(piece)])
    }

    private mutating func think(_ piece: String) {
        guard !piece.isEmpty else { return }
        reasoning += piece
        events.join([.reasoningDelta(piece)])
    }
}
