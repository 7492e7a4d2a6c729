import Events

/// Puts an answer together from its pieces and keeps the events that have not been handed out yet.
///
/// Every driver feeds one; what differs between wire formats ends here.
struct AnswerBuilder: Sendable {
    private(set) var text = ""
    private(set) var reasoning = ""
    private(set) var calls: ToolCallAssembly
    /// As the provider counted; later counts replace earlier ones.
    var usage: Usage?
    /// Set once the provider has said why it stopped.
    var finishReason: FinishReason?
    /// What has to be carried back, with the places of the text and of each call.
    private var parts: [CarriedParts.Part] = []
    /// Bytes of what is carried; beyond the limit nothing is.
    private var carriedBytes = 0
    /// The model said that it would not answer.
    var isRefusal = false
    /// The answer's clock; the feeder sets it before each chunk.
    var now: Int64 = 0
    var timing: ModelTiming

    private var fresh: [ModelEvent] = []
    /// The delta that still grows, so that a neighbour of the same kind costs one append.
    private var growing = ""
    private var growingKind: ContentKind?

    init(calls: ToolCallAssembly, requestSent: Int64 = 0) {
        self.calls = calls
        timing = ModelTiming(requestSent: requestSent)
    }

    /// True once any reasoning, text or tool call has come.
    var hasContent: Bool { timing.pieces > 0 }

    mutating func add(text piece: String) {
        guard !piece.isEmpty else { return }
        note(.text, piece)
        if case .text(let bytes)? = parts.last {
            parts[parts.count - 1] = .text(bytes: bytes + piece.utf8.count)
        } else {
            parts.append(.text(bytes: piece.utf8.count))
        }
        grow(piece, .text)
        text += piece
    }

    mutating func add(reasoning piece: String) {
        guard !piece.isEmpty else { return }
        note(.reasoning, piece)
        grow(piece, .reasoning)
        reasoning += piece
    }

    mutating func add(_ fragment: ToolCallFragment) throws(ModelsError) {
        let before = calls.count
        guard let delta = try calls.add(fragment) else { return }
        if calls.count > before { parts.append(.call(id: delta.id, extra: JSONObject())) }
        note(.toolCall, delta.arguments)
        settle()
        fresh.join(.toolCallDelta(id: delta.id, name: delta.name, arguments: delta.arguments))
    }

    /// Keeps a place for something that is carried when it is whole, and gives its number.
    mutating func reservePlace() -> Int {
        parts.append(.raw(.null))
        return parts.count - 1
    }

    /// Keeps something that the provider wants back as it is, at a place that was kept or after what came before it.
    mutating func carry(_ raw: JSON, at place: Int? = nil) {
        weigh(raw)
        if let place, parts.indices.contains(place) { parts[place] = .raw(raw) } else { parts.append(.raw(raw)) }
    }

    /// What is carried is kept with the run and read again, so it may be neither huge nor nested without end.
    private mutating func weigh(_ raw: JSON) {
        carriedBytes &+= raw.isNested(deeperThan: 32) ? AnswerBuilder.carriedLimitBytes : raw.bytes.count
    }

    private static let carriedLimitBytes = 4 << 20

    /// Keeps members of the newest call that the provider wants back.
    mutating func carry(ofCall extra: JSONObject) {
        guard !extra.isEmpty, let id = calls.newestID,
            let place = parts.lastIndex(where: { if case .call(id, _) = $0 { true } else { false } }),
            case .call(_, var known) = parts[place]
        else { return }
        weigh(.object(extra))
        for member in extra.members { known[member.key] = member.value }
        parts[place] = .call(id: id, extra: known)
    }

    /// The answer came in one piece.
    mutating func forgetTimes() { timing = ModelTiming(requestSent: timing.requestSent, firstKind: timing.firstKind, pieces: 1) }

    /// The events since the last call, neighbours of a kind joined.
    mutating func takeEvents() -> [ModelEvent] {
        settle()
        return exchange(&fresh, with: [])
    }

    /// The whole of the answer.
    ///
    /// - Parameters:
    ///   - promptCharacters: what the question held, for an estimate when the provider did not count.
    ///   - maker: who wants back what is carried.
    func completion(_ reason: FinishReason, promptCharacters: Int, maker: String = "") -> ModelCompletion {
        let reason = isRefusal && reason == .stop ? .refusal : reason
        let isCut = reason != .stop && reason != .toolCalls
        let whole = calls.calls(onlyWhole: isCut)
        return ModelCompletion(
            finishReason: reason == .stop && !whole.isEmpty ? .toolCalls : reason, text: text, reasoning: reasoning, toolCalls: whole,
            usage: usage ?? estimate(promptCharacters: promptCharacters), timing: timing, carried: carried(maker, whole))
    }

    /// nil when every part only stands for what is known anyway.
    private func carried(_ maker: String, _ whole: [ToolCall]) -> CarriedParts? {
        guard carriedBytes < AnswerBuilder.carriedLimitBytes else { return nil }
        let kept = parts.filter { part in
            switch part {
            case .raw(let raw): !raw.isNull
            case .text: true
            case .call(let id, _): whole.contains { $0.id == id }
            }
        }
        let says = kept.contains { part in
            switch part {
            case .raw: true
            case .text: false
            case .call(_, let extra): !extra.isEmpty
            }
        }
        return says ? CarriedParts(maker: maker, parts: kept) : nil
    }

    private func estimate(promptCharacters: Int) -> Usage {
        let thought = reasoning.unicodeScalars.count
        let said = text.unicodeScalars.count + calls.characters
        return Usage(
            inputTokens: TokenEstimate.tokens(characters: promptCharacters), outputTokens: TokenEstimate.tokens(characters: thought + said),
            reasoningTokens: thought > 0 ? TokenEstimate.tokens(characters: thought) : nil, estimated: true)
    }

    /// What comes within this many microseconds of the first content came with it: one flush may take several reads.
    private static let firstMicroseconds: Int64 = 5000

    private mutating func note(_ kind: ContentKind, _ piece: String) {
        if timing.firstContent == nil {
            timing.firstContent = now
            timing.firstKind = kind
        }
        timing.lastContent = now
        timing.pieces += 1
        timing.bytes &+= piece.utf8.count
        if let first = timing.firstContent, now &- first < AnswerBuilder.firstMicroseconds { timing.firstBytes &+= piece.utf8.count }
    }

    private mutating func grow(_ piece: String, _ kind: ContentKind) {
        if growingKind != kind {
            settle()
            growingKind = kind
        }
        growing += piece
    }

    private mutating func settle() {
        guard let kind = growingKind else { return }
        let piece = exchange(&growing, with: "")
        growingKind = nil
        fresh.append(kind == .reasoning ? .reasoningDelta(piece) : .textDelta(piece))
    }
}

extension [ModelEvent] {
    /// Appends a batch, joining its first delta with the last one that waits if they are of a kind.
    mutating func join(_ batch: [ModelEvent]) {
        guard let first = batch.first else { return }
        join(first)
        append(contentsOf: batch.dropFirst())
    }

    /// Appends an event, joining a delta with the last one if they are of a kind.
    mutating func join(_ event: ModelEvent) {
        if isEmpty || !self[count - 1].take(in: event) { append(event) }
    }
}

extension ModelEvent {
    /// Joins a delta that follows with this one; false if they are not of a kind.
    ///
    /// Costs what the new one is long: nobody else holds the text while it grows, or all of it would be copied each time.
    fileprivate mutating func take(in next: ModelEvent) -> Bool {
        switch next {
        case .textDelta(let more):
            guard case .textDelta(var text) = self else { return false }
            self = .alive
            text += more
            self = .textDelta(text)
        case .reasoningDelta(let more):
            guard case .reasoningDelta(var text) = self else { return false }
            self = .alive
            text += more
            self = .reasoningDelta(text)
        case .toolCallDelta(let nextID, let nextName, let more):
            guard case .toolCallDelta(let id, let name, var arguments) = self, id == nextID, name == nil || nextName == nil else {
                return false
            }
            self = .alive
            arguments += more
            self = .toolCallDelta(id: id, name: name ?? nextName, arguments: arguments)
        case .alive, .held, .finished: return false
        }
        return true
    }
}

/// Tokens guessed from characters, for providers that do not count.
package enum TokenEstimate {
    /// What an image counts as: about 1,000 tokens, as the large providers count a picture of a screen.
    package static let charactersOfImage = 4000

    /// A quarter of the characters, rounded up.
    static func tokens(characters: Int) -> Int {
        (characters &+ 3) / 4
    }

    /// Characters of everything a request says.
    static func characters(of request: ModelRequest) -> Int {
        var sum = 0
        for message in request.messages {
            switch message {
            case .system(let text), .user(let text):
                sum &+= text.unicodeScalars.count
            case .assistant(let text, _, let calls, _):
                sum &+= text.unicodeScalars.count
                for call in calls { sum &+= call.name.unicodeScalars.count &+ call.arguments.unicodeScalars.count }
            case .tool(_, _, let content):
                sum &+= content.unicodeScalars.count
            case .images(let text, let images):
                sum &+= text.unicodeScalars.count &+ images.count &* TokenEstimate.charactersOfImage
            }
        }
        for tool in request.tools { sum &+= tool.description.unicodeScalars.count &+ tool.parameters.bytes.count }
        return sum
    }
}

extension JSON {
    /// Whether a value inside it lies deeper than this many arrays and objects.
    fileprivate func isNested(deeperThan limit: Int) -> Bool {
        switch self {
        case .array(let items): limit <= 0 || items.contains { $0.isNested(deeperThan: limit - 1) }
        case .object(let object): limit <= 0 || object.members.contains { $0.value.isNested(deeperThan: limit - 1) }
        default: false
        }
    }
}
