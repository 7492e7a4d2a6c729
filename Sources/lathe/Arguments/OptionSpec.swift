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
    /// Whether it also takes `both`.
    var takesBoth = false

    static func flag(_ name: String, _ help: String) -> OptionSpec { OptionSpec(name: name, value: nil, help: help) }

    static func value(_ name: String, _ value: String, _ help: String) -> OptionSpec { OptionSpec(name: name, value: value, help: help) }

    /// The option of a setting, in the setting's own words.
    static func setting(_ key: SettingKey) -> OptionSpec {
        OptionSpec(name: key.rawValue.replacing("_", with: "-"), value: key.placeholder, help: key.summary, setting: key)
    }

    /// What every command that opens the store takes.
    static let storing: [OptionSpec] = [.setting(.store), .value("config", "FILE", "read settings from this file")]

    /// What a run can be told: every setting but those of the screen and the places of files.
    static let running: [OptionSpec] =
        SettingKey.allCases.filter { $0.isForOption && ![.theme, .color, .ascii, .sync, .store, .log].contains($0) }.map { .setting($0) }
        + [OptionSpec.forcePipeline] + storing

    static let forcePipeline = OptionSpec.flag("force-pipeline", "run this one as a pipeline, whatever the settings say")

    /// The word of `--mode` that is no mode of a run: the task is done both ways.
    static let both = "both"

    /// `--mode` where it also takes `both`.
    static let bothWays = OptionSpec(
        name: "mode", value: "loop|pipeline|both", help: SettingKey.mode.summary + "; both: in two copies of the workspace, compared",
        setting: .mode,
        takesBoth: true)

    /// What the comparison of two ways can be told.
    static let comparing: [OptionSpec] = [
        .value("expect", "JSON|TEXT", "with --mode both: what the result must be, as rules or as a text for a model"),
        .flag("keep", "with --mode both: keep the copies of the workspace"),
    ]

    /// What the taking up of a run can be told; all else is as the run began.
    static let answering: [OptionSpec] =
        [.setting(.baseURL), .setting(.script)] + storing

    /// How it looks.
    static let looking: [OptionSpec] = [.setting(.theme)]

    /// Every setting, for those who ask about them.
    static let settings: [OptionSpec] =
        SettingKey.allCases.filter { $0.isForOption && $0 != .store }.map { .setting($0) } + storing
}
