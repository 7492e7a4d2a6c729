internal import Events

/// Joins neighbouring deltas of one block into one event, so that they take one number and one row.
struct DeltaJoin {
    /// A joined text ends here, so that joining stays cheap and a slow disk makes no giant events.
    static let limitBytes = 16 * 1024

    private(set) var events: [RunEvent] = []
    private var tailBytes = 0

    mutating func append(_ event: RunEvent) {
        let bytes = event.payload.deltaBytes
        if let bytes, let last = events.last, tailBytes + bytes <= DeltaJoin.limitBytes, DeltaJoin.sameSurroundings(last, event),
            let joined = last.payload.joined(with: event.payload)
        {
            events[events.count - 1].payload = joined
            tailBytes += bytes
        } else {
            events.append(event)
            tailBytes = bytes ?? DeltaJoin.limitBytes
        }
    }

    private static func sameSurroundings(_ first: RunEvent, _ second: RunEvent) -> Bool {
        first.runID == second.runID && first.loopID == second.loopID && first.iteration == second.iteration
            && first.agentStatus == second.agentStatus && first.parentRunID == second.parentRunID
            && first.unknownFields.isEmpty && second.unknownFields.isEmpty && first.unknownPayload.isEmpty && second.unknownPayload.isEmpty
    }
}

extension Payload {
    /// The length of a delta's text; nil for everything else.
    fileprivate var deltaBytes: Int? {
        switch self {
        case .reasoningDelta(let delta): delta.text.utf8.count
        case .textDelta(let delta): delta.text.utf8.count
        case .toolCallDelta(let delta): delta.argumentsFragment.utf8.count
        case .toolOutputDelta(let delta): delta.text.utf8.count
        default: nil
        }
    }
}
