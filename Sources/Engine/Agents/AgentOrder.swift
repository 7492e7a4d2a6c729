internal import Events

/// What an agent is asked to do, and by what.
struct AgentOrder: Sendable {
    /// What wanted it: a call of the model, or a step of a plan.
    enum Origin: Sendable, Equatable {
        case call(String)
        case step(String)

        var toolCallID: String? { if case .call(let id) = self { id } else { nil } }
        var stepID: String? { if case .step(let id) = self { id } else { nil } }
    }

    var profile: AgentProfile
    var task: String
    var origin: Origin
}
