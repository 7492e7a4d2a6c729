internal import Engine
internal import Events
internal import Models
internal import Tools

/// Joins layers of settings, later over earlier.
struct SettingsJoin {
    private var values: [SettingKey: SettingValue] = [:]
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
        chooseProvider(&settings, environment)
        return settings
    }

    private func word<Word: RawRepresentable>(_ key: SettingKey) -> Word? where Word.RawValue == String {
        values[key]?.text.flatMap(Word.init(rawValue:))
    }

    /// What the agent is and knows.
    private func applyAgent(to settings: inout Settings) {
        func flag(_ key: SettingKey, _ member: inout Bool) { member = values[key]?.flag ?? member }
        settings.model = values[.model]?.text
        settings.mode = word(.mode) ?? settings.mode
        settings.actionProtocol = word(.actionProtocol) ?? settings.actionProtocol
        settings.agentType = word(.agentType) ?? settings.agentType
        settings.approve = word(.approve) ?? settings.approve
        flag(.allowInterruption, &settings.allowsInterruption)
        settings.compaction = word(.compaction) ?? settings.compaction
        settings.summariseModel = values[.summariseModel]?.text
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
        settings.hooks = values[.hooks]?.hooks ?? settings.hooks
        settings.hookTimeout = values[.hookTimeout]?.duration ?? settings.hookTimeout
    }

    private func limits() -> RunLimits {
        var limits = RunLimits(
            maxTokens: values[.maxTokens]?.count, maxOutputTokens: values[.maxOutputTokens]?.count, timeout: values[.timeout]?.duration)
        limits.toolTimeout = values[.toolTimeout]?.duration
        let counts: [(SettingKey, WritableKeyPath<RunLimits, Int>)] = [
            (.maxIterations, \.maxIterations), (.maxFailures, \.maxFailures), (.maxParallelCalls, \.maxParallelCalls),
            (.toolOutputBytes, \.toolOutputBytes), (.todoReminderRounds, \.todoReminderRounds), (.contextTokens, \.contextTokens),
            (.compactPercent, \.compactPercent), (.guardWarnings, \.guardWarnings), (.guardHalts, \.guardHalts),
        ]
        for (key, path) in counts { if let count = values[key]?.count { limits[keyPath: path] = count } }
        return limits
    }

    /// The provider that is named, or the one that the other settings ask for.
    private func chooseProvider(_ settings: inout Settings, _ environment: [String: String]) {
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        settings.provider = values[.provider]?.text
        if settings.provider == nil, settings.scriptPath != nil {
            settings.provider = "scripted"
            settings.origins[.provider] = "follows from script"
        }
        settings.baseURL = values[.baseURL]?.text
        settings.apiKey = values[.apiKey]?.text.map { Secret($0) }
        guard settings.provider == nil || settings.provider == "openai" else { return }
        // A key made for one place is never sent to another: OPENAI_API_KEY goes only where OPENAI_BASE_URL says, or to the vendor itself.
        if settings.baseURL == nil {
            settings.baseURL = variable("OPENAI_BASE_URL")
            if settings.baseURL != nil { settings.origins[.baseURL] = "environment" }
            if settings.apiKey == nil, let key = variable("OPENAI_API_KEY") {
                settings.apiKey = Secret(key)
                settings.origins[.apiKey] = "environment"
            }
        }
        if settings.provider == nil, settings.baseURL != nil || settings.apiKey != nil {
            settings.provider = "openai"
            settings.origins[.provider] = "follows from \(settings.baseURL == nil ? "api_key" : "base_url")"
        }
    }
}
