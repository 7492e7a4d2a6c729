/// A model looked the answer of the run over before it was given (003-21).
public struct AnswerReviewed: PayloadValue {
    public static let type = "answer_reviewed"
    /// The call of the reviewing model.
    public var callID: String
    public var verdict: ReviewVerdict
    /// What is wrong and what to do, which the model that answered is told; what was said, where that could not be read.
    public var reason: String

    public init(callID: String, verdict: ReviewVerdict, reason: String) {
        self.callID = callID
        self.verdict = verdict
        self.reason = reason
    }

    static let fields: [EventField] = [
        .field("call_id", .string),
        .words("verdict", ReviewVerdict.self),
        .field("reason", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        callID = try fields.string("call_id")
        verdict = try fields.word("verdict")
        reason = try fields.string("reason")
    }

    func write(to object: inout JSONObject) {
        object.add("call_id", callID)
        object.add("verdict", verdict)
        object.add("reason", reason)
    }
}
