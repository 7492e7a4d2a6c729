internal import Engine
public import Events
internal import Models
internal import Tools

/// One setting as it holds now, for people who ask why.
public struct SettingReport: Sendable, Equatable {
    public let key: SettingKey
    /// As a file would say it; null when there is none, `***` for a secret.
    public let value: JSON
    /// What holds when nobody says anything.
    public let builtIn: JSON
    /// A file, `environment`, `options`, or `built in`.
    public let origin: String

    public var name: String { key.rawValue }
    public var summary: String { key.summary }

    /// The object of `lathe config --json`.
    public var json: JSON {
        ["name": .string(name), "value": value, "default": builtIn, "origin": .string(origin), "summary": .string(summary)]
    }

    /// A value as one line for people.
    public static func text(_ value: JSON) -> String {
        switch value {
        case .null: "(none)"
        case .string(let text): TextSanitiser.clean(text).replacing("\n", with: " ")
        default: TextSanitiser.clean(value.text)
        }
    }
}

extension Settings {
    /// Every setting with where it came from, in the order they are explained.
    public var report: [SettingReport] {
        SettingKey.allCases.map { key in
            let builtIn = builtIn[key] ?? .null
            if key == .contextTokens, let endpoint = try? endpointChoices()[0], let known = knownContextTokens(endpoint) {
                return SettingReport(key: key, value: .integer(Int64(known)), builtIn: builtIn, origin: "follows from model")
            }
            return SettingReport(key: key, value: value(of: key), builtIn: builtIn, origin: origins[key] ?? "built in")
        }
    }

    /// What holds for a setting, as a file would say it.
    func value(of key: SettingKey) -> JSON {
        func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
        func count(_ value: Int?) -> JSON { value.map { .integer(Int64($0)) } ?? .null }
        func time(_ value: Duration?) -> JSON { value.map { .string(DurationText.write($0)) } ?? .null }
        return switch key {
        case .provider: text(provider)
        case .baseURL: text(baseURL.map(ShownAddress.text))
        case .apiKey: apiKeys.count > 1 ? .array(apiKeys.map { .string($0.description) }) : text(apiKeys.first?.description)
        case .model: text(model)
        case .decideModel: text(roleModels.decide)
        case .executeModel: text(roleModels.execute)
        case .reviewModel: text(roleModels.review)
        case .planModel: text(roleModels.plan)
        case .evaluateModel: text(roleModels.evaluate)
        case .criticModel: text(roleModels.critic)
        case .endpoints: .array(endpoints.map(\.json))
        case .providers: ProviderSetting.json(providers)
        case .models: ModelSetting.json(models)
        case .discover: .bool(discovers)
        case .reasoningEffort: text(calls.effort?.rawValue)
        case .stream: .bool(calls.streams)
        case .promptCache: .bool(calls.cachesPrompts)
        case .extraBody: calls.extraBody.map { .object($0) } ?? .null
        case .connectTimeout: time(calls.connectTimeout)
        case .firstByteTimeout: time(calls.firstByteTimeout)
        case .silenceTimeout: time(calls.silenceTimeout)
        case .callTimeout: time(calls.callTimeout)
        case .maxAttempts: count(limits.maxAttempts)
        case .maxRetryWait: time(limits.maxRetryWait)
        case .record: text(calls.recordPath)
        case .script: text(scriptPath)
        case .actionProtocol: .string(actionProtocol.rawValue)
        case .workspace: .string(workspacePath)
        case .mode: .string(mode.rawValue)
        case .fallback: .string(fallback.rawValue)
        case .humanGate: .string(humanGate.rawValue)
        case .maxSteps: count(limits.maxSteps)
        case .maxReflections: count(limits.maxReflections)
        case .agentType: .string(agentType.rawValue)
        case .approve: .string(approve.rawValue)
        case .allowInterruption: .bool(allowsInterruption)
        case .maxIterations: count(limits.maxIterations)
        case .maxTokens: count(limits.maxTokens)
        case .maxOutputTokens: count(limits.maxOutputTokens)
        case .maxFailures: count(limits.maxFailures)
        case .timeout: time(limits.timeout)
        case .maxParallelCalls: count(limits.maxParallelCalls)
        case .toolTimeout: time(limits.toolTimeout)
        case .toolOutputBytes: count(limits.toolOutputBytes)
        case .todoReminderRounds: count(limits.todoReminderRounds)
        case .guardWarnings: count(limits.guardWarnings)
        case .guardHalts: count(limits.guardHalts)
        case .contextTokens: count(limits.contextTokens)
        case .compactPercent: count(limits.compactPercent)
        case .compaction: .string(compaction.rawValue)
        case .summariseModel: text(roleModels.summarise)
        case .summariseOverBytes: count(summariseOverBytes)
        case .contextSystem: .bool(context.system)
        case .contextHistory: .bool(context.history)
        case .contextMemory: .bool(context.memory)
        case .contextKnowledge: .bool(context.knowledge)
        case .memoryWrite: .bool(writesMemory)
        case .knowledgeFiles: .array(knowledgeFiles.map { .string($0) })
        case .knowledgeWait: time(knowledgeWait)
        case .keepBackground: .bool(keepsBackground)
        case .dangerGuard: .bool(guardsDanger)
        case .subAgents: .bool(hasSubAgents)
        case .agents: AgentSetting.json(agents)
        case .hooks: .array(hooks.map(\.json))
        case .hookTimeout: time(hookTimeout)
        case .theme: text(theme)
        case .color: .string(color.rawValue)
        case .ascii: .bool(ascii)
        case .sync: .bool(sync)
        case .store: .string(storePath)
        case .log: text(logPath)
        }
    }
}
