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
    /// What has to be there for the tool to be offered (001-15, 001-16); empty: always.
    public var needs: Set<ToolNeed>
    /// Which other calls of one answer may run beside a call of this tool (000-09).
    public var concurrency: ToolConcurrency
    /// Whether and when a failed call is tried again by itself (000-11).
    public var retry: RetryPolicy

    public init(
        name: String, aliases: [String] = [], manual: String, parameters: JSON, effects: [ToolEffect], timeLimit: Duration? = .seconds(30),
        needs: Set<ToolNeed> = [], concurrency: ToolConcurrency = .alone, retry: RetryPolicy = .never
    ) {
        self.name = name
        self.aliases = aliases
        self.manual = manual
        self.parameters = parameters
        self.effects = effects
        self.timeLimit = timeLimit
        self.needs = needs
        self.concurrency = concurrency
        self.retry = retry
    }
}

/// Which calls of one answer may run at the same time.
public enum ToolConcurrency: Sendable {
    /// Nothing else of the answer runs meanwhile.
    case alone
    /// Beside everything but calls that change one of its `Tool.paths`, or read one that it changes.
    case byPath
    /// Beside everything that does not run alone.
    case shared
}

/// When a failed call is tried again by itself (000-11).
///
/// Only for tools without lasting effects: a second try must do no harm.
public struct RetryPolicy: Sendable, Equatable {
    /// Tries in all, 1 or more.
    public var attempts: Int
    /// The faults that may pass.
    public var codes: Set<ErrorCode>
    /// Before the second try; doubled before each further one.
    public var firstWait: Duration

    public init(attempts: Int, codes: Set<ErrorCode>, firstWait: Duration = .milliseconds(200)) {
        self.attempts = max(1, attempts)
        self.codes = codes
        self.firstWait = firstWait
    }

    public static let never = RetryPolicy(attempts: 1, codes: [])
    /// For tools that only read: what the system refused once it may give the next time.
    static let readAgain = RetryPolicy(attempts: 3, codes: [.toolFailed], firstWait: .milliseconds(100))
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
    /// One short sentence on what looks dangerous about a call with these (valid) arguments; nil when nothing does.
    ///
    /// A hint to the person who is asked and a reason to ask, never the boundary: nil does not say that the call is safe. Linear in the arguments.
    func warning(of arguments: JSONObject) -> String?
    /// The workspace paths that a call reads or changes, as they were written; a folder stands for all in it. Empty: none.
    func paths(of arguments: JSONObject) -> [String]
    /// Runs one call. The arguments satisfy `spec.parameters`.
    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult
}

extension Tool {
    public func effects(of arguments: JSONObject) -> [ToolEffect] { spec.effects }

    public func warning(of arguments: JSONObject) -> String? { nil }

    public func paths(of arguments: JSONObject) -> [String] { arguments["path"]?.string.map { [$0] } ?? [] }
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
    /// The run's commands in the background; nil where there can be none.
    public var background: BackgroundSessions?
    /// The whole of what the run keeps under an artifact's id; nil when it keeps none of that id.
    public var artifact: @Sendable (String) async throws -> [UInt8]?
    /// What the model is given of one output; a tool that can cut better than in the middle stays below it.
    public var outputLimitBytes = ToolDispatcher.standardOutputLimitBytes
    /// Told of each try that failed and is followed by another one.
    public var failedAttempt: @Sendable (ErrorDetail) -> Void

    public init(
        toolCallID: String, workspace: Workspace, processes: ProcessRunner, todos: [TodoItem], iteration: Int,
        background: BackgroundSessions? = nil, artifact: @escaping @Sendable (String) async throws -> [UInt8]? = { _ in nil },
        failedAttempt: @escaping @Sendable (ErrorDetail) -> Void = { _ in },
        output: @escaping @Sendable (OutputStreamName, String) -> Void
    ) {
        self.toolCallID = toolCallID
        self.workspace = workspace
        self.processes = processes
        self.todos = todos
        self.iteration = iteration
        self.output = output
        self.background = background
        self.artifact = artifact
        self.failedAttempt = failedAttempt
    }
}
