internal import Events

/// What a run left open, folded from its events, and the events that close it.
struct OpenEnds {
    private struct Opened {
        let id: String
        let event: RunEvent
    }

    private var approvals: [Opened] = []
    private var questions: [Opened] = []
    private var toolCalls: [Opened] = []
    private var modelCalls: [Opened] = []
    private var agents: [Opened] = []
    private var sessions: [Opened] = []
    private var pipeline = OpenPipelineEnds()
    private var iteration: RunEvent?
    private var loops: [RunEvent] = []
    private var rounds = 0
    private var last: RunEvent?
    /// Nothing is to be written any more: the run has its end, or was closed before and not taken up since.
    private var isClosed = false

    mutating func apply(_ event: RunEvent) {
        last = event
        isClosed = event.payload.isTerminal || event.payload.tellsOfInterruption
        switch event.payload {
        case .approvalRequested(let value): approvals.append(Opened(id: value.approvalID, event: event))
        case .approvalResolved(let value): approvals.removeAll { $0.id == value.approvalID }
        case .userInputRequested(let value): questions.append(Opened(id: value.questionID, event: event))
        case .userInputReceived(let value): questions.removeAll { $0.id == value.questionID }
        case .toolCallStarted(let value): toolCalls.append(Opened(id: value.toolCallID, event: event))
        case .toolCallFinished(let value): toolCalls.removeAll { $0.id == value.toolCallID }
        case .modelCallStarted(let value): modelCalls.append(Opened(id: value.callID, event: event))
        case .modelCallFinished(let value): modelCalls.removeAll { $0.id == value.callID }
        case .modelCallFailed(let value): modelCalls.removeAll { $0.id == value.callID }
        case .subAgentStarted(let value): agents.append(Opened(id: value.agentRunID, event: event))
        case .subAgentFinished(let value): agents.removeAll { $0.id == value.agentRunID }
        case .backgroundChanged(let value):
            sessions.removeAll { $0.id == value.sessionID }
            if value.state == .running { sessions.append(Opened(id: value.sessionID, event: event)) }
        case .iterationStarted:
            iteration = event
            rounds = event.iteration ?? rounds + 1
        case .iterationFinished: iteration = nil
        case .loopStarted: loops.append(event)
        case .loopFinished: loops.removeAll { $0.loopID == event.loopID }
        default: pipeline.apply(event)
        }
    }

    /// One ending for everything left open, inner things first, then the word that the run is interrupted; empty when that was said before, or
    /// when the run has ended.
    ///
    /// The run itself does not end: it can be taken up. `lastMicroseconds` is the time of the run's last event.
    func endings(runID: String, wallMilliseconds: Int64, lastMicroseconds now: Int64) -> [RunEvent] {
        guard !isClosed else { return [] }
        let lost = ErrorDetail(
            code: .processDied, message: "the process that drove the run is gone; go on with `lathe resume`", source: .internal)
        func ending(_ payload: Payload, of opened: RunEvent?, _ status: AgentStatus?) -> RunEvent {
            RunEvent(
                runID: runID, seq: 0, wallMilliseconds: wallMilliseconds, monotonicMicroseconds: now, loopID: opened?.loopID,
                iteration: opened?.iteration, agentStatus: opened?.loopID == nil ? nil : status, parentRunID: last?.parentRunID,
                payload: payload)
        }
        func span(_ opened: RunEvent) -> Int { Int(clamping: max(0, now &- opened.monotonicMicroseconds)) }

        var result: [RunEvent] = []
        for opened in approvals {
            result.append(
                ending(
                    .approvalResolved(ApprovalResolved(approvalID: opened.id, verdict: .unanswered, scope: .once, by: "recovery")),
                    of: opened.event, .waiting))
        }
        for opened in questions {
            result.append(
                ending(
                    .userInputReceived(UserInputReceived(questionID: opened.id, answer: "", outcome: "unknown")), of: opened.event, .waiting
                ))
        }
        for opened in agents {
            guard case .subAgentStarted(let agent) = opened.event.payload else { continue }
            result.append(
                ending(
                    .subAgentFinished(
                        SubAgentFinished(
                            agentRunID: agent.agentRunID, name: agent.name, status: .left, result: "the process died while it worked",
                            inputTokens: 0, outputTokens: 0, durationUs: span(opened.event))), of: opened.event, .toolCall))
        }
        for opened in toolCalls {
            guard case .toolCallStarted(let call) = opened.event.payload else { continue }
            let text = "The process died while this call ran; it is not known whether it took effect. Look before you try again."
            result.append(
                ending(
                    .toolCallFinished(
                        ToolCallFinished(
                            toolCallID: call.toolCallID, tool: call.tool, status: .error, errorCode: .outcomeUnknown, output: text,
                            truncated: false,
                            durationUs: span(opened.event), metadata: [:], display: ToolDisplay(kind: .text), outcome: "unknown")),
                    of: opened.event, .toolResult))
        }
        for opened in sessions {
            guard case .backgroundChanged(var session) = opened.event.payload else { continue }
            session.state = .lost
            session.durationUs = span(opened.event)
            result.append(ending(.backgroundChanged(session), of: iteration ?? loops.last, .toolResult))
        }
        for opened in modelCalls {
            let failed = ModelCallFailed(
                callID: opened.id, error: lost, willRetry: false, durationUs: span(opened.event), outcome: "unknown")
            result.append(ending(.modelCallFailed(failed), of: opened.event, .thinking))
        }
        for (payload, opened, status) in pipeline.endings(lost, span) { result.append(ending(payload, of: opened, status)) }
        if let iteration {
            let finished = IterationFinished(
                outcome: .unknown, durationUs: span(iteration), receipt: IterationReceipt(headline: "the process died"))
            result.append(ending(.iterationFinished(finished), of: iteration, .done))
        }
        for loop in loops.reversed() {
            result.append(ending(.loopFinished(LoopFinished(stopReason: .error, iterations: rounds, outcome: "unknown")), of: loop, .done))
        }
        result.append(
            ending(.runStatus(RunStatusChanged(status: .interrupted, reason: "the process that drove the run is gone")), of: nil, nil))
        return result
    }
}
