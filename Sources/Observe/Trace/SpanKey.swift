internal import Events

/// What a span is, and its id in the run: together they name it, and its span id is made from them.
struct SpanKey: Sendable, Hashable {
    enum Kind: String, Sendable {
        case run, loop, iteration
        case modelCall = "model_call"
        case toolCall = "tool_call"
        case approval, question, background
    }

    let kind: Kind
    let id: String

    init(_ kind: Kind, _ id: String) {
        self.kind = kind
        self.id = id
    }

    func spanID(in runID: String) -> String { SpanID.of(runID: runID, kind: kind.rawValue, id: id) }
}
