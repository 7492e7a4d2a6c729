public import Events

/// What a run needs of its surroundings to have other agents work for it (001-63).
///
/// Any thread.
public protocol AgentHost: Sendable {
    /// What a run of this agent is made of; everything in it is its own, as of any run.
    ///
    /// `events` are those of a run that is taken up; empty for a new one.
    func staff(_ profile: AgentProfile, after events: [RunEvent]) throws -> AgentStaff
    /// Makes this process the one that drives a run which was left.
    func claim(_ runID: String) throws
    /// The run begins: from now on faces reach it by its id.
    func began(_ run: Run)
    /// The run ended or was left.
    func ended(_ run: Run, _ outcome: RunOutcome)
}

/// What a run of an agent is made of.
public struct AgentStaff: Sendable {
    public var parts: RunParts
    public var model: String
    /// The provider's id word.
    public var provider: String
    /// The window of its model in tokens, and whether that is only assumed.
    public var contextTokens: Int
    public var contextAssumed: Bool

    public init(parts: RunParts, model: String, provider: String, contextTokens: Int, contextAssumed: Bool = false) {
        self.parts = parts
        self.model = model
        self.provider = provider
        self.contextTokens = contextTokens
        self.contextAssumed = contextAssumed
    }
}
