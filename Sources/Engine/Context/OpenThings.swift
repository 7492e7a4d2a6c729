internal import Events

/// What has begun in a run and has not ended yet, folded from its events.
struct OpenThings: Sendable, Equatable {
    struct Item: Sendable, Equatable {
        let id: String
        /// The tool, the call that waits for an approval, or empty.
        let subject: String
        let sinceMicroseconds: Int64
    }

    private(set) var modelCall: Item?
    private(set) var tools: [Item] = []
    private(set) var approvals: [Item] = []
    private(set) var questions: [Item] = []
    private(set) var iteration: Item?
    private(set) var loop: Item?
    /// The stage of the pipeline, by its word.
    private(set) var stage: Item?
    /// A plan that is being made, by its version.
    private(set) var plan: Item?
    private(set) var steps: [Item] = []
    /// The step that is thought over.
    private(set) var reflection: Item?
    /// Runs of other agents, with the agent's name.
    private(set) var agents: [Item] = []

    mutating func apply(_ event: RunEvent) {
        func item(_ id: String, _ subject: String = "") -> Item {
            Item(id: id, subject: subject, sinceMicroseconds: event.monotonicMicroseconds)
        }
        switch event.payload {
        case .modelCallStarted(let call): modelCall = item(call.callID)
        case .modelCallFinished, .modelCallFailed: modelCall = nil
        case .toolCallStarted(let call): tools.append(item(call.toolCallID, call.tool))
        case .toolCallFinished(let call): tools.removeAll { $0.id == call.toolCallID }
        case .approvalRequested(let request): approvals.append(item(request.approvalID, request.toolCallID))
        case .approvalResolved(let resolved): approvals.removeAll { $0.id == resolved.approvalID }
        case .userInputRequested(let request): questions.append(item(request.questionID, request.toolCallID ?? ""))
        case .userInputReceived(let answer): questions.removeAll { $0.id == answer.questionID }
        case .iterationStarted: iteration = item("")
        case .iterationFinished: iteration = nil
        case .loopStarted: loop = item(event.loopID ?? "")
        case .loopFinished: loop = nil
        default: applyPipeline(event.payload) { item($0, $1) }
        }
    }

    private mutating func applyPipeline(_ payload: Payload, _ item: (String, String) -> Item) {
        switch payload {
        case .stageStarted(let started): stage = item(started.stage.rawValue, "")
        case .stageCompleted, .stageFailed: stage = nil
        case .planStarted(let started): plan = item("\(started.version)", "")
        case .planCreated, .planFailed: plan = nil
        case .stepStarted(let started): steps.append(item(started.stepID, "\(started.attempt)"))
        case .stepCompleted(let completed): steps.removeAll { $0.id == completed.stepID }
        case .stepFailed(let failed): steps.removeAll { $0.id == failed.stepID }
        case .reflectionTriggered(let triggered): reflection = item(triggered.stepID, "")
        case .reflectionFinished: reflection = nil
        case .subAgentStarted(let started): agents.append(item(started.agentRunID, started.name))
        case .subAgentFinished(let finished): agents.removeAll { $0.id == finished.agentRunID }
        default: break
        }
    }

    /// Whether a piece of a stream still belongs to something; what comes after the end of its call is dropped.
    func takes(_ payload: Payload) -> Bool {
        switch payload {
        case .reasoningDelta(let delta): modelCall?.id == delta.callID
        case .textDelta(let delta): modelCall?.id == delta.callID
        case .toolCallDelta(let delta): modelCall?.id == delta.callID
        case .modelCallStalled(let stall): modelCall?.id == stall.callID
        case .toolOutputDelta(let delta): tools.contains { $0.id == delta.toolCallID }
        default: true
        }
    }
}
