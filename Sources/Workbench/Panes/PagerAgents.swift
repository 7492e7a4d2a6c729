import Events

/// What the pager shows of an agent's run: round by round what it said and did.
extension State {
    func rounds(ofAgent runID: String) -> [PagerPart] {
        guard let model = run?.agentRuns[runID] else { return [] }
        var parts: [PagerPart] = []
        for round in model.rounds {
            let last = min(max(round.firstBlock, round.endBlock), model.blocks.count)
            let lines = model.blocks[min(round.firstBlock, last)..<last].flatMap { words($0, model) }
            parts.append(PagerPart(heading: "Its round \(round.number)", text: lines.joined(separator: "\n")))
        }
        return parts
    }

    private func words(_ block: Block, _ model: RunModel) -> [String] {
        switch block.kind {
        case .reasoning: block.text.isEmpty ? [] : ["(thinking) " + block.text]
        case .answer: block.text.isEmpty ? [] : [block.text]
        case .tool:
            block.card.map { card in
                ["\(card.tool) \(card.summary)" + (card.state == .succeeded ? "" : " \(glyphs.dot) \(glyphs.look(card.state).word)")]
            } ?? []
        case .agent(let agent): words(of: agent)
        case .fault(let detail): [detail.message]
        default: []
        }
    }

    private func words(of agent: AgentCard) -> [String] {
        var lines = ["agent \(agent.name) \(glyphs.dot) \(glyphs.look(agent.state).word)"]
        for part in rounds(ofAgent: agent.agentRunID) {
            lines.append("  \(part.heading)")
            lines += part.text.split(separator: "\n").map { "    \($0)" }
        }
        return lines
    }
}
