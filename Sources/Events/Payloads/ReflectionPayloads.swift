/// Somebody judged the output of a step (002-18).
public struct OutputEvaluated: PayloadValue {
    public static let type = "output_evaluated"
    public var stepID: String
    public var attempt: Int
    public var verdict: OutputVerdict
    public var reason: String
    public var by: Judge

    public init(stepID: String, attempt: Int, verdict: OutputVerdict, reason: String, by: Judge) {
        self.stepID = stepID
        self.attempt = attempt
        self.verdict = verdict
        self.reason = reason
        self.by = by
    }

    static let fields: [EventField] = [
        .field("step_id", .string),
        .field("attempt", .integer),
        .words("verdict", OutputVerdict.self),
        .field("reason", .string),
        .words("by", Judge.self),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        stepID = try fields.string("step_id")
        attempt = try fields.integer("attempt")
        verdict = try fields.word("verdict")
        reason = try fields.string("reason")
        by = try fields.word("by")
    }

    func write(to object: inout JSONObject) {
        object.add("step_id", stepID)
        object.add("attempt", attempt)
        object.add("verdict", verdict)
        object.add("reason", reason)
        object.add("by", by)
    }
}

/// A step failed, and it is thought over what to do about it (002-21).
///
/// Ends with `reflection_finished`.
public struct ReflectionTriggered: PayloadValue {
    public static let type = "reflection_triggered"
    public var stepID: String
    public var attempt: Int
    /// What is wrong.
    public var verdict: String

    public init(stepID: String, attempt: Int, verdict: String) {
        self.stepID = stepID
        self.attempt = attempt
        self.verdict = verdict
    }

    static let fields: [EventField] = [
        .field("step_id", .string),
        .field("attempt", .integer),
        .field("verdict", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        stepID = try fields.string("step_id")
        attempt = try fields.integer("attempt")
        verdict = try fields.string("verdict")
    }

    func write(to object: inout JSONObject) {
        object.add("step_id", stepID)
        object.add("attempt", attempt)
        object.add("verdict", verdict)
    }
}

/// What will be done about a failed step (002-19).
public struct ReflectionFinished: PayloadValue {
    public static let type = "reflection_finished"
    public var stepID: String
    public var strategy: RepairStrategy
    public var reason: String
    /// `unknown` when the process died and recovery wrote this.
    public var outcome: String?

    public init(stepID: String, strategy: RepairStrategy, reason: String, outcome: String? = nil) {
        self.stepID = stepID
        self.strategy = strategy
        self.reason = reason
        self.outcome = outcome
    }

    static let fields: [EventField] = [
        .field("step_id", .string),
        .words("strategy", RepairStrategy.self),
        .field("reason", .string),
        .optional("outcome", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        stepID = try fields.string("step_id")
        strategy = try fields.word("strategy")
        reason = try fields.string("reason")
        outcome = fields.optionalString("outcome")
    }

    func write(to object: inout JSONObject) {
        object.add("step_id", stepID)
        object.add("strategy", strategy)
        object.add("reason", reason)
        object.add("outcome", outcome)
    }
}

/// A failed step will be tried again (002-21).
public struct RetryScheduled: PayloadValue {
    public static let type = "retry_scheduled"
    public var stepID: String
    /// The number of the try that will come.
    public var attempt: Int
    public var strategy: RepairStrategy
    /// The tool or agent of that try.
    public var name: String
    /// The inputs of that try, before the outputs of other steps are put in.
    public var inputs: JSON

    public init(stepID: String, attempt: Int, strategy: RepairStrategy, name: String, inputs: JSON) {
        self.stepID = stepID
        self.attempt = attempt
        self.strategy = strategy
        self.name = name
        self.inputs = inputs
    }

    static let fields: [EventField] = [
        .field("step_id", .string),
        .field("attempt", .integer),
        .words("strategy", RepairStrategy.self),
        .field("name", .string),
        .field("inputs", .any),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        stepID = try fields.string("step_id")
        attempt = try fields.integer("attempt")
        strategy = try fields.word("strategy")
        name = try fields.string("name")
        inputs = fields.json("inputs")
    }

    func write(to object: inout JSONObject) {
        object.add("step_id", stepID)
        object.add("attempt", attempt)
        object.add("strategy", strategy)
        object.add("name", name)
        object.add("inputs", inputs)
    }
}
