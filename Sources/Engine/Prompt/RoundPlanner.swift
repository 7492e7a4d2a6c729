internal import Events
internal import Models
internal import Synchronization
internal import Tools

/// What the model is told in one round beside the conversation.
struct RoundPlan: Sendable {
    let prompt: SystemPrompt
    let tools: [ToolDescription]
    let offered: Set<String>
    /// Of the tools as they are sent.
    let toolBytes: Int
}

/// Chooses the tools of each round and builds the prompt for them (001-15, 001-17).
///
/// The same tools give the same bytes, so that a provider's cache holds from round to round.
final class RoundPlanner: Sendable {
    private let request: RunRequest
    private let specs: [ToolSpec]
    private let startedAtMilliseconds: Int64
    private let newest = Mutex<(names: [String], plan: RoundPlan)?>(nil)

    /// `startedAtMilliseconds` is of `run_started`.
    init(request: RunRequest, specs: [ToolSpec], startedAtMilliseconds: Int64) {
        self.request = request
        self.specs = specs
        self.startedAtMilliseconds = startedAtMilliseconds
    }

    /// `usagePercentage` is how full the context is.
    func plan(usagePercentage: Int, limits: RunLimits) -> RoundPlan {
        var capabilities = request.capabilities
        capabilities.memoryUsagePercentage = limits.compactPercent == 0 ? -1 : usagePercentage
        capabilities.compressionThresholdPercentage = limits.compactPercent
        let chosen = ToolPlanner.plan(specs, for: capabilities)
        let names = chosen.map(\.name)
        return newest.withLock { newest in
            if let newest, newest.names == names { return newest.plan }
            let builder = PromptBuilder(request: request, specs: chosen, startedAtMilliseconds: startedAtMilliseconds)
            let tools = builder.tools
            let bytes = tools.reduce(0) { $0 + $1.name.utf8.count + $1.description.utf8.count + $1.parameters.bytes.count }
            let plan = RoundPlan(prompt: builder.build(), tools: tools, offered: Set(names), toolBytes: bytes)
            newest = (names, plan)
            return plan
        }
    }
}
