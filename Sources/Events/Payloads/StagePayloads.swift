/// A stage of the pipeline begins (003-22).
///
/// Ends with `stage_completed` or `stage_failed`; may begin again when a later stage sent its work back.
public struct StageStarted: PayloadValue {
    public static let type = "stage_started"
    public var stage: StageName
    /// 1 for the first time in this pass.
    public var attempt: Int

    public init(stage: StageName, attempt: Int) {
        self.stage = stage
        self.attempt = attempt
    }

    static let fields: [EventField] = [
        .words("stage", StageName.self),
        .field("index", .integer),
        .field("attempt", .integer),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        stage = try fields.word("stage")
        attempt = try fields.integer("attempt")
    }

    func write(to object: inout JSONObject) {
        object.add("stage", stage)
        object.add("index", stage.index)
        object.add("attempt", attempt)
    }
}

/// A stage did its work.
public struct StageCompleted: PayloadValue {
    public static let type = "stage_completed"
    public var stage: StageName
    public var outcome: StageOutcome
    /// What came of it, in a line.
    public var summary: String
    /// What later stages go on with; which members it has depends on the stage.
    public var output: JSON
    public var durationUs: Int

    public init(stage: StageName, outcome: StageOutcome, summary: String, output: JSON, durationUs: Int) {
        self.stage = stage
        self.outcome = outcome
        self.summary = summary
        self.output = output
        self.durationUs = durationUs
    }

    static let fields: [EventField] = [
        .words("stage", StageName.self),
        .field("index", .integer),
        .words("outcome", StageOutcome.self),
        .field("summary", .string),
        .field("output", .object),
        .field("duration_us", .integer),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        stage = try fields.word("stage")
        outcome = try fields.word("outcome")
        summary = try fields.string("summary")
        output = fields.json("output")
        durationUs = try fields.integer("duration_us")
    }

    func write(to object: inout JSONObject) {
        object.add("stage", stage)
        object.add("index", stage.index)
        object.add("outcome", outcome)
        object.add("summary", summary)
        object.add("output", output)
        object.add("duration_us", durationUs)
    }
}

/// A stage could not do its work, which ends the pipeline.
public struct StageFailed: PayloadValue {
    public static let type = "stage_failed"
    public var stage: StageName
    public var error: ErrorDetail
    public var durationUs: Int
    /// `unknown` when the process died while it went on.
    public var outcome: String?

    public init(stage: StageName, error: ErrorDetail, durationUs: Int, outcome: String? = nil) {
        self.stage = stage
        self.error = error
        self.durationUs = durationUs
        self.outcome = outcome
    }

    static let fields: [EventField] = [
        .words("stage", StageName.self),
        .field("index", .integer),
        .field("error", .object),
        .field("duration_us", .integer),
        .optional("outcome", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        stage = try fields.word("stage")
        error = try ErrorDetail(fields.json("error"))
        durationUs = try fields.integer("duration_us")
        outcome = fields.optionalString("outcome")
    }

    func write(to object: inout JSONObject) {
        object.add("stage", stage)
        object.add("index", stage.index)
        object.add("error", error.json)
        object.add("duration_us", durationUs)
        object.add("outcome", outcome)
    }
}

/// A stage was left out, by a rule.
public struct StageSkipped: PayloadValue {
    public static let type = "stage_skipped"
    public var stage: StageName
    public var reason: String

    public init(stage: StageName, reason: String) {
        self.stage = stage
        self.reason = reason
    }

    static let fields: [EventField] = [
        .words("stage", StageName.self),
        .field("index", .integer),
        .field("reason", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        stage = try fields.word("stage")
        reason = try fields.string("reason")
    }

    func write(to object: inout JSONObject) {
        object.add("stage", stage)
        object.add("index", stage.index)
        object.add("reason", reason)
    }
}

/// The run goes on in another way, in a loop or pass of its own (003-28, N-05).
///
/// What already had its effect is not done again.
public struct ModeChanged: PayloadValue {
    public static let type = "mode_changed"
    public var from: RunMode
    public var to: RunMode
    public var trigger: ModeTrigger
    /// What happened, in a sentence.
    public var reason: String
    /// What shows it, oldest first.
    public var evidence: [Evidence]
    public var carriedOver: CarriedOver

    public init(from: RunMode, to: RunMode, trigger: ModeTrigger, reason: String, evidence: [Evidence], carriedOver: CarriedOver) {
        self.from = from
        self.to = to
        self.trigger = trigger
        self.reason = reason
        self.evidence = evidence
        self.carriedOver = carriedOver
    }

    static let fields: [EventField] = [
        .words("from", RunMode.self),
        .words("to", RunMode.self),
        .words("trigger", ModeTrigger.self),
        .field("reason", .string),
        .field("evidence", .list(of: "object")),
        .field("carried_over", .object),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        from = try fields.word("from")
        to = try fields.word("to")
        trigger = try fields.word("trigger")
        reason = try fields.string("reason")
        evidence = try fields.array("evidence").map { item throws(FieldError) in try Evidence(item) }
        carriedOver = CarriedOver(fields.json("carried_over"))
    }

    func write(to object: inout JSONObject) {
        object.add("from", from)
        object.add("to", to)
        object.add("trigger", trigger)
        object.add("reason", reason)
        object.add("evidence", .array(evidence.map(\.json)))
        object.add("carried_over", carriedOver.json)
    }
}
