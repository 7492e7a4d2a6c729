import Events
import TerminalKit

/// The transcript: loops, in them rounds, in them reasoning, answers and tool cards (003-29…34).
enum TranscriptPane {
    static func draw(_ state: State, into grid: inout Grid, _ area: Rect) {
        guard let reader = state.transcriptReader else {
            FirstPage.draw(state, into: &grid, area)
            return
        }
        let follows = state.transcript.follows
        let top = follows ? reader.topWhenFollowing(height: area.height) : reader.settled(state.transcript.top)
        let rows = reader.window(from: top, height: area.height)
        let cursor = state.focus == .transcript ? state.cursorPosition : nil
        for (offset, position) in rows.enumerated() {
            grid.put(reader.line(position), x: area.x + 1, y: area.y + offset, limit: area.width - 2)
            if position == cursor { grid.put(state.glyphs.cursor, x: area.x, y: area.y + offset, role: .accent) }
        }
    }

    /// What waits below when the end is not followed: for the line under the panes, so that it hides no text.
    static func badge(_ state: State, height: Int) -> (text: String, role: Role)? {
        guard !state.transcript.follows, let reader = state.transcriptReader else { return nil }
        let bottom = reader.moved(reader.settled(state.transcript.top), by: height - 1)
        guard reader.isBefore(bottom, reader.last) else { return nil }
        let fresh = max(0, reader.model.blocks.count - state.transcript.seenBlocks)
        return fresh > 0
            ? (" \(state.glyphs.more) \(fresh) new below (G) ", .badge) : (" \(state.glyphs.more) more below (G) ", .dim)
    }
}

/// What is shown before there is a run.
enum FirstPage {
    static func draw(_ state: State, into grid: inout Grid, _ area: Rect) {
        var lines: [StyledLine] = []
        if state.replay != nil {
            lines = [StyledLine("reading the run …", .dim)]
        } else if state.run != nil || state.runIsLive {
            lines = [StyledLine("starting …", .dim)]
        } else if state.provider == nil {
            lines = noModel(width: area.width - 4)
        } else {
            lines = [
                StyledLine("Give a task below and press Enter.", .text), StyledLine(),
                KeyHints.line([("r", "past runs"), ("?", "all keys"), ("q", "leaves")]),
                StyledLine("These letters work in a pane: Esc or Tab leaves the composer.", .dim),
            ]
        }
        let y = area.y + max(0, (area.height - lines.count) / 3)
        for (offset, line) in lines.enumerated() where offset < area.height {
            grid.put(line, x: area.x + 2, y: min(area.maxY - 1, y + offset), limit: area.width - 3)
        }
    }

    private static func noModel(width: Int) -> [StyledLine] {
        var lines = [StyledLine([Span("No model is set up.", .heading, .bold)]), StyledLine()]
        lines.append(StyledLine([Span("d", .key), Span("  plays the demo: no key, no network", .text)]))
        lines.append(StyledLine())
        let text = [
            "A service:       LATHE_API_KEY=…  LATHE_BASE_URL=https://…/v1  LATHE_MODEL=…  lathe",
            "A local server:  lathe --base-url http://127.0.0.1:11434/v1 --model NAME",
        ]
        for line in text { lines += Wrap.lines(line, role: .dim, width: width, firstIndent: nil, nextIndent: StyledLine("    ")) }
        return lines
    }
}
