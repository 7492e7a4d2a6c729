public import Events
public import Models

/// Everything a run knows, folded from its events and from nothing else (002).
///
/// Whatever was recorded can be folded again to the same value, also when the log has joined neighbouring deltas. The messages a model is
/// sent come only from here.
public struct RunContext: Sendable, Equatable {
    /// A tool call of the run (003-09).
    public struct ToolRecord: Sendable, Equatable {
        public let id: String
        public let tool: String
        public let summary: String
        /// The round it belongs to, 1-based.
        public let iteration: Int
        /// What it does to the world.
        public let effects: [ToolEffect]
        /// The arguments as they were run.
        let arguments: JSON
        /// Nil while it runs.
        public internal(set) var status: ToolStatus?
        public internal(set) var errorCode: ErrorCode?
        public internal(set) var durationMicroseconds = 0
    }

    public private(set) var runID = ""
    /// Milliseconds since 1970.
    public private(set) var startedAtMilliseconds: Int64 = 0
    public private(set) var limits = RunLimits()
    /// What was asked.
    private(set) var prompt = ""
    /// What was added from sources beside the conversation, oldest first.
    private(set) var notes: [String] = []
    /// What the person said and answered in the loops, oldest first.
    private(set) var spoken: [String] = []
    /// What the person said and a model of the pipeline was told.
    private var heard: [String] = []
    /// The newest round of the newest loop, 1-based; 0 before the first.
    public private(set) var iteration = 0
    public private(set) var todos: [TodoItem] = []
    /// Tokens in and out as the model calls told them.
    public private(set) var tokensUsed = 0
    public private(set) var toolHistory: [ToolRecord] = []
    public private(set) var lastError: ErrorDetail?
    /// Failed rounds in a row up to now.
    public private(set) var consecutiveFailures = 0
    /// How the run ended; nil before its last event.
    private(set) var ending: RunEnding?
    /// How the run goes on: as it began, or as the last change of mode said.
    public private(set) var mode = RunMode.loop
    /// Whether a person wants the run to go on as a pipeline.
    private(set) var wantsPipeline = false
    /// What would show why the loop is given up.
    private(set) var evidence = ModeEvidence()
    /// Why the newest loop ended; nil while it goes on.
    private(set) var lastStop: StopReason?
    /// The change from a loop to the pipeline; nil when there was none.
    private(set) var modeChange: ModeChanged?
    private(set) var pipeline = PipelineRecord()
    /// True from the word that the process died until the run is taken up.
    private(set) var isInterrupted = false
    /// The result of a run that completed; nil before that.
    public private(set) var finalOutput: String?
    /// True after the run's last event.
    public var isDone: Bool { ending != nil }

    /// Files that were changed, in the order of their first change.
    public private(set) var filesChanged: [String] = []
    /// Sessions of commands that go on in the background, oldest first.
    public var backgroundSessions: [String] { runningCommands.map(\.sessionID) }
    private(set) var runningCommands: [BackgroundChanged] = []
    /// What must be kept when the context is compacted, as the model asked; nil when it did not ask.
    private(set) var pendingCompression: String?
    /// True after a compaction was taken back: the next one waits for a fuller context.
    private(set) var wasRestored = false
    /// True from a compaction after a request that was too long until a model answers.
    private(set) var wasShortened = false
    /// The answer was looked over, which happens once.
    private(set) var wasReviewed = false
    /// Why the guard halted the loop; nil while it may go on.
    private(set) var halt: GuardWarning?
    /// How long the provider wants to be left alone, which a person has to allow; nil when it wants nothing like that.
    private(set) var wantedWait: Duration?
    /// Where something beside the conversation came from.
    private(set) var contextSources: Set<ContextSource> = []
    /// How the newest round that ended did so; nil before that.
    private(set) var lastOutcome: IterationOutcome?
    /// The question that waits for its answer.
    private(set) var openQuestion: QuestionDesk.Question?
    /// The approval that waits for its verdict.
    private(set) var openApproval: ApprovalRequested?
    /// How many model calls, approvals and questions there were: what the next ones are named by.
    private(set) var counts: [String: Int] = [:]

    private(set) var conversation = Conversation()
    private(set) var open = OpenThings()
    /// The agents that worked for the run.
    private(set) var agents = AgentRecord()
    private(set) var round = RoundRecord()
    private(set) var loops = 0
    /// The one reminder of open todos was given.
    private(set) var wasRemindedOfTodos = false
    private var toolCallIDs: Set<String> = []
    private var saidForLater: [String] = []
    private var roundsSinceTodos = 0
    /// Tokens of a request beside the conversation: prompt, tools, and what an estimate by bytes misses.
    ///
    /// 0 before the first count.
    private var tokensBeside = 0

    public init() {}

    /// The context after these events, which must be the events of one run in order.
    public init(events: some Sequence<RunEvent>) {
        for event in events { apply(event) }
    }

    /// The conversation as it would be sent to a model now, without the system prompt.
    ///
    /// Well formed at every point.
    public var messages: [ChatMessage] { conversation.messages }

    /// Tool calls that were started and have no result yet.
    public var pendingCalls: [String] { open.tools.map(\.id) }

    /// What the person said to the running loop and the model was not sent yet.
    public var undeliveredSteers: [String] { conversation.undelivered }

    /// What the person said since the run goes on as a pipeline, whether a model was told or not.
    var steers: [String] { heard + conversation.undelivered }

    /// What the person said for the next run; after the end also what could not be delivered any more.
    public var queuedMessages: [String] { isDone ? undeliveredSteers + saidForLater : saidForLater }

    /// Tokens that the next request takes, as far as can be told: the provider's last count and a quarter of the bytes since then.
    public var estimatedTokens: Int { tokensBeside &+ conversation.byteCount / 4 }

    /// How full the model's window is, in percent; may be above 100.
    public var usagePercentage: Int { min(estimatedTokens, 1 << 40) * 100 / max(1, limits.contextTokens) }

    /// The text of the newest whole answer.
    var lastAnswerText: String { conversation.lastAnswerText }

    /// The result of a run whose last round is over: what the call that finished it said, or the answer.
    var finalResult: String { conversation.lastAnswer?.calls.last { $0.result != nil }?.result ?? lastAnswerText }

    /// Whether a call of this id was seen in the run.
    func knowsToolCall(_ id: String) -> Bool { toolCallIDs.contains(id) }

    /// Takes the next event of the run.
    ///
    /// Events of unknown types change nothing.
    public mutating func apply(_ event: RunEvent) {
        defer { open.apply(event) }
        note(event.payload)
        evidence.apply(event)
        pipeline.apply(event)
        agents.apply(event.payload)
        switch event.payload {
        case .runStarted(let started):
            runID = event.runID
            startedAtMilliseconds = event.wallMilliseconds
            limits = started.limits
            mode = started.mode
            prompt = started.prompt
            conversation.begin(started.prompt)
        case .limitsChanged(let changed):
            limits = changed.limits
            if changed.reason == .consecutiveFailures { consecutiveFailures = 0 }
            if changed.reason == .repetition { halt = nil }
        case .loopStarted:
            loops += 1
            iteration = 0
            lastStop = nil
        case .loopFinished(let finished): lastStop = finished.stopReason
        case .runStatus(let changed): if changed.mode == .pipeline { wantsPipeline = true }
        case .modeChanged(let changed):
            mode = changed.to
            modeChange = changed
            wantsPipeline = false
            consecutiveFailures = 0
            halt = nil
        case .stageStarted(let started):
            iteration = started.stage.index
            round = RoundRecord()
        case .iterationStarted:
            iteration += 1
            lastOutcome = nil
            round = RoundRecord()
            remindOfTodos()
        case .iterationFinished(let finished): apply(finished)
        case .userMessage(let message):
            if message.delivery == .steer {
                conversation.steer(message.text)
                spoken.append(message.text)
            } else {
                saidForLater.append(message.text)
            }
        case .todoUpdated(let update):
            if todos != update.items { roundsSinceTodos = 0 }
            todos = update.items
        case .error(let raised):
            lastError = raised.detail
            round.fault = raised.detail
        case .subAgentFinished(let agent): count(agent)
        case .runCompleted(let completed):
            ending = .completed
            finalOutput = completed.result
        case .runFailed(let failed): ending = .failed(failed.error.code)
        case .runCancelled: ending = .cancelled
        default:
            applyModel(event.payload)
            applyTool(event.payload)
            applyContext(event.payload)
        }
    }

    /// What a run that is taken up again has to know.
    private mutating func note(_ payload: Payload) {
        switch payload {
        case .runStatus: isInterrupted = payload.tellsOfInterruption
        case .modelCallStarted: counts["call", default: 0] += 1
        case .approvalRequested(let request):
            counts["approval", default: 0] += 1
            openApproval = request
        case .approvalResolved: openApproval = nil
        case .userInputRequested(let request):
            counts["question", default: 0] += 1
            openQuestion = QuestionDesk.Question(text: request.question, options: request.options, selection: request.selection)
        case .userInputReceived(let received):
            if let question = openQuestion, received.outcome == nil, open.iteration != nil {
                spoken.append("Asked: \(Headline.of(question.text, limit: 400))\nAnswered: \(received.answer)")
            }
            openQuestion = nil
            wantedWait = nil
        case .backgroundChanged(let session): if session.state == .running { counts["bg", default: 0] += 1 }
        default: break
        }
    }

    private mutating func applyModel(_ payload: Payload) {
        switch payload {
        case .modelCallStarted(let call):
            guard call.purpose.isOfTheLoop else {
                if tellsOfSteers(call.purpose) { heard += conversation.deliverAside() }
                return
            }
            conversation.beginAnswer(call.callID, iteration: iteration, replacing: call.purpose == .execute)
            round.purpose = call.purpose
        case .reasoningDelta(let delta): conversation.think(delta)
        case .textDelta(let delta): conversation.speak(delta)
        case .toolCallDelta(let delta):
            toolCallIDs.insert(delta.toolCallID)
            conversation.draft(delta)
        case .modelCallFinished(let call):
            count(call.usage)
            guard conversation.open?.callID == call.callID else { return }
            conversation.endAnswer(carried: call.carried.flatMap { CarriedParts($0) })
            measure(call.usage)
            wasShortened = false
            round.answer = RoundRecord.Answer(finishReason: call.finishReason, text: conversation.lastAnswerText)
        case .answerReviewed(let review):
            wasReviewed = true
            if review.verdict == .revise { conversation.tell(ContinueHint.review(review.reason)) }
        case .modelCallFailed(let call):
            if conversation.open?.callID == call.callID { conversation.dropAnswer() }
            lastError = call.error
            if call.nextStep == .ask { wantedWait = call.retryAfterUs.map { .microseconds($0) } }
        default: break
        }
    }

    /// Whether a model of the pipeline is told what the person said: whoever plans, and whoever sums the run up.
    private func tellsOfSteers(_ purpose: ModelPurpose) -> Bool {
        guard let stage = open.stage else { return false }
        return purpose == .plan || (purpose == .summarise && stage.id == StageName.summarizer.rawValue)
    }

    /// As if entries had left already, to tell what that comes to.
    mutating func preview(compaction summary: String, removing removed: Int) { conversation.compact(summary, removing: removed) }

    /// As if the newest compaction were taken back already; returns how many entries come back.
    mutating func previewRestoration() -> Int {
        let entries = conversation.archives.last?.count ?? 0
        conversation.restore()
        return entries
    }

    private mutating func applyContext(_ payload: Payload) {
        switch payload {
        case .contextAdded(let added):
            contextSources.insert(added.source)
            let word = added.source.rawValue
            if added.images.isEmpty { notes.append("\(word): \(CompactionPlan.cut(added.text, 8192))") }
            conversation.add(added.images.isEmpty ? "<\(word)>\n\(added.text)\n</\(word)>" : added.text, images: added.images)
        case .contextCompacted(let compacted):
            conversation.compact(compacted.summary, removing: compacted.removedEntries)
            pendingCompression = nil
            wasRestored = false
            if compacted.trigger == .overflow { wasShortened = true }
        case .contextRestored:
            conversation.restore()
            wasRestored = true
        case .guardWarning(let warning):
            if warning.halts { halt = warning } else { conversation.tell("You go in circles: \(warning.message)") }
        case .backgroundChanged(let session):
            if session.state == .running {
                runningCommands.append(session)
            } else {
                runningCommands.removeAll { $0.sessionID == session.sessionID }
                conversation.tell(ContinueHint.ended(session))
            }
        default: break
        }
    }

    /// Open todos that nobody touches are brought back to mind (001-32).
    private mutating func remindOfTodos() {
        roundsSinceTodos = todos.unfinished.isEmpty ? 0 : roundsSinceTodos + 1
        guard limits.todoReminderRounds > 0, roundsSinceTodos > limits.todoReminderRounds else { return }
        conversation.tell(ContinueHint.staleTodos(todos.unfinished, rounds: roundsSinceTodos - 1))
        roundsSinceTodos = 1
    }

    /// What was counted, or estimated of the whole request, tells how much one holds beside the conversation.
    private mutating func measure(_ usage: Usage) {
        guard let input = usage.inputTokens, input > 0 else { return }
        tokensBeside = max(0, input &+ max(0, usage.outputTokens ?? 0) &- conversation.byteCount / 4)
    }

    /// A provider may count as it likes; the sum never falls and never overflows.
    private mutating func count(_ usage: Usage) {
        for tokens in [usage.inputTokens, usage.outputTokens] { count(tokens ?? 0) }
    }

    /// What an agent used counts for the run that asked (001-63).
    private mutating func count(_ agent: SubAgentFinished) {
        count(agent.inputTokens)
        count(agent.outputTokens)
    }

    private mutating func count(_ tokens: Int) {
        let (sum, overflow) = tokensUsed.addingReportingOverflow(max(0, tokens))
        tokensUsed = overflow ? .max : sum
    }

    private mutating func applyTool(_ payload: Payload) {
        switch payload {
        case .toolCallStarted(let call):
            toolCallIDs.insert(call.toolCallID)
            // What a step of a plan does is not said to the model of the loop.
            if call.stepID == nil { conversation.start(call) }
            round.start(call)
            toolHistory.append(
                ToolRecord(
                    id: call.toolCallID, tool: call.tool, summary: call.summary, iteration: iteration, effects: call.effects,
                    arguments: call.arguments))
        case .toolCallFinished(let call):
            conversation.finish(call)
            round.finish(call)
            for path in round.filesChanged where !filesChanged.contains(path) { filesChanged.append(path) }
            if call.status == .pendingCompress { pendingCompression = call.metadata["focus"]?.string ?? "" }
            if call.status == .error {
                lastError = ErrorDetail(
                    code: call.errorCode ?? .toolFailed, message: Headline.of(call.output, limit: 200), source: .tool, recoverable: true)
            }
            guard let index = toolHistory.lastIndex(where: { $0.id == call.toolCallID }) else { return }
            toolHistory[index].status = call.status
            toolHistory[index].errorCode = call.errorCode
            toolHistory[index].durationMicroseconds = call.durationUs
        default: break
        }
    }

    /// A round that ran no tool and did not end the run is followed by a hint, so that the model knows why it is asked again.
    private mutating func apply(_ finished: IterationFinished) {
        lastOutcome = finished.outcome
        consecutiveFailures = finished.outcome == .failed ? consecutiveFailures + 1 : 0
        if finished.outcome == .unknown { conversation.dropIdleAnswer(of: iteration) }
        guard let answer = round.answer, finished.receipt.calls == 0 else { return }
        switch (finished.outcome, answer.finishReason) {
        case (.failed, .contentFilter): conversation.say(ContinueHint.filtered)
        case (.failed, .refusal): conversation.say(ContinueHint.refused)
        case (.failed, .length): conversation.say(ContinueHint.cut)
        case (.failed, _) where round.fault?.code == .malformedAction: conversation.say(ContinueHint.repair(round.fault?.message ?? ""))
        case (.failed, _): conversation.say(ContinueHint.empty)
        case (.tool, _) where !conversation.undelivered.isEmpty: break
        case (.tool, _) where !todos.unfinished.isEmpty && !wasRemindedOfTodos:
            wasRemindedOfTodos = true
            conversation.say(ContinueHint.openTodos(todos.unfinished))
        case (.tool, _): conversation.say(ContinueHint.go)
        default: break
        }
    }
}

extension ModelPurpose {
    /// Whether the answer is part of the conversation of the loop.
    var isOfTheLoop: Bool { self == .decide || self == .execute }
}
