/// What a tool needs to be of use (001-16).
public enum ToolNeed: String, Sendable, CaseIterable {
    /// Somebody may be asked.
    case interruption
    /// There is a workspace.
    case workspace
    /// The agent may change things.
    case changes
    case subAgents
    case documents
    case workflows
    /// The context is nearly full.
    case fullMemory
}

/// What kind of work an agent does.
public enum AgentType: String, Sendable, CaseIterable {
    /// Reads, changes and runs.
    case general
    /// Reads only: tools that change files or run programs are not offered.
    case reader
}

/// What is there for an agent to use (001-16).
public struct AgentCapabilities: Sendable, Equatable {
    /// Somebody may be asked while the run goes on.
    public var allowInterruption = true
    public var useWorkspace = true
    public var agentType = AgentType.general
    public var hasSubAgents = false
    public var enableDocumentTools = false
    public var enableWorkflowTools = false
    /// How full the context is, in percent.
    public var memoryUsagePercentage = 0
    /// From here on the model may compress it (001-17).
    public var compressionThresholdPercentage = 80

    public init() {}

    var offered: Set<ToolNeed> {
        var offered: Set<ToolNeed> = []
        if allowInterruption { offered.insert(.interruption) }
        if useWorkspace { offered.insert(.workspace) }
        if agentType == .general { offered.insert(.changes) }
        if hasSubAgents { offered.insert(.subAgents) }
        if enableDocumentTools { offered.insert(.documents) }
        if enableWorkflowTools { offered.insert(.workflows) }
        if memoryUsagePercentage >= compressionThresholdPercentage { offered.insert(.fullMemory) }
        return offered
    }
}

/// Chooses the tools of one round from what is there (001-15).
public enum ToolPlanner {
    /// The tools that have all they need, in their order: the same capabilities give the same list, so that a provider's cache holds.
    public static func plan(_ specs: [ToolSpec], for capabilities: AgentCapabilities) -> [ToolSpec] {
        let offered = capabilities.offered
        return specs.filter { $0.needs.isSubset(of: offered) }
    }
}
