internal import Events
internal import Models
internal import Tools

/// Every setting, in the order it is explained.
///
/// In a file its name is the raw value, as an option `--raw-value` with hyphens, in the environment `LATHE_RAW_VALUE`.
public enum SettingKey: String, Sendable, CaseIterable {
    case provider
    case baseURL = "base_url"
    case apiKey = "api_key"
    case model
    case script
    case actionProtocol = "protocol"
    case workspace
    case mode
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
    case hooks
    case hookTimeout = "hook_timeout"
    case theme
    case color
    case ascii
    case sync
    case store
    case log

    enum Kind {
        case text
        case path
        case word([String])
        case count(ClosedRange<Int>)
        case duration
        case flag
        /// Texts; in a variable or an option with commas between.
        case list
        /// Only in a file.
        case hooks
    }

    var kind: Kind {
        switch self {
        case .provider, .baseURL, .apiKey, .model, .summariseModel, .theme: .text
        case .script, .workspace, .store, .log: .path
        case .actionProtocol: .word(ToolProtocol.allCases.map(\.rawValue))
        case .mode: .word(["loop", "pipeline"])
        case .agentType: .word(AgentType.allCases.map(\.rawValue))
        case .approve: .word(["ask", "edits", "all", "none"])
        case .compaction: .word(CompactionMethod.allCases.map(\.rawValue))
        case .color: .word(ColorSetting.allCases.map(\.rawValue))
        case .maxIterations: .count(1...1_000_000)
        case .maxTokens, .maxOutputTokens: .count(1...1_000_000_000)
        case .maxFailures: .count(1...1_000)
        case .maxParallelCalls: .count(1...64)
        case .toolOutputBytes: .count(1_024...4_194_304)
        case .todoReminderRounds: .count(0...1_000)
        case .guardWarnings: .count(2...1_000)
        case .guardHalts: .count(3...1_001)
        case .contextTokens: .count(1_000...100_000_000)
        case .compactPercent: .count(0...95)
        case .summariseOverBytes: .count(0...4_194_304)
        case .timeout, .toolTimeout, .knowledgeWait, .hookTimeout: .duration
        case .allowInterruption, .contextSystem, .contextHistory, .contextMemory, .contextKnowledge, .memoryWrite, .keepBackground,
            .dangerGuard, .ascii,
            .sync:
            .flag
        case .knowledgeFiles: .list
        case .hooks: .hooks
        }
    }

    /// The environment variable that sets it; nil for what cannot stand in one.
    public var variable: String? { self == .hooks ? nil : "LATHE_" + rawValue.uppercased() }

    /// Whether the user's file may set it.
    var isForUserFile: Bool { ![.workspace, .script].contains(self) }

    /// Whether the file of a workspace, which anybody may have written, can say anything about it.
    var isForWorkspaceFile: Bool { narrowing != nil }

    /// Whether an option may set it; a key in an argument could be read by every user of the machine.
    public var isForOption: Bool { ![.apiKey, .hooks].contains(self) }
}
