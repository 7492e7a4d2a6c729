internal import Engine
internal import Events
internal import Models
internal import Tools

/// Joins layers of settings, later over earlier.
struct SettingsJoin {
    private(set) var values: [SettingKey: SettingValue] = [:]
    private var origins: [SettingKey: String] = [:]

    mutating func take(_ layer: SettingsLayer) {
        for (key, value) in layer.values { set(key, value, layer.origin) }
    }

    private mutating func set(_ key: SettingKey, _ value: SettingValue, _ origin: String) {
        values[key] = value
        origins[key] = origin
    }

    /// Takes from the workspace's layer only what is stricter than what holds already; the theme is free.
    ///
    /// - Parameter builtIn: what holds where nothing was said.
    mutating func narrow(by layer: SettingsLayer, over builtIn: [SettingKey: JSON]) {
        for (key, value) in layer.values {
            let usual = builtIn[key].flatMap { try? SettingValue.read($0, key.kind).get() }
            guard key.narrowing?.allows(value, over: values[key] ?? usual) == true else { continue }
            set(key, value, layer.origin)
        }
    }

    func settings(
        environment: [String: String], folders: UserFolders, workspace: String, workingFolder: String
    ) throws(ServiceError) -> Settings {
        func path(_ key: SettingKey) -> String? {
            guard let given = values[key]?.text else { return nil }
            if let home = folders.home, given.hasPrefix("~/") { return home + given.dropFirst(1) }
            return Settings.absolute(given, workingFolder)
        }
        guard let store = path(.store) ?? folders.data.map({ $0 + "/lathe.db" }) else {
            throw ServiceError(.settings, "there is no home folder to keep runs in; set HOME, or give a file with --store")
        }
        var settings = Settings(workspacePath: workspace, storePath: store)
        settings.storePlaceIsBuiltIn = values[.store] == nil
        settings.logPath = path(.log) ?? folders.state.map { $0 + "/lathe.log" }
        settings.configFolder = folders.config
        settings.scriptPath = path(.script)
        settings.calls.recordPath = path(.record)
        settings.theme = values[.theme]?.text
        settings.color = word(.color) ?? settings.color
        settings.ascii = values[.ascii]?.flag ?? settings.ascii
        settings.sync = values[.sync]?.flag ?? settings.sync
        settings.origins = origins
        applyAgent(to: &settings)
        settings.limits = limits()
        guard settings.limits.guardHalts > settings.limits.guardWarnings else {
            throw ServiceError(
                .settings,
                "guard_halts (\(settings.limits.guardHalts)) must be more than guard_warnings (\(settings.limits.guardWarnings)), so that a warning comes first; raise it or lower guard_warnings"
            )
        }
        try ProviderSelection(values: values, environment: environment).apply(to: &settings)
        return settings
    }

    private func word<Word: RawRepresentable>(_ key: SettingKey) -> Word? where Word.RawValue == String {
        values[key]?.text.flatMap(Word.init(rawValue:))
    }

    /// What the agent is and knows.
    private func applyAgent(to settings: inout Settings) {
        func flag(_ key: SettingKey, _ member: inout Bool) { member = values[key]?.flag ?? member }
        settings.roleModels = roleModels()
        applyCalls(to: &settings.calls)
        settings.mode = word(.mode) ?? settings.mode
        settings.fallback = word(.fallback) ?? settings.fallback
        settings.humanGate = word(.humanGate) ?? settings.humanGate
        settings.actionProtocol = word(.actionProtocol) ?? settings.actionProtocol
        settings.agentType = word(.agentType) ?? settings.agentType
        settings.approve = word(.approve) ?? settings.approve
        flag(.allowInterruption, &settings.allowsInterruption)
        settings.compaction = word(.compaction) ?? settings.compaction
        settings.summariseOverBytes = values[.summariseOverBytes]?.count ?? settings.summariseOverBytes
        flag(.contextSystem, &settings.context.system)
        flag(.contextHistory, &settings.context.history)
        flag(.contextMemory, &settings.context.memory)
        flag(.contextKnowledge, &settings.context.knowledge)
        flag(.memoryWrite, &settings.writesMemory)
        settings.knowledgeFiles = values[.knowledgeFiles]?.list ?? settings.knowledgeFiles
        settings.knowledgeWait = values[.knowledgeWait]?.duration ?? settings.knowledgeWait
        flag(.keepBackground, &settings.keepsBackground)
        flag(.dangerGuard, &settings.guardsDanger)
        flag(.subAgents, &settings.hasSubAgents)
        settings.agents = values[.agents]?.agents ?? settings.agents
        settings.hooks = values[.hooks]?.hooks ?? settings.hooks
        settings.hookTimeout = values[.hookTimeout]?.duration ?? settings.hookTimeout
    }

    private func limits() -> RunLimits {
        var limits = RunLimits(
            maxTokens: values[.maxTokens]?.count, maxOutputTokens: values[.maxOutputTokens]?.count, timeout: values[.timeout]?.duration)
        limits.toolTimeout = values[.toolTimeout]?.duration
        limits.maxRetryWait = values[.maxRetryWait]?.duration ?? limits.maxRetryWait
        let counts: [(SettingKey, WritableKeyPath<RunLimits, Int>)] = [
            (.maxIterations, \.maxIterations), (.maxFailures, \.maxFailures), (.maxParallelCalls, \.maxParallelCalls),
            (.toolOutputBytes, \.toolOutputBytes), (.todoReminderRounds, \.todoReminderRounds), (.contextTokens, \.contextTokens),
            (.compactPercent, \.compactPercent), (.guardWarnings, \.guardWarnings), (.guardHalts, \.guardHalts),
            (.maxAttempts, \.maxAttempts), (.maxSteps, \.maxSteps), (.maxReflections, \.maxReflections),
        ]
        for (key, path) in counts { if let count = values[key]?.count { limits[keyPath: path] = count } }
        return limits
    }

    private func roleModels() -> RoleModels {
        var models = RoleModels()
        models.decide = values[.decideModel]?.text
        models.execute = values[.executeModel]?.text
        models.review = values[.reviewModel]?.text
        models.plan = values[.planModel]?.text
        models.evaluate = values[.evaluateModel]?.text
        models.critic = values[.criticModel]?.text
        models.summarise = values[.summariseModel]?.text
        return models
    }

    /// How models are asked.
    private func applyCalls(to calls: inout ModelCallSettings) {
        calls.effort = word(.reasoningEffort)
        calls.streams = values[.stream]?.flag ?? calls.streams
        calls.cachesPrompts = values[.promptCache]?.flag ?? calls.cachesPrompts
        calls.extraBody = values[.extraBody]?.object
        calls.connectTimeout = values[.connectTimeout]?.duration ?? calls.connectTimeout
        calls.firstByteTimeout = values[.firstByteTimeout]?.duration ?? calls.firstByteTimeout
        calls.silenceTimeout = values[.silenceTimeout]?.duration ?? calls.silenceTimeout
        calls.callTimeout = values[.callTimeout]?.duration ?? calls.callTimeout
    }
}
