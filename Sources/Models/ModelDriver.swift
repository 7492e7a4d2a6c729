public import Events

/// One question to a model.
public struct ModelRequest: Sendable {
    public var model: String
    public var messages: [ChatMessage]
    public var tools: [ToolDescription]
    /// Tokens the model may write; nil leaves it to the provider.
    public var maxOutputTokens: Int?
    /// The bytes of the images that the messages name, by artifact id; one that is not here is told of in words.
    public var images: [String: [UInt8]]
    /// The same for requests that begin alike, so that a provider can find them in its cache; nil for none.
    public var cacheKey: String?
    /// What the answer is for, such as `decide` or `plan`; only who plays a script looks at it.
    public var purpose = ""

    public init(
        model: String, messages: [ChatMessage], tools: [ToolDescription], maxOutputTokens: Int? = nil, images: [String: [UInt8]] = [:],
        cacheKey: String? = nil
    ) {
        self.cacheKey = cacheKey
        self.model = model
        self.messages = messages
        self.tools = tools
        self.maxOutputTokens = maxOutputTokens
        self.images = images
    }
}

/// What a model says while it says it.
public enum ModelEvent: Sendable, Equatable {
    case reasoningDelta(String)
    case textDelta(String)
    /// A fragment of a tool call. `name` is set in the first fragment of a call; the whole calls come in `finished`.
    case toolCallDelta(id: String, name: String?, arguments: String)
    /// Bytes came that say nothing, such as a comment that keeps the connection open; once a second at most.
    case alive
    /// Content came that is not shown before it is known what it is.
    case held
    /// The answer is whole. The last event of a stream; a stream that ends without it has thrown.
    case finished(ModelCompletion)
}

/// The whole of an answer.
public struct ModelCompletion: Sendable, Equatable {
    public var finishReason: FinishReason
    public var text: String
    public var reasoning: String
    /// The calls in the order the model made them; only whole ones.
    public var toolCalls: [ToolCall]
    public var usage: Usage
    public var timing: ModelTiming
    /// What is wrong with an answer that came whole but is not what was asked for, with how to mend it; nil when nothing is (003-06).
    public var malformed: String?
    /// What the provider wants back unread with the next request; nil when there is nothing.
    public var carried: CarriedParts?

    public init(
        finishReason: FinishReason, text: String, reasoning: String, toolCalls: [ToolCall], usage: Usage, timing: ModelTiming,
        malformed: String? = nil, carried: CarriedParts? = nil
    ) {
        self.carried = carried
        self.finishReason = finishReason
        self.text = text
        self.reasoning = reasoning
        self.toolCalls = toolCalls
        self.usage = usage
        self.timing = timing
        self.malformed = malformed
    }
}

/// When the pieces of an answer came, in microseconds of the monotonic clock.
public struct ModelTiming: Sendable, Equatable {
    public var requestSent: Int64
    /// First reasoning, text or argument byte; nil when there was none.
    public var firstContent: Int64?
    public var lastContent: Int64?
    public var firstKind: ContentKind?
    /// Pieces the content came in; a rate can be told of two or more.
    public var pieces: Int
    /// Bytes of the content, names of calls left out; 0 where nobody counted.
    public var bytes = 0
    /// Those of them that came with the first content: they were written before it, in nobody knows what time.
    public var firstBytes = 0

    public init(requestSent: Int64, firstContent: Int64? = nil, lastContent: Int64? = nil, firstKind: ContentKind? = nil, pieces: Int = 0) {
        self.requestSent = requestSent
        self.firstContent = firstContent
        self.lastContent = lastContent
        self.firstKind = firstKind
        self.pieces = pieces
    }
}

/// The events of one answer, in batches as they came off the wire.
///
/// Neighbouring deltas of one kind inside a batch are joined. Cancelling the consuming task closes the connection within a millisecond.
public typealias ModelStream = AsyncThrowingStream<[ModelEvent], any Error>

/// Speaks one wire format: turns a conversation into a stream of model events (000-02).
///
/// Laws: events come in the order of the wire; `finished` comes exactly once and last, or the stream throws `ModelsError`; a call out of a stream that was cut is never in
/// `finished`; no key is ever in an event or an error; text is valid UTF-8 but not yet sanitised.
public protocol ModelDriver: Sendable {
    func stream(_ request: ModelRequest) -> ModelStream
}

/// A fault of a model or of the way to it.
public struct ModelsError: Error, Sendable, Equatable, CustomStringConvertible {
    public var code: ErrorCode
    /// Fault; cure.
    public var message: String
    /// True when the same request may do better later (429, 5xx, a broken connection before any content).
    public var retryable: Bool
    /// What the provider asked us to wait.
    public var retryAfter: Duration?
    /// The HTTP status, if there was one.
    public var status: Int?

    public init(code: ErrorCode, message: String, retryable: Bool = false, retryAfter: Duration? = nil, status: Int? = nil) {
        self.code = code
        self.message = message
        self.retryable = retryable
        self.retryAfter = retryAfter
        self.status = status
    }

    public var description: String { message }
}
