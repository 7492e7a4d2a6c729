/// A model is asked.
public struct ModelCallStarted: PayloadValue {
    public static let type = "model_call_started"
    public var callID: String
    public var purpose: ModelPurpose
    public var model: String
    /// 1 for the first try.
    public var attempt: Int
    public var messageCount: Int
    public var toolNames: [String]
    /// Hash of the part of the request that stays the same from round to round, so that a broken cache can be seen.
    public var prefixHash: String
    /// The host that is asked, as people may see it; nil when there is none.
    public var place: String?
    /// Tries there may be at most, this one counted; nil when there is only this one.
    public var maxAttempts: Int?

    public init(
        callID: String, purpose: ModelPurpose, model: String, attempt: Int, messageCount: Int, toolNames: [String], prefixHash: String,
        place: String? = nil, maxAttempts: Int? = nil
    ) {
        self.place = place
        self.maxAttempts = maxAttempts
        self.callID = callID
        self.purpose = purpose
        self.model = model
        self.attempt = attempt
        self.messageCount = messageCount
        self.toolNames = toolNames
        self.prefixHash = prefixHash
    }

    static let fields: [EventField] = [
        .field("call_id", .string),
        .words("purpose", ModelPurpose.self),
        .field("model", .string),
        .field("attempt", .integer),
        .field("message_count", .integer),
        .field("tool_names", .list(of: "string")),
        .field("prefix_hash", .string),
        .optional("place", .string),
        .optional("max_attempts", .integer),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        callID = try fields.string("call_id")
        purpose = try fields.word("purpose")
        model = try fields.string("model")
        attempt = try fields.integer("attempt")
        messageCount = try fields.integer("message_count")
        toolNames = fields.strings("tool_names")
        prefixHash = try fields.string("prefix_hash")
        place = fields.optionalString("place")
        maxAttempts = fields.optionalInteger("max_attempts")
    }

    func write(to object: inout JSONObject) {
        object.add("call_id", callID)
        object.add("purpose", purpose)
        object.add("model", model)
        object.add("attempt", attempt)
        object.add("message_count", messageCount)
        object.add("tool_names", toolNames)
        object.add("prefix_hash", prefixHash)
        object.add("place", place)
        object.add("max_attempts", maxAttempts)
    }
}

/// A piece of the model's reasoning.
public struct ReasoningDelta: PayloadValue {
    public static let type = "reasoning_delta"
    public var callID: String
    public var text: String

    public init(callID: String, text: String) {
        self.callID = callID
        self.text = text
    }

    static let fields: [EventField] = [
        .field("call_id", .string),
        .field("text", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        callID = try fields.string("call_id")
        text = try fields.string("text")
    }

    func write(to object: inout JSONObject) {
        object.add("call_id", callID)
        object.add("text", text)
    }
}

/// A piece of the model's answer.
public struct TextDelta: PayloadValue {
    public static let type = "text_delta"
    public var callID: String
    public var text: String

    public init(callID: String, text: String) {
        self.callID = callID
        self.text = text
    }

    static let fields: [EventField] = [
        .field("call_id", .string),
        .field("text", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        callID = try fields.string("call_id")
        text = try fields.string("text")
    }

    func write(to object: inout JSONObject) {
        object.add("call_id", callID)
        object.add("text", text)
    }
}

/// A piece of a tool call as the model writes it.
///
/// Nothing runs from it.
public struct ToolCallDelta: PayloadValue {
    public static let type = "tool_call_delta"
    public var callID: String
    public var toolCallID: String
    public var name: String?
    public var argumentsFragment: String

    public init(callID: String, toolCallID: String, name: String? = nil, argumentsFragment: String) {
        self.callID = callID
        self.toolCallID = toolCallID
        self.name = name
        self.argumentsFragment = argumentsFragment
    }

    static let fields: [EventField] = [
        .field("call_id", .string),
        .field("tool_call_id", .string),
        .optional("name", .string),
        .field("arguments_fragment", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        callID = try fields.string("call_id")
        toolCallID = try fields.string("tool_call_id")
        name = fields.optionalString("name")
        argumentsFragment = try fields.string("arguments_fragment")
    }

    func write(to object: inout JSONObject) {
        object.add("call_id", callID)
        object.add("tool_call_id", toolCallID)
        object.add("name", name)
        object.add("arguments_fragment", argumentsFragment)
    }
}

/// Nothing has come of an answer for a while (W-15, N-17).
///
/// Told once for each silence, after five seconds of it, and again every five seconds while bytes come that say nothing. The silence is over with
/// the next piece of the answer, or with its end.
public struct ModelCallStalled: PayloadValue {
    public static let type = "model_call_stalled"
    public var callID: String
    public var phase: StallPhase
    /// Since the last content; before the first one, since the request was sent.
    public var silentUs: Int
    /// Since the last byte of any kind, such as a comment that keeps the connection open; nil when none has come.
    public var byteSilentUs: Int?

    public init(callID: String, phase: StallPhase, silentUs: Int, byteSilentUs: Int? = nil) {
        self.callID = callID
        self.phase = phase
        self.silentUs = silentUs
        self.byteSilentUs = byteSilentUs
    }

    static let fields: [EventField] = [
        .field("call_id", .string),
        .words("phase", StallPhase.self),
        .field("silent_us", .integer),
        .optional("byte_silent_us", .integer),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        callID = try fields.string("call_id")
        phase = try fields.word("phase")
        silentUs = try fields.integer("silent_us")
        byteSilentUs = fields.optionalInteger("byte_silent_us")
    }

    func write(to object: inout JSONObject) {
        object.add("call_id", callID)
        object.add("phase", phase)
        object.add("silent_us", silentUs)
        object.add("byte_silent_us", byteSilentUs)
    }
}

/// The model's answer is whole.
public struct ModelCallFinished: PayloadValue {
    public static let type = "model_call_finished"
    public var callID: String
    public var finishReason: FinishReason
    public var usage: Usage
    /// First content minus request sent; nil when there was no content.
    public var ttftUs: Int?
    public var firstKind: ContentKind?
    /// Last minus first content; nil when no rate can be told of it: it came in one piece, in less than 250 ms or with more than a twentieth of it at
    /// once at the beginning, or only a summary of the reasoning was shown.
    public var decodeUs: Int?
    public var durationUs: Int
    /// In dollars; nil when the price is not known.
    public var cost: Double?
    /// What the provider wants back unread with the next request, such as signed reasoning; nil when there is nothing.
    public var carried: JSON?

    public init(
        callID: String, finishReason: FinishReason, usage: Usage, ttftUs: Int? = nil, firstKind: ContentKind? = nil, decodeUs: Int? = nil,
        durationUs: Int, cost: Double? = nil, carried: JSON? = nil
    ) {
        self.carried = carried
        self.callID = callID
        self.finishReason = finishReason
        self.usage = usage
        self.ttftUs = ttftUs
        self.firstKind = firstKind
        self.decodeUs = decodeUs
        self.durationUs = durationUs
        self.cost = cost
    }

    static let fields: [EventField] = [
        .field("call_id", .string),
        .words("finish_reason", FinishReason.self),
        .field("usage", .object),
        .optional("ttft_us", .integer),
        .words("first_kind", ContentKind.self, required: false),
        .optional("decode_us", .integer),
        .field("duration_us", .integer),
        .optional("cost", .number),
        .optional("carried", .object),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        callID = try fields.string("call_id")
        finishReason = try fields.word("finish_reason")
        usage = Usage(fields.json("usage"))
        ttftUs = fields.optionalInteger("ttft_us")
        firstKind = fields.optionalString("first_kind").flatMap { ContentKind(rawValue: $0) }
        decodeUs = fields.optionalInteger("decode_us")
        durationUs = try fields.integer("duration_us")
        cost = fields.optionalDouble("cost")
        carried = fields.object["carried"]
    }

    func write(to object: inout JSONObject) {
        object.add("call_id", callID)
        object.add("finish_reason", finishReason)
        object.add("usage", usage.json)
        object.add("ttft_us", ttftUs)
        object.add("first_kind", firstKind)
        object.add("decode_us", decodeUs)
        object.add("duration_us", durationUs)
        object.add("cost", cost)
        object.add("carried", carried)
    }
}

/// The model gave no whole answer.
public struct ModelCallFailed: PayloadValue {
    public static let type = "model_call_failed"
    public var callID: String
    public var error: ErrorDetail
    public var willRetry: Bool
    public var retryAfterUs: Int?
    public var durationUs: Int
    /// `unknown` when the process died and recovery wrote this.
    public var outcome: String?
    /// What is done about it; nil when the call was stopped, or lost with its process.
    public var nextStep: NextStep?

    public init(
        callID: String, error: ErrorDetail, willRetry: Bool, retryAfterUs: Int? = nil, durationUs: Int, outcome: String? = nil,
        nextStep: NextStep? = nil
    ) {
        self.nextStep = nextStep
        self.callID = callID
        self.error = error
        self.willRetry = willRetry
        self.retryAfterUs = retryAfterUs
        self.durationUs = durationUs
        self.outcome = outcome
    }

    static let fields: [EventField] = [
        .field("call_id", .string),
        .field("error", .object),
        .field("will_retry", .boolean),
        .optional("retry_after_us", .integer),
        .field("duration_us", .integer),
        .optional("outcome", .string),
        .words("next_step", NextStep.self, required: false),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        callID = try fields.string("call_id")
        error = try ErrorDetail(fields.json("error"))
        willRetry = try fields.bool("will_retry")
        retryAfterUs = fields.optionalInteger("retry_after_us")
        durationUs = try fields.integer("duration_us")
        outcome = fields.optionalString("outcome")
        nextStep = fields.optionalString("next_step").flatMap { NextStep(rawValue: $0) }
    }

    func write(to object: inout JSONObject) {
        object.add("call_id", callID)
        object.add("error", error.json)
        object.add("will_retry", willRetry)
        object.add("retry_after_us", retryAfterUs)
        object.add("duration_us", durationUs)
        object.add("outcome", outcome)
        object.add("next_step", nextStep)
    }
}
