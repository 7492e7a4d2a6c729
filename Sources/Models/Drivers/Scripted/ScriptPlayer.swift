import Events

/// Plays one turn, one delta a step.
struct ScriptPlayer: Sendable {
    enum Step {
        /// Come again after this time.
        case wait(Duration)
        case events([ModelEvent])
        case over
    }

    private enum Part {
        case reasoning
        case text
        case call(Int)
        case end
        case over
    }

    private let turn: ScriptTurn
    private let fault: ProviderFault
    private let surroundings: Surroundings
    private let promptCharacters: Int
    private var answer: AnswerBuilder
    private var part = Part.reasoning
    private var rest: Substring
    /// When the next delta is due, in microseconds of the monotonic clock.
    private var due: Int64
    private var hasWaited = false
    private var begunCalls = 0

    init(
        turn: ScriptTurn, fault: ProviderFault, calls: ToolCallAssembly, surroundings: Surroundings, promptCharacters: Int
    ) {
        self.turn = turn
        self.fault = fault
        self.surroundings = surroundings
        self.promptCharacters = promptCharacters
        rest = turn.reasoning[...]
        let start = surroundings.monotonicMicroseconds()
        due = start &+ Int64(turn.firstDelay.wholeMicroseconds)
        answer = AnswerBuilder(calls: calls, requestSent: start)
        answer.usage = turn.usage
    }

    /// What to do next.
    ///
    /// Each delta has its own time: one that came late does not delay those after it.
    mutating func step() throws -> Step {
        if case .over = part { return .over }
        let now = surroundings.monotonicMicroseconds()
        if due > now, !hasWaited {
            hasWaited = true
            return .wait(.microseconds(due &- now))
        }
        hasWaited = false
        guard let piece = nextPiece() else {
            part = .over
            return .events([try end()])
        }
        answer.now = now
        switch piece {
        case .reasoning(let text): answer.add(reasoning: text)
        case .text(let text): answer.add(text: text)
        case .call(let fragment): try answer.add(fragment)
        }
        due &+= Int64(turn.pace.wholeMicroseconds)
        return .events(answer.takeEvents())
    }

    private enum Piece {
        case reasoning(String)
        case text(String)
        case call(ToolCallFragment)
    }

    private mutating func nextPiece() -> Piece? {
        while true {
            switch part {
            case .reasoning:
                if let text = take() { return .reasoning(text) }
                part = .text
                rest = turn.text[...]
            case .text:
                if let text = take() { return .text(text) }
                begin(call: 0)
            case .call(let index):
                let isFirst = begunCalls <= index
                begunCalls = index + 1
                if let arguments = take() ?? (isFirst ? "" : nil) {
                    return .call(ToolCallFragment(index: index, name: isFirst ? turn.toolCalls[index].name : nil, arguments: arguments))
                }
                begin(call: index + 1)
            case .end, .over:
                return nil
            }
        }
    }

    private mutating func begin(call index: Int) {
        guard turn.toolCalls.indices.contains(index) else {
            part = .end
            return
        }
        part = .call(index)
        rest = turn.toolCalls[index].arguments[...]
    }

    private mutating func take() -> String? {
        guard !rest.isEmpty else { return nil }
        let piece = rest.prefix(turn.chunkCharacters)
        rest = rest[piece.endIndex...]
        return String(piece)
    }

    private func end() throws -> ModelEvent {
        if let error = turn.error {
            let message = ProviderMessage(text: error.message)
            guard let status = error.status else { throw fault.inStream(message, hasContent: answer.hasContent) }
            throw fault.status(status, message, retryAfter: error.retryAfter, hasContent: answer.hasContent)
        }
        if turn.isCut { throw fault.cut(hasContent: answer.hasContent) }
        let reason = turn.finishReason ?? (turn.toolCalls.isEmpty ? .stop : .toolCalls)
        return .finished(answer.completion(reason, promptCharacters: promptCharacters))
    }
}
