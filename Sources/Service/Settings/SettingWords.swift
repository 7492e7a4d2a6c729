/// How many colours are used.
public enum ColorSetting: String, Sendable, CaseIterable {
    /// What the terminal says it has.
    case auto
    case never
    case ansi8 = "8"
    case ansi16 = "16"
    case indexed256 = "256"
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
