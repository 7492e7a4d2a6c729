import TerminalKit

/// Every key, out of the keymap.
enum HelpPane {
    static func lines(width: Int) -> [StyledLine] {
        var lines: [StyledLine] = []
        let titles: [(KeyScope, String)] = [
            (.everywhere, "Everywhere"), (.pane, "In a pane (from the composer with Alt)"), (.replay, "In a pane, while a run is replayed"),
        ]
        for (scope, title) in titles {
            if !lines.isEmpty { lines.append(StyledLine()) }
            lines.append(StyledLine([Span(title, .heading, .bold)]))
            for binding in Keymap.bindings where binding.scope == scope {
                let keys = binding.keys.map(\.name).joined(separator: ", ")
                lines += Wrap.lines(
                    binding.command.explanation, width: width, firstIndent: StyledLine([Span("  " + keys.rightPadded(14), .key)]),
                    nextIndent: StyledLine(String(repeating: " ", count: 16)))
            }
        }
        lines += [StyledLine(), StyledLine([Span("In the composer", .heading, .bold)])]
        let composer = [
            ("Enter", "starts a run; while one goes on: steers it at its next phase"),
            ("Alt-Enter", "while a run goes on: queues the text for after it"),
            ("Ctrl-J", "a new line"), ("Up, Down", "what was sent before"), ("Ctrl-A, Ctrl-E", "beginning and end of the line"),
            ("Ctrl-U, Ctrl-K", "delete to the beginning, to the end of the line"), ("Ctrl-W", "delete a word"),
            ("Ctrl-D", "on an empty draft: leaves"),
        ]
        for (keys, meaning) in composer {
            lines += Wrap.lines(
                meaning, width: width, firstIndent: StyledLine([Span("  " + keys.rightPadded(14), .key)]),
                nextIndent: StyledLine(String(repeating: " ", count: 16)))
        }
        return lines
    }

    static func lineCount(state: State) -> Int { lines(width: state.size.columns - 4).count }

    static func draw(_ state: State, top: Int, into grid: inout Grid) {
        let area = OverlayFrame.draw(into: &grid, state, title: "Keys", hints: [("j k", "move"), ("Esc", "back")])
        for (offset, line) in lines(width: area.width - 2).dropFirst(top).prefix(area.height).enumerated() {
            grid.put(line, x: area.x + 1, y: area.y + offset, limit: area.width - 1)
        }
    }
}

/// The frame of what lies over the panes: a title line and a footer.
enum OverlayFrame {
    static func draw(into grid: inout Grid, _ state: State, title: String, hints: [(String, String)]) -> Rect {
        let size = state.size
        Frame.rule(into: &grid, x: 0, y: 1, width: size.columns, title: title, focused: true, glyphs: state.glyphs)
        var line = StyledLine(" ")
        if let notice = state.notice {
            line.append(notice.text, notice.role)
        } else {
            line.append(KeyHints.line(hints))
        }
        grid.put(line.clipped(to: size.columns), x: 0, y: size.rows - 1)
        return Rect(x: 0, y: 2, width: size.columns, height: max(0, size.rows - 3))
    }
}
