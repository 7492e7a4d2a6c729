internal import Events
internal import Models

/// Takes the pieces of one answer off the stream and records them, sanitised by kind.
///
/// Arguments of calls are kept as they came: they are what runs.
struct AnswerIntake {
    let callID: String
    let recorder: RunRecorder
    private let identifiers: IdentifierSequence
    private var text = TextSanitiser()
    private var reasoning = TextSanitiser()
    private var sawText = false
    private var sawReasoning = false
    /// The run's id for each id of the stream.
    private var runIDs: [String: String] = [:]
    /// What was recorded of the arguments, by the run's id.
    private var recorded: [String: String] = [:]
    /// Bytes of content, for an estimate where the provider does not count.
    private(set) var contentBytes = 0

    init(callID: String, recorder: RunRecorder, identifiers: IdentifierSequence) {
        self.callID = callID
        self.recorder = recorder
        self.identifiers = identifiers
    }

    /// Whether anything of the answer was seen.
    var isEmpty: Bool { contentBytes == 0 && recorded.isEmpty }

    mutating func take(_ event: ModelEvent) {
        switch event {
        case .reasoningDelta(let piece): think(piece)
        case .textDelta(let piece): speak(piece)
        case .toolCallDelta(let id, let name, let arguments):
            let runID = runIDs[id] ?? freshID(id)
            runIDs[id] = runID
            draft(runID, name: name, arguments)
        case .alive, .held, .finished: break
        }
    }

    /// Records what the whole answer has and the pieces had not, and returns it with the run's ids of its calls.
    mutating func settle(_ completion: ModelCompletion) -> ModelCompletion {
        if !sawReasoning { think(completion.reasoning) }
        if !sawText { speak(completion.text) }
        record(reasoning: reasoning.finish())
        record(text: text.finish())
        var taken: Set<String> = []
        var names: [String: String] = [:]
        var settled = completion
        settled.toolCalls = completion.toolCalls.map { call in
            var runID = runIDs[call.id] ?? freshID(call.id)
            let before = recorded[runID] ?? ""
            if taken.contains(runID) || !call.arguments.utf8.starts(with: before.utf8) {
                runID = freshID(call.id)
                draft(runID, name: call.name, call.arguments)
            } else if recorded[runID] == nil || before != call.arguments {
                let rest = String(decoding: call.arguments.utf8.dropFirst(before.utf8.count), as: UTF8.self)
                draft(runID, name: recorded[runID] == nil ? call.name : nil, rest)
            }
            taken.insert(runID)
            names[call.id] = runID
            return ToolCall(id: runID, name: TextSanitiser.clean(call.name), arguments: call.arguments)
        }
        settled.carried = completion.carried?.renaming(names)
        return settled
    }

    private mutating func think(_ piece: String) {
        sawReasoning = sawReasoning || !piece.isEmpty
        contentBytes &+= piece.utf8.count
        record(reasoning: reasoning.feed(piece.utf8))
    }

    private mutating func speak(_ piece: String) {
        sawText = sawText || !piece.isEmpty
        contentBytes &+= piece.utf8.count
        record(text: text.feed(piece.utf8))
    }

    private mutating func draft(_ runID: String, name: String?, _ arguments: String) {
        recorded[runID, default: ""] += arguments
        contentBytes &+= arguments.utf8.count
        recorder.record(
            .toolCallDelta(
                ToolCallDelta(callID: callID, toolCallID: runID, name: name.map(TextSanitiser.clean), argumentsFragment: arguments)))
    }

    private func record(reasoning text: String) {
        if !text.isEmpty { recorder.record(.reasoningDelta(ReasoningDelta(callID: callID, text: text))) }
    }

    private func record(text: String) {
        if !text.isEmpty { recorder.record(.textDelta(TextDelta(callID: callID, text: text))) }
    }

    /// The provider's id when it is new in the run, else one of ours: some providers count from 0 in every answer.
    private func freshID(_ id: String) -> String {
        let clean = TextSanitiser.clean(id)
        if !clean.isEmpty, recorded[clean] == nil, !recorder.context.knowsToolCall(clean) { return clean }
        while true {
            let made = identifiers.make("tool")
            if !recorder.context.knowsToolCall(made) { return made }
        }
    }
}
