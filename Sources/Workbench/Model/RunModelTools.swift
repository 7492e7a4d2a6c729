import Events

/// Tool calls as cards.
extension RunModel {
    mutating func addCard(_ card: ToolCard) {
        blockOfCall[card.callID] = blocks.count
        push(Block(round: rounds.isEmpty ? nil : rounds.count - 1, kind: .tool, card: card))
    }

    func card(_ callID: String) -> ToolCard? {
        guard let index = blockOfCall[callID], blocks.indices.contains(index) else { return nil }
        return blocks[index].card
    }

    mutating func changeCard(_ callID: String, _ change: (inout ToolCard) -> Void) {
        guard let index = blockOfCall[callID], blocks.indices.contains(index), var card = blocks[index].card else { return }
        let wasRunning = card.isRunning
        change(&card)
        if wasRunning != card.isRunning {
            runningCalls.removeAll { $0 == callID }
            if card.isRunning { runningCalls.append(callID) }
        }
        blocks[index].card = card
        blocks[index].version &+= 1
        // Calls end nearly in order, so the search from the end is short.
        if blocks[index].isError, !errorBlocks.reversed().prefix(while: { $0 >= index }).contains(index) {
            errorBlocks.insert(index, at: (errorBlocks.lastIndex { $0 < index } ?? -1) + 1)
        }
    }

    mutating func beginTool(_ call: ToolCallStarted, _ event: RunEvent) {
        openText = nil
        if blockOfCall[call.toolCallID] == nil { addCard(ToolCard(callID: call.toolCallID, tool: call.tool, state: .queued)) }
        changeCard(call.toolCallID) { card in
            card.tool = call.tool
            card.summary = call.summary
            card.arguments = call.arguments
            card.attempt = max(card.attempt, call.attempt)
            card.state = card.attempt > 1 ? .retrying : .running
            card.startedMicroseconds = event.monotonicMicroseconds
        }
        if !rounds.isEmpty, rounds[rounds.count - 1].headline.isEmpty {
            rounds[rounds.count - 1].headline = call.summary.isEmpty ? call.tool : "\(call.tool) \(call.summary)"
            touchHeader()
        }
    }

    mutating func appendOutput(_ delta: ToolOutputDelta) {
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
