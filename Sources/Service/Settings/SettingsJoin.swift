internal import Engine
internal import Events

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
    mutating func narrow(by layer: SettingsLayer) {
        for (key, value) in layer.values {
            switch key {
            case .theme: set(key, value, layer.origin)
            case .approve:
                let order = ["none", "ask", "edits", "all"]
                let now = values[.approve]?.text ?? ApprovePolicy.ask.rawValue
                guard let asked = value.text, (order.firstIndex(of: asked) ?? 9) < (order.firstIndex(of: now) ?? 0) else { continue }
                set(key, value, layer.origin)
            case .timeout:
                guard let asked = value.duration, values[key]?.duration.map({ asked < $0 }) ?? true else { continue }
                set(key, value, layer.origin)
            default:
                let builtIn = [SettingKey.maxIterations: RunLimits().maxIterations, .maxFailures: RunLimits().maxFailures]
                guard let asked = value.count, (values[key]?.count ?? builtIn[key]).map({ asked < $0 }) ?? true else { continue }
                set(key, value, layer.origin)
            }
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
        settings.model = values[.model]?.text
        settings.mode = values[.mode]?.text.flatMap(RunMode.init(rawValue:)) ?? .loop
        settings.approve = values[.approve]?.text.flatMap(ApprovePolicy.init(rawValue:)) ?? .ask
        settings.theme = values[.theme]?.text
        settings.color = values[.color]?.text.flatMap(ColorSetting.init(rawValue:)) ?? .auto
        settings.ascii = values[.ascii]?.flag ?? false
        settings.sync = values[.sync]?.flag ?? true
        settings.origins = origins
        let builtIn = RunLimits()
        settings.limits = RunLimits(
            maxIterations: values[.maxIterations]?.count ?? builtIn.maxIterations, maxTokens: values[.maxTokens]?.count,
            maxOutputTokens: values[.maxOutputTokens]?.count, maxFailures: values[.maxFailures]?.count ?? builtIn.maxFailures,
            timeout: values[.timeout]?.duration)
        chooseProvider(&settings, environment)
        return settings
    }

    /// The provider that is named, or the one that the other settings ask for.
    private func chooseProvider(_ settings: inout Settings, _ environment: [String: String]) {
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        settings.provider = values[.provider]?.text ?? (settings.scriptPath == nil ? nil : "scripted")
        settings.baseURL = values[.baseURL]?.text
        settings.apiKey = values[.apiKey]?.text.map { Secret($0) }
        guard settings.provider == nil || settings.provider == "openai" else { return }
        // A key made for one place is never sent to another: OPENAI_API_KEY goes only where OPENAI_BASE_URL says, or to the vendor itself.
        if settings.baseURL == nil {
            settings.baseURL = variable("OPENAI_BASE_URL")
            if settings.apiKey == nil { settings.apiKey = variable("OPENAI_API_KEY").map { Secret($0) } }
        }
        if settings.provider == nil, settings.baseURL != nil || settings.apiKey != nil { settings.provider = "openai" }
    }
}
