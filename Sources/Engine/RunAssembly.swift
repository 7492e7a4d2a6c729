internal import Events
internal import Host
internal import Models
internal import Observe
internal import Tools

/// Joins what one run works with; the loop and the pipeline share all of it.
struct RunAssembly: Sendable {
    let request: RunRequest
    let parts: RunParts
    let recorder: RunRecorder
    let control: RunControl
    let deadline: Deadline
    let identifiers: IdentifierSequence
    let questions: QuestionDesk
    let turn: ToolTurn
    let cycle: Cycle
    let limits: LimitDesk
    let budget: SharedBudget
    /// What carries out the steps of a plan that are no calls of tools.
    let others: [any StepRunner]

    init(
        _ request: RunRequest, _ parts: RunParts, recorder: RunRecorder, control: RunControl, deadline: Deadline,
        background: BackgroundSessions, hooks: HookPipeline?, budget: SharedBudget, others: [any StepRunner]
    ) {
        self.request = request
        self.parts = parts
        self.recorder = recorder
        self.control = control
        self.deadline = deadline
        self.budget = budget
        self.others = others
        identifiers = IdentifierSequence(used: recorder.read { $0.counts })
        let desk = PersonDesk(recorder: recorder, control: control, deadline: deadline, whenAsked: request.whenAsked)
        questions = QuestionDesk(desk: desk, identifiers: identifiers)
        let summariser = parts.roles[.summarise].map { [identifiers] routes in
            SideModel(purpose: .summarise, routes: routes, recorder: recorder, control: control, identifiers: identifiers)
        }
        let ledger = CallLedger(
            recorder: recorder, summariser: summariser, summariseOverBytes: request.summariseOverBytes,
            canReadArtifacts: parts.tools.specs.contains { $0.name == ToolName.readArtifact })
        turn = ToolTurn(
            parts: parts, recorder: recorder, control: control,
            gate: ApprovalGate(policy: request.approve, guardsDanger: request.guardsDanger, desk: desk, identifiers: identifiers),
            questions: questions, ledger: ledger, background: background, hooks: hooks)
        cycle = Cycle(request: request, parts: parts, recorder: recorder, control: control, identifiers: identifiers)
        limits = LimitDesk(
            questions: questions, recorder: recorder, first: request.limits, asks: request.asksAtLimits,
            fallsBack: request.fallback == .pipeline, offersPipeline: true)
    }

    var course: RunCourse {
        RunCourse(loop: loop, pipeline: pipeline, request: request, recorder: recorder, control: control)
    }

    private func side(_ purpose: ModelPurpose, _ routes: ModelRoutes?) -> SideModel? {
        routes.map { SideModel(purpose: purpose, routes: $0, recorder: recorder, control: control, identifiers: identifiers) }
    }

    private var loop: AgentLoop {
        let started = recorder.read { $0.startedAtMilliseconds }
        return AgentLoop(
            recorder: recorder, control: control, deadline: deadline,
            planner: RoundPlanner(request: request, specs: parts.tools.specs, startedAtMilliseconds: started),
            compactor: Compactor(
                recorder: recorder, control: control,
                summariser: request.compaction == .model ? side(.summarise, parts.roles[.summarise] ?? parts.routes) : nil),
            cycle: cycle, turn: turn, planning: side(.plan, parts.roles[.plan]).map { PlanSketch(model: $0) },
            reviewer: side(.review, parts.roles[.review]).map { Reviewer(model: $0) }, limits: limits, context: parts.context,
            budget: budget)
    }

    private var pipeline: Pipeline {
        let runners = ([ToolStepRunner(turn: turn, capabilities: request.capabilities)] + others).filter { !$0.offers.isEmpty }
        let desk = StageDesk(
            request: request, recorder: recorder, control: control, cycle: cycle, turn: turn, questions: questions, limits: limits,
            planner: parts.planner ?? ModelPlanner(request, runners), runners: runners, hasCritic: parts.roles[.critic] != nil)
        return Pipeline(desk: desk, deadline: deadline, stages: parts.stages)
    }
}
