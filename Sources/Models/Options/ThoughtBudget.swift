extension ReasoningEffort {
    /// Tokens of thought, for formats that count them; nil for none.
    var budgetTokens: Int? {
        switch self {
        case .off: nil
        case .minimal: 1024
        case .low: 4096
        case .medium: 8192
        case .high: 16_000
        case .veryHigh: 32_000
        case .most: 60_000
        }
    }
}
