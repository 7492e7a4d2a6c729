import Events

/// What a model thinks, says and calls, as it comes.
extension RunModel {
    mutating func appendText(_ text: String, callID: String, kind: Block.Kind, _ event: RunEvent) {
        changeCall(callID) { $0.take(kind == .reasoning ? .reasoning : .text, at: event.monotonicMicroseconds) }
        if let place = sidePlaces[callID] { return appendSideText(text, place, callID) }
        guard !isSideCall(callID) else { return }
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

    mutating func writeCall(_ delta: ToolCallDelta, _ event: RunEvent) {
        changeCall(delta.callID) { $0.take(.toolCall, at: event.monotonicMicroseconds) }
        guard !isSideCall(delta.callID) else { return }
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
}
