/// How much a model thinks before it answers, as the providers' own scales name it.
public enum ReasoningEffort: String, Sendable, CaseIterable {
    /// It does not think, where it can be told so.
    case none
    case minimal, low, medium, high, xhigh, max

    /// Tokens of thought, for formats that count them; nil for none.
    var budgetTokens: Int? {
        switch self {
        case .none: nil
        case .minimal: 1024
        case .low: 4096
        case .medium: 8192
        case .high: 16_000
        case .xhigh: 32_000
        case .max: 60_000
        }
    }
}
