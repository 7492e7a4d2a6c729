import Events

/// What a model thinks, says and calls, as it comes.
extension RunModel {
    mutating func beginModelCall(_ call: ModelCallStarted, _ event: RunEvent) {
        openText = nil
        lastByteMicroseconds = nil
        retry = nil
        summaryCall = [.decide, .execute].contains(call.purpose) ? nil : call.callID
        if !rounds.isEmpty { rounds[rounds.count - 1].modelStartedMicroseconds = event.monotonicMicroseconds }
        guard summaryCall == nil else { return }
        // What the model that decides wanted to call is asked for again of the other one.
        if call.purpose == .execute { cancelWrittenCalls() }
        waitingMessages.removeAll { $0.delivery == .steer }
        guard !rounds.isEmpty else { return }
        rounds[rounds.count - 1].attempts = call.attempt
    }

    mutating func appendText(_ text: String, callID: String, kind: Block.Kind, _ event: RunEvent) {
        sawByte(event)
        guard callID != summaryCall else { return }
        if let open = openText, open.callID == callID, open.kind == kind {
            blocks[open.block].append(text)
            return
        }
        // White space alone opens nothing: models often send a newline before they call a tool.
        guard text.contains(where: { !$0.isWhitespace }) else { return }
        push(Block(round: rounds.isEmpty ? nil : rounds.count - 1, kind: kind, text: text))
        openText = OpenText(callID: callID, kind: kind, block: blocks.count - 1)
        if !rounds.isEmpty, rounds[rounds.count - 1].firstWords.isEmpty, kind == .reasoning || kind == .answer {
            rounds[rounds.count - 1].firstWords = String(text.prefix(60))
        }
    }

    private mutating func sawByte(_ event: RunEvent) {
        lastByteMicroseconds = event.monotonicMicroseconds
        guard let round = rounds.last, round.firstByteMicroseconds == nil else { return }
        rounds[rounds.count - 1].firstByteMicroseconds = event.monotonicMicroseconds
        touchHeader()
    }

    mutating func writeCall(_ delta: ToolCallDelta, _ event: RunEvent) {
        sawByte(event)
        guard delta.callID != summaryCall else { return }
        openText = nil
        if let index = blockOfCall[delta.toolCallID] {
            blocks[index].card?.written += delta.argumentsFragment.utf8.count
            blocks[index].version &+= 1
        } else {
            var card = ToolCard(callID: delta.toolCallID, tool: delta.name ?? "tool", state: .queued)
            card.written = delta.argumentsFragment.utf8.count
            addCard(card)
        }
    }

    mutating func endModelCall(_ call: ModelCallFinished) {
        openText = nil
        guard call.callID != summaryCall else {
            summaryCall = nil
            return
        }
        contextFill = ContextFill(call.usage) ?? contextFill
        guard !rounds.isEmpty else { return }
        rounds[rounds.count - 1].usage = call.usage
        rounds[rounds.count - 1].ttftMicroseconds = call.ttftUs
        rounds[rounds.count - 1].tokensPerSecond = call.tokensPerSecond
        touchHeader()
    }

    mutating func failModelCall(_ call: ModelCallFailed) {
        openText = nil
        if call.callID == summaryCall { summaryCall = nil }
        if call.willRetry { retry = (call.error.attempt, microseconds &+ Int64(call.retryAfterUs ?? 0)) }
        // A stop is told by its receipt; here it would look like a fault.
        if call.error.code != .cancelled { add(.modelFault(call)) }
        cancelWrittenCalls()
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
