internal import Events

/// The agents that worked for a run, folded from its events.
struct AgentRecord: Sendable, Equatable {
    /// The agents that work now, in the order they began.
    private(set) var open: [SubAgentStarted] = []
    /// Those that wait for a person, or whose process died.
    private(set) var left: [SubAgentStarted] = []
    private var told: [String: AgentFigures] = [:]
    /// The runs of agents that ended, by the call that wanted them.
    private var ended: [String: String] = [:]

    mutating func apply(_ payload: Payload) {
        switch payload {
        case .subAgentStarted(let started):
            left.removeAll { $0.agentRunID == started.agentRunID }
            open.append(started)
        case .subAgentFinished(let finished):
            for agent in open where agent.agentRunID == finished.agentRunID {
                if finished.status == .left { left.append(agent) } else if let id = agent.toolCallID { ended[id] = agent.agentRunID }
            }
            open.removeAll { $0.agentRunID == finished.agentRunID }
            var figures = told[finished.agentRunID] ?? AgentFigures()
            figures.inputTokens &+= max(0, finished.inputTokens)
            figures.outputTokens &+= max(0, finished.outputTokens)
            if let cost = finished.cost { figures.cost = (figures.cost ?? 0) + cost }
            told[finished.agentRunID] = figures
        default: break
        }
    }

    /// What was told of an agent's run so far.
    func figures(of runID: String) -> AgentFigures { told[runID] ?? AgentFigures() }

    func tokens(of runID: String) -> Int { figures(of: runID).tokens }

    /// The run of the agent that this call wanted and that has ended; nil when there is none.
    ///
    /// A step that is tried again has another agent.
    func ended(_ origin: AgentOrder.Origin) -> String? { origin.toolCallID.flatMap { ended[$0] } }

    /// The agent that this call or step wanted and that has not ended; nil when there is none.
    func unfinished(_ origin: AgentOrder.Origin) -> SubAgentStarted? {
        (open + left).first { started in
            switch origin {
            case .call(let id): started.toolCallID == id
            case .step(let id): started.stepID == id
            }
        }
    }
}
