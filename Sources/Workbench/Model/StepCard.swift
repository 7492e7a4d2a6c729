import Events

/// A step of a plan as the executor carries it out, with everything that belongs to it: one block, so that steps at the same time stay readable.
struct StepCard: Equatable {
    enum Part: Equatable {
        case call(ToolCard)
        case agent(AgentCard)
        /// A model judges it or thinks it over.
        case asked(SideCall)
        case judged(OutputEvaluated)
        /// Why a try failed, where no other line says so.
        case failed(ErrorDetail)
        case thought(ReflectionTriggered, ReflectionFinished?)
        case retry(RetryScheduled)
        case skipped(String)

        func isAsked(_ callID: String) -> Bool {
            if case .asked(let call) = self { call.started.callID == callID } else { false }
        }
    }

    var id: String
    var kind: StepKind
    var name: String
    var title: String
    var inputs: JSON
    /// Of the newest try.
    var attempt = 1
    var state = StepState.running
    var startedMicroseconds: Int64 = 0
    /// Of the newest try; nil while it goes on.
    var durationMicroseconds: Int?
    var errorCode: ErrorCode?
    var output = ""
    /// In the order they came.
    var parts: [Part] = []
    /// Index of the first part of the newest try.
    var firstOfAttempt = 0

    init(_ started: StepStarted, at microseconds: Int64) {
        id = started.stepID
        kind = started.kind
        name = started.name
        title = started.title
        inputs = started.inputs
        begin(started, at: microseconds)
    }

    init(_ step: PlanStep) {
        id = step.id
        kind = step.kind
        name = step.name
        title = step.title
        inputs = step.inputs
        state = .skipped
    }

    /// Begins a try.
    mutating func begin(_ started: StepStarted, at microseconds: Int64) {
        name = started.name
        inputs = started.inputs
        attempt = started.attempt
        state = started.attempt > 1 ? .retrying : .running
        startedMicroseconds = microseconds
        durationMicroseconds = nil
        errorCode = nil
        firstOfAttempt = parts.count
    }

    /// The parts of the newest try.
    private var current: ArraySlice<Part> { parts[min(firstOfAttempt, parts.count)...] }

    var isRunning: Bool { durationMicroseconds == nil && (state == .running || state == .retrying) }

    /// When what it counts the seconds of began; nil when it counts none.
    var countsFrom: Int64? {
        let counts =
            isRunning
            || parts.contains { part in
                if case .call(let card) = part { card.countsFrom != nil } else { false }
            }
        return counts ? startedMicroseconds : nil
    }

    /// True while a model is asked about it.
    var isAsking: Bool { parts.contains { if case .asked = $0 { true } else { false } } }

    /// True while it is thought over what to do about it.
    var isThinking: Bool {
        parts.contains { if case .thought(_, nil) = $0 { true } else { false } }
    }

    /// True when it was carried out and nobody has judged it yet.
    var awaitsVerdict: Bool {
        isRunning
            && current.allSatisfy { part in
                switch part {
                case .call(let card): !card.isRunning && card.durationMicroseconds != nil
                case .agent(let agent): agent.state != .running
                case .judged: false
                default: true
                }
            }
    }

    /// True when a line of the newest try says already why it failed.
    var tellsFailure: Bool {
        current.contains { part in
            switch part {
            case .judged(let judged): judged.verdict == .unmet
            case .call(let card): ![.queued, .running, .succeeded].contains(card.state)
            case .agent(let agent): agent.state != .completed
            default: false
            }
        }
    }

    /// What was found wrong with the newest try; empty when nobody said.
    var unmet: String {
        current.lazy.compactMap { part -> String? in
            if case .judged(let judged) = part, judged.verdict == .unmet { judged.reason } else { nil }
        }.first ?? ""
    }

    /// A call of the step.
    subscript(call callID: String) -> ToolCard? {
        get {
            for case .call(let card) in parts.reversed() where card.callID == callID { return card }
            return nil
        }
        set {
            let index = parts.lastIndex { if case .call(let card) = $0 { card.callID == callID } else { false } }
            if let index, let newValue {
                parts[index] = .call(newValue)
            } else if let index {
                parts.remove(at: index)
            } else if let newValue {
                parts.append(.call(newValue))
            }
        }
    }
}
