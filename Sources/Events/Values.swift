/// Tokens of one model call as the provider counted them; nil where it did not say.
public struct Usage: Sendable, Equatable {
    public var inputTokens: Int?
    public var outputTokens: Int?
    /// Part of `outputTokens`.
    public var reasoningTokens: Int?
    /// Part of `inputTokens`.
    public var cachedInputTokens: Int?
    /// True when the numbers are our estimate, shown with `~`.
    public var estimated: Bool

    public init(
        inputTokens: Int? = nil, outputTokens: Int? = nil, reasoningTokens: Int? = nil, cachedInputTokens: Int? = nil,
        estimated: Bool = false
    ) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.reasoningTokens = reasoningTokens
        self.cachedInputTokens = cachedInputTokens
        self.estimated = estimated
    }

    /// Input and output together; what is unknown counts as 0.
    public var totalTokens: Int { (inputTokens ?? 0) &+ (outputTokens ?? 0) }

    package init(_ json: JSON) {
        self.init(
            inputTokens: json["input_tokens"]?.integer, outputTokens: json["output_tokens"]?.integer,
            reasoningTokens: json["reasoning_tokens"]?.integer, cachedInputTokens: json["cached_input_tokens"]?.integer,
            estimated: json["estimated"]?.bool ?? false)
    }

    package var json: JSON {
        var object = JSONObject()
        object.add("input_tokens", inputTokens)
        object.add("output_tokens", outputTokens)
        object.add("reasoning_tokens", reasoningTokens)
        object.add("cached_input_tokens", cachedInputTokens)
        if estimated { object.add("estimated", true) }
        return .object(object)
    }
}

/// One thing to do (001-27).
///
/// `iterations` are the rounds that touched it (N-19).
public struct TodoItem: Sendable, Equatable {
    public var id: String
    public var text: String
    public var status: TodoStatus
    public var iterations: [Int]

    public init(id: String, text: String, status: TodoStatus, iterations: [Int] = []) {
        self.id = id
        self.text = text
        self.status = status
        self.iterations = iterations
    }

    package init(_ json: JSON) throws(FieldError) {
        let fields = try JSONFields(json)
        id = try fields.string("id")
        text = try fields.string("text")
        status = try fields.word("status")
        iterations = fields.array("iterations").compactMap(\.integer)
    }

    package var json: JSON {
        [
            "id": .string(id), "text": .string(text), "status": .string(status.rawValue),
            "iterations": .array(iterations.map { .integer(Int64($0)) }),
        ]
    }
}

/// The limits of a run.
///
/// A limit that is nil does not hold; iterations are always limited.
public struct RunLimits: Sendable, Equatable {
    /// Model turns of one loop, 1 or more (003-11).
    public var maxIterations: Int
    /// Tokens of the whole run, in and out (003-12).
    public var maxTokens: Int?
    /// Tokens the model may write in one call (003-17).
    public var maxOutputTokens: Int?
    /// Failed rounds in a row (003-13).
    public var maxFailures: Int
    /// Time of the whole run, without the time spent waiting for a person (003-14).
    public var timeout: Duration?

    public init(
        maxIterations: Int = 8, maxTokens: Int? = nil, maxOutputTokens: Int? = nil, maxFailures: Int = 2, timeout: Duration? = nil
    ) {
        self.maxIterations = maxIterations
        self.maxTokens = maxTokens
        self.maxOutputTokens = maxOutputTokens
        self.maxFailures = maxFailures
        self.timeout = timeout
    }

    package init(_ json: JSON) {
        self.init(
            maxIterations: json["max_iterations"]?.integer ?? 8, maxTokens: json["max_tokens"]?.integer,
            maxOutputTokens: json["max_output_tokens"]?.integer, maxFailures: json["max_failures"]?.integer ?? 2,
            timeout: json["timeout_us"]?.integer.map { .microseconds($0) })
    }

    package var json: JSON {
        var object = JSONObject()
        object.add("max_iterations", maxIterations)
        object.add("max_tokens", maxTokens)
        object.add("max_output_tokens", maxOutputTokens)
        object.add("max_failures", maxFailures)
        object.add("timeout_us", timeout.map(\.wholeMicroseconds))
        return .object(object)
    }
}

extension Duration {
    /// The duration in whole microseconds, clamped to what an `Int` holds.
    public var wholeMicroseconds: Int {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return overflow ? (seconds < 0 ? .min : .max) : Int(clamping: product &+ attoseconds / 1_000_000_000_000)
    }
}

/// A fault as events carry it.
public struct ErrorDetail: Sendable, Equatable {
    public var code: ErrorCode
    /// Fault; cure.
    public var message: String
    public var source: ErrorSource
    public var recoverable: Bool
    /// The chain of causes, nearest first.
    public var cause: [String]
    /// 1 for the first try.
    public var attempt: Int

    public init(
        code: ErrorCode, message: String, source: ErrorSource, recoverable: Bool = false, cause: [String] = [], attempt: Int = 1
    ) {
        self.code = code
        self.message = message
        self.source = source
        self.recoverable = recoverable
        self.cause = cause
        self.attempt = attempt
    }

    package init(_ json: JSON) throws(FieldError) {
        let fields = try JSONFields(json)
        code = ErrorCode(try fields.string("code"))
        message = try fields.string("message")
        source = try fields.word("source")
        recoverable = fields.optionalBool("recoverable") ?? false
        cause = fields.strings("cause")
        attempt = fields.optionalInteger("attempt") ?? 1
    }

    package func write(to object: inout JSONObject) {
        object.add("code", code.word)
        object.add("message", message)
        object.add("source", source)
        object.add("recoverable", recoverable)
        object.add("cause", cause)
        object.add("attempt", attempt)
    }

    package var json: JSON {
        var object = JSONObject()
        write(to: &object)
        return .object(object)
    }
}
