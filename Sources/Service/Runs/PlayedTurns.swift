internal import Events

/// How many turns of a script, or exchanges of a recording, a run has behind it.
///
/// Every model call is one, but for those that are made again when the run is taken up: the call that its process died in, and an answer of which
/// nothing was run.
struct PlayedTurns {
    private(set) var count = 0
    /// Whole answers of the round that goes on.
    private var answers = 0
    private var hasCalls = false
    /// Calls of the loop that go on; what is asked beside it is no part of an answer.
    private var open: Set<String> = []

    init(_ events: [RunEvent]) {
        for event in events { apply(event.payload) }
    }

    private mutating func apply(_ payload: Payload) {
        switch payload {
        case .iterationStarted: (answers, hasCalls) = (0, false)
        case .modelCallStarted(let call):
            count += 1
            if call.purpose == .decide || call.purpose == .execute { open.insert(call.callID) }
        case .modelCallFinished(let call): if open.remove(call.callID) != nil { answers += 1 }
        case .modelCallFailed(let call):
            open.remove(call.callID)
            if call.outcome == "unknown" { count -= 1 }
        case .toolCallStarted: hasCalls = true
        case .iterationFinished(let finished): if finished.outcome == .unknown, !hasCalls { count -= answers }
        default: break
        }
    }
}
