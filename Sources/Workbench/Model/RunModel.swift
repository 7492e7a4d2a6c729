import Events

/// A run as the screen knows it: the fold of its events and nothing else, the same for live, attached and replayed runs (000-29, 000-30).
struct RunModel: Equatable {
    enum Status: Equatable {
        case running, waitingUser, waitingApproval, paused, cancelling, interrupted
        case completed, failed, cancelled
    }

    var runID = ""
    var prompt = ""
    var mode = RunMode.loop
    var modelName = ""
    var provider = ""
    var workspace = ""
    var limits = RunLimits()
    var sandboxTier = ""
    var startedWallMilliseconds: Int64 = 0
    var status = Status.running
    /// Why the loop ended, for the header.
    var stopReason: StopReason?
    var failure: ErrorDetail?
    var stopReceipt: StopReceipt?
    var loops: [LoopModel] = []
    var rounds: [RoundModel] = []
    /// The transcript: everything that is shown, in order.
    var blocks: [Block] = []
    /// Indexes of the blocks that tell of a fault, ascending: what `{` and `}` jump to.
    var errorBlocks: [Int] = []
    var todos: [TodoItem] = []
    var figures = MetricsFold()
    var agentStatus: AgentStatus?
    var questions: [UserInputRequested] = []
    var approvals: [ApprovalRequested] = []
    /// What the person said and the model has not been told yet: shown until it is delivered.
    var waitingMessages: [UserMessage] = []
    /// Time of the newest event since the run began.
    var microseconds: Int64 = 0
    /// The model call that goes on; nil while no model is asked.
    var call: OpenCall?
    /// The fault that the next model call is to mend, until that call begins.
    var faultWait: FaultWait?
    /// Which models were asked, and where.
    var asked = AskedModels()
    /// Where the provider's cache of the prompt breaks.
    var cache = CacheWatch()
    var eventCount = 0
    /// Sequence number of the newest event.
    var lastSeq = 0
    /// What the model took in with its newest answer; nil before the first.
    var contextFill: ContextFill?
    /// Commands that go on in the background, oldest first.
    var backgrounds: [BackgroundSession] = []
    /// Calls that run now, in the order they began.
    var runningCalls: [String] = []
    /// Blocks of the compactions that were not taken back, newest last.
    var compactions: [Int] = []
    /// Calls that ended with the word that the context will be compacted.
    var compressingCalls: [String] = []
    /// How the run will go on after the phase that goes on; nil when as it does.
    var comingMode: RunMode?
    /// The newest plan; nil when none was made.
    var plan: PlanModel?
    /// Steps that go on, or wait for what is thought about them, in the order they began.
    var openSteps: [String] = []
    /// Blocks that tell of a change of mode, ascending.
    var modeChanges: [Int] = []
    /// The blocks of what a later event may call to witness.
    var witnesses: [EvidenceName: Int] = [:]

    var blockOfStep: [String: Int] = [:]
    /// Blocks of the agents that work for the run, by their runs.
    var agentPlaces: [String: Int] = [:]
    /// Those runs, with those of their own agents.
    var agentRuns = AgentRuns()
    /// Where the text of calls beside the conversation goes, by call.
    var sidePlaces: [String: SidePlace] = [:]
    /// Calls that go on beside the newest one.
    var otherCalls: [OpenCall] = []
    var blockOfCall: [String: Int] = [:]
    var openText: OpenText?

    /// The block that the deltas of one model call go to.
    struct OpenText: Equatable {
        var callID: String
        var kind: Block.Kind
        var block: Int
    }

    static func == (left: RunModel, right: RunModel) -> Bool {
        left.runID == right.runID && left.eventCount == right.eventCount && left.blocks == right.blocks && left.rounds == right.rounds
            && left.todos == right.todos && left.status == right.status && left.limits == right.limits
            && left.backgrounds == right.backgrounds
            && left.contextFill == right.contextFill && left.plan == right.plan && left.loops == right.loops
    }

    var isOver: Bool {
        switch status {
        case .completed, .failed, .cancelled: true
        default: false
        }
    }

    var metrics: Metrics { figures.metrics }
    var currentRound: RoundModel? { rounds.last }
    /// True when a part of it went, or goes, as a pipeline.
    var hasPipeline: Bool { currentMode == .pipeline || mode == .pipeline || !modeChanges.isEmpty }

    /// Takes one event.
    ///
    /// Constant cost but for the text it brings.
    mutating func apply(_ event: RunEvent) {
        if !runID.isEmpty, event.runID != runID { return takeOfAgent(event) }
        eventCount += 1
        lastSeq = max(lastSeq, event.seq)
        runID = event.runID
        microseconds = max(microseconds, event.monotonicMicroseconds)
        if let status = event.agentStatus { agentStatus = status }
        figures.apply(event)
        take(event)
        rememberEvidence(event)
    }

    private mutating func take(_ event: RunEvent) {
        switch event.payload {
        case .runStarted(let started): begin(started, event)
        case .runStatus(let changed): change(changed)
        case .runCompleted(let completed): end(.completed, completed.result)
        case .runFailed(let failed): fail(failed)
        case .runCancelled(let cancelled): cancel(cancelled)
        case .loopStarted(let started): beginLoop(event.loopID ?? "L\(loops.count + 1)", started)
        case .loopFinished(let finished): endLoop(finished)
        case .iterationStarted(let started): beginRound(event, started)
        case .iterationFinished(let finished): endRound(finished)
        case .modelCallStarted(let call): beginModelCall(call, event)
        case .reasoningDelta(let delta): appendText(delta.text, callID: delta.callID, kind: .reasoning, event)
        case .textDelta(let delta): appendText(delta.text, callID: delta.callID, kind: .answer, event)
        case .toolCallDelta(let delta): writeCall(delta, event)
        case .modelCallStalled(let stalled): stall(stalled, event)
        case .modelCallFinished(let call): endModelCall(call, event)
        case .modelCallFailed(let call): failModelCall(call)
        case .toolCallStarted(let call): beginTool(call, event)
        case .toolOutputDelta(let delta): appendOutput(delta)
        case .toolCallFinished(let call): endTool(call)
        case .approvalRequested(let request): askApproval(request, event)
        case .approvalResolved(let resolved): resolveApproval(resolved)
        case .userInputRequested(let request): ask(request)
        case .userInputReceived(let answer): receive(answer)
        case .userMessage(let message): hear(message)
        case .todoUpdated(let updated): todos = updated.items
        case .limitsChanged(let changed): changeLimits(changed)
        case .answerReviewed(let review): add(.review(review))
        case .hookApplied(let hook): add(.hook(hook, tool: card(hook.toolCallID)?.tool ?? ""))
        case .contextAdded(let added): add(.contextAdded(added))
        case .contextCompacted(let compacted):
            _ = cache.take(event.payload)
            compact(compacted)
        case .contextRestored(let restored):
            _ = cache.take(event.payload)
            restore(restored)
        case .backgroundChanged(let session): changeBackground(session, event)
        case .guardWarning(let warning): warn(warning)
        case .error(let error): takeFault(error.detail)
        case .stageStarted(let started): beginStage(started, event)
        case .stageCompleted(let completed): completeStage(completed)
        case .stageFailed(let failed): failStage(failed)
        case .stageSkipped(let skipped): skipStage(skipped, event)
        case .modeChanged(let changed): changeMode(changed)
        case .planCreated(let created): takePlan(created)
        case .planFailed(let failed): failPlan(failed)
        case .planRepaired(let repaired): repairPlan(repaired)
        case .stepStarted(let started): beginStep(started, event)
        case .stepCompleted(let completed): completeStep(completed)
        case .stepFailed(let failed): failStep(failed)
        case .stepSkipped(let skipped): skipStep(skipped)
        case .outputEvaluated(let judged): judge(judged)
        case .reflectionTriggered(let triggered): reflect(triggered)
        case .reflectionFinished(let finished): endReflection(finished)
        case .retryScheduled(let retry): retryStep(retry)
        case .subAgentStarted(let started): beginAgent(started, event)
        case .subAgentFinished(let finished): endAgent(finished)
        case .planStarted, .artifactStored, .metricsSnapshot: break
        case .unknown(let type, let raw): add(.raw(type, raw.text))
        }
    }

    // MARK: Run and loop

    private mutating func begin(_ started: RunStarted, _ event: RunEvent) {
        prompt = started.prompt
        mode = started.mode
        modelName = started.model
        provider = started.provider
        workspace = started.workspace
        limits = started.limits
        sandboxTier = started.sandboxTier
        startedWallMilliseconds = event.wallMilliseconds
        add(.prompt(started.prompt))
    }

    private mutating func end(_ status: Status, _ result: String) {
        self.status = status
        openText = nil
        let shown = blocks.reversed().lazy.compactMap { block -> String? in
            if case .answer = block.kind { block.text } else { nil }
        }.first
        add(.ending(status, result == shown ? "" : result))
    }

    private mutating func fail(_ failed: RunFailed) {
        failure = failed.error
        status = .failed
        openText = nil
        // A stage that failed has just said why.
        if case .stageFault(let fault)? = blocks.last?.kind, fault.message == failed.error.message { return add(.ending(.failed, "")) }
        add(.ending(.failed, failed.error.message))
    }

    private mutating func cancel(_ cancelled: RunCancelled) {
        stopReceipt = cancelled.receipt
        status = .cancelled
        openText = nil
        add(.receipt(cancelled.receipt, cancelled.reason))
    }

    private mutating func change(_ changed: RunStatusChanged) {
        status = Status(changed.status)
        if let coming = changed.mode, coming != currentMode {
            comingMode = coming
            add(.willGoOn(coming))
        }
        guard status == .interrupted else { return }
        add(.ending(.interrupted, changed.reason ?? ""))
    }

    private mutating func beginLoop(_ id: String, _ started: LoopStarted) {
        comingMode = nil
        var loop = LoopModel(id: id, firstRound: rounds.count, maxIterations: started.limits.maxIterations)
        loop.mode = started.mode
        if started.mode == .pipeline, let before = loops.last, before.mode == .pipeline { loop.newestStage = stagesDone(in: before) }
        loops.append(loop)
        if loops.count > 1 { add(.loopHeader(loops.count - 1)) }
    }

    private mutating func endLoop(_ finished: LoopFinished) {
        stopReason = finished.stopReason
        if !loops.isEmpty { loops[loops.count - 1].stopReason = finished.stopReason }
    }

    // MARK: Round

    private mutating func beginRound(_ event: RunEvent, _ started: IterationStarted) {
        if loops.isEmpty { loops.append(LoopModel(id: event.loopID ?? "L1", firstRound: 0, maxIterations: started.maxIterations)) }
        loops[loops.count - 1].maxIterations = started.maxIterations
        let round = RoundModel(
            loop: loops.count - 1, number: event.iteration ?? rounds.count + 1, firstBlock: blocks.count,
            startedMicroseconds: event.monotonicMicroseconds)
        rounds.append(round)
        push(Block(round: rounds.count - 1, kind: .roundHeader(rounds.count - 1)))
    }

    private mutating func endRound(_ finished: IterationFinished) {
        openText = nil
        guard !rounds.isEmpty else { return }
        rounds[rounds.count - 1].outcome = finished.outcome
        rounds[rounds.count - 1].durationMicroseconds = finished.durationUs
        rounds[rounds.count - 1].receipt = finished.receipt
        if finished.outcome == .cancelled { cancelWrittenCalls() }
        touchHeader()
    }

    mutating func touchHeader() {
        guard let round = rounds.last, blocks.indices.contains(round.firstBlock) else { return }
        blocks[round.firstBlock].version &+= 1
    }

    // MARK: Blocks

    mutating func add(_ kind: Block.Kind) {
        openText = nil
        push(Block(round: isOver ? nil : rounds.indices.last.flatMap { rounds[$0].outcome == nil ? $0 : nil }, kind: kind))
    }

    mutating func push(_ block: Block) {
        blocks.append(block)
        if block.isError { errorBlocks.append(blocks.count - 1) }
        if let round = block.round { rounds[round].endBlock = blocks.count }
    }
}

extension RunModel.Status {
    init(_ status: RunStatus) {
        switch status {
        case .running: self = .running
        case .waitingUser: self = .waitingUser
        case .waitingApproval: self = .waitingApproval
        case .paused: self = .paused
        case .cancelling: self = .cancelling
        case .interrupted: self = .interrupted
        }
    }
}
