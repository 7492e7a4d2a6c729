import Events

/// Another agent that works for the run, in a run of its own (001-63).
struct AgentCard: Equatable {
    enum State: Equatable {
        case running, completed, failed, cancelled
        /// It waits for a person, or its process died.
        case left
    }

    var agentRunID: String
    var name: String
    var task: String
    var state = State.running
    var startedMicroseconds: Int64
    var durationMicroseconds: Int?
    var inputTokens = 0
    var outputTokens = 0
    /// What it answered, or why it did not.
    var result = ""
    /// How far its run is.
    var rounds: [AgentRound] = []
    /// Whether it waits for the person now.
    var isAsking = false

    init(_ started: SubAgentStarted, at microseconds: Int64) {
        agentRunID = started.agentRunID
        name = started.name
        task = started.task
        startedMicroseconds = microseconds
    }

    mutating func finish(_ finished: SubAgentFinished) {
        state =
            switch finished.status {
            case .completed: .completed
            case .failed: .failed
            case .cancelled: .cancelled
            case .left: .left
            }
        durationMicroseconds = finished.durationUs
        inputTokens = finished.inputTokens
        outputTokens = finished.outputTokens
        result = finished.result
    }
}

/// Other agents as cards: in the step that wanted them, else on their own.
extension RunModel {
    mutating func beginAgent(_ started: SubAgentStarted, _ event: RunEvent) {
        openText = nil
        agentRuns.begin(started)
        if agentPlaces[started.agentRunID] != nil {
            // It is taken up again.
            changeAgent(started.agentRunID) { card in
                let rounds = card.rounds
                card = AgentCard(started, at: event.monotonicMicroseconds)
                card.rounds = rounds
            }
            return
        }
        let card = AgentCard(started, at: event.monotonicMicroseconds)
        if let step = started.stepID, let index = blockOfStep[step] {
            changeStep(step) { $0.parts.append(.agent(card)) }
            agentPlaces[started.agentRunID] = index
        } else {
            add(.agent(card))
            agentPlaces[started.agentRunID] = blocks.count - 1
        }
    }

    mutating func endAgent(_ finished: SubAgentFinished) {
        // What it was left with, or a stop took it from, is no question any more.
        if finished.status != .left { changeAgent(finished.agentRunID) { $0.isAsking = false } }
        changeAgent(finished.agentRunID) { $0.finish(finished) }
    }

    mutating func changeAgent(_ runID: String, _ change: (inout AgentCard) -> Void) {
        guard let index = agentPlaces[runID], blocks.indices.contains(index) else { return }
        switch blocks[index].kind {
        case .agent(var card):
            change(&card)
            blocks[index].kind = .agent(card)
        case .step(var step):
            let part = step.parts.lastIndex { if case .agent(let card) = $0 { card.agentRunID == runID } else { false } }
            guard let part, case .agent(var card) = step.parts[part] else { return }
            change(&card)
            step.parts[part] = .agent(card)
            blocks[index].kind = .step(step)
        default: return
        }
        blocks[index].version &+= 1
        noteError(index)
    }
}
