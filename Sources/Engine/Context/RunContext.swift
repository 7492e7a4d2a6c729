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
        /// Nil while it runs.
        public internal(set) var status: ToolStatus?
        public internal(set) var errorCode: ErrorCode?
        public internal(set) var durationMicroseconds = 0
    }

    public private(set) var runID = ""
    /// Milliseconds since 1970.
    public private(set) var startedAtMilliseconds: Int64 = 0
    public private(set) var limits = RunLimits()
    /// The newest round of the newest loop, 1-based; 0 before the first.
    public private(set) var iteration = 0
    public private(set) var todos: [TodoItem] = []
    /// Tokens in and out as the model calls told them.
    public private(set) var tokensUsed = 0
    public private(set) var toolHistory: [ToolRecord] = []
    public private(set) var lastError: ErrorDetail?
    /// Failed rounds in a row up to now.
    public private(set) var consecutiveFailures = 0
    /// True after the run's last event.
    public private(set) var isDone = false

    private var conversation = Conversation()
    private(set) var open = OpenThings()
    private(set) var round = RoundRecord()
    private(set) var loops = 0
    /// The one reminder of open todos was given.
    private(set) var wasRemindedOfTodos = false
    private var toolCallIDs: Set<String> = []
    private var saidForLater: [String] = []

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

    /// What the person said for the next run; after the end also what could not be delivered any more.
    public var queuedMessages: [String] { isDone ? undeliveredSteers + saidForLater : saidForLater }

    /// The text of the newest whole answer.
    var lastAnswerText: String { conversation.lastAnswerText }

    /// Whether a call of this id was seen in the run.
    func knowsToolCall(_ id: String) -> Bool { toolCallIDs.contains(id) }

    /// Takes the next event of the run.
    ///
    /// Events of unknown types change nothing.
    public mutating func apply(_ event: RunEvent) {
        defer { open.apply(event) }
        switch event.payload {
        case .runStarted(let started):
            runID = event.runID
            startedAtMilliseconds = event.wallMilliseconds
            limits = started.limits
            conversation.say(started.prompt)
        case .loopStarted:
            loops += 1
            iteration = 0
        case .iterationStarted:
            iteration += 1
            round = RoundRecord()
        case .iterationFinished(let finished): apply(finished)
        case .userMessage(let message):
            if message.delivery == .steer { conversation.steer(message.text) } else { saidForLater.append(message.text) }
        case .todoUpdated(let update): todos = update.items
        case .error(let raised): lastError = raised.detail
        case .runCompleted, .runFailed, .runCancelled: isDone = true
        default:
            applyModel(event.payload)
            applyTool(event.payload)
        }
    }

    private mutating func applyModel(_ payload: Payload) {
        switch payload {
        case .modelCallStarted(let call): conversation.beginAnswer(call.callID)
        case .reasoningDelta(let delta): conversation.think(delta.text)
        case .textDelta(let delta): conversation.speak(delta.text)
        case .toolCallDelta(let delta):
            toolCallIDs.insert(delta.toolCallID)
            conversation.draft(delta)
        case .modelCallFinished(let call):
            count(call.usage)
            conversation.endAnswer()
            round.answer = RoundRecord.Answer(finishReason: call.finishReason, text: conversation.lastAnswerText)
        case .modelCallFailed(let call):
            conversation.dropAnswer()
            lastError = call.error
        default: break
        }
    }

    /// A provider may count as it likes; the sum never falls and never overflows.
    private mutating func count(_ usage: Usage) {
        for tokens in [usage.inputTokens, usage.outputTokens] {
            let (sum, overflow) = tokensUsed.addingReportingOverflow(max(0, tokens ?? 0))
            tokensUsed = overflow ? .max : sum
        }
    }

    private mutating func applyTool(_ payload: Payload) {
        switch payload {
        case .toolCallStarted(let call):
            toolCallIDs.insert(call.toolCallID)
            conversation.start(call)
            round.start(call)
            toolHistory.append(ToolRecord(id: call.toolCallID, tool: call.tool, summary: call.summary, iteration: iteration))
        case .toolCallFinished(let call):
            conversation.finish(call)
            round.finish(call)
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
        consecutiveFailures = finished.outcome == .failed ? consecutiveFailures + 1 : 0
        guard let answer = round.answer, finished.receipt.calls == 0 else { return }
        switch (finished.outcome, answer.finishReason) {
        case (.failed, .contentFilter): conversation.say(ContinueHint.filtered)
        case (.failed, .length): conversation.say(ContinueHint.cut)
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
