internal import Events

/// Why what is still open has to end now.
enum EndCause: Sendable, Equatable {
    /// A person, or the program that leaves.
    case stopped
    case timedOut
    /// A question that nobody is there to answer.
    case needsAnswer
    case fault(ErrorDetail)
    /// The run goes on in another way.
    case switched
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
        case .stopped, .switched: .cancelled
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
        case .switched: ErrorDetail(code: .cancelled, message: "the run goes on as a pipeline", source: .internal)
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
        for agent in open.agents {
            endings.append(
                .subAgentFinished(
                    SubAgentFinished(
                        agentRunID: agent.id, name: agent.subject, status: cause == .needsAnswer ? .left : .cancelled,
                        result: cause.detail.message, inputTokens: 0, outputTokens: 0, durationUs: duration(agent))))
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
        endings += pipelineEndings(cause, duration)
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

    /// Of what belongs to a pipeline, inner things first.
    private func pipelineEndings(_ cause: EndCause, _ duration: (OpenThings.Item) -> Int) -> [Payload] {
        var endings: [Payload] = []
        if let reflection = open.reflection {
            endings.append(
                .reflectionFinished(
                    ReflectionFinished(
                        stepID: reflection.id, strategy: .giveUp, reason: cause.detail.message, outcome: "unknown")))
        }
        for step in open.steps {
            endings.append(
                .stepFailed(
                    StepFailed(
                        stepID: step.id, attempt: Int(step.subject) ?? 1, error: cause.detail, durationUs: duration(step),
                        outcome: "unknown")))
        }
        if let plan = open.plan {
            endings.append(.planFailed(PlanFailed(version: Int(plan.id) ?? 1, error: cause.detail)))
        }
        if let stage = open.stage, let name = StageName(rawValue: stage.id) {
            endings.append(.stageFailed(StageFailed(stage: name, error: cause.detail, durationUs: duration(stage))))
        }
        return endings
    }
}
