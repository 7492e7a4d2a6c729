/// Every setting, in the order it is explained.
///
/// In a file its name is the raw value, as an option `--raw-value` with hyphens.
public enum SettingKey: String, Sendable, CaseIterable {
    case provider
    case baseURL = "base_url"
    case apiKey = "api_key"
    case model
    case script
    case workspace
    case mode
    case approve
    case maxIterations = "max_iterations"
    case maxTokens = "max_tokens"
    case maxOutputTokens = "max_output_tokens"
    case maxFailures = "max_failures"
    case timeout
    case theme
    case color
    case ascii
    case sync
    case store
    case log

    enum Kind {
        case text
        case path
        case word([String])
        case count(ClosedRange<Int>)
        case duration
        case flag
    }

    var kind: Kind {
        switch self {
        case .provider, .baseURL, .apiKey, .model, .theme: .text
        case .script, .workspace, .store, .log: .path
        case .mode: .word(["loop", "pipeline"])
        case .approve: .word(["ask", "edits", "all", "none"])
        case .color: .word(ColorSetting.allCases.map(\.rawValue))
        case .maxIterations: .count(1...1_000_000)
        case .maxTokens, .maxOutputTokens: .count(1...1_000_000_000)
        case .maxFailures: .count(1...1_000)
        case .timeout: .duration
        case .ascii, .sync: .flag
        }
    }

    /// Environment variables that set it; the first that is set counts.
    var variables: [String] {
        switch self {
        case .provider: ["LATHE_PROVIDER"]
        case .baseURL: ["LATHE_BASE_URL"]
        case .apiKey: ["LATHE_API_KEY"]
        case .model: ["LATHE_MODEL"]
        case .store: ["LATHE_STORE"]
        case .theme: ["LATHE_THEME"]
        case .color: ["LATHE_COLOR"]
        case .ascii: ["LATHE_ASCII"]
        case .sync: ["LATHE_SYNC"]
        default: []
        }
    }

    /// Whether the user's file may set it.
    var isForUserFile: Bool { ![.workspace, .script].contains(self) }

    /// Whether the file of a workspace, which anybody may have written, can say anything about it.
    var isForWorkspaceFile: Bool {
        [.approve, .maxIterations, .maxTokens, .maxOutputTokens, .maxFailures, .timeout, .theme].contains(self)
    }

    /// Whether an option may set it; a key in an argument could be read by every user of the machine.
    var isForOption: Bool { self != .apiKey }
}

/// How many colours are used.
public enum ColorSetting: String, Sendable, CaseIterable {
    /// What the terminal says it has.
    case auto
    case never
    case ansi8 = "8"
    case ansi16 = "16"
    case indexed256 = "256"
}
