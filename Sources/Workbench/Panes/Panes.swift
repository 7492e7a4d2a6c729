import Events
package import TerminalKit

/// Draws the whole screen from the state.
///
/// Pure but for the layout cache; asks for nothing.
package enum WorkbenchScreen {
    package static func draw(_ state: State) -> Grid {
        var grid = Grid(size: state.size)
        let layout = Layout(size: state.size, zoomed: state.zoomed, focus: state.focus, state: state)
        guard layout.kind != .tiny else {
            drawTooSmall(state, into: &grid)
            return grid
        }
        if let pair = state.pair {
            if case .help(let top) = state.overlay {
                HelpPane.draw(state, top: top, into: &grid)
            } else {
                PairPane.draw(state, pair, into: &grid)
            }
            return grid
        }
        HeaderPane.draw(state, into: &grid, layout.header)
        switch state.overlay {
        case .help(let top): HelpPane.draw(state, top: top, into: &grid)
        case .pager(let pager): PagerPane.draw(state, pager, into: &grid)
        case .runs(let table): RunsPane.draw(state, table, into: &grid)
        case .none, .confirmQuit: drawPanes(state, layout, into: &grid)
        }
        return grid
    }

    private static func drawPanes(_ state: State, _ layout: Layout, into grid: inout Grid) {
        RibbonPane.draw(state, into: &grid, layout.ribbon)
        drawTitles(state, layout, into: &grid)
        if layout.transcript.height > 0 { TranscriptPane.draw(state, into: &grid, layout.transcript) }
        if layout.todo.height > 0 { TodoPane.draw(state, into: &grid, layout.todo) }
        if layout.metrics.height > 0 { MetricsPane.draw(state, into: &grid, layout.metrics) }
        if layout.tools.height > 0 { ToolsPane.draw(state, into: &grid, layout.tools) }
        if layout.strip.height > 0 { StripPane.draw(state, into: &grid, layout.strip) }
        ComposerPane.draw(state, into: &grid, layout.composer, rule: layout.composerRule)
        if layout.transcript.height > 0, let badge = TranscriptPane.badge(state, height: layout.transcript.height) {
            let x = max(0, layout.transcript.maxX - CellWidth.of(badge.text) - 1)
            grid.put(badge.text, x: x, y: layout.composerRule.y, role: badge.role)
        }
        if let dialog = state.dialog {
            DialogSheet(dialog: dialog, glyphs: state.glyphs, now: state.now, waits: state.waitsForAnswer).draw(into: &grid, layout.sheet)
        }
        FooterPane.draw(state, into: &grid, layout.footer)
    }

    /// The lines with the titles, and the line between the transcript and the side.
    private static func drawTitles(_ state: State, _ layout: Layout, into grid: inout Grid) {
        let glyphs = state.glyphs
        if layout.kind == .narrow {
            drawTabs(state, into: &grid, layout.titles)
            return
        }
        let title = Self.title(of: layout.alone ?? .transcript, state)
        let focused = state.focus == (layout.alone ?? .transcript)
        Frame.rule(into: &grid, x: 0, y: layout.titles.y, width: layout.titles.width, title: title, focused: focused, glyphs: glyphs)
        if layout.side.width > 0 {
            let x = layout.side.x - 1
            for y in layout.side.y..<layout.side.maxY { grid.put(glyphs.vertical, x: x, y: y, role: .border) }
            grid.put(glyphs.teeDown, x: x, y: layout.titles.y, role: .border)
            let panes: [(State.Focus, Rect)] = [(.todo, layout.todo), (.metrics, layout.metrics), (.tools, layout.tools)]
            // A pane that has no row left has no title either.
            for (pane, area) in panes where area.height > 0 || pane == .todo {
                let y = pane == .todo ? layout.titles.y : area.y - 1
                Frame.rule(
                    into: &grid, x: layout.side.x, y: y, width: layout.side.width, title: Self.title(of: pane, state),
                    focused: state.focus == pane,
                    glyphs: glyphs)
                if y > layout.titles.y { grid.put(glyphs.teeRight, x: x, y: y, role: .border) }
            }
        } else if layout.kind == .medium, layout.alone == nil, state.focus == .todo || state.focus == .metrics || state.focus == .tools {
            let lower = state.focus == .todo ? layout.todo : state.focus == .metrics ? layout.metrics : layout.tools
            Frame.rule(
                into: &grid, x: lower.x, y: max(layout.titles.y, lower.y - 1), width: lower.width,
                title: Self.title(of: state.focus, state),
                focused: true, glyphs: glyphs)
        }
    }

    private static func drawTabs(_ state: State, into grid: inout Grid, _ area: Rect) {
        Frame.rule(into: &grid, x: 0, y: area.y, width: area.width, title: "", focused: false, glyphs: state.glyphs)
        var x = 1
        let shown: State.Focus = state.focus == .composer ? .transcript : state.focus
        for pane in [State.Focus.transcript, .todo, .metrics, .tools] {
            let text = " \(title(of: pane, state)) "
            x += grid.put(text, x: x, y: area.y, role: pane == shown ? .focusTitle : .title, attributes: pane == shown ? .bold : [])
        }
    }

    static func title(of pane: State.Focus, _ state: State) -> String {
        switch pane {
        case .transcript:
            guard let run = state.run else { return "Transcript" }
            return run.loops.last.map { "\($0.mode == .pipeline ? "Pipeline" : "Loop") \(DisplayText.line($0.id))" } ?? "Transcript"
        case .todo:
            return state.run?.shownPlan.map { PlanRows.title($0) } ?? TodoPane.title(state.run?.todos ?? [])
        case .metrics: return "Metrics"
        case .tools:
            let running = state.run?.backgrounds.count ?? 0
            return running == 0 ? "Tools" : "Tools \(state.glyphs.dot) \(running) in the background"
        case .composer: return "Composer"
        }
    }

    private static func drawTooSmall(_ state: State, into grid: inout Grid) {
        let need = "enlarge: need \(Layout.smallest.columns)x\(Layout.smallest.rows), have \(state.size.columns)x\(state.size.rows)"
        let word = state.run.map { state.glyphs.look($0, state.pulse).word } ?? "idle"
        grid.put("\(need) · \(word)", x: 0, y: 0, limit: state.size.columns)
    }
}
