import Events
import TerminalKit

/// The runs of the agents that work for a run, however deep, as the screen knows them (001-63).
struct AgentRuns: Equatable {
    /// By their ids.
    private(set) var models: [String: RunModel] = [:]
    /// Their names, in the order they began.
    private(set) var names: [(id: String, name: String)] = []

    static func == (left: AgentRuns, right: AgentRuns) -> Bool { left.models == right.models }

    subscript(id: String) -> RunModel? { models[id] }

    /// Remembers an agent that begins, or begins again.
    mutating func begin(_ agent: SubAgentStarted) {
        guard models[agent.agentRunID] == nil else { return }
        models[agent.agentRunID] = RunModel()
        names.append((agent.agentRunID, agent.name))
    }

    /// Takes an event of an agent; nil when it is of none, or was there before.
    mutating func take(_ event: RunEvent) -> RunModel? {
        // Taken out and put back, so that it is changed where it lies.
        guard var model = models.removeValue(forKey: event.runID) else { return nil }
        let isNew = event.seq > model.lastSeq
        if isNew { model.apply(event) }
        models[event.runID] = model
        if isNew, case .subAgentStarted(let deeper) = event.payload { begin(deeper) }
        return isNew ? model : nil
    }

    /// What the agents of these runs are called; a run that is not known here by its id.
    func names(of runs: [String]) -> [String] {
        runs.map { id in names.first { $0.id == id }.map { DisplayText.line($0.name) } ?? id }
    }

    /// The first agent that waits for the person, with its name.
    var asking: (id: String, name: String, subject: DialogState.Subject)? {
        for (id, name) in names {
            guard let model = models[id], !model.isOver, let subject = model.ownSubject else { continue }
            return (id, name, subject)
        }
        return nil
    }
}

extension RunModel {
    /// What the run itself waits for.
    var ownSubject: DialogState.Subject? { approvals.first.map { .approval($0) } ?? questions.first.map { .question($0) } }

    /// Takes an event of another run of the tree: what the card of its agent shows follows.
    mutating func takeOfAgent(_ event: RunEvent) {
        guard let model = agentRuns.take(event), !event.payload.isDelta else { return }
        changeAgent(event.runID) { $0.show(model) }
    }
}

/// A round of an agent in one line.
struct AgentRound: Equatable {
    var number: Int
    /// Nil while it goes on.
    var outcome: IterationOutcome?
    var title: String
    var durationMicroseconds: Int?
}

extension AgentCard {
    /// Shows how far the agent's run is.
    mutating func show(_ model: RunModel) {
        // A round before the newest one is over and does not change any more.
        let first = min(max(0, rounds.count - 1), model.rounds.count)
        rounds.removeSubrange(first...)
        for round in model.rounds[first...] {
            rounds.append(
                AgentRound(
                    number: round.number, outcome: round.outcome, title: round.title.isEmpty ? model.runningWords : round.title,
                    durationMicroseconds: round.durationMicroseconds))
        }
        isAsking = !model.isOver && model.ownSubject != nil
    }
}

extension RunModel {
    /// What runs now, for a round that has no title yet.
    fileprivate var runningWords: String {
        if let request = approvals.first { return "\(request.tool) \(request.what.prefix { !$0.isNewline })" }
        guard let call = runningCalls.last, let card = card(call) else { return "" }
        return "\(card.tool) \(card.summary)"
    }
}
