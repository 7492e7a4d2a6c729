import Events

/// A run as the screen knows it: the fold of its events and nothing else, the same for live, attached and replayed runs (000-29, 000-30).
struct RunModel: Equatable {
    enum Status: Equatable {
        case running, waitingUser, waitingApproval, paused, cancelling
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
    /// Time of the newest byte of the model.
    var lastByteMicroseconds: Int64?
    var eventCount = 0
    /// The attempt that failed and when the next one comes, while the run backs off.
    var retry: (attempt: Int, atMicroseconds: Int64)?

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
            && left.todos == right.todos && left.status == right.status
    }

    var isOver: Bool {
        switch status {
        case .completed, .failed, .cancelled: true
        default: false
        }
    }

    var metrics: Metrics { figures.metrics }
    var currentRound: RoundModel? { rounds.last }

    /// Takes one event.
    ///
    /// Constant cost but for the text it brings.
    mutating func apply(_ event: RunEvent) {
        eventCount += 1
        runID = event.runID
        microseconds = max(microseconds, event.monotonicMicroseconds)
        if let status = event.agentStatus { agentStatus = status }
        figures.apply(event)
        switch event.payload {
        case .runStarted(let started): begin(started, event)
        case .runStatus(let changed): status = Status(changed.status)
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
        case .modelCallFinished(let call): endModelCall(call)
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
        case .limitsChanged(let changed): limits = changed.limits
        case .artifactStored, .metricsSnapshot: break
        case .hookApplied, .contextAdded, .contextCompacted, .contextRestored, .backgroundChanged, .guardWarning: break
        case .error(let error): add(.fault(error.detail))
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
        add(.ending(.failed, failed.error.message))
    }

    private mutating func cancel(_ cancelled: RunCancelled) {
        stopReceipt = cancelled.receipt
        status = .cancelled
        openText = nil
        add(.receipt(cancelled.receipt, cancelled.reason))
    }

    private mutating func beginLoop(_ id: String, _ started: LoopStarted) {
        loops.append(LoopModel(id: id, firstRound: rounds.count, maxIterations: started.limits.maxIterations))
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
        touchHeader()
    }

    mutating func touchHeader() {
        guard let round = rounds.last, blocks.indices.contains(round.firstBlock) else { return }
        blocks[round.firstBlock].version &+= 1
    }

    // MARK: Model

    private mutating func beginModelCall(_ call: ModelCallStarted, _ event: RunEvent) {
        openText = nil
        lastByteMicroseconds = nil
        retry = nil
        waitingMessages.removeAll { $0.delivery == .steer }
        guard !rounds.isEmpty else { return }
        rounds[rounds.count - 1].attempts = call.attempt
        rounds[rounds.count - 1].modelStartedMicroseconds = event.monotonicMicroseconds
    }

    private mutating func appendText(_ text: String, callID: String, kind: Block.Kind, _ event: RunEvent) {
        sawByte(event)
        if let open = openText, open.callID == callID, open.kind == kind {
            blocks[open.block].append(text)
            return
        }
        // White space alone opens nothing: models often send a newline before they call a tool.
        guard text.contains(where: { !$0.isWhitespace }) else { return }
        push(Block(round: rounds.isEmpty ? nil : rounds.count - 1, kind: kind, text: text))
        openText = OpenText(callID: callID, kind: kind, block: blocks.count - 1)
        if !rounds.isEmpty, rounds[rounds.count - 1].firstWords.isEmpty, kind == .reasoning || kind == .answer {
            rounds[rounds.count - 1].firstWords = String(text.prefix(60))
        }
    }

    private mutating func sawByte(_ event: RunEvent) {
        lastByteMicroseconds = event.monotonicMicroseconds
        guard let round = rounds.last, round.firstByteMicroseconds == nil else { return }
        rounds[rounds.count - 1].firstByteMicroseconds = event.monotonicMicroseconds
        touchHeader()
    }

    private mutating func writeCall(_ delta: ToolCallDelta, _ event: RunEvent) {
        sawByte(event)
        openText = nil
        if let index = blockOfCall[delta.toolCallID] {
            blocks[index].card?.written += delta.argumentsFragment.utf8.count
            blocks[index].version &+= 1
        } else {
            var card = ToolCard(callID: delta.toolCallID, tool: delta.name ?? "tool", state: .queued)
            card.written = delta.argumentsFragment.utf8.count
            addCard(card)
        }
    }

    private mutating func endModelCall(_ call: ModelCallFinished) {
        openText = nil
        guard !rounds.isEmpty else { return }
        rounds[rounds.count - 1].usage = call.usage
        rounds[rounds.count - 1].ttftMicroseconds = call.ttftUs
        rounds[rounds.count - 1].tokensPerSecond = call.tokensPerSecond
        touchHeader()
    }

    private mutating func failModelCall(_ call: ModelCallFailed) {
        openText = nil
        if call.willRetry { retry = (call.error.attempt, microseconds &+ Int64(call.retryAfterUs ?? 0)) }
        // A stop is told by its receipt; here it would look like a fault.
        if call.error.code != .cancelled { add(.modelFault(call)) }
        cancelWrittenCalls()
    }

    /// Calls of an answer that never became whole are not run.
    private mutating func cancelWrittenCalls() {
        guard let round = rounds.last else { return }
        for index in blocks.indices[max(0, round.firstBlock)...] where blocks[index].card?.state == .queued {
            blocks[index].card?.state = .cancelled
            blocks[index].version &+= 1
        }
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
        }
    }
}
