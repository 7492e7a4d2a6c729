internal import Engine
internal import Tools

/// When the file of a workspace, which anybody may have written, is believed: only where it makes things stricter.
enum SettingNarrowing {
    /// It changes nothing but looks.
    case free
    /// A smaller count or a shorter time.
    case less
    /// A word that stands before the one that holds.
    case earlier(in: [String])
    /// Only switching off.
    case off

    /// Whether `asked` is stricter than `now`; nil is what no limit holds for.
    func allows(_ asked: SettingValue, over now: SettingValue?) -> Bool {
        switch (self, asked, now) {
        case (.free, _, _): true
        case (.less, .count(let asked), .count(let now)): asked < now
        case (.less, .duration(let asked), .duration(let now)): asked < now
        case (.less, _, nil): true
        case (.earlier(let order), .text(let asked), .text(let now)?):
            (order.firstIndex(of: asked) ?? order.count) < (order.firstIndex(of: now) ?? 0)
        case (.off, .flag(let asked), .flag(let now)?): !asked && now
        default: false
        }
    }
}

extension SettingKey {
    /// Nil when a workspace may not say it at all.
    var narrowing: SettingNarrowing? {
        switch self {
        case .theme: .free
        case .approve: .earlier(in: ["none", "ask", "edits", "all"])
        case .humanGate: .earlier(in: HumanGateSetting.allCases.reversed().map(\.rawValue))
        case .agentType: .earlier(in: [AgentType.reader.rawValue, AgentType.general.rawValue])
        case .maxIterations, .maxTokens, .maxOutputTokens, .maxFailures, .timeout, .maxParallelCalls, .toolTimeout, .toolOutputBytes,
            .guardWarnings, .guardHalts, .contextTokens, .knowledgeWait, .connectTimeout, .firstByteTimeout, .silenceTimeout, .callTimeout,
            .maxAttempts, .maxRetryWait, .maxSteps, .maxReflections:
            .less
        case .discover, .contextHistory, .contextMemory, .contextKnowledge, .memoryWrite, .keepBackground, .subAgents: .off
        default: nil
        }
    }
}
