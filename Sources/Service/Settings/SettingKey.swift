/// Every setting, in the order it is explained.
///
/// In a file its name is the raw value, as an option `--raw-value` with hyphens, in the environment `LATHE_RAW_VALUE`.
public enum SettingKey: String, Sendable, CaseIterable {
    case provider
    case baseURL = "base_url"
    case apiKey = "api_key"
    case model
    case decideModel = "decide_model"
    case executeModel = "execute_model"
    case reviewModel = "review_model"
    case planModel = "plan_model"
    case evaluateModel = "evaluate_model"
    case criticModel = "critic_model"
    case endpoints
    case providers
    case models
    case discover
    case reasoningEffort = "reasoning_effort"
    case stream
    case promptCache = "prompt_cache"
    case extraBody = "extra_body"
    case connectTimeout = "connect_timeout"
    case firstByteTimeout = "first_byte_timeout"
    case silenceTimeout = "silence_timeout"
    case callTimeout = "call_timeout"
    case maxAttempts = "max_attempts"
    case maxRetryWait = "max_retry_wait"
    case record
    case script
    case actionProtocol = "protocol"
    case workspace
    case mode
    case fallback
    case humanGate = "human_gate"
    case maxSteps = "max_steps"
    case maxReflections = "max_reflections"
    case agentType = "agent_type"
    case approve
    case allowInterruption = "allow_interruption"
    case maxIterations = "max_iterations"
    case maxTokens = "max_tokens"
    case maxOutputTokens = "max_output_tokens"
    case maxFailures = "max_failures"
    case timeout
    case maxParallelCalls = "max_parallel_calls"
    case toolTimeout = "tool_timeout"
    case toolOutputBytes = "tool_output_bytes"
    case todoReminderRounds = "todo_reminder_rounds"
    case guardWarnings = "guard_warnings"
    case guardHalts = "guard_halts"
    case contextTokens = "context_tokens"
    case compactPercent = "compact_percent"
    case compaction
    case summariseModel = "summarise_model"
    case summariseOverBytes = "summarise_over_bytes"
    case contextSystem = "context_system"
    case contextHistory = "context_history"
    case contextMemory = "context_memory"
    case contextKnowledge = "context_knowledge"
    case memoryWrite = "memory_write"
    case knowledgeFiles = "knowledge_files"
    case knowledgeWait = "knowledge_wait"
    case keepBackground = "keep_background"
    case dangerGuard = "danger_guard"
    case subAgents = "sub_agents"
    case agents
    case hooks
    case hookTimeout = "hook_timeout"
    case theme
    case color
    case ascii
    case sync
    case store
    case log

    /// The environment variable that sets it; nil for what cannot stand in one.
    public var variable: String? { isForFileOnly ? nil : "LATHE_" + rawValue.uppercased() }

    /// Whether the user's file may set it.
    var isForUserFile: Bool { ![.workspace, .script, .record].contains(self) }

    /// Whether the file of a workspace, which anybody may have written, can say anything about it.
    var isForWorkspaceFile: Bool { narrowing != nil }

    /// Whether an option may set it; a key in an argument could be read by every user of the machine.
    public var isForOption: Bool { self != .apiKey && !isForFileOnly }

    /// Whether it is too much for a variable or an option.
    private var isForFileOnly: Bool {
        switch kind {
        case .hooks, .endpoints, .providers, .models, .agents: true
        default: false
        }
    }
}
