/// How many colours are used.
public enum ColorSetting: String, Sendable, CaseIterable {
    /// What the terminal says it has.
    case auto
    case never
    case ansi8 = "8"
    case ansi16 = "16"
    case indexed256 = "256"
}

/// How the model says which tools it calls.
public enum ProtocolSetting: String, Sendable, CaseIterable {
    /// Native where the model has it.
    case auto
    /// The provider's own form of tool calls.
    case native
    /// A JSON object in the text of the answer.
    case json
}

/// What an agent may be (001-16).
public enum AgentTypeSetting: String, Sendable, CaseIterable {
    /// Has every tool.
    case general
    /// Only reads.
    case reader
}

/// Who shortens a context that became too long (001-62).
public enum CompactionSetting: String, Sendable, CaseIterable {
    case model
    /// Made of the events, without a model.
    case rules
}

/// Which parts the context is built of (000-18).
public struct ContextSources: Sendable, Equatable {
    /// False leaves only a minimal prompt.
    public var system = true
    /// What earlier runs of this conversation said.
    public var history = true
    public var memory = true
    public var knowledge = true

    public init() {}
}
