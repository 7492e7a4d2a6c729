/// What model calls cost, and how much of what they read came from the provider's cache (W-23).
///
/// What a provider does not tell is not counted as nothing: it makes the cost a lower bound and leaves the call out of the cache's share.
public struct Spending: Sendable, Equatable {
    /// Sum of the known costs in dollars, nil when none is known.
    public var cost: Double?
    /// Calls that may have cost something nobody knows: the true cost is `cost` or more.
    public var unpricedCalls = 0
    /// Input tokens of the calls that told how many came from the cache, nil when none did.
    public var comparedTokens: Int?
    /// The part of `comparedTokens` that came from the cache.
    public var cachedTokens = 0

    public init() {}

    /// True when the cost is more than what is known of it.
    public var isPartial: Bool { cost != nil && unpricedCalls > 0 }

    /// The cache's share of what was read, from 0 to 1; nil when it cannot be told.
    public var cachedShare: Double? {
        guard let comparedTokens, comparedTokens > 0 else { return nil }
        return min(1, max(0, Double(cachedTokens) / Double(comparedTokens)))
    }

    public mutating func count(_ call: ModelCallFinished) {
        if let known = call.cost {
            cost = (cost ?? 0) + known
        } else {
            unpricedCalls &+= 1
        }
        guard let cached = call.usage.cachedInputTokens, let input = call.usage.inputTokens else { return }
        comparedTokens = (comparedTokens ?? 0) &+ input
        cachedTokens &+= cached
    }

    /// What an agent cost; an agent that used nothing cost nothing.
    public mutating func count(_ agent: SubAgentFinished) {
        if let known = agent.cost {
            cost = (cost ?? 0) + known
        } else if agent.inputTokens > 0 || agent.outputTokens > 0 {
            unpricedCalls &+= 1
        }
    }

    /// A call that broke off after it had begun to answer: providers may charge for it, and do not say how much.
    public mutating func countBroken() { unpricedCalls &+= 1 }
}
