public import Tools

/// An agent that may work for a run: what it is for, how it works, and what it may use (001-63, 002-08).
public struct AgentProfile: Sendable, Equatable {
    public var name: String
    /// When to take it, in a line; told to the model that chooses.
    public var description: String
    /// How it works, for its own model; may be empty.
    public var instructions: String
    /// Nil for the model of the run that asks.
    public var model: String?
    /// The tools it has, of those that the run has; nil for all of them.
    public var tools: [String]?
    /// Whether it is offered nothing that changes files or runs programs.
    public var readsOnly: Bool
    /// Rounds at most; nil for as many as the run that asks may have.
    public var maxIterations: Int?
    /// Tokens at most, and never more than the run that asks has left.
    public var maxTokens: Int?
    /// Time at most, and never more than the run that asks has left.
    public var timeout: Duration?

    public init(
        name: String, description: String, instructions: String = "", model: String? = nil, tools: [String]? = nil, readsOnly: Bool = false,
        maxIterations: Int? = nil, maxTokens: Int? = nil, timeout: Duration? = nil
    ) {
        self.name = name
        self.description = description
        self.instructions = instructions
        self.model = model
        self.tools = tools
        self.readsOnly = readsOnly
        self.maxIterations = maxIterations
        self.maxTokens = maxTokens
        self.timeout = timeout
    }

    /// Does anything, with all tools and the run's model.
    public static let general = AgentProfile(
        name: "general", description: "Does any part of the work by itself: reads, changes files, runs commands.")

    /// Looks things up and changes nothing.
    public static let reader = AgentProfile(
        name: "reader", description: "Reads and searches, and reports; it cannot change files or run commands.",
        instructions: "You find things out and report them. Name the files and lines that you rely on.", readsOnly: true)

    /// The agents that are always there, in the order a model is told of them.
    public static let builtIn: [AgentProfile] = [general, reader]

    /// The tool that has one of these agents work, as a model is told of it.
    public static func toolSpec(_ profiles: [AgentProfile]) -> ToolSpec { RunAgent.spec(profiles) }

    /// How deep agents may have agents work for them: 1 is an agent of the run that a person began.
    public static let greatestDepth = 3
}
