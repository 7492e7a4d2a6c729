import Events

/// Model calls: how they begin, fall silent and end.
extension RunModel {
    /// The call that is beside the conversation, such as one for a summary: what it said is told by the event that follows.
    var sideCall: String? { call.flatMap { $0.started.purpose.carriesConversation ? nil : $0.started.callID } }

    mutating func beginModelCall(_ started: ModelCallStarted, _ event: RunEvent) {
        openText = nil
        faultWait = nil
        call = OpenCall(started: started, startedMicroseconds: event.monotonicMicroseconds)
        let change = asked.take(started)
        let breaks = cache.take(event.payload)
        if started.purpose.isTold, started.attempt <= 1 {
            add(.purpose(started))
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
        guard call?.started.callID == stalled.callID else { return }
        call?.silence = OpenCall.ToldSilence(microseconds: event.monotonicMicroseconds, stalled: stalled)
    }

    mutating func endModelCall(_ finished: ModelCallFinished, _ event: RunEvent) {
        openText = nil
        let purpose = call?.started.callID == finished.callID ? call?.started.purpose ?? .decide : .decide
        call = nil
        _ = cache.take(event.payload)
        if purpose.carriesConversation { contextFill = ContextFill(finished.usage) ?? contextFill }
        guard !rounds.isEmpty else { return }
        rounds[rounds.count - 1].count(finished, purpose)
        touchHeader()
    }

    mutating func failModelCall(_ failed: ModelCallFailed) {
        openText = nil
        let open = call?.started.callID == failed.callID ? call : nil
        call = nil
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
