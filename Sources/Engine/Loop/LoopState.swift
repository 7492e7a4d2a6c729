internal import Events

/// Where the loop stands (003-03).
public enum LoopState: String, Sendable, CaseIterable {
    case initial = "INIT"
    /// The model is asked.
    case think = "THINK"
    /// The model's calls are run.
    case toolCall = "TOOL_CALL"
    /// A person is asked: from inside a call, or between two rounds when a limit is reached (001-36).
    case waitUser = "WAIT_USER"
    /// What came out is taken into the context.
    case observe = "OBSERVE"
    case done = "DONE"
    case fail = "FAIL"
    case timeout = "TIMEOUT"
    case cancel = "CANCEL"

    /// True for the states that nothing follows.
    public var isTerminal: Bool { successors.isEmpty }

    /// The states that may follow.
    public var successors: Set<LoopState> {
        switch self {
        case .initial: [.think, .fail, .timeout, .cancel]
        case .think: [.toolCall, .observe, .done, .fail, .timeout, .cancel]
        case .toolCall: [.observe, .waitUser, .fail, .timeout, .cancel]
        case .waitUser: [.toolCall, .observe, .fail, .timeout, .cancel]
        case .observe: [.think, .waitUser, .done, .fail, .timeout, .cancel]
        case .done, .fail, .timeout, .cancel: []
        }
    }

    /// The state in the words of events.
    var agentStatus: AgentStatus {
        switch self {
        case .initial, .think: .thinking
        case .toolCall: .toolCall
        case .waitUser: .waiting
        case .observe: .toolResult
        case .done, .fail, .timeout, .cancel: .done
        }
    }
}

/// Goes from state to state by the table and by nothing else.
struct LoopMachine: Sendable {
    private(set) var state = LoopState.initial

    init() {}

    /// Stands where a run stood that is taken up again.
    init(at state: LoopState) { self.state = state }

    mutating func move(to next: LoopState) throws(EngineError) {
        guard state.successors.contains(next) else { throw .illegalMove(from: state, to: next) }
        state = next
    }
}
