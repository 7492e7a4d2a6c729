import Events
import TerminalKit

/// The whole of one thing: a call's input and output, a long answer, the reasoning.
enum PagerPane {
    static func draw(_ state: State, _ pager: PagerState, into grid: inout Grid) {
        let area = OverlayFrame.draw(into: &grid, state, title: pager.title, hints: [("j k", "move"), ("g G", "ends"), ("Esc", "back")])
        for (offset, line) in pager.lines.dropFirst(pager.top).prefix(area.height).enumerated() {
            grid.put(line, x: area.x + 1, y: area.y + offset, limit: area.width - 2)
        }
        let percent =
            pager.lines.count <= area.height ? 100 : Figures.percent(min(pager.lines.count, pager.top + area.height), of: pager.lines.count)
        let text = "\(pager.lines.count) lines  \(percent) % "
        grid.put(text, x: max(0, state.size.columns - CellWidth.of(text)), y: state.size.rows - 1, role: .dim)
    }
}

extension PagerState {
    init(title: String, source: [PagerPart], width: Int) {
        self.init(title: title, lines: [], width: width, source: source)
        wrap(width: width)
    }

    mutating func wrap(width: Int) {
        self.width = width
        lines = []
        for part in source {
            if !lines.isEmpty { lines.append(StyledLine()) }
            if !part.heading.isEmpty { lines.append(StyledLine([Span(part.heading, .heading, .bold)])) }
            for line in part.text.split(separator: "\n", omittingEmptySubsequences: false) {
                let role: Role =
                    !part.isDiff
                    ? .text : line.hasPrefix("+") ? .diffAdd : line.hasPrefix("-") ? .diffDel : line.hasPrefix("@") ? .diffHunk : .dim
                let rows = Wrap.hard([Span(Tabs.expanded(String(line)), role)], width: max(1, width))
                lines += rows.isEmpty ? [StyledLine()] : rows
            }
        }
        top = min(top, max(0, lines.count - 1))
    }
}

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
