internal import Events
internal import Tools

/// What a router sees of a run: facts, copied; there is nothing in it that could change the run (002-07).
public struct RunView: Sendable, Equatable {
    /// An agent that may be chosen.
    public struct Agent: Sendable, Equatable {
        public let name: String
        public let description: String
        public let readsOnly: Bool
    }

    /// In the order of the settings.
    public let agents: [Agent]
    public let prompt: String
    public let iteration: Int
    public let filesChanged: [String]
    public let openTodos: [String]
    /// Whether the run may change anything at all.
    public let mayChange: Bool
    /// How deep the agent would be.
    public let depth: Int
    /// Nil for no budget.
    public let tokensLeft: Int?

    public init(
        agents: [Agent], prompt: String, iteration: Int = 0, filesChanged: [String] = [], openTodos: [String] = [], mayChange: Bool = true,
        depth: Int = 1, tokensLeft: Int? = nil
    ) {
        self.agents = agents
        self.prompt = prompt
        self.iteration = iteration
        self.filesChanged = filesChanged
        self.openTodos = openTodos
        self.mayChange = mayChange
        self.depth = depth
        self.tokensLeft = tokensLeft
    }

    init(_ context: RunContext, request: RunRequest, agents: [AgentProfile], tokensLeft: Int?) {
        self.init(
            agents: agents.map { Agent(name: $0.name, description: $0.description, readsOnly: $0.readsOnly) }, prompt: request.prompt,
            iteration: context.iteration, filesChanged: context.filesChanged, openTodos: context.todos.unfinished.map(\.text),
            mayChange: request.approve != .none && request.capabilities.agentType == .general, depth: request.depth + 1,
            tokensLeft: tokensLeft)
    }
}
