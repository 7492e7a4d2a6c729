public import Events
public import Host
public import Models
public import Observe
public import Tools

/// What may happen without asking a person first (`--approve`).
public enum ApprovePolicy: String, Sendable, CaseIterable {
    /// Reading is free; changes and commands ask.
    case ask
    /// Changes inside the workspace are free too.
    case edits
    /// Everything is free.
    case all
    /// Anything with an effect is refused, and the model is told.
    case none
}

/// What a run does when it needs a person.
public enum WhenAsked: Sendable {
    /// It waits; a face answers.
    case wait
    /// It ends with `needs_answer` (without a screen, exit status 3).
    case stop
}

/// What is asked of a run.
public struct RunRequest: Sendable {
    public var prompt: String
    public var model: String
    /// The provider's id word.
    public var provider: String
    /// The workspace as it is shown.
    public var workspacePath: String
    public var limits: RunLimits
    public var approve: ApprovePolicy
    public var whenAsked: WhenAsked
    /// The text of the project's AGENTS.md; nil when there is none.
    public var instructions: String?
    /// The run this one was forked from.
    public var forkedFrom: String?

    public init(
        prompt: String, model: String, provider: String, workspacePath: String, limits: RunLimits = RunLimits(),
        approve: ApprovePolicy = .ask, whenAsked: WhenAsked = .wait, instructions: String? = nil, forkedFrom: String? = nil
    ) {
        self.prompt = prompt
        self.model = model
        self.provider = provider
        self.workspacePath = workspacePath
        self.limits = limits
        self.approve = approve
        self.whenAsked = whenAsked
        self.instructions = instructions
        self.forkedFrom = forkedFrom
    }
}

/// What a run works with.
public struct RunParts: Sendable {
    public var driver: any ModelDriver
    public var tools: any ToolDispatching
    public var workspace: Workspace
    /// One for each run: processes are ended by the id of their call, which is unique within a run only.
    public var processes: ProcessRunner
    public var log: any EventLog
    public var surroundings: Surroundings
    /// Waits that long, or throws when its task is cancelled; the time limit and the back-off use it.
    public var delay: @Sendable (Duration) async throws -> Void

    public init(
        driver: any ModelDriver, tools: any ToolDispatching, workspace: Workspace, processes: ProcessRunner, log: any EventLog,
        surroundings: Surroundings, delay: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.driver = driver
        self.tools = tools
        self.workspace = workspace
        self.processes = processes
        self.log = log
        self.surroundings = surroundings
        self.delay = delay
    }
}

/// How a run ended.
public enum RunOutcome: Sendable, Equatable {
    case completed(result: String)
    /// `stopReason` is nil when no loop ever ran.
    case failed(ErrorDetail, stopReason: StopReason?)
    case cancelled(StopReceipt)
}
