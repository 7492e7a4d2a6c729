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
    private(set) var errorBlocks: [Int] = []
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

    private var blockOfCall: [String: Int] = [:]
    private var openText: OpenText?

    /// The block that the deltas of one model call go to.
    private struct OpenText: Equatable {
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

    private mutating func touchHeader() {
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

    // MARK: Tools

    private mutating func addCard(_ card: ToolCard) {
        blockOfCall[card.callID] = blocks.count
        push(Block(round: rounds.isEmpty ? nil : rounds.count - 1, kind: .tool, card: card))
    }

    private mutating func changeCard(_ callID: String, _ change: (inout ToolCard) -> Void) {
        guard let index = blockOfCall[callID], blocks.indices.contains(index), var card = blocks[index].card else { return }
        change(&card)
        blocks[index].card = card
        blocks[index].version &+= 1
        // Calls end nearly in order, so the search from the end is short.
        if blocks[index].isError, !errorBlocks.reversed().prefix(while: { $0 >= index }).contains(index) {
            errorBlocks.insert(index, at: (errorBlocks.lastIndex { $0 < index } ?? -1) + 1)
        }
    }

    private mutating func beginTool(_ call: ToolCallStarted, _ event: RunEvent) {
        openText = nil
        if blockOfCall[call.toolCallID] == nil { addCard(ToolCard(callID: call.toolCallID, tool: call.tool, state: .queued)) }
        changeCard(call.toolCallID) { card in
            card.tool = call.tool
            card.summary = call.summary
            card.arguments = call.arguments
            card.state = .running
            card.startedMicroseconds = event.monotonicMicroseconds
        }
        if !rounds.isEmpty, rounds[rounds.count - 1].headline.isEmpty {
            rounds[rounds.count - 1].headline = call.summary.isEmpty ? call.tool : "\(call.tool) \(call.summary)"
            touchHeader()
        }
    }

    private mutating func appendOutput(_ delta: ToolOutputDelta) {
        changeCard(delta.toolCallID) { $0.appendOutput(delta.text) }
    }

    private mutating func endTool(_ call: ToolCallFinished) {
        changeCard(call.toolCallID) { card in
            card.state = ToolCard.State(call)
            card.durationMicroseconds = call.durationUs
            card.output = call.output
            card.display = call.display
            card.errorCode = call.errorCode
            card.artifactID = call.artifactID
            card.truncated = call.truncated
            card.live = ""
        }
    }

    // MARK: People

    private mutating func askApproval(_ request: ApprovalRequested, _ event: RunEvent) {
        approvals.append(request)
        if blockOfCall[request.toolCallID] == nil { addCard(ToolCard(callID: request.toolCallID, tool: request.tool, state: .queued)) }
        changeCard(request.toolCallID) { card in
            card.state = .needsApproval
            let first = String(request.what.prefix { !$0.isNewline })
            card.summary = first.hasPrefix(request.tool + " ") ? String(first.dropFirst(request.tool.count + 1)) : first
        }
    }

    private mutating func resolveApproval(_ resolved: ApprovalResolved) {
        guard let index = approvals.firstIndex(where: { $0.approvalID == resolved.approvalID }) else { return }
        let request = approvals.remove(at: index)
        changeCard(request.toolCallID) { $0.state = resolved.verdict == .approved ? .queued : .denied }
    }

    private mutating func ask(_ request: UserInputRequested) {
        questions.append(request)
        // A question a tool asks is told by its card.
        if let callID = request.toolCallID, blockOfCall[callID] != nil {
            changeCard(callID) { card in
                card.state = .asking
                card.live = request.question
            }
        } else {
            add(.question(request.question))
        }
    }

    private mutating func hear(_ message: UserMessage) {
        add(.message(message.text, message.delivery))
        waitingMessages.append(message)
    }

    private mutating func receive(_ answer: UserInputReceived) {
        questions.removeAll { $0.questionID == answer.questionID }
        if answer.outcome == nil { add(.answerOfPerson(answer.answer)) }
    }

    private mutating func add(_ kind: Block.Kind) {
        openText = nil
        push(Block(round: isOver ? nil : rounds.indices.last.flatMap { rounds[$0].outcome == nil ? $0 : nil }, kind: kind))
    }

    private mutating func push(_ block: Block) {
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
