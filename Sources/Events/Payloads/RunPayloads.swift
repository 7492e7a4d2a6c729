/// A run begins: what was asked, of whom, with which limits (000-17).
public struct RunStarted: PayloadValue {
    public static let type = "run_started"
    public var prompt: String
    public var mode: RunMode
    public var model: String
    public var provider: String
    /// The folder the tools work in.
    public var workspace: String
    public var limits: RunLimits
    /// The `--approve` word.
    public var approve: String
    /// `off` until there is a sandbox.
    public var sandboxTier: String
    /// The run this one was forked from.
    public var forkedFrom: String?

    public init(
        prompt: String, mode: RunMode, model: String, provider: String, workspace: String, limits: RunLimits, approve: String,
        sandboxTier: String, forkedFrom: String? = nil
    ) {
        self.prompt = prompt
        self.mode = mode
        self.model = model
        self.provider = provider
        self.workspace = workspace
        self.limits = limits
        self.approve = approve
        self.sandboxTier = sandboxTier
        self.forkedFrom = forkedFrom
    }

    static let fields: [EventField] = [
        .field("prompt", .string),
        .words("mode", RunMode.self),
        .field("model", .string),
        .field("provider", .string),
        .field("workspace", .string),
        .field("limits", .object),
        .field("approve", .string),
        .field("sandbox_tier", .string),
        .optional("forked_from", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        prompt = try fields.string("prompt")
        mode = try fields.word("mode")
        model = try fields.string("model")
        provider = try fields.string("provider")
        workspace = try fields.string("workspace")
        limits = RunLimits(fields.json("limits"))
        approve = try fields.string("approve")
        sandboxTier = try fields.string("sandbox_tier")
        forkedFrom = fields.optionalString("forked_from")
    }

    func write(to object: inout JSONObject) {
        object.add("prompt", prompt)
        object.add("mode", mode)
        object.add("model", model)
        object.add("provider", provider)
        object.add("workspace", workspace)
        object.add("limits", limits.json)
        object.add("approve", approve)
        object.add("sandbox_tier", sandboxTier)
        object.add("forked_from", forkedFrom)
    }
}

/// The run waits, goes on or is being stopped.
public struct RunStatusChanged: PayloadValue {
    public static let type = "run_status"
    public var status: RunStatus
    public var reason: String?
    /// How the run goes on after the phase that goes on; nil when that stays as it is.
    public var mode: RunMode?

    public init(status: RunStatus, reason: String? = nil, mode: RunMode? = nil) {
        self.status = status
        self.reason = reason
        self.mode = mode
    }

    static let fields: [EventField] = [
        .words("status", RunStatus.self),
        .optional("reason", .string),
        .words("mode", RunMode.self, required: false),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        status = try fields.word("status")
        reason = fields.optionalString("reason")
        mode = fields.optionalString("mode").flatMap(RunMode.init(rawValue:))
    }

    func write(to object: inout JSONObject) {
        object.add("status", status)
        object.add("reason", reason)
        object.add("mode", mode)
    }
}

/// The run ended with a result.
///
/// The last event of its run.
public struct RunCompleted: PayloadValue {
    public static let type = "run_completed"
    public var result: String
    /// One line for a list.
    public var summary: String

    public init(result: String, summary: String) {
        self.result = result
        self.summary = summary
    }

    static let fields: [EventField] = [
        .field("result", .string),
        .field("summary", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        result = try fields.string("result")
        summary = try fields.string("summary")
    }

    func write(to object: inout JSONObject) {
        object.add("result", result)
        object.add("summary", summary)
    }
}

/// The run ended without a result.
///
/// The last event of its run.
public struct RunFailed: PayloadValue {
    public static let type = "run_failed"
    public var error: ErrorDetail
    /// `unknown` when the process died and recovery wrote this.
    public var outcome: String?

    public init(error: ErrorDetail, outcome: String? = nil) {
        self.error = error
        self.outcome = outcome
    }

    static let fields: [EventField] = [
        .field("error", .object),
        .optional("outcome", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        error = try ErrorDetail(fields.json("error"))
        outcome = fields.optionalString("outcome")
    }

    func write(to object: inout JSONObject) {
        object.add("error", error.json)
        object.add("outcome", outcome)
    }
}

/// The person stopped the run.
///
/// The last event of its run.
public struct RunCancelled: PayloadValue {
    public static let type = "run_cancelled"
    public var reason: String
    public var receipt: StopReceipt
    /// `unknown` when the process died and recovery wrote this.
    public var outcome: String?

    public init(reason: String, receipt: StopReceipt, outcome: String? = nil) {
        self.reason = reason
        self.receipt = receipt
        self.outcome = outcome
    }

    static let fields: [EventField] = [
        .field("reason", .string),
        .field("receipt", .object),
        .optional("outcome", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        reason = try fields.string("reason")
        receipt = StopReceipt(fields.json("receipt"))
        outcome = fields.optionalString("outcome")
    }

    func write(to object: inout JSONObject) {
        object.add("reason", reason)
        object.add("receipt", receipt.json)
        object.add("outcome", outcome)
    }
}
