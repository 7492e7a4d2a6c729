/// A loop, or a pass of the pipeline, begins inside the run.
public struct LoopStarted: PayloadValue {
    public static let type = "loop_started"
    public var limits: RunLimits
    /// Whether it goes round by round or stage by stage.
    public var mode: RunMode

    public init(limits: RunLimits, mode: RunMode = .loop) {
        self.limits = limits
        self.mode = mode
    }

    static let fields: [EventField] = [
        .field("limits", .object),
        .words("mode", RunMode.self, required: false),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        limits = RunLimits(fields.json("limits"))
        mode = fields.optionalString("mode").flatMap(RunMode.init(rawValue:)) ?? .loop
    }

    func write(to object: inout JSONObject) {
        object.add("limits", limits.json)
        if mode != .loop { object.add("mode", mode) }
    }
}

/// A round of the loop begins.
public struct IterationStarted: PayloadValue {
    public static let type = "iteration_started"
    /// The rounds this loop may take.
    public var maxIterations: Int

    public init(maxIterations: Int) {
        self.maxIterations = maxIterations
    }

    static let fields: [EventField] = [
        .field("max_iterations", .integer)
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        maxIterations = try fields.integer("max_iterations")
    }

    func write(to object: inout JSONObject) {
        object.add("max_iterations", maxIterations)
    }
}

/// A round ended.
public struct IterationFinished: PayloadValue {
    public static let type = "iteration_finished"
    public var outcome: IterationOutcome
    public var durationUs: Int
    public var receipt: IterationReceipt

    public init(outcome: IterationOutcome, durationUs: Int, receipt: IterationReceipt) {
        self.outcome = outcome
        self.durationUs = durationUs
        self.receipt = receipt
    }

    static let fields: [EventField] = [
        .words("outcome", IterationOutcome.self),
        .field("duration_us", .integer),
        .field("receipt", .object),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        outcome = try fields.word("outcome")
        durationUs = try fields.integer("duration_us")
        receipt = IterationReceipt(fields.json("receipt"))
    }

    func write(to object: inout JSONObject) {
        object.add("outcome", outcome)
        object.add("duration_us", durationUs)
        object.add("receipt", receipt.json)
    }
}

/// The loop ended.
public struct LoopFinished: PayloadValue {
    public static let type = "loop_finished"
    public var stopReason: StopReason
    /// Rounds it took.
    public var iterations: Int
    /// `unknown` when the process died and recovery wrote this.
    public var outcome: String?

    public init(stopReason: StopReason, iterations: Int, outcome: String? = nil) {
        self.stopReason = stopReason
        self.iterations = iterations
        self.outcome = outcome
    }

    static let fields: [EventField] = [
        .words("stop_reason", StopReason.self),
        .field("iterations", .integer),
        .optional("outcome", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        stopReason = try fields.word("stop_reason")
        iterations = try fields.integer("iterations")
        outcome = fields.optionalString("outcome")
    }

    func write(to object: inout JSONObject) {
        object.add("stop_reason", stopReason)
        object.add("iterations", iterations)
        object.add("outcome", outcome)
    }
}

/// The loop goes on with other limits, because a person said so.
///
/// Synced.
public struct LimitsChanged: PayloadValue {
    public static let type = "limits_changed"
    public var limits: RunLimits
    /// Which limit was reached, in the words of `stop_reason`.
    public var reason: StopReason
    /// `user`.
    public var by: String

    public init(limits: RunLimits, reason: StopReason, by: String) {
        self.limits = limits
        self.reason = reason
        self.by = by
    }

    static let fields: [EventField] = [
        .field("limits", .object),
        .words("reason", StopReason.self),
        .field("by", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        limits = RunLimits(fields.json("limits"))
        reason = try fields.word("reason")
        by = try fields.string("by")
    }

    func write(to object: inout JSONObject) {
        object.add("limits", limits.json)
        object.add("reason", reason)
        object.add("by", by)
    }
}
