/// Tokens of one model call as the provider counted them; nil where it did not say.
public struct Usage: Sendable, Equatable {
    public var inputTokens: Int?
    public var outputTokens: Int?
    /// Part of `outputTokens`.
    public var reasoningTokens: Int?
    /// Part of `inputTokens`.
    public var cachedInputTokens: Int?
    /// Part of `inputTokens`: written to the provider's cache, which some bill apart.
    public var cacheWriteTokens: Int?
    /// True when the numbers are our estimate, shown with `~`.
    public var estimated: Bool

    public init(
        inputTokens: Int? = nil, outputTokens: Int? = nil, reasoningTokens: Int? = nil, cachedInputTokens: Int? = nil,
        cacheWriteTokens: Int? = nil, estimated: Bool = false
    ) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.reasoningTokens = reasoningTokens
        self.cachedInputTokens = cachedInputTokens
        self.cacheWriteTokens = cacheWriteTokens
        self.estimated = estimated
    }

    /// Input and output together; what is unknown counts as 0.
    public var totalTokens: Int { (inputTokens ?? 0) &+ (outputTokens ?? 0) }

    package init(_ json: JSON) {
        self.init(
            inputTokens: json["input_tokens"]?.integer, outputTokens: json["output_tokens"]?.integer,
            reasoningTokens: json["reasoning_tokens"]?.integer, cachedInputTokens: json["cached_input_tokens"]?.integer,
            cacheWriteTokens: json["cache_write_tokens"]?.integer,
            estimated: json["estimated"]?.bool ?? false)
    }

    package var json: JSON {
        var object = JSONObject()
        object.add("input_tokens", inputTokens)
        object.add("output_tokens", outputTokens)
        object.add("reasoning_tokens", reasoningTokens)
        object.add("cached_input_tokens", cachedInputTokens)
        object.add("cache_write_tokens", cacheWriteTokens)
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
/// A limit that is nil does not hold; iterations are always limited. In JSON the members after `timeout_us` are left out where they are as
/// built in.
public struct RunLimits: Sendable, Equatable {
    /// Model turns of one loop, 1 or more (003-11).
    public var maxIterations: Int
    /// Tokens of the whole run, in and out (003-12).
    public var maxTokens: Int?
    /// Tokens the model may write in one call (003-17).
    public var maxOutputTokens: Int?
    /// Failed rounds in a row (003-13).
    public var maxFailures: Int
    /// Tries of one model call over all its places, 1 or more (001-57).
    public var maxAttempts = 4
    /// The longest wait that a provider may ask for without a person being asked.
    public var maxRetryWait = Duration.seconds(60)
    /// Time of the whole run, without the time spent waiting for a person (003-14).
    public var timeout: Duration?
    /// Tool calls of one answer that run at the same time, 1 or more (000-09).
    public var maxParallelCalls = 4
    /// Takes the place of the time limit of every tool that has one (000-08); nil leaves each its own.
    public var toolTimeout: Duration?
    /// Bytes of one tool's output that the model is given; the whole is kept beside the log (003-19).
    public var toolOutputBytes = 32_768
    /// Rounds without a change of open todos after which the model is reminded of them; 0 never (001-32).
    public var todoReminderRounds = 5
    /// Tokens the model can take in at once; compaction and the gauge go by it.
    public var contextTokens = 128_000
    /// Whether nobody said how many they are: compaction then goes by a guess, and no gauge does.
    public var contextAssumed = false
    /// Percent of `contextTokens` from which the model may compress the context (001-17, 001-62).
    ///
    /// From ten more on, at most 95, it is compacted without being asked; 0 never.
    public var compactPercent = 80
    /// Times that something repeats before the model is warned, 2 or more (W-16).
    public var guardWarnings = 3
    /// Times that something repeats before the loop is halted; more than `guardWarnings` (W-16).
    public var guardHalts = 6
    /// Steps that a plan may have, 1 or more.
    public var maxSteps = 200
    /// Times in a run that it is thought over what to do about a failed step; 0 never (002-19).
    public var maxReflections = 6

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
        toolTimeout = json["tool_timeout_us"]?.integer.map { .microseconds($0) }
        maxRetryWait = json["max_retry_wait_us"]?.integer.map { .microseconds($0) } ?? maxRetryWait
        contextAssumed = json["context_assumed"]?.bool ?? false
        for count in RunLimits.counts { if let value = json[count.name]?.integer { self[keyPath: count.path] = value } }
    }

    package var json: JSON {
        var object = JSONObject()
        object.add("max_iterations", maxIterations)
        object.add("max_tokens", maxTokens)
        object.add("max_output_tokens", maxOutputTokens)
        object.add("max_failures", maxFailures)
        object.add("timeout_us", timeout.map(\.wholeMicroseconds))
        object.add("tool_timeout_us", toolTimeout.map(\.wholeMicroseconds))
        if maxRetryWait != RunLimits().maxRetryWait { object.add("max_retry_wait_us", maxRetryWait.wholeMicroseconds) }
        let builtIn = RunLimits()
        for count in RunLimits.counts where self[keyPath: count.path] != builtIn[keyPath: count.path] {
            object.add(count.name, self[keyPath: count.path])
        }
        if contextAssumed { object.add("context_assumed", true) }
        return .object(object)
    }

    /// The members that are written only when they are not as built in.
    private static var counts: [(name: String, path: WritableKeyPath<RunLimits, Int>)] {
        [
            ("max_parallel_calls", \.maxParallelCalls), ("tool_output_bytes", \.toolOutputBytes),
            ("todo_reminder_rounds", \.todoReminderRounds), ("context_tokens", \.contextTokens), ("compact_percent", \.compactPercent),
            ("guard_warnings", \.guardWarnings), ("guard_halts", \.guardHalts), ("max_attempts", \.maxAttempts),
            ("max_steps", \.maxSteps), ("max_reflections", \.maxReflections),
        ]
    }
}

/// An image that a tool gave, kept beside the log (001-23, 001-40).
public struct ImageReference: Sendable, Equatable {
    /// Where its bytes are kept.
    public var artifactID: String
    /// `image/png`, `image/jpeg`, `image/gif` or `image/webp`.
    public var mediaType: String
    /// The length of the file.
    public var bytes: Int
    /// The file it was read from, relative to the workspace; empty when there is none.
    public var path: String

    public init(artifactID: String, mediaType: String, bytes: Int, path: String) {
        self.artifactID = artifactID
        self.mediaType = mediaType
        self.bytes = bytes
        self.path = path
    }

    init(_ json: JSON) throws(FieldError) {
        let fields = try JSONFields(json)
        artifactID = try fields.string("artifact_id")
        mediaType = try fields.string("media_type")
        bytes = try fields.integer("bytes")
        path = try fields.string("path")
    }

    var json: JSON {
        [
            "artifact_id": .string(artifactID), "media_type": .string(mediaType), "bytes": .integer(Int64(bytes)), "path": .string(path),
        ]
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
