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
