public import Events
public import Host

/// What a tool is: its name, its manual, what it takes and what it does to the world (001-07…10).
public struct ToolSpec: Sendable {
    /// The canonical name, snake_case.
    public var name: String
    /// Other names the model may use, such as those of document 001.
    public var aliases: [String]
    /// The manual the model reads: when to use it, its limits, an example.
    public var manual: String
    /// JSON Schema (2020-12) of the arguments: an object.
    public var parameters: JSON
    /// The most the tool may do; what a call really does is `Tool.effects(of:)`.
    public var effects: [ToolEffect]
    /// A call that takes longer is stopped and answered with `tool_timeout`.
    ///
    /// Nil means the tool keeps its own time.
    public var timeLimit: Duration?

    public init(
        name: String, aliases: [String] = [], manual: String, parameters: JSON, effects: [ToolEffect], timeLimit: Duration? = .seconds(30)
    ) {
        self.name = name
        self.aliases = aliases
        self.manual = manual
        self.parameters = parameters
        self.effects = effects
        self.timeLimit = timeLimit
    }
}

/// What an agent can do (004-100).
///
/// Laws: `run` may throw, and what it throws becomes a result the model can read; it stops soon after its task is cancelled; it touches the world only through `context`.
public protocol Tool: Sendable {
    var spec: ToolSpec { get }
    /// What a call with these (valid) arguments would do. Reading and control are free, the rest asks first.
    func effects(of arguments: JSONObject) -> [ToolEffect]
    /// The arguments in one line, for a card: the path, the pattern, the command.
    func summary(of arguments: JSONObject) -> String
    /// Runs one call. The arguments satisfy `spec.parameters`.
    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult
}

extension Tool {
    public func effects(of arguments: JSONObject) -> [ToolEffect] { spec.effects }
}

/// What a call may touch.
public struct ToolContext: Sendable {
    /// Unique within the run.
    public var toolCallID: String
    public var workspace: Workspace
    public var processes: ProcessRunner
    /// The todo list as it stands.
    public var todos: [TodoItem]
    /// The round the call belongs to, 1-based.
    public var iteration: Int
    /// Takes output while the call runs; sanitised text.
    ///
    /// May be called from any thread, in order for one call.
    public var output: @Sendable (OutputStreamName, String) -> Void

    public init(
        toolCallID: String, workspace: Workspace, processes: ProcessRunner, todos: [TodoItem], iteration: Int,
        output: @escaping @Sendable (OutputStreamName, String) -> Void
    ) {
        self.toolCallID = toolCallID
        self.workspace = workspace
        self.processes = processes
        self.todos = todos
        self.iteration = iteration
        self.output = output
    }
}
