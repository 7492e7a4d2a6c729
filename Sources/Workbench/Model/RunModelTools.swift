import Events

/// Tool calls as cards.
extension RunModel {
    mutating func addCard(_ card: ToolCard) {
        blockOfCall[card.callID] = blocks.count
        push(Block(round: rounds.isEmpty ? nil : rounds.count - 1, kind: .tool, card: card))
    }

    func card(_ callID: String) -> ToolCard? {
        guard let index = blockOfCall[callID], blocks.indices.contains(index) else { return nil }
        return blocks[index][call: callID]
    }

    mutating func changeCard(_ callID: String, _ change: (inout ToolCard) -> Void) {
        guard let index = blockOfCall[callID], blocks.indices.contains(index), var card = blocks[index][call: callID] else { return }
        let wasRunning = card.isRunning
        change(&card)
        if wasRunning != card.isRunning {
            runningCalls.removeAll { $0 == callID }
            if card.isRunning { runningCalls.append(callID) }
        }
        blocks[index][call: callID] = card
        blocks[index].version &+= 1
        noteError(index)
    }

    /// Remembers a block that has become one that `{` and `}` jump to, or is none any more.
    mutating func noteError(_ index: Int) {
        // Calls end nearly in order, so the search from the end is short.
        let known = errorBlocks.lastIndex { $0 <= index }
        let isKnown = known.map { errorBlocks[$0] == index } ?? false
        if blocks[index].isError, !isKnown { errorBlocks.insert(index, at: known.map { $0 + 1 } ?? 0) }
        if !blocks[index].isError, isKnown, let known { errorBlocks.remove(at: known) }
    }

    /// Puts a call where it belongs: in its step, or on a line of its own.
    private mutating func place(_ callID: String, _ tool: String, step: String?) {
        if let index = blockOfCall[callID] {
            guard let step, let home = blockOfStep[step], home != index, var card = blocks[index][call: callID], blocks[index].card == nil
            else { return }
            // It waited for an approval in another step.
            card.tool = tool
            blocks[index][call: callID] = nil
            blocks[index].version &+= 1
            blocks[home][call: callID] = card
            blockOfCall[callID] = home
            return
        }
        let card = ToolCard(callID: callID, tool: tool, state: .queued)
        guard let step, let home = blockOfStep[step], blocks.indices.contains(home), case .step = blocks[home].kind else {
            return addCard(card)
        }
        blockOfCall[callID] = home
        blocks[home][call: callID] = card
        blocks[home].version &+= 1
    }

    /// Puts a call that nobody has begun yet where it will belong.
    mutating func placeWaiting(_ callID: String, _ tool: String) {
        if blockOfCall[callID] == nil { place(callID, tool, step: step(ofCall: callID, tool: tool)) }
    }

    mutating func beginTool(_ call: ToolCallStarted, _ event: RunEvent) {
        openText = nil
        place(call.toolCallID, call.tool, step: call.stepID)
        changeCard(call.toolCallID) { card in
            card.tool = call.tool
            card.summary = call.summary
            card.arguments = call.arguments
            card.attempt = max(card.attempt, call.attempt)
            card.state = card.attempt > 1 ? .retrying : .running
            card.startedMicroseconds = event.monotonicMicroseconds
        }
        if !rounds.isEmpty, call.stepID == nil, rounds[rounds.count - 1].headline.isEmpty {
            rounds[rounds.count - 1].headline = call.summary.isEmpty ? call.tool : "\(call.tool) \(call.summary)"
            touchHeader()
        }
    }

    mutating func appendOutput(_ delta: ToolOutputDelta) {
        // The card shows the time of a call that says nothing by itself.
        guard delta.stream != .progress else { return }
        changeCard(delta.toolCallID) { $0.appendOutput(delta.text) }
    }

    mutating func endTool(_ call: ToolCallFinished) {
        let asks = questions.contains { $0.toolCallID == call.toolCallID }
        changeCard(call.toolCallID) { card in
            card.finish(call)
            // The answer is there already.
            if card.state == .asking, !asks { card.state = .succeeded }
        }
        if call.status == .pendingCompress { compressingCalls.append(call.toolCallID) }
    }
}
