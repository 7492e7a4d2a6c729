import Events
import TerminalKit

/// What the pager shows of a block: all of it.
extension State {
    /// Opens the whole of what is under the cursor.
    mutating func openPager() {
        guard let run, let cursor = cursorPosition, run.blocks.indices.contains(cursor.block) else { return }
        let block = run.blocks[cursor.block]
        var title = "Text"
        var parts: [PagerPart] = []
        if let card = block.card {
            title = "\(DisplayText.line(card.tool)) \(glyphs.dot) \(glyphs.look(card.state).word)"
            parts.append(PagerPart(heading: "Input", text: card.arguments.string ?? card.arguments.prettyText))
            if !card.display.body.isEmpty, card.display.kind == .diff {
                parts.append(PagerPart(heading: "Change", text: card.display.body, isDiff: true))
            }
            let output = card.output.isEmpty ? card.live : card.output
            if !output.isEmpty {
                parts.append(
                    PagerPart(heading: card.truncated ? "Output (not all of it; the whole is in the log)" : "Output", text: output))
            }
        } else {
            switch block.kind {
            case .roundHeader: return fold()
            case .reasoning:
                title = "Reasoning"
                parts = [PagerPart(heading: "", text: block.text)]
            case .answer:
                title = "Answer"
                parts = [PagerPart(heading: "", text: block.text)]
            case .prompt(let text), .question(let text), .answerOfPerson(let text), .message(let text, _), .ending(_, let text):
                parts = [PagerPart(heading: "", text: text)]
            case .modelFault(let fault):
                parts = [
                    PagerPart(heading: fault.error.code.word, text: ([fault.error.message] + fault.error.cause).joined(separator: "\n"))
                ]
            case .fault(let detail):
                parts = [PagerPart(heading: detail.code.word, text: ([detail.message] + detail.cause).joined(separator: "\n"))]
            case .raw(let type, let text): parts = [PagerPart(heading: type, text: text)]
            case .loopHeader, .receipt, .tool: return
            }
        }
        overlay = .pager(PagerState(title: title, source: parts, width: max(1, size.columns - 2)))
    }
}
