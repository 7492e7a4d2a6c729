/// A plan is being made.
///
/// Ends with `plan_created` or `plan_failed`.
public struct PlanStarted: PayloadValue {
    public static let type = "plan_started"
    /// The version that the plan will have.
    public var version: Int
    /// What was wrong with the one before, for whoever makes this one; empty for the first.
    public var faults: [String]

    public init(version: Int, faults: [String] = []) {
        self.version = version
        self.faults = faults
    }

    static let fields: [EventField] = [
        .field("version", .integer),
        .field("faults", .list(of: "string")),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        version = try fields.integer("version")
        faults = fields.strings("faults")
    }

    func write(to object: inout JSONObject) {
        object.add("version", version)
        object.add("faults", faults)
    }
}

/// A plan was made (002-12).
public struct PlanCreated: PayloadValue {
    public static let type = "plan_created"
    public var plan: Plan

    public init(plan: Plan) {
        self.plan = plan
    }

    static let fields: [EventField] = [
        .field("version", .integer),
        .field("goal", .string),
        .field("steps", .list(of: "object")),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        plan = try Plan(fields)
    }

    func write(to object: inout JSONObject) {
        plan.write(to: &object)
    }
}

/// No plan came of it.
public struct PlanFailed: PayloadValue {
    public static let type = "plan_failed"
    public var version: Int
    public var error: ErrorDetail
    /// `unknown` when the process died and recovery wrote this.
    public var outcome: String?

    public init(version: Int, error: ErrorDetail, outcome: String? = nil) {
        self.version = version
        self.error = error
        self.outcome = outcome
    }

    static let fields: [EventField] = [
        .field("version", .integer),
        .field("error", .object),
        .optional("outcome", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        version = try fields.integer("version")
        error = try ErrorDetail(fields.json("error"))
        outcome = fields.optionalString("outcome")
    }

    func write(to object: inout JSONObject) {
        object.add("version", version)
        object.add("error", error.json)
        object.add("outcome", outcome)
    }
}

/// What is left of a plan was made anew; the steps that are done stay as they are (002-20).
public struct PlanRepaired: PayloadValue {
    public static let type = "plan_repaired"
    /// The whole plan as it is now.
    public var plan: Plan
    /// Why.
    public var reason: String
    /// Steps of the plan before that will not be carried out any more.
    public var dropped: [String]

    public init(plan: Plan, reason: String, dropped: [String] = []) {
        self.plan = plan
        self.reason = reason
        self.dropped = dropped
    }

    static let fields: [EventField] = [
        .field("version", .integer),
        .field("goal", .string),
        .field("steps", .list(of: "object")),
        .field("reason", .string),
        .field("dropped", .list(of: "string")),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        plan = try Plan(fields)
        reason = try fields.string("reason")
        dropped = fields.strings("dropped")
    }

    func write(to object: inout JSONObject) {
        plan.write(to: &object)
        object.add("reason", reason)
        object.add("dropped", dropped)
    }
}

extension Plan {
    fileprivate init(_ fields: JSONFields) throws(FieldError) {
        self.init(
            version: try fields.integer("version"), goal: try fields.string("goal"),
            steps: try fields.array("steps").map { step throws(FieldError) in try PlanStep(step) })
    }

    fileprivate func write(to object: inout JSONObject) {
        object.add("version", version)
        object.add("goal", goal)
        object.add("steps", .array(steps.map(\.json)))
    }
}
