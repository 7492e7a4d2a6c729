extension SettingKey {
    /// What it does, in one line, with its unit and what its special values mean.
    public var summary: String {
        switch self {
        case .provider: "openai or scripted"
        case .baseURL: "where the provider is, such as http://127.0.0.1:8080/v1"
        case .apiKey: "the provider's key; never an option, never shown"
        case .model: "the model"
        case .script: "the script of the scripted provider"
        case .actionProtocol: "how tools are called: auto, native, or json in the answer's text"
        case .workspace: "the folder to work in; this one if left out"
        case .mode: "loop; pipeline is not built yet"
        case .agentType: "general has every tool, reader only those that read"
        case .approve: "ask, edits, all or none: what needs no yes"
        case .allowInterruption: "whether the agent may stop to ask a person"
        case .maxIterations: "rounds at most"
        case .maxTokens: "tokens of the whole run at most"
        case .maxOutputTokens: "tokens of one answer at most"
        case .maxFailures: "failed rounds in a row at most"
        case .timeout: "time of the run at most, such as 90s or 5m"
        case .maxParallelCalls: "tool calls of one answer at the same time at most"
        case .toolTimeout: "time of each tool call at most; each tool's own if left out"
        case .toolOutputBytes: "bytes of one tool's output that the model is given"
        case .todoReminderRounds: "rounds without progress before open todos are recalled; 0 never"
        case .guardWarnings: "repetitions before the model is warned"
        case .guardHalts: "repetitions before the loop is halted; more than guard_warnings"
        case .contextTokens: "tokens the model takes in at once"
        case .compactPercent: "percent of context_tokens from which it is compacted; 0 never"
        case .compaction: "who shortens a full context: model or rules"
        case .summariseModel: "the model that summarises; the run's own if left out"
        case .summariseOverBytes: "bytes of a tool's output from which summarise_model sums it up; 0 never"
        case .contextSystem: "whether the whole system prompt is used; a minimal one if not"
        case .contextHistory: "whether the context holds what earlier runs said"
        case .contextMemory: "whether the context holds what is remembered"
        case .contextKnowledge: "whether the context holds what the knowledge files say"
        case .memoryWrite: "whether something is remembered when a run ends"
        case .knowledgeFiles: "files of the workspace to look things up in"
        case .knowledgeWait: "how long the first round waits for history, memory and knowledge"
        case .keepBackground: "whether background commands outlive the run"
        case .dangerGuard: "whether commands that look dangerous ask under approve all too"
        case .hooks: "commands told of events or asked before tools; in your own file"
        case .hookTimeout: "time of one call of a hook at most"
        case .theme: "the colours"
        case .color: "how many colours: auto, never, 8, 16 or 256"
        case .ascii: "whether only ASCII is drawn"
        case .sync: "whether frames are marked for terminals that synchronise output"
        case .store: "keep runs in this file"
        case .log: "the structured log"
        }
    }

    /// What stands for the value in a help page.
    public var placeholder: String {
        switch kind {
        case .text: self == .baseURL ? "URL" : "NAME"
        case .path: self == .workspace ? "DIR" : "FILE"
        case .word: "WORD"
        case .count: "N"
        case .duration: "TIME"
        case .flag: "BOOL"
        case .list: "LIST"
        case .hooks: "HOOKS"
        }
    }
}
