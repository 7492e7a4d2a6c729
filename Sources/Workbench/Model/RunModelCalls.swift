import Events

/// Model calls: how they begin, fall silent and end.
extension RunModel {
    /// A call that goes on; several do when steps of a plan are judged at the same time.
    func openCall(_ callID: String) -> OpenCall? {
        call?.started.callID == callID ? call : otherCalls.first { $0.started.callID == callID }
    }

    mutating func changeCall(_ callID: String, _ change: (inout OpenCall) -> Void) {
        if var newest = call, newest.started.callID == callID {
            change(&newest)
            call = newest
        } else if let index = otherCalls.firstIndex(where: { $0.started.callID == callID }) {
            change(&otherCalls[index])
        }
    }

    /// Ends a call and gives what was known of it.
    private mutating func closeCall(_ callID: String) -> OpenCall? {
        let open = openCall(callID)
        if call?.started.callID == callID {
            call = otherCalls.popLast()
        } else {
            otherCalls.removeAll { $0.started.callID == callID }
            if open == nil { call = nil }
        }
        endSideCall(callID)
        return open
    }

    /// True for a call beside the conversation, such as one for a summary: what it said is told by the event that follows.
    func isSideCall(_ callID: String) -> Bool {
        openCall(callID).map { !$0.started.purpose.carriesConversation && !isAnswer($0.started) } ?? false
    }

    mutating func beginModelCall(_ started: ModelCallStarted, _ event: RunEvent) {
        openText = nil
        faultWait = nil
        if isInStage, let call { otherCalls.append(call) }
        call = OpenCall(started: started, startedMicroseconds: event.monotonicMicroseconds)
        let change = asked.take(started)
        let breaks = cache.take(event.payload)
        if isAnswer(started) {
            // The stage says already what it is asked for.
        } else if started.purpose.isTold, started.attempt <= 1 || isInStage {
            beginSideCall(started)
        } else if let change {
            add(.nowAsks(change, breaksCache: !breaks.isEmpty))
        }
        // What the model that decides wanted to call is asked for again of the other one.
        if started.purpose == .execute { cancelWrittenCalls() }
        if started.purpose != .summarise { waitingMessages.removeAll { $0.delivery == .steer } }
        guard !rounds.isEmpty else { return }
        if !breaks.isEmpty, !rounds[rounds.count - 1].breaksCache {
            rounds[rounds.count - 1].breaksCache = true
            // A change of model or place has just been told.
            if change == nil { add(.cacheBreak(breaks)) }
        }
        touchHeader()
    }

    mutating func stall(_ stalled: ModelCallStalled, _ event: RunEvent) {
        changeCall(stalled.callID) { $0.silence = OpenCall.ToldSilence(microseconds: event.monotonicMicroseconds, stalled: stalled) }
    }

    mutating func endModelCall(_ finished: ModelCallFinished, _ event: RunEvent) {
        openText = nil
        let purpose = closeCall(finished.callID)?.started.purpose ?? .decide
        _ = cache.take(event.payload)
        if purpose.carriesConversation { contextFill = ContextFill(finished.usage) ?? contextFill }
        guard !rounds.isEmpty else { return }
        rounds[rounds.count - 1].count(finished, purpose)
        touchHeader()
    }

    mutating func failModelCall(_ failed: ModelCallFailed) {
        openText = nil
        let open = closeCall(failed.callID)
        let fault = ModelFault(
            failed: failed, purpose: open?.started.purpose ?? .decide, place: open?.started.place, maxAttempts: open?.started.maxAttempts)
        if fault.nextStep != nil { faultWait = FaultWait(fault: fault, dueMicroseconds: microseconds &+ Int64(failed.retryAfterUs ?? 0)) }
        if open?.contentMicroseconds != nil, !rounds.isEmpty { rounds[rounds.count - 1].spending.countBroken() }
        // A stop is told by its receipt; here it would look like a fault.
        if failed.error.code != .cancelled { add(.modelFault(fault)) }
        cancelWrittenCalls()
        touchHeader()
    }

    /// Calls of an answer that never became whole are not run.
    private mutating func cancelWrittenCalls() {
        guard let round = rounds.last else { return }
        for index in blocks.indices[max(0, round.firstBlock)...] where blocks[index].card?.state == .queued {
            blocks[index].card?.state = .cancelled
            blocks[index].version &+= 1
        }
    }
}
