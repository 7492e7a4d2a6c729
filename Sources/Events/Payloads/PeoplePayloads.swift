/// A tool call waits for a yes.
public struct ApprovalRequested: PayloadValue {
    public static let type = "approval_requested"
    public var approvalID: String
    public var toolCallID: String
    public var tool: String
    /// The whole of what would be done.
    public var what: String
    public var risk: String
    /// How far a yes may reach.
    public var scopes: [ApprovalScope]

    public init(approvalID: String, toolCallID: String, tool: String, what: String, risk: String, scopes: [ApprovalScope]) {
        self.approvalID = approvalID
        self.toolCallID = toolCallID
        self.tool = tool
        self.what = what
        self.risk = risk
        self.scopes = scopes
    }

    static let fields: [EventField] = [
        .field("approval_id", .string),
        .field("tool_call_id", .string),
        .field("tool", .string),
        .field("what", .string),
        .field("risk", .string),
        .field("scopes", .list(of: "string")),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        approvalID = try fields.string("approval_id")
        toolCallID = try fields.string("tool_call_id")
        tool = try fields.string("tool")
        what = try fields.string("what")
        risk = try fields.string("risk")
        scopes = fields.strings("scopes").compactMap { ApprovalScope(rawValue: $0) }
    }

    func write(to object: inout JSONObject) {
        object.add("approval_id", approvalID)
        object.add("tool_call_id", toolCallID)
        object.add("tool", tool)
        object.add("what", what)
        object.add("risk", risk)
        object.add("scopes", scopes.map(\.rawValue))
    }
}

/// Somebody said yes or no, or nobody could any more.
public struct ApprovalResolved: PayloadValue {
    public static let type = "approval_resolved"
    public var approvalID: String
    public var verdict: ApprovalVerdict
    public var scope: ApprovalScope
    /// `user`, `policy`, `stop` or `recovery`.
    public var by: String
    /// What the person says to the model.
    public var reason: String?

    public init(approvalID: String, verdict: ApprovalVerdict, scope: ApprovalScope, by: String, reason: String? = nil) {
        self.approvalID = approvalID
        self.verdict = verdict
        self.scope = scope
        self.by = by
        self.reason = reason
    }

    static let fields: [EventField] = [
        .field("approval_id", .string),
        .words("verdict", ApprovalVerdict.self),
        .words("scope", ApprovalScope.self),
        .field("by", .string),
        .optional("reason", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        approvalID = try fields.string("approval_id")
        verdict = try fields.word("verdict")
        scope = try fields.word("scope")
        by = try fields.string("by")
        reason = fields.optionalString("reason")
    }

    func write(to object: inout JSONObject) {
        object.add("approval_id", approvalID)
        object.add("verdict", verdict)
        object.add("scope", scope)
        object.add("by", by)
        object.add("reason", reason)
    }
}

/// The run waits for an answer (001-31).
public struct UserInputRequested: PayloadValue {
    public static let type = "user_input_requested"
    public var questionID: String
    public var toolCallID: String?
    public var question: String
    public var options: [String]
    public var selection: AnswerSelection

    public init(questionID: String, toolCallID: String? = nil, question: String, options: [String], selection: AnswerSelection) {
        self.questionID = questionID
        self.toolCallID = toolCallID
        self.question = question
        self.options = options
        self.selection = selection
    }

    static let fields: [EventField] = [
        .field("question_id", .string),
        .optional("tool_call_id", .string),
        .field("question", .string),
        .field("options", .list(of: "string")),
        .words("selection", AnswerSelection.self),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        questionID = try fields.string("question_id")
        toolCallID = fields.optionalString("tool_call_id")
        question = try fields.string("question")
        options = fields.strings("options")
        selection = try fields.word("selection")
    }

    func write(to object: inout JSONObject) {
        object.add("question_id", questionID)
        object.add("tool_call_id", toolCallID)
        object.add("question", question)
        object.add("options", options)
        object.add("selection", selection)
    }
}

/// The answer, or the word that none will come.
public struct UserInputReceived: PayloadValue {
    public static let type = "user_input_received"
    public var questionID: String
    public var answer: String
    /// `unanswered` when the run was stopped, `unknown` when the process died.
    public var outcome: String?

    public init(questionID: String, answer: String, outcome: String? = nil) {
        self.questionID = questionID
        self.answer = answer
        self.outcome = outcome
    }

    static let fields: [EventField] = [
        .field("question_id", .string),
        .field("answer", .string),
        .optional("outcome", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        questionID = try fields.string("question_id")
        answer = try fields.string("answer")
        outcome = fields.optionalString("outcome")
    }

    func write(to object: inout JSONObject) {
        object.add("question_id", questionID)
        object.add("answer", answer)
        object.add("outcome", outcome)
    }
}

/// The person says something while the run goes on (W-19).
public struct UserMessage: PayloadValue {
    public static let type = "user_message"
    public var text: String
    public var delivery: MessageDelivery

    public init(text: String, delivery: MessageDelivery) {
        self.text = text
        self.delivery = delivery
    }

    static let fields: [EventField] = [
        .field("text", .string),
        .words("delivery", MessageDelivery.self),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        text = try fields.string("text")
        delivery = try fields.word("delivery")
    }

    func write(to object: inout JSONObject) {
        object.add("text", text)
        object.add("delivery", delivery)
    }
}
