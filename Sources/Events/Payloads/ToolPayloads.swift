/// A tool call begins.
///
/// Written to disk before the tool has any effect.
public struct ToolCallStarted: PayloadValue {
    public static let type = "tool_call_started"
    public var toolCallID: String
    public var tool: String
    /// The arguments as an object, or the raw text when they are not JSON.
    public var arguments: JSON
    public var effects: [ToolEffect]
    /// The arguments in one line, for a card.
    public var summary: String
    /// 1 for the first try.
    public var attempt: Int
    /// The step of the plan that it carries out; nil for a call that a model made.
    public var stepID: String?

    public init(
        toolCallID: String, tool: String, arguments: JSON, effects: [ToolEffect], summary: String, attempt: Int, stepID: String? = nil
    ) {
        self.toolCallID = toolCallID
        self.tool = tool
        self.arguments = arguments
        self.effects = effects
        self.summary = summary
        self.attempt = attempt
        self.stepID = stepID
    }

    static let fields: [EventField] = [
        .field("tool_call_id", .string),
        .field("tool", .string),
        .field("arguments", .any),
        .field("effects", .list(of: "string")),
        .field("summary", .string),
        .field("attempt", .integer),
        .optional("step_id", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        toolCallID = try fields.string("tool_call_id")
        tool = try fields.string("tool")
        arguments = fields.json("arguments")
        effects = fields.strings("effects").compactMap { ToolEffect(rawValue: $0) }
        summary = try fields.string("summary")
        attempt = try fields.integer("attempt")
        stepID = fields.optionalString("step_id")
    }

    func write(to object: inout JSONObject) {
        object.add("tool_call_id", toolCallID)
        object.add("tool", tool)
        object.add("arguments", arguments)
        object.add("effects", effects.map(\.rawValue))
        object.add("summary", summary)
        object.add("attempt", attempt)
        object.add("step_id", stepID)
    }
}

/// A piece of what a running tool prints.
public struct ToolOutputDelta: PayloadValue {
    public static let type = "tool_output_delta"
    public var toolCallID: String
    public var stream: OutputStreamName
    public var text: String

    public init(toolCallID: String, stream: OutputStreamName, text: String) {
        self.toolCallID = toolCallID
        self.stream = stream
        self.text = text
    }

    static let fields: [EventField] = [
        .field("tool_call_id", .string),
        .words("stream", OutputStreamName.self),
        .field("text", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        toolCallID = try fields.string("tool_call_id")
        stream = try fields.word("stream")
        text = try fields.string("text")
    }

    func write(to object: inout JSONObject) {
        object.add("tool_call_id", toolCallID)
        object.add("stream", stream)
        object.add("text", text)
    }
}

/// A tool call ended: the one result of its call.
public struct ToolCallFinished: PayloadValue {
    public static let type = "tool_call_finished"
    public var toolCallID: String
    public var tool: String
    public var status: ToolStatus
    public var errorCode: ErrorCode?
    /// What the model reads.
    public var output: String
    /// True when `output` is not the whole output.
    public var truncated: Bool
    /// Where the whole output is kept.
    public var artifactID: String?
    public var durationUs: Int
    /// An object.
    public var metadata: JSON
    /// How to show it.
    public var display: ToolDisplay
    /// What the call gave to look at; the next request of the model holds them.
    public var images: [ImageReference]
    /// `unknown` when it cannot be known whether the effect took place.
    public var outcome: String?

    public init(
        toolCallID: String, tool: String, status: ToolStatus, errorCode: ErrorCode? = nil, output: String, truncated: Bool,
        artifactID: String? = nil, durationUs: Int, metadata: JSON, display: ToolDisplay, images: [ImageReference] = [],
        outcome: String? = nil
    ) {
        self.toolCallID = toolCallID
        self.tool = tool
        self.status = status
        self.errorCode = errorCode
        self.output = output
        self.truncated = truncated
        self.artifactID = artifactID
        self.durationUs = durationUs
        self.metadata = metadata
        self.display = display
        self.images = images
        self.outcome = outcome
    }

    static let fields: [EventField] = [
        .field("tool_call_id", .string),
        .field("tool", .string),
        .words("status", ToolStatus.self),
        .optional("error_code", .string),
        .field("output", .string),
        .field("truncated", .boolean),
        .optional("artifact_id", .string),
        .field("duration_us", .integer),
        .field("metadata", .any),
        .field("display", .object),
        .optional("images", .list(of: "object")),
        .optional("outcome", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        toolCallID = try fields.string("tool_call_id")
        tool = try fields.string("tool")
        status = try fields.word("status")
        errorCode = fields.optionalString("error_code").map { ErrorCode($0) }
        output = try fields.string("output")
        truncated = try fields.bool("truncated")
        artifactID = fields.optionalString("artifact_id")
        durationUs = try fields.integer("duration_us")
        metadata = fields.json("metadata")
        display = ToolDisplay(fields.json("display"))
        images = try fields.array("images").map { image throws(FieldError) in try ImageReference(image) }
        outcome = fields.optionalString("outcome")
    }

    func write(to object: inout JSONObject) {
        object.add("tool_call_id", toolCallID)
        object.add("tool", tool)
        object.add("status", status)
        object.add("error_code", errorCode?.word)
        object.add("output", output)
        object.add("truncated", truncated)
        object.add("artifact_id", artifactID)
        object.add("duration_us", durationUs)
        object.add("metadata", metadata)
        object.add("display", display.json)
        if !images.isEmpty { object.add("images", .array(images.map(\.json))) }
        object.add("outcome", outcome)
    }
}

/// A hook changed or refused a tool call before it ran (000-23).
public struct HookApplied: PayloadValue {
    public static let type = "hook_applied"
    /// The hook's name in the settings.
    public var hook: String
    public var toolCallID: String
    public var verdict: HookVerdict
    /// Why, in the hook's words; may be empty.
    public var reason: String

    public init(hook: String, toolCallID: String, verdict: HookVerdict, reason: String) {
        self.hook = hook
        self.toolCallID = toolCallID
        self.verdict = verdict
        self.reason = reason
    }

    static let fields: [EventField] = [
        .field("hook", .string),
        .field("tool_call_id", .string),
        .words("verdict", HookVerdict.self),
        .field("reason", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        hook = try fields.string("hook")
        toolCallID = try fields.string("tool_call_id")
        verdict = try fields.word("verdict")
        reason = try fields.string("reason")
    }

    func write(to object: inout JSONObject) {
        object.add("hook", hook)
        object.add("tool_call_id", toolCallID)
        object.add("verdict", verdict)
        object.add("reason", reason)
    }
}
