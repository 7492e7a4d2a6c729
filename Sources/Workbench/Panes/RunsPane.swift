import Service
import TerminalKit

/// All runs: those that wait for a person first, then interrupted ones, live ones and past ones (N-21, W-20, W-25).
enum RunsPane {
    static func draw(_ state: State, _ table: RunsState, into grid: inout Grid) {
        let isInterrupted = table.rows.indices.contains(table.selected) && table.rows[table.selected].isInterrupted
        let resume = isInterrupted ? [(Keymap.name(of: .resume), "go on")] : []
        let area = OverlayFrame.draw(
            into: &grid, state, title: "Runs",
            hints: [("j k", "move"), ("Enter", "open")] + resume + [("R", "replay"), ("Esc", "back")])
        guard area.height > 1 else { return }
        guard !table.rows.isEmpty else {
            grid.put(table.loaded ? "no runs yet" : "reading …", x: 2, y: area.y + 1, role: .dim)
            return
        }
        let wide = area.width >= 100
        let heading = facts(wide, "status", "rounds", "tokens", "time", "age")
        grid.put(StyledLine("   task", .dim).justified(with: heading, width: area.width - 1), x: 0, y: area.y)
        let room = area.height - 1
        let first = max(0, min(table.selected - room / 2, table.rows.count - room))
        for (offset, row) in table.rows.dropFirst(first).prefix(room).enumerated() {
            let chosen = first + offset == table.selected
            let y = area.y + 1 + offset
            grid.put(line(row, state, wide: wide, chosen: chosen, width: area.width - 1), x: 0, y: y)
            if chosen { grid.restyle(Rect(x: 0, y: y, width: area.width, height: 1), role: .selection) }
        }
    }

    private static func facts(_ wide: Bool, _ status: String, _ rounds: String, _ tokens: String, _ time: String, _ age: String)
        -> StyledLine
    {
        var text = "  " + status.rightPadded(17)
        if wide { text += rounds.leftPadded(7) + tokens.leftPadded(9) }
        text += time.leftPadded(9) + age.leftPadded(8)
        return StyledLine(text, .dim)
    }

    private static func line(_ row: RunSummary, _ state: State, wide: Bool, chosen: Bool, width: Int) -> StyledLine {
        let look = look(row.status, state.glyphs)
        var left = StyledLine([Span(chosen ? "\(state.glyphs.cursor) " : "  ", .accent), Span("\(look.glyph) ", look.role)])
        left.append(DisplayText.line(row.prompt), .text)
        return left.justified(
            with: facts(
                wide, look.word, "\(row.iterations)", Figures.count(row.inputTokens + row.outputTokens),
                Figures.duration(row.durationMicroseconds), Figures.age(milliseconds: state.wallMilliseconds - row.startedAt)),
            width: width)
    }

    private static func look(_ status: String, _ glyphs: Glyphs) -> StatusLook {
        switch status {
        case "completed": StatusLook(glyph: glyphs.ok, word: "completed", role: .statusOk)
        case "failed": StatusLook(glyph: glyphs.failed, word: "failed", role: .statusError)
        case "cancelled": StatusLook(glyph: glyphs.cancelled, word: "stopped", role: .statusCancelled)
        case "waiting_user", "waiting_approval": StatusLook(glyph: glyphs.needsApproval, word: "waits for you", role: .statusWaiting)
        case "interrupted": StatusLook(glyph: glyphs.interrupted, word: "interrupted", role: .statusWaiting)
        default: StatusLook(glyph: glyphs.running, word: DisplayText.line(status), role: .statusRunning)
        }
    }
}
