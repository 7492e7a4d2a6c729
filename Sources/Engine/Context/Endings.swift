internal import Events

/// Why what is still open has to end now.
enum EndCause: Sendable, Equatable {
    /// A person, or the program that leaves.
    case stopped
    case timedOut
    /// A question that nobody is there to answer.
    case needsAnswer
    case fault(ErrorDetail)
    /// The loop's own end; nothing but the loop should be open.
    case ordinary

    /// What an unanswered question or approval says of itself.
    var by: String {
        switch self {
        case .needsAnswer: "policy"
        default: "stop"
        }
    }

    var iterationOutcome: IterationOutcome {
        switch self {
        case .stopped: .cancelled
        case .needsAnswer: .needMoreInfo
        case .timedOut, .fault, .ordinary: .failed
        }
    }

    var detail: ErrorDetail {
        switch self {
        case .stopped: ErrorDetail(code: .cancelled, message: "stopped by the person", source: .internal)
        case .timedOut: ErrorDetail(code: .timeout, message: "the run's time is over", source: .internal)
        case .needsAnswer: ErrorDetail(code: .needsAnswer, message: "nobody is there to answer", source: .internal)
        case .fault(let detail): detail
        case .ordinary: ErrorDetail(code: .internalFault, message: "the loop ended first", source: .internal)
        }
    }
}

extension RunContext {
    /// The ending events of everything that is open, inner things first, the loop last (events.md: every started thing has exactly one
    /// end).
    ///
    /// A tool call that is still open here did not answer, so nobody knows whether it took effect.
    func endings(at microseconds: Int64, cause: EndCause, stopReason: StopReason) -> [Payload] {
        func duration(_ item: OpenThings.Item) -> Int { Int(clamping: max(0, microseconds &- item.sinceMicroseconds)) }
        var endings: [Payload] = []
        if let call = open.modelCall {
            endings.append(
                .modelCallFailed(
                    ModelCallFailed(
                        callID: call.id, error: cause.detail, willRetry: false, durationUs: duration(call))))
        }
        for approval in open.approvals {
            endings.append(
                .approvalResolved(ApprovalResolved(approvalID: approval.id, verdict: .unanswered, scope: .once, by: cause.by)))
        }
        for question in open.questions {
            endings.append(
                .userInputReceived(UserInputReceived(questionID: question.id, answer: "", outcome: "unanswered")))
        }
        // Every agent ends before its run does; this is for one whose end could not be told.
        for agent in agents.open {
            endings.append(
                .subAgentFinished(
                    SubAgentFinished(
                        agentRunID: agent.agentRunID, name: agent.name, status: .cancelled, result: cause.detail.message, inputTokens: 0,
                        outputTokens: 0, durationUs: 0)))
        }
        for tool in open.tools {
            endings.append(
                .toolCallFinished(
                    ToolCallFinished(
                        toolCallID: tool.id, tool: tool.subject, status: .error, errorCode: .outcomeUnknown,
                        output: "The call did not answer any more; whether it took effect is not known.", truncated: false,
                        durationUs: duration(tool), metadata: .object(JSONObject()), display: ToolDisplay(kind: .text), outcome: "unknown"))
            )
        }
        if let iteration = open.iteration {
            var receipt = round.receipt
            receipt.failedCalls += open.tools.count
            endings.append(
                .iterationFinished(IterationFinished(outcome: cause.iterationOutcome, durationUs: duration(iteration), receipt: receipt)))
        }
        if open.loop != nil {
            endings.append(.loopFinished(LoopFinished(stopReason: stopReason, iterations: iteration)))
        }
        return endings
    }
}
