public import Engine
public import Events
public import Models
internal import Observe
public import Tools

/// Everything that can be set, joined from all places: built in < user's file < workspace's file (may only narrow) < environment < options.
public struct Settings: Sendable {
    /// `openai`, `scripted` …; nil when none is configured.
    public var provider: String?
    /// Nil for the provider's own.
    public var baseURL: String?
    /// The provider's keys in the order they are used; empty for none.
    public var apiKeys: [Secret] = []
    /// Nil when none is chosen; a script needs none.
    public var model: String?
    public var roleModels = RoleModels()
    public var calls = ModelCallSettings()
    /// The list of the user's file, as it stands there.
    public var endpoints: [EndpointSetting] = []
    /// Who is asked when the provider fails, in this order.
    public var fallbacks: [EndpointSetting] = []
    /// The providers that the user's file adds.
    public var providers: [ProviderProfile] = []
    /// The environment variable that a provider's key is in, by the provider's id, where one is set.
    public var keyVariables: [String: String] = [:]
    /// What the user knows of models, over the catalogue.
    public var models: [ModelSetting] = []
    /// Whether a server of this machine is looked for when no provider is configured.
    public var discovers = true
    /// The server of this machine that was found and is used; nil when none was looked for or found.
    public var foundServer: FoundServer?
    /// The file of the scripted provider.
    public var scriptPath: String?
    /// Set while a demo is played; its script is used then.
    public var demo: String?
    /// Absolute.
    public var workspacePath: String
    public var mode: RunMode = .loop
    public var fallback = FallbackPolicy.none
    public var humanGate = HumanGateSetting.high
    public var actionProtocol: ToolProtocol = .auto
    public var agentType: AgentType = .general
    public var approve: ApprovePolicy = .ask
    /// Whether the agent may stop to ask a person (001-16).
    public var allowsInterruption = true
    public var limits = RunLimits()
    public var compaction: CompactionMethod = .model
    /// Bytes of a tool's output from which the model that summarises sums it up (003-19); 0 never.
    public var summariseOverBytes = 65_536
    public var context = ContextSources()
    /// Whether something is remembered when a run ends (000-21).
    public var writesMemory = true
    /// Files of the workspace to look things up in (000-22), as they were written: relative to the workspace.
    public var knowledgeFiles: [String] = []
    /// How long the first round waits for history, memory and knowledge; what comes later is heard later.
    public var knowledgeWait = Duration.milliseconds(300)
    /// Whether background commands outlive the run that started them.
    public var keepsBackground = false
    /// Whether a command that looks dangerous is asked for also under `approve: all` (001-37).
    public var guardsDanger = true
    /// Whether agents may work for a run (001-63).
    public var hasSubAgents = true
    /// The agents of the user's file; one that has the name of a built-in one takes its place.
    public var agents: [AgentProfile] = []
    /// In the order they are told and asked; only the user's own file has any.
    public var hooks: [HookSetting] = []
    /// Time of one call of a hook that has no time of its own.
    public var hookTimeout = HookPipeline.timeLimit
    /// Nil for the one that fits the terminal.
    public var theme: String?
    public var color: ColorSetting = .auto
    public var ascii = false
    /// False leaves out the marks of synchronised output around frames, for terminals that freeze on them.
    ///
    /// What is kept is always synced.
    public var sync = true
    public var storePath: String
    /// False when the store's place was chosen; its folder must then be there.
    public var storePlaceIsBuiltIn = true
    /// Nil writes no log.
    public var logPath: String?
    /// Where the user's themes and settings are; nil without a home.
    public var configFolder: String?
    /// Where each setting that is not built in came from: a file, `environment` or `options`.
    public var origins: [SettingKey: String] = [:]
    /// What would hold if nobody had said anything, as a file would say it.
    var builtIn: [SettingKey: JSON] = [:]

    /// Reads and joins all settings.
    ///
    /// - Parameters:
    ///   - options: what the command line says, by setting.
    ///   - configFile: the file of `--config`, which must be there; nil for the usual place.
    ///   - workingFolder: absolute; where relative paths begin.
    /// - Throws: `ServiceError` with the place, the setting and what to do.
    public static func load(
        environment: [String: String], options: [SettingKey: String] = [:], configFile: String? = nil, workingFolder: String
    ) throws(ServiceError) -> Settings {
        let folders = UserFolders(environment: environment)
        let fromOptions = try SettingsLayer(options: options)
        let fromEnvironment = try SettingsLayer(environment: environment)
        let given = fromOptions.values[.workspace] ?? fromEnvironment.values[.workspace]
        let workspace = absolute(given?.text ?? workingFolder, workingFolder)
        var plain = Settings(workspacePath: workingFolder, storePath: folders.data.map { $0 + "/lathe.db" } ?? "")
        plain.logPath = folders.state.map { $0 + "/lathe.log" }
        let builtIn = Dictionary(uniqueKeysWithValues: SettingKey.allCases.map { ($0, plain.value(of: $0)) })
        var join = SettingsJoin()
        if let path = configFile.map({ absolute($0, workingFolder) }) ?? folders.config.map({ $0 + "/config.json5" }) {
            if let bytes = try SettingsFile.read(path) {
                join.take(try SettingsLayer(file: path, bytes, isOfWorkspace: false))
            } else if configFile != nil {
                throw ServiceError(.settings, "\(path) is not there; name an existing file with --config")
            }
        }
        let workspaceFile = workspace + "/.lathe/config.json5"
        if let bytes = try SettingsFile.read(workspaceFile) {
            join.narrow(by: try SettingsLayer(file: workspaceFile, bytes, isOfWorkspace: true), over: builtIn)
        }
        join.take(fromEnvironment)
        join.take(fromOptions)
        var settings = try join.settings(environment: environment, folders: folders, workspace: workspace, workingFolder: workingFolder)
        settings.builtIn = builtIn
        return settings
    }

    static func absolute(_ path: String, _ folder: String) -> String {
        if path.hasPrefix("/") { return path }
        return path == "." ? folder : (folder == "/" ? "" : folder) + "/" + path
    }
}
