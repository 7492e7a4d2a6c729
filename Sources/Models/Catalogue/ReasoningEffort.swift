/// How much a model thinks before it answers; each format has its own way to say it.
public enum ReasoningEffort: String, Sendable, CaseIterable {
    case off = "none"
    case minimal
    case low
    case medium
    case high
    case veryHigh = "xhigh"
    case most = "max"
}
