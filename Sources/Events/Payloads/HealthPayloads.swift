/// The figures of the run so far, at the end of each round and of the run.
public struct MetricsSnapshot: PayloadValue {
    public static let type = "metrics_snapshot"
    public var metrics: Metrics

    public init(metrics: Metrics) {
        self.metrics = metrics
    }

    static let fields: [EventField] = [
        .field("metrics", .object)
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        metrics = Metrics(fields.json("metrics"))
    }

    func write(to object: inout JSONObject) {
        object.add("metrics", metrics.json)
    }
}

/// Something went wrong.
public struct ErrorRaised: PayloadValue {
    public static let type = "error"
    public var detail: ErrorDetail

    public init(detail: ErrorDetail) {
        self.detail = detail
    }

    static let fields: [EventField] = [
        .field("code", .string),
        .field("message", .string),
        .words("source", ErrorSource.self),
        .field("recoverable", .boolean),
        .field("cause", .list(of: "string")),
        .field("attempt", .integer),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        detail = try ErrorDetail(.object(fields.object))
    }

    func write(to object: inout JSONObject) {
        detail.write(to: &object)
    }
}

/// The loop seems to go in circles (W-16): a warning first; the loop is halted when it goes on.
public struct GuardWarning: PayloadValue {
    public static let type = "guard_warning"
    public var kind: GuardKind
    /// What repeats, and what to do instead: the model reads it too.
    public var message: String
    /// How often it was seen.
    public var count: Int
    /// True when this is no warning any more: the loop is halted.
    public var halts: Bool
    /// The calls that show it, newest last, at most 8.
    public var evidenceCalls: [String]
    /// The rounds they belong to, ascending.
    public var evidenceIterations: [Int]

    public init(kind: GuardKind, message: String, count: Int, halts: Bool, evidenceCalls: [String], evidenceIterations: [Int]) {
        self.kind = kind
        self.message = message
        self.count = count
        self.halts = halts
        self.evidenceCalls = evidenceCalls
        self.evidenceIterations = evidenceIterations
    }

    static let fields: [EventField] = [
        .words("kind", GuardKind.self),
        .field("message", .string),
        .field("count", .integer),
        .field("halts", .boolean),
        .field("evidence_calls", .list(of: "string")),
        .field("evidence_iterations", .list(of: "integer")),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        kind = try fields.word("kind")
        message = try fields.string("message")
        count = try fields.integer("count")
        halts = try fields.bool("halts")
        evidenceCalls = fields.strings("evidence_calls")
        evidenceIterations = fields.array("evidence_iterations").compactMap(\.integer)
    }

    func write(to object: inout JSONObject) {
        object.add("kind", kind)
        object.add("message", message)
        object.add("count", count)
        object.add("halts", halts)
        object.add("evidence_calls", evidenceCalls)
        object.add("evidence_iterations", .array(evidenceIterations.map { .integer(Int64($0)) }))
    }
}
