import Service

/// One option of a command.
struct OptionSpec {
    /// Without the hyphens.
    let name: String
    /// What stands for the value in the help; nil for a flag.
    let value: String?
    let help: String
    /// The setting it gives, if it is one.
    var setting: SettingKey?

    static func flag(_ name: String, _ help: String) -> OptionSpec { OptionSpec(name: name, value: nil, help: help) }

    static func value(_ name: String, _ value: String, _ help: String) -> OptionSpec { OptionSpec(name: name, value: value, help: help) }

    static func setting(_ key: SettingKey, _ value: String, _ help: String) -> OptionSpec {
        OptionSpec(name: key.rawValue.replacing("_", with: "-"), value: value, help: help, setting: key)
    }

    /// What every command that opens the store takes.
    static let storing: [OptionSpec] = [
        .setting(.store, "FILE", "keep runs in this file"),
        .value("config", "FILE", "read settings from this file"),
    ]

    /// What a run can be told.
    static let running: [OptionSpec] =
        [
            .setting(.provider, "NAME", "openai or scripted"),
            .setting(.baseURL, "URL", "where the provider is, such as http://127.0.0.1:8080/v1"),
            .setting(.model, "NAME", "the model"),
            .setting(.script, "FILE", "the script of the scripted provider"),
            .setting(.workspace, "DIR", "the folder to work in; this one if left out"),
            .setting(.approve, "WORD", "ask, edits, all or none: what needs no yes"),
            .setting(.maxIterations, "N", "rounds at most"),
            .setting(.maxTokens, "N", "tokens of the whole run at most"),
            .setting(.maxOutputTokens, "N", "tokens of one answer at most"),
            .setting(.maxFailures, "N", "failed rounds in a row at most"),
            .setting(.timeout, "TIME", "time at most, such as 90s or 5m"),
            .setting(.mode, "WORD", "loop; pipeline is not built yet"),
            .flag("force-pipeline", "not built yet"),
        ] + storing

    /// What the taking up of a run can be told; all else is as the run began.
    static let answering: [OptionSpec] =
        [.setting(.baseURL, "URL", "where the provider is now"), .setting(.script, "FILE", "the script of the scripted provider")] + storing

    /// How it looks.
    static let looking: [OptionSpec] = [.setting(.theme, "NAME", "the colours")]
}
