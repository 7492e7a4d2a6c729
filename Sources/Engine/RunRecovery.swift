public import Events

/// Closes a run whose process died.
public enum RunRecovery {
    /// The events that end a run left open: an end for each open thing, with the outcome `unknown`, then the end of the loop and of the run.
    ///
    /// Empty when the run has ended, or when there are no events. Takes the run's events in order; deltas may be left out. The new events
    /// follow the last one in `seq` and do not go back in time.
    public static func endings(of events: [RunEvent], wallMilliseconds: Int64) -> [RunEvent] {
        guard let last = events.last, !events.contains(where: { $0.payload.isTerminal }) else { return [] }
        let context = RunContext(events: events)
        let loopID = context.open.loop?.id
        let iteration = context.open.iteration == nil ? nil : context.iteration
        var seq = last.seq
        func event(_ payload: Payload, _ loopID: String?, _ iteration: Int?) -> RunEvent {
            seq &+= 1
            return RunEvent(
                runID: last.runID, seq: seq, wallMilliseconds: wallMilliseconds, monotonicMicroseconds: last.monotonicMicroseconds,
                loopID: loopID,
                iteration: iteration, agentStatus: loopID == nil ? nil : payload.agentStatus(in: .fail), parentRunID: last.parentRunID,
                payload: payload)
        }
        let cause = EndCause.processDied
        var ending = context.endings(at: last.monotonicMicroseconds, cause: cause, stopReason: .error).map { payload in
            if case .loopFinished = payload { event(payload, loopID, nil) } else { event(payload, loopID, iteration) }
        }
        let error = ErrorDetail(
            code: .processDied,
            message: "Lathe ended in the middle of the run; look at its last events, and start it again if it should go on",
            source: .internal)
        ending.append(event(.runFailed(RunFailed(error: error, outcome: cause.outcome)), nil, nil))
        return ending
    }
}
