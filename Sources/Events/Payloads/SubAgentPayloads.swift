/// Another agent begins to work for this run, in a run of its own (001-63).
///
/// Ends with `subagent_finished`; begins again with the same run when that is taken up.
public struct SubAgentStarted: PayloadValue {
    public static let type = "subagent_started"
    /// The run of the agent; its `parent_run_id` is this run.
    public var agentRunID: String
    /// The agent's name in the settings.
    public var name: String
    public var task: String
    /// 1 for an agent of the run that a person began.
    public var depth: Int
    /// The tool call that wanted it; nil for a step of a plan.
    public var toolCallID: String?
    /// The step that wanted it; nil for a tool call.
    public var stepID: String?

    public init(agentRunID: String, name: String, task: String, depth: Int, toolCallID: String? = nil, stepID: String? = nil) {
        self.agentRunID = agentRunID
        self.name = name
        self.task = task
        self.depth = depth
        self.toolCallID = toolCallID
        self.stepID = stepID
    }

    static let fields: [EventField] = [
        .field("run_id", .string),
        .field("name", .string),
        .field("task", .string),
        .field("depth", .integer),
        .optional("tool_call_id", .string),
        .optional("step_id", .string),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        agentRunID = try fields.string("run_id")
        name = try fields.string("name")
        task = try fields.string("task")
        depth = try fields.integer("depth")
        toolCallID = fields.optionalString("tool_call_id")
        stepID = fields.optionalString("step_id")
    }

    func write(to object: inout JSONObject) {
        object.add("run_id", agentRunID)
        object.add("name", name)
        object.add("task", task)
        object.add("depth", depth)
        object.add("tool_call_id", toolCallID)
        object.add("step_id", stepID)
    }
}

/// The run of another agent ended.
public struct SubAgentFinished: PayloadValue {
    public static let type = "subagent_finished"
    public var agentRunID: String
    public var name: String
    /// How its run ended; nil when the process died, until it is taken up.
    public var status: SubAgentStatus
    /// What it answered, cut to 16 KiB; why there is no answer when it failed.
    public var result: String
    /// What it used since it began or was taken up, which counts for this run too.
    public var inputTokens: Int
    public var outputTokens: Int
    public var durationUs: Int
    /// In dollars; nil when it is not known.
    public var cost: Double?

    public init(
        agentRunID: String, name: String, status: SubAgentStatus, result: String, inputTokens: Int, outputTokens: Int, durationUs: Int,
        cost: Double? = nil
    ) {
        self.agentRunID = agentRunID
        self.name = name
        self.status = status
        self.result = result
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.durationUs = durationUs
        self.cost = cost
    }

    static let fields: [EventField] = [
        .field("run_id", .string),
        .field("name", .string),
        .words("status", SubAgentStatus.self),
        .field("result", .string),
        .field("input_tokens", .integer),
        .field("output_tokens", .integer),
        .field("duration_us", .integer),
        .optional("cost", .number),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        agentRunID = try fields.string("run_id")
        name = try fields.string("name")
        status = try fields.word("status")
        result = try fields.string("result")
        inputTokens = try fields.integer("input_tokens")
        outputTokens = try fields.integer("output_tokens")
        durationUs = try fields.integer("duration_us")
        cost = fields.optionalDouble("cost")
    }

    func write(to object: inout JSONObject) {
        object.add("run_id", agentRunID)
        object.add("name", name)
        object.add("status", status)
        object.add("result", result)
        object.add("input_tokens", inputTokens)
        object.add("output_tokens", outputTokens)
        object.add("duration_us", durationUs)
        object.add("cost", cost)
    }
}
