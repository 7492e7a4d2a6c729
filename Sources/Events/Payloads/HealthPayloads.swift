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
