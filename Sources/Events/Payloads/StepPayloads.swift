/// A step of the plan begins.
///
/// Ends with `step_completed` or `step_failed` of the same step and attempt.
public struct StepStarted: PayloadValue {
    public static let type = "step_started"
    public var stepID: String
    /// Of the plan it belongs to.
    public var version: Int
    public var kind: StepKind
    public var name: String
    public var title: String
    /// 1 for the first try.
    public var attempt: Int
    /// What it is carried out with: the inputs of the plan, or what took their place, with the outputs of other steps put in.
    public var inputs: JSON

    public init(stepID: String, version: Int, kind: StepKind, name: String, title: String, attempt: Int, inputs: JSON) {
        self.stepID = stepID
        self.version = version
        self.kind = kind
        self.name = name
        self.title = title
        self.attempt = attempt
        self.inputs = inputs
    }

    static let fields: [EventField] = [
        .field("step_id", .string),
        .field("version", .integer),
        .field("kind", .string),
        .field("name", .string),
        .field("title", .string),
        .field("attempt", .integer),
        .field("inputs", .any),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        stepID = try fields.string("step_id")
        version = try fields.integer("version")
        kind = StepKind(rawValue: try fields.string("kind"))
        name = try fields.string("name")
        title = try fields.string("title")
        attempt = try fields.integer("attempt")
        inputs = fields.json("inputs")
    }

    func write(to object: inout JSONObject) {
        object.add("step_id", stepID)
        object.add("version", version)
        object.add("kind", kind)
        object.add("name", name)
        object.add("title", title)
        object.add("attempt", attempt)
        object.add("inputs", inputs)
    }
}

/// A step was carried out, and its output is what was expected.
public struct StepCompleted: PayloadValue {
    public static let type = "step_completed"
    public var stepID: String
    public var attempt: Int
    /// What other steps are given of it, cut to 16 KiB.
    public var output: String
    public var durationUs: Int
    /// Why the output was taken; empty when nothing was expected of it.
    public var reason: String

    public init(stepID: String, attempt: Int, output: String, durationUs: Int, reason: String = "") {
        self.stepID = stepID
        self.attempt = attempt
        self.output = output
        self.durationUs = durationUs
        self.reason = reason
    }

    static let fields: [EventField] = [
        .field("step_id", .string),
        .field("attempt", .integer),
        .field("output", .string),
        .field("duration_us", .integer),
        .field("reason", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        stepID = try fields.string("step_id")
        attempt = try fields.integer("attempt")
        output = try fields.string("output")
        durationUs = try fields.integer("duration_us")
        reason = try fields.string("reason")
    }

    func write(to object: inout JSONObject) {
        object.add("step_id", stepID)
        object.add("attempt", attempt)
        object.add("output", output)
        object.add("duration_us", durationUs)
        object.add("reason", reason)
    }
}

/// A try of a step failed, or its output is not what was expected.
public struct StepFailed: PayloadValue {
    public static let type = "step_failed"
    public var stepID: String
    public var attempt: Int
    public var error: ErrorDetail
    /// What there was of an output, cut to 16 KiB.
    public var output: String
    public var durationUs: Int
    /// `unknown` when the process died while it was carried out.
    public var outcome: String?

    public init(stepID: String, attempt: Int, error: ErrorDetail, output: String = "", durationUs: Int, outcome: String? = nil) {
        self.stepID = stepID
        self.attempt = attempt
        self.error = error
        self.output = output
        self.durationUs = durationUs
        self.outcome = outcome
    }

    static let fields: [EventField] = [
        .field("step_id", .string),
        .field("attempt", .integer),
        .field("error", .object),
        .field("output", .string),
        .field("duration_us", .integer),
        .optional("outcome", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        stepID = try fields.string("step_id")
        attempt = try fields.integer("attempt")
        error = try ErrorDetail(fields.json("error"))
        output = try fields.string("output")
        durationUs = try fields.integer("duration_us")
        outcome = fields.optionalString("outcome")
    }

    func write(to object: inout JSONObject) {
        object.add("step_id", stepID)
        object.add("attempt", attempt)
        object.add("error", error.json)
        object.add("output", output)
        object.add("duration_us", durationUs)
        object.add("outcome", outcome)
    }
}

/// A step will not be carried out.
public struct StepSkipped: PayloadValue {
    public static let type = "step_skipped"
    public var stepID: String
    public var reason: String

    public init(stepID: String, reason: String) {
        self.stepID = stepID
        self.reason = reason
    }

    static let fields: [EventField] = [
        .field("step_id", .string),
        .field("reason", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        stepID = try fields.string("step_id")
        reason = try fields.string("reason")
    }

    func write(to object: inout JSONObject) {
        object.add("step_id", stepID)
        object.add("reason", reason)
    }
}
