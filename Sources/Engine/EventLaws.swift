public import Events

/// Holds a finished run's events against the laws of the event log (docs/streaming-protocol.md).
public enum EventLaws {
    /// Every broken law in words, with the `seq` of the event that breaks it; empty when all hold.
    ///
    /// Takes all events of one run in order; `isLeft`: of a run that waits for a person or was interrupted, which has no end yet. What was
    /// interrupted has nothing open either way.
    public static func check(_ events: [RunEvent], isLeft: Bool = false) -> [String] {
        guard let first = events.first, let last = events.last else { return ["a run has at least one event"] }
        var faults: [String] = []
        if case .runStarted = first.payload {} else { faults.append("the first event is \(first.type), not run_started") }
        if !isLeft, !last.payload.isTerminal { faults.append("the last event is \(last.type), not a terminal one") }
        var walk = LawWalk(runID: first.runID, parentRunID: first.parentRunID)
        for (index, event) in events.enumerated() {
            walk.take(event, seq: index + 1)
            if event.payload.isTerminal && index + 1 < events.count { walk.fault(event, "is terminal and not the last") }
            if case .runStarted = event.payload, index > 0 { walk.fault(event, "comes twice") }
        }
        return faults + walk.faults + (isLeft ? [] : walk.open())
    }
}

/// Goes through a run's events and remembers what is open.
private struct LawWalk {
    let runID: String
    let parentRunID: String?
    private(set) var faults: [String] = []
    private var microseconds: Int64 = 0
    private var pairs = OpenPairs()
    private var loops = 0
    private var loopID: String?
    private var iteration: Int?
    private var toolsOfModel: Set<String> = []
    /// Commands in the background; they lie across rounds and loops.
    private var sessions: Set<String> = []

    init(runID: String, parentRunID: String?) {
        self.runID = runID
        self.parentRunID = parentRunID
    }

    mutating func fault(_ event: RunEvent, _ text: String) { faults.append("\(event.seq) \(event.type): \(text)") }

    func open() -> [String] { (pairs.open + sessions.sorted()).map { "\($0) has no end" } }

    mutating func take(_ event: RunEvent, seq: Int) {
        if event.seq != seq { fault(event, "has the number \(event.seq), not \(seq)") }
        if event.runID != runID { fault(event, "is of another run") }
        if event.parentRunID != parentRunID { fault(event, "has another parent") }
        if event.monotonicMicroseconds < microseconds { fault(event, "goes back in time") }
        microseconds = max(microseconds, event.monotonicMicroseconds)
        place(event)
        pair(event)
        nest(event)
        leave(event)
        if event.payload.tellsOfInterruption {
            for inner in pairs.open + sessions.sorted() { fault(event, "comes before the end of \(inner)") }
        }
    }

    /// Loop, round and status are on every event of a loop, and on no other.
    private mutating func place(_ event: RunEvent) {
        switch event.payload {
        case .loopStarted:
            loops += 1
            loopID = "L\(loops)"
            iteration = nil
        case .iterationStarted: iteration = (iteration ?? 0) + 1
        case .stageStarted(let started): iteration = started.stage.index
        case .loopFinished: iteration = nil
        default: break
        }
        if event.loopID != loopID { fault(event, "is in loop \(event.loopID ?? "–"), not \(loopID ?? "–")") }
        if event.iteration != iteration { fault(event, "is in round \(event.iteration ?? 0), not \(iteration ?? 0)") }
        if (event.agentStatus == nil) != (loopID == nil) { fault(event, "has the status \(event.agentStatus?.rawValue ?? "–")") }
        if let expected = event.payload.fixedStatus, loopID != nil, event.agentStatus != expected {
            fault(event, "has the status \(event.agentStatus?.rawValue ?? "–"), not \(expected.rawValue)")
        }
    }

    /// Every start has exactly one end.
    private mutating func pair(_ event: RunEvent) {
        let problem: String?
        switch event.payload {
        case .loopStarted: problem = pairs.begin("loop")
        case .loopFinished: problem = pairs.end("loop")
        case .iterationStarted: problem = pairs.begin("iteration", again: true)
        case .iterationFinished: problem = pairs.end("iteration")
        case .modelCallStarted(let call): problem = pairs.begin("model call \(call.callID)")
        case .modelCallFinished(let call): problem = pairs.end("model call \(call.callID)")
        case .modelCallFailed(let call): problem = pairs.end("model call \(call.callID)")
        case .toolCallStarted(let call): problem = pairs.begin("tool call \(call.toolCallID)")
        case .toolCallFinished(let call): problem = pairs.end("tool call \(call.toolCallID)")
        case .approvalRequested(let request): problem = pairs.begin("approval \(request.approvalID)")
        case .approvalResolved(let resolved): problem = pairs.end("approval \(resolved.approvalID)")
        case .userInputRequested(let request): problem = pairs.begin("question \(request.questionID)")
        case .userInputReceived(let answer): problem = pairs.end("question \(answer.questionID)")
        case .subAgentStarted(let agent): problem = pairs.begin("agent \(agent.agentRunID)", again: true)
        case .subAgentFinished(let agent): problem = pairs.end("agent \(agent.agentRunID)")
        case .backgroundChanged(let session):
            let name = "background command \(session.sessionID)"
            if session.state == .running {
                problem = sessions.insert(name).inserted ? nil : "\(name) begins twice"
            } else {
                problem = sessions.remove(name) == nil ? "\(name) ends and is not open" : nil
            }
        case .reasoningDelta(let delta): problem = pairs.inside("model call \(delta.callID)")
        case .textDelta(let delta): problem = pairs.inside("model call \(delta.callID)")
        case .toolCallDelta(let delta):
            toolsOfModel.insert(delta.toolCallID)
            problem = pairs.inside("model call \(delta.callID)")
        case .modelCallStalled(let stall): problem = pairs.inside("model call \(stall.callID)")
        case .toolOutputDelta(let delta): problem = pairs.inside("tool call \(delta.toolCallID)")
        default: problem = pairOfPipeline(event.payload)
        }
        if let problem { fault(event, problem) }
    }

    private mutating func pairOfPipeline(_ payload: Payload) -> String? {
        switch payload {
        case .stageStarted: pairs.begin("stage", again: true)
        case .stageCompleted, .stageFailed: pairs.end("stage")
        case .planStarted: pairs.begin("plan", again: true)
        case .planCreated, .planFailed: pairs.end("plan")
        case .stepStarted(let step): pairs.begin("step \(step.stepID) \(step.attempt)")
        case .stepCompleted(let step): pairs.end("step \(step.stepID) \(step.attempt)")
        case .stepFailed(let step): pairs.end("step \(step.stepID) \(step.attempt)")
        case .reflectionTriggered: pairs.begin("reflection", again: true)
        case .reflectionFinished: pairs.end("reflection")
        case .subAgentStarted(let agent): pairs.begin("agent \(agent.agentRunID)", again: true)
        case .subAgentFinished(let agent): pairs.end("agent \(agent.agentRunID)")
        default: nil
        }
    }

    /// Inner things lie within outer ones.
    private var isInRound: Bool { pairs.isOpen("iteration") || pairs.isOpen("stage") }

    private mutating func nest(_ event: RunEvent) {
        switch event.payload {
        case .iterationStarted, .iterationFinished: if !pairs.isOpen("loop") { fault(event, "is outside a loop") }
        case .toolCallStarted(let call):
            if !isInRound { fault(event, "is outside a round") }
            if let step = call.stepID {
                if !pairs.open.contains(where: { $0.hasPrefix("step \(step) ") }) { fault(event, "is outside its step") }
            } else if !toolsOfModel.contains(call.toolCallID) {
                fault(event, "starts a call that no model made")
            }
        case .subAgentStarted(let agent):
            let owner = agent.toolCallID.map { "tool call \($0)" }
            if let owner, !pairs.isOpen(owner) { fault(event, "is of a call that is not open") }
            if agent.toolCallID == nil, agent.stepID == nil { fault(event, "is of no call and no step") }
        case .userInputRequested(let request) where request.toolCallID == nil:
            if !pairs.isOpen("loop") || pairs.isOpen("iteration") { fault(event, "is of no call and not between two rounds") }
        case .modelCallStarted, .modelCallFinished, .modelCallFailed, .toolCallFinished, .approvalRequested, .userInputRequested:
            if !isInRound { fault(event, "is outside a round") }
        case .stageStarted, .stageSkipped:
            if !pairs.isOpen("loop") || pairs.isOpen("iteration") {
                fault(event, "is not on its own in a pipeline")
            }
        case .planStarted, .stepStarted, .reflectionTriggered, .planRepaired, .retryScheduled, .outputEvaluated:
            if !pairs.isOpen("stage") { fault(event, "is outside a stage") }
        case .modeChanged: if pairs.isOpen("loop") { fault(event, "is inside a loop") }
        default: break
        }
        if event.payload.endsStage, let inner = pairs.open.first(where: { $0 != "loop" }) {
            fault(event, "comes before the end of \(inner)")
        }
        if case .iterationFinished = event.payload, let inner = pairs.open.first(where: { $0 != "loop" }) {
            fault(event, "comes before the end of \(inner)")
        }
        if case .loopFinished = event.payload, let inner = pairs.open.first { fault(event, "comes before the end of \(inner)") }
    }

    private mutating func leave(_ event: RunEvent) {
        if case .loopFinished = event.payload { loopID = nil }
    }
}

/// What began and has not ended.
private struct OpenPairs {
    private(set) var open: [String] = []
    private var seen: Set<String> = []

    /// A thing begins once, unless it may come `again`.
    mutating func begin(_ name: String, again: Bool = false) -> String? {
        let isNew = seen.insert(name).inserted || again || name == "loop"
        defer { open.append(name) }
        return isNew && !open.contains(name) ? nil : "\(name) begins twice"
    }

    mutating func end(_ name: String) -> String? {
        guard let index = open.firstIndex(of: name) else { return "\(name) ends and is not open" }
        open.remove(at: index)
        return nil
    }

    func inside(_ name: String) -> String? { open.contains(name) ? nil : "comes outside \(name)" }

    func isOpen(_ name: String) -> Bool { open.contains(name) }
}

extension Payload {
    fileprivate var endsStage: Bool {
        switch self {
        case .stageCompleted, .stageFailed: true
        default: false
        }
    }

    /// The status an event of this kind must have in a loop; nil when it depends on where the loop stands.
    fileprivate var fixedStatus: AgentStatus? {
        let inInitial = agentStatus(in: .initial)
        return inInitial == agentStatus(in: .observe) ? inInitial : nil
    }
}
