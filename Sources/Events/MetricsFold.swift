/// Folds the events of one run into its `Metrics`, one event at a time.
///
/// Constant cost an event.
public struct MetricsFold: Sendable {
    public private(set) var metrics = Metrics()
    private var lastMicroseconds: Int64 = 0
    private var account = TimeLedger.Account.own
    private var openTools: Set<String> = []
    private var openApprovals: Set<String> = []
    private var openQuestions: Set<String> = []
    private var openAgents: Set<String> = []
    /// What the run is said to wait for; an agent of it may wait.
    private var status = RunStatus.running
    /// True when something of the answer that is being read has come.
    private var sawContent = false

    public init() {}

    public mutating func apply(_ event: RunEvent) {
        // The time since the last event belongs to what was going on before this one.
        if event.monotonicMicroseconds > lastMicroseconds {
            metrics.ledger[account] += Int(event.monotonicMicroseconds - lastMicroseconds)
            lastMicroseconds = event.monotonicMicroseconds
        }
        if metrics.firstStepMicroseconds == nil, event.payload.isVisibleStep { metrics.firstStepMicroseconds = Int(lastMicroseconds) }
        count(event.payload)
        account = nextAccount(after: event.payload)
    }

    private mutating func count(_ payload: Payload) {
        switch payload {
        case .iterationStarted: metrics.iterations += 1
        case .modelCallStarted:
            metrics.modelCalls += 1
            sawContent = false
        case .reasoningDelta, .textDelta, .toolCallDelta: sawContent = true
        case .modelCallFinished(let call): count(call)
        case .toolCallStarted(let call): openTools.insert(call.toolCallID)
        case .toolCallFinished(let call): count(call)
        case .approvalRequested(let request): openApprovals.insert(request.approvalID)
        case .approvalResolved(let resolved): openApprovals.remove(resolved.approvalID)
        case .userInputRequested(let request): openQuestions.insert(request.questionID)
        case .userInputReceived(let answer): openQuestions.remove(answer.questionID)
        case .runStatus(let change): status = change.status
        case .subAgentStarted(let agent): openAgents.insert(agent.agentRunID)
        case .subAgentFinished(let agent): count(agent)
        case .modelCallFailed:
            metrics.errors += 1
            if sawContent { metrics.spending.countBroken() }
            sawContent = false
        // A try of a tool that is followed by another one is no fault yet.
        case .error(let raised): if raised.detail.source != .tool || !raised.detail.recoverable { metrics.errors += 1 }
        default: break
        }
    }

    private mutating func count(_ call: ModelCallFinished) {
        let usage = call.usage
        metrics.inputTokens &+= usage.inputTokens ?? 0
        metrics.outputTokens &+= usage.outputTokens ?? 0
        metrics.reasoningTokens &+= usage.reasoningTokens ?? 0
        metrics.cachedInputTokens &+= usage.cachedInputTokens ?? 0
        metrics.estimated = metrics.estimated || usage.estimated
        if let ttft = call.ttftUs { Self.append(ttft, to: &metrics.ttftMicroseconds) }
        if let decode = call.decodeUs { Self.append(decode, to: &metrics.decodeMicroseconds) }
        if let rate = call.tokensPerSecond { Self.append(rate, to: &metrics.rates) }
        metrics.spending.count(call)
        sawContent = false
    }

    /// What an agent used is used by the run that asked (001-63).
    private mutating func count(_ agent: SubAgentFinished) {
        openAgents.remove(agent.agentRunID)
        metrics.inputTokens &+= max(0, agent.inputTokens)
        metrics.outputTokens &+= max(0, agent.outputTokens)
        metrics.spending.count(agent)
    }

    private mutating func count(_ call: ToolCallFinished) {
        openTools.remove(call.toolCallID)
        metrics.toolCalls += 1
        var figures = metrics.tools[call.tool] ?? Metrics.ToolFigures()
        figures.calls += 1
        figures.durationMicroseconds &+= call.durationUs
        if call.status == .error {
            metrics.failedToolCalls += 1
            figures.failures += 1
        }
        metrics.tools[call.tool] = figures
    }

    private static func append<Value>(_ value: Value, to list: inout [Value]) {
        list.append(value)
        if list.count > 1000 { list.removeFirst(list.count - 1000) }
    }

    private func nextAccount(after payload: Payload) -> TimeLedger.Account {
        switch payload {
        case .modelCallStarted: return .prefill
        case .reasoningDelta: return .reasoning
        case .textDelta, .toolCallDelta: return .answer
        case .modelCallFailed(let failed) where failed.willRetry: return .backOff
        case .modelCallStalled, .answerReviewed, .userMessage, .runStatus, .error, .todoUpdated, .artifactStored, .metricsSnapshot,
            .guardWarning,
            .hookApplied, .contextAdded,
            .contextCompacted, .contextRestored, .backgroundChanged, .limitsChanged, .planStarted, .planCreated, .planFailed, .planRepaired,
            .stepStarted, .stepCompleted, .stepFailed, .stepSkipped, .outputEvaluated, .reflectionTriggered, .reflectionFinished,
            .retryScheduled, .subAgentStarted, .subAgentFinished, .unknown:
            return settled(default: account)
        default: return settled(default: .own)
        }
    }

    /// Waiting for a person counts before a running tool: the tool of an open question does nothing.
    private func settled(default fallback: TimeLedger.Account) -> TimeLedger.Account {
        if !openApprovals.isEmpty { return .approval }
        if !openQuestions.isEmpty { return .user }
        if !openAgents.isEmpty, status == .waitingApproval { return .approval }
        if !openAgents.isEmpty, status == .waitingUser { return .user }
        if !openTools.isEmpty { return .tool }
        return [.approval, .user, .tool].contains(fallback) ? .own : fallback
    }
}

extension Payload {
    /// True for what a person can see of the model's work.
    fileprivate var isVisibleStep: Bool {
        switch self {
        case .reasoningDelta(let delta): !delta.text.isEmpty
        case .textDelta(let delta): !delta.text.isEmpty
        case .toolCallDelta, .toolCallStarted: true
        default: false
        }
    }
}

extension ModelCallFinished {
    /// Output tokens a second between the first and the last content; nil when it cannot be told (W-13).
    ///
    /// Reasoning that was not shown was over before the first content, and is left out.
    public var tokensPerSecond: Double? {
        guard let decodeUs, decodeUs >= 250_000, let output = usage.outputTokens else { return nil }
        let isHidden = firstKind == .text || firstKind == .toolCall
        let tokens = output &- (isHidden ? usage.reasoningTokens ?? 0 : 0)
        return tokens > 0 ? Double(tokens) / (Double(decodeUs) / 1_000_000) : nil
    }
}
