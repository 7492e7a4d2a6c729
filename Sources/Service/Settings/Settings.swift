public import Engine
public import Events

/// Everything that can be set, joined from all places: built in < user's file < workspace's file (may only narrow) < environment < options.
public struct Settings: Sendable {
    /// `openai`, `scripted` …; nil when none is configured.
    public var provider: String?
    /// Nil for the provider's own.
    public var baseURL: String?
    public var apiKey: Secret?
    /// Nil when none is chosen; a script needs none.
    public var model: String?
    /// The file of the scripted provider.
    public var scriptPath: String?
    /// Set while a demo is played; its script is used then.
    public var demo: String?
    /// Absolute.
    public var workspacePath: String
    public var mode: RunMode = .loop
    public var approve: ApprovePolicy = .ask
    public var limits = RunLimits()
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
        let workspace = absolute(fromOptions.values[.workspace]?.text ?? workingFolder, workingFolder)
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
            join.narrow(by: try SettingsLayer(file: workspaceFile, bytes, isOfWorkspace: true))
        }
        join.take(try SettingsLayer(environment: environment))
        join.take(fromOptions)
        return try join.settings(environment: environment, folders: folders, workspace: workspace, workingFolder: workingFolder)
    }

    static func absolute(_ path: String, _ folder: String) -> String {
        if path.hasPrefix("/") { return path }
        return path == "." ? folder : (folder == "/" ? "" : folder) + "/" + path
    }
}
