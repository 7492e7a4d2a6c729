internal import Engine
internal import Events
internal import Models
internal import Tools

extension SettingKey {
    /// What a setting's value looks like.
    enum Kind {
        case text
        case path
        case word([String])
        case count(ClosedRange<Int>)
        case duration
        case flag
        /// Texts; in a variable or an option with commas between.
        case list
        /// Texts that are never shown; in a file one or a list, in a variable with commas between.
        case secrets
        /// A JSON object.
        case object
        /// These only in a file.
        case hooks, endpoints, providers, models, agents
    }

    var kind: Kind {
        switch self {
        case .provider, .baseURL, .model, .decideModel, .executeModel, .reviewModel, .planModel, .evaluateModel, .criticModel,
            .summariseModel, .theme:
            .text
        case .apiKey: .secrets
        case .script, .record, .workspace, .store, .log: .path
        case .reasoningEffort: .word(ReasoningEffort.allCases.map(\.rawValue))
        case .actionProtocol: .word(ToolProtocol.allCases.map(\.rawValue))
        case .mode: .word(RunMode.allCases.map(\.rawValue))
        case .fallback: .word(FallbackPolicy.allCases.map(\.rawValue))
        case .humanGate: .word(HumanGateSetting.allCases.map(\.rawValue))
        case .maxSteps: .count(1...10_000)
        case .maxReflections: .count(0...1_000)
        case .agentType: .word(AgentType.allCases.map(\.rawValue))
        case .approve: .word(["ask", "edits", "all", "none"])
        case .compaction: .word(CompactionMethod.allCases.map(\.rawValue))
        case .color: .word(ColorSetting.allCases.map(\.rawValue))
        case .maxIterations: .count(1...1_000_000)
        case .maxTokens, .maxOutputTokens: .count(1...1_000_000_000)
        case .maxAttempts: .count(1...100)
        case .maxFailures: .count(1...1_000)
        case .maxParallelCalls: .count(1...64)
        case .toolOutputBytes: .count(1_024...4_194_304)
        case .todoReminderRounds: .count(0...1_000)
        case .guardWarnings: .count(2...1_000)
        case .guardHalts: .count(3...1_001)
        case .contextTokens: .count(1_000...100_000_000)
        case .compactPercent: .count(0...95)
        case .summariseOverBytes: .count(0...4_194_304)
        case .connectTimeout, .firstByteTimeout, .silenceTimeout, .callTimeout, .maxRetryWait, .timeout, .toolTimeout, .knowledgeWait,
            .hookTimeout:
            .duration
        case .discover, .stream, .promptCache, .allowInterruption, .contextSystem, .contextHistory, .contextMemory, .contextKnowledge,
            .memoryWrite, .keepBackground, .dangerGuard, .subAgents, .ascii, .sync:
            .flag
        case .knowledgeFiles: .list
        case .extraBody: .object
        case .hooks: .hooks
        case .endpoints: .endpoints
        case .providers: .providers
        case .models: .models
        case .agents: .agents
        }
    }
}
