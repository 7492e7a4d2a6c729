import Events
import TerminalKit

/// Where the person writes.
enum ComposerPane {
    static func draw(_ state: State, into grid: inout Grid, _ area: Rect, rule: Rect) {
        let focused = state.focus == .composer && state.dialog?.hasFocus != true
        Frame.rule(into: &grid, x: rule.x, y: rule.y, width: rule.width, title: "", focused: false, glyphs: state.glyphs)
        grid.put("\(state.glyphs.prompt) ", x: area.x + 1, y: area.y, role: focused ? .accent : .dim, attributes: focused ? .bold : [])
        drawChips(state, into: &grid, rule)
        let layout = DraftLayout(state.composer.draft, width: area.width - 4)
        let first = max(0, min(layout.caret.y - area.height + 1, layout.rows.count - area.height))
        if state.composer.draft.isEmpty {
            grid.put(placeholder(state), x: area.x + 3, y: area.y, limit: area.width - 4, role: .placeholder)
        }
        for (offset, row) in layout.rows.dropFirst(first).prefix(area.height).enumerated() {
            for piece in row {
                grid.put(piece.text, x: area.x + 3 + piece.column, y: area.y + offset, role: piece.isPaste ? .badge : .input)
            }
        }
        if focused, case .none = state.overlay {
            grid.cursor = GridPosition(x: min(area.maxX - 1, area.x + 3 + layout.caret.x), y: area.y + layout.caret.y - first)
        }
    }

    /// What waits to be delivered, on the line above the draft.
    private static func drawChips(_ state: State, into grid: inout Grid, _ rule: Rect) {
        if let mode = state.nextMode, !state.runGoesOn {
            grid.put(StyledLine(" next run: \(mode.rawValue) ", .badge).clipped(to: max(0, rule.width - 24)), x: rule.x + 1, y: rule.y)
        }
        guard let waiting = state.run?.waitingMessages, !waiting.isEmpty, state.runGoesOn else { return }
        var line = StyledLine()
        for message in waiting {
            line.append(message.delivery == .steer ? " steers next: " : " queued: ", .badge)
            line.append(StyledLine(DisplayText.line(message.text), .text).clipped(to: 30))
            line.append(" ")
        }
        grid.put(line.clipped(to: max(0, rule.width - 24)), x: rule.x + 1, y: rule.y)
    }

    private static func placeholder(_ state: State) -> String {
        if state.focus != .composer { return "i writes here" }
        if state.runGoesOn { return "type to steer · Alt-Enter queues" }
        if state.waitsForAnswer { return "a new task; Tab answers this run" }
        if state.canResume { return "a new task; Alt-\(Keymap.name(of: .resume)) goes on with this run" }
        return state.provider == nil ? "d plays the demo" : "what is to be done?"
    }
}

/// The last line: a notice, or the keys that matter now.
enum FooterPane {
    static func draw(_ state: State, into grid: inout Grid, _ area: Rect) {
        var line = StyledLine(" ")
        if case .confirmQuit = state.overlay {
            line.append("A run is going. ", .warning, .bold)
            line.append(KeyHints.line([("y", "stops it and leaves"), ("n", "stays")]))
        } else if let notice = state.notice {
            line.append(notice.text, notice.role)
        } else if state.stopStep > 0, state.runGoesOn {
            line.append(stopping(state))
        } else {
            if let coming = state.run?.comingMode, state.runGoesOn {
                line.append(EventWords.willGoOn(coming), .statusWaiting, .bold)
                line.append("  ")
            }
            let hints = hints(state)
            line.append(KeyHints.fitted(hints.first, last: hints.last, width: area.width - 1 - line.width))
        }
        grid.put(line.clipped(to: area.width), x: area.x, y: area.y)
    }

    /// What matters most stands first; the last ones stay when the line is short.
    private static func hints(_ state: State) -> (first: [(String, String)], last: [(String, String)]) {
        let stop: [(String, String)] = state.runGoesOn ? [("Esc", "stop")] : []
        if state.dialog?.hasFocus == true { return (stop, []) }
        if state.focus == .composer {
            let send = state.runGoesOn ? [("Enter", "steers"), ("Alt-Enter", "queues")] : [("Enter", "starts"), ("Esc", "to the panes")]
            let mode = state.runGoesOn && state.run?.currentMode == .pipeline ? [] : [("^F", "pipeline")]
            let both = state.runGoesOn || state.composer.draft.isEmpty ? [] : [("^T", "both ways")]
            return (stop + send + mode + both + [("Tab", "pane")], [("F1", "help")])
        }
        let last = [("?", "help"), ("q", "leave")]
        if state.replay != nil {
            return ([("Space", "play"), ("+ -", "speed"), (".", "event"), (">", "round"), ("h l", "rounds"), ("r", "runs")], last)
        }
        let restore: [(String, String)] =
            state.isOnCompaction ? [("u", "restores")] : state.isOnModeChange ? [("Enter", "what led to it")] : []
        let resume: [(String, String)] = state.canResume ? [(Keymap.name(of: .resume), "goes on with it")] : []
        var first = stop + resume + restore + [("j k", "move"), ("h l", "rounds"), ("Space", "fold"), ("o", "open")]
        if !state.runGoesOn, state.run != nil { first.append(("R", "replay")) }
        return (first + [("r", "runs"), ("i", "write"), ("z", "zoom"), ("Tab", "pane"), ("t", "theme")], last)
    }

    private static func stopping(_ state: State) -> StyledLine {
        let calls = state.run?.runningCalls ?? []
        var line = StyledLine([Span("stopping ", .statusCancelled, .bold)])
        if let running = calls.last.flatMap({ state.run?.card($0) }) {
            let more = calls.count > 1 ? " and \(calls.count - 1) more" : ""
            line.append("\(DisplayText.line(running.tool))\(more) may still end by \(calls.count > 1 ? "themselves" : "itself")", .text)
        } else {
            line.append("the stream is closed", .text)
        }
        if state.stopStep < 3 {
            line.append("  ")
            line.append("Esc", .key)
            line.append(" \(StopWords.next(state.stopStep))", .dim)
        }
        return line
    }
}
