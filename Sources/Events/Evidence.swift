/// Something that happened, named so that it is found again: a `seq` is not known before the commit.
public struct Evidence: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        /// The end of a round.
        case round
        /// A model call that failed.
        case modelCall = "model_call"
        /// A warning of the guard.
        case warning
        /// A fault that is none of a call.
        case fault
        /// What the person wanted.
        case wish
    }

    public var kind: Kind
    public var loopID: String?
    /// The round it happened in.
    public var iteration: Int?
    /// The model call; nil for what is none.
    public var callID: String?
    /// What happened, in a line.
    public var text: String

    public init(kind: Kind, loopID: String? = nil, iteration: Int? = nil, callID: String? = nil, text: String) {
        self.kind = kind
        self.loopID = loopID
        self.iteration = iteration
        self.callID = callID
        self.text = text
    }

    init(_ json: JSON) throws(FieldError) {
        let fields = try JSONFields(json)
        kind = try fields.word("kind")
        loopID = fields.optionalString("loop_id")
        iteration = fields.optionalInteger("iteration")
        callID = fields.optionalString("call_id")
        text = try fields.string("text")
    }

    var json: JSON {
        var object = JSONObject()
        object.add("kind", kind)
        object.add("loop_id", loopID)
        object.add("iteration", iteration)
        object.add("call_id", callID)
        object.add("text", text)
        return .object(object)
    }
}
