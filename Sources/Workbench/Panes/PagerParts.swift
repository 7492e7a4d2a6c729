import Events
import TerminalKit

/// What the pager shows of a block: all of it.
extension State {
    /// Opens the whole of what is under the cursor.
    mutating func openPager() {
        guard let run, let cursor = cursorPosition, run.blocks.indices.contains(cursor.block) else { return }
        let block = run.blocks[cursor.block]
        if case .roundHeader = block.kind { return fold() }
        if case .modeChanged = block.kind { return jumpToEvidence() }
        guard let (title, parts) = pages(of: block, run) else { return }
        overlay = .pager(PagerState(title: title, source: parts, width: max(1, size.columns - 2)))
    }

    private func pages(of block: Block, _ run: RunModel) -> (title: String, parts: [PagerPart])? {
        if let card = block.card { return pages(of: card) }
        func one(_ title: String, _ text: String, heading: String = "") -> (String, [PagerPart]) {
            (title, [PagerPart(heading: heading, text: text)])
        }
        switch block.kind {
        case .reasoning: return one("Reasoning", block.text)
        case .answer: return one("Answer", block.text)
        case .prompt(let text), .question(let text), .answerOfPerson(let text), .message(let text, _), .ending(_, let text):
            return one("Text", text)
        case .modelFault(let fault):
            let error = fault.failed.error
            let facts = NoteRenderer.facts(fault, EventWords(glyphs)).joined(separator: "\n")
            return one("Text", ([error.message] + error.cause + ["", facts]).joined(separator: "\n"), heading: error.code.word)
        case .fault(let detail): return one("Text", ([detail.message] + detail.cause).joined(separator: "\n"), heading: detail.code.word)
        case .raw(let type, let text): return one("Text", text, heading: type)
        case .stageFault(let detail):
            return one("Text", ([detail.message] + detail.cause).joined(separator: "\n"), heading: detail.code.word)
        case .sentBack(let faults): return one("Sent back", faults.joined(separator: "\n"))
        case .plan, .planRepaired, .step, .agent, .purpose: return pages(ofPlan: block.kind)
        case .circles, .contextAdded, .review, .compacted, .backgroundEnded, .hook: return pages(ofNote: block.kind, run)
        case .roundHeader, .loopHeader, .receipt, .tool, .restored, .limits, .nowAsks, .cacheBreak, .willGoOn, .modeChanged: return nil
        }
    }

    func pages(of card: ToolCard) -> (String, [PagerPart]) {
        var parts = [PagerPart(heading: "Input", text: card.arguments.string ?? card.arguments.prettyText)]
        if !card.display.body.isEmpty, card.display.kind == .diff {
            parts.append(PagerPart(heading: "Change", text: card.display.body, isDiff: true))
        }
        let output = card.output.isEmpty ? card.live : card.output
        if !output.isEmpty {
            parts.append(PagerPart(heading: card.truncated ? "Output (not all of it; the whole is in the log)" : "Output", text: output))
        }
        if !card.images.isEmpty {
            let words = EventWords(glyphs)
            let lines = card.images.map { "\($0.path)  \(words.facts($0))  artifact \($0.artifactID)" }
            parts.append(PagerPart(heading: "Images", text: lines.joined(separator: "\n")))
        }
        if let session = card.background, session.state != .running, !session.tail.isEmpty {
            parts.append(PagerPart(heading: "In the background: \(EventWords(glyphs).ended(session))", text: session.tail))
        }
        return ("\(DisplayText.line(card.tool)) \(glyphs.dot) \(glyphs.look(card.state).word)", parts)
    }

    private func pages(ofNote kind: Block.Kind, _ run: RunModel) -> (String, [PagerPart])? {
        let words = EventWords(glyphs)
        switch kind {
        case .circles(let warning):
            let calls = warning.evidenceCalls.map { callID in
                run.card(callID).map { $0.summary.isEmpty ? $0.tool : "\($0.tool) \($0.summary)" } ?? callID
            }
            return (
                words.title(warning),
                [PagerPart(heading: "", text: warning.message), PagerPart(heading: "The calls", text: calls.joined(separator: "\n"))]
            )
        case .contextAdded(let added): return (words.title(added.source), [PagerPart(heading: added.title, text: added.text)])
        case .compacted(let compacted, let state):
            let how =
                state == .holds
                ? "u in the transcript puts back what left." : state == .covered ? "A newer compaction holds." : "Taken back."
            return (
                "Compacted \(glyphs.dot) \(words.tokens(compacted))",
                [
                    PagerPart(heading: words.removed(compacted), text: "\(words.origin(compacted)). \(how)"),
                    PagerPart(heading: "The summary, as the model reads it", text: compacted.summary),
                ]
            )
        case .backgroundEnded(let session):
            return (
                "\(DisplayText.line(session.sessionID)) \(glyphs.dot) \(words.ended(session))",
                [PagerPart(heading: "Command", text: session.command), PagerPart(heading: "Its last lines", text: session.tail)]
            )
        case .review(let review): return (words.title(review), [PagerPart(heading: "", text: review.reason)])
        case .hook(let hook, _): return (words.title(hook), [PagerPart(heading: "", text: hook.reason)])
        default: return nil
        }
    }
}
