internal import Events

/// What a run left open of a pipeline, of plans and of other agents.
struct OpenPipelineEnds {
    typealias Ending = (payload: Payload, of: RunEvent, status: AgentStatus)

    private var agents: [(start: SubAgentStarted, event: RunEvent)] = []
    private var reflection: (start: ReflectionTriggered, event: RunEvent)?
    private var steps: [(start: StepStarted, event: RunEvent)] = []
    private var plan: (start: PlanStarted, event: RunEvent)?
    private var stage: (start: StageStarted, event: RunEvent)?

    mutating func apply(_ event: RunEvent) {
        switch event.payload {
        case .subAgentStarted(let start): agents.append((start, event))
        case .subAgentFinished(let end): agents.removeAll { $0.start.agentRunID == end.agentRunID }
        case .reflectionTriggered(let start): reflection = (start, event)
        case .reflectionFinished: reflection = nil
        case .stepStarted(let start): steps.append((start, event))
        case .stepCompleted(let end): steps.removeAll { $0.start.stepID == end.stepID }
        case .stepFailed(let end): steps.removeAll { $0.start.stepID == end.stepID }
        case .planStarted(let start): plan = (start, event)
        case .planCreated, .planFailed: plan = nil
        case .stageStarted(let start): stage = (start, event)
        case .stageCompleted, .stageFailed: stage = nil
        default: break
        }
    }

    /// Inner things first.
    func endings(_ lost: ErrorDetail, _ span: (RunEvent) -> Int) -> [Ending] {
        var result: [Ending] = agents.map { start, event in
            let end = SubAgentFinished(
                agentRunID: start.agentRunID, name: start.name, status: .left, result: lost.message, inputTokens: 0, outputTokens: 0,
                durationUs: span(event))
            return (.subAgentFinished(end), event, .toolResult)
        }
        if let (start, event) = reflection {
            let end = ReflectionFinished(stepID: start.stepID, strategy: .giveUp, reason: lost.message, outcome: "unknown")
            result.append((.reflectionFinished(end), event, .thinking))
        }
        for (start, event) in steps {
            let end = StepFailed(
                stepID: start.stepID, attempt: start.attempt, error: lost, durationUs: span(event), outcome: "unknown")
            result.append((.stepFailed(end), event, .toolResult))
        }
        if let (start, event) = plan {
            result.append((.planFailed(PlanFailed(version: start.version, error: lost, outcome: "unknown")), event, .thinking))
        }
        if let (start, event) = stage {
            let end = StageFailed(stage: start.stage, error: lost, durationUs: span(event), outcome: "unknown")
            result.append((.stageFailed(end), event, .done))
        }
        return result
    }
}
