internal import Events

/// How many turns of a script, or exchanges of a recording, a run has behind it.
///
/// Every model call is one, but for those that are made again when the run is taken up: the call that its process died in, and an answer of which
/// nothing was run.
struct PlayedTurns {
    /// By what they were for.
    private(set) var counts: [String: Int] = [:]
    var count: Int { counts.values.reduce(0, +) }
    private var purposes: [String: String] = [:]
    /// Whole answers of the round that goes on, by their calls.
    private var answers: [String] = []
    private var hasCalls = false
    /// Calls of the loop that go on; what is asked beside it is no part of an answer.
    private var open: Set<String> = []

    init(_ events: [RunEvent]) {
        for event in events { apply(event.payload) }
    }

    private mutating func apply(_ payload: Payload) {
        switch payload {
        case .iterationStarted: (answers, hasCalls) = ([], false)
        case .modelCallStarted(let call):
            counts[call.purpose.rawValue, default: 0] += 1
            purposes[call.callID] = call.purpose.rawValue
            if call.purpose == .decide || call.purpose == .execute { open.insert(call.callID) }
        case .modelCallFinished(let call): if open.remove(call.callID) != nil { answers.append(call.callID) }
        case .modelCallFailed(let call):
            open.remove(call.callID)
            if call.outcome == "unknown" { takeBack(call.callID) }
        case .toolCallStarted: hasCalls = true
        case .iterationFinished(let finished): if finished.outcome == .unknown, !hasCalls { answers.forEach { takeBack($0) } }
        default: break
        }
    }

    private mutating func takeBack(_ callID: String) {
        if let purpose = purposes[callID] { counts[purpose, default: 1] -= 1 }
    }
}
