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

/// What follows when the loop of a run fails or reaches a limit (000-38, 003-28).
public enum FallbackPolicy: String, Sendable, CaseIterable {
    /// The run goes on as a pipeline.
    case pipeline
    /// The run fails.
    case none
}

/// What a run does when it needs a person.
public enum WhenAsked: Sendable {
    /// It waits; a face answers.
    case wait
    /// It is left as it stands (without a screen, exit status 3); who has the answer takes it up again.
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
    /// How the run begins.
    public var mode = RunMode.loop
    /// Whether a loop that fails or reaches a limit goes on as a pipeline (003-28).
    public var fallback = FallbackPolicy.none
    /// From which risk on a person is asked before a step of a plan, and at the end (003-25).
    public var humanGate = HumanGateSetting.high
    /// The run that this one works for; nil for a run of a person (001-63).
    public var parentRunID: String?
    /// 0 for a run of a person, 1 for an agent of such a run.
    public var depth = 0
    /// How the agent works, in the words of its profile; nil for a run of a person.
    public var role: String?
    /// Images that the prompt names, for the model to look at.
    public var images: [ToolImage] = []
    /// What is there for the agent to use; how full the context is is told by the run itself (001-16).
    public var capabilities = AgentCapabilities()
    /// Whether a limit that is reached asks the person before it ends the loop (W-16); needs `whenAsked` to be `wait`.
    public var asksAtLimits = false
    /// Who writes the summary when the context is compacted; `model` is the summary model, or else the run's own.
    public var compaction = CompactionMethod.rules
    /// Outputs of more bytes than this are summed up by the summary model, where there is one (003-19).
    public var summariseOverBytes = 65_536
    /// Whether commands in the background may outlive the run (001-38).
    public var keepsBackground = false
    /// Whether a command that looks dangerous is asked for also where nothing else is (001-37).
    public var guardsDanger = true
    /// False leaves out everything of the system prompt that is not needed to work (000-18).
    public var usesSystemPrompt = true

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
    /// The ways to the model that is asked in each round.
    public var routes: ModelRoutes
    public var tools: any ToolDispatching
    public var workspace: Workspace
    /// One for each run: processes are ended by the id of their call, which is unique within a run only.
    public var processes: ProcessRunner
    public var log: any EventLog
    public var surroundings: Surroundings
    /// Where context comes from beside the conversation, and who remembers the run; nil for nothing (000-18, 000-49).
    ///
    /// One for each run.
    public var context: ContextPipeline?
    /// Makes the hooks of the run, which tell their faults to what they are given; nil for none (000-23).
    public var makeHooks: (@Sendable (@escaping @Sendable (HookFault) -> Void) -> HookPipeline?)?
    /// The models that have a part of the work to themselves (003-18, 003-20, 003-21); the run's own does the rest.
    ///
    /// `decide` is asked in each round; what has an effect, and the answer, is then asked of `execute`. `plan` is asked once, before the first
    /// round. `review` looks the answer over. `summarise` sums up long outputs and old conversation.
    public var roles: [ModelPurpose: ModelRoutes] = [:]
    /// Who makes plans; nil for the model.
    var planner: (any Planner)?
    /// The stages of the pipeline, in their order.
    var stages: [any PipelineStage] = PipelineStages.all
    /// The agents that may work for the run, in the order a model is told of them (001-63); none for none.
    public var agents: [AgentProfile] = []
    /// The written ways of working that steps of a plan may follow (002-28).
    public var skills: [Skill] = []
    /// Nil: no agents can work for the run.
    public var agentHost: (any AgentHost)?
    /// All events of a run of the same log, in order; none for a run that is not there.
    public var eventsOfRun: @Sendable (String) async throws -> [RunEvent] = { _ in [] }
    /// Waits that long, or throws when its task is cancelled; the time limit and the back-off use it.
    public var delay: @Sendable (Duration) async throws -> Void
    /// The same for the watch over silent models.
    public var silenceDelay: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    public init(
        routes: ModelRoutes, tools: any ToolDispatching, workspace: Workspace, processes: ProcessRunner, log: any EventLog,
        surroundings: Surroundings, delay: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.routes = routes
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
    /// It did not end: it waits for a person and can be taken up again.
    case waiting(ErrorDetail)
}
