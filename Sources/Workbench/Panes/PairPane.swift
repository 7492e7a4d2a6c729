import Events
import Service
import TerminalKit

/// Two runs side by side, or one with a strip about both, over the figures of both (N-04).
enum PairPane {
    static func draw(_ state: State, _ pair: PairView, into grid: inout Grid) {
        let layout = PairLayout(size: state.size)
        guard !layout.isTooSmall else {
            let need = PairLayout.smallest
            grid.put("enlarge: need \(need.columns)x\(need.rows)", x: 0, y: 0, limit: state.size.columns)
            return
        }
        if layout.isSideBySide {
            for index in pair.lanes.indices { draw(lane(index, of: pair, state), mode: index, pair, into: &grid, layout.lane(index)) }
            let x = layout.lane(1).x - 1
            for y in layout.lane(0).y..<layout.lane(0).maxY { grid.put(state.glyphs.vertical, x: x, y: y, role: .border) }
        } else {
            drawStrip(state, pair, into: &grid, layout.strip)
            draw(lane(pair.shown, of: pair, state), mode: pair.shown, pair, into: &grid, layout.lane(pair.shown))
        }
        drawVerdict(state, pair, into: &grid, layout)
        drawFooter(state, pair, into: &grid, layout.footer)
    }

    /// The run as it is now; the cursor is shown in one of the two.
    private static func lane(_ index: Int, of pair: PairView, _ state: State) -> State {
        var lane = pair.lanes[index]
        lane.now = state.now
        if index != pair.shown { lane.focus = .composer }
        return lane
    }

    private static func draw(_ lane: State, mode: Int, _ pair: PairView, into grid: inout Grid, _ area: Rect) {
        let layout = Layout(size: lane.size, zoomed: lane.zoomed, focus: lane.focus, state: lane)
        func placed(_ rect: Rect) -> Rect { Rect(x: area.x + rect.x, y: area.y + rect.y, width: rect.width, height: rect.height) }
        HeaderPane.draw(lane, into: &grid, placed(layout.header))
        RibbonPane.draw(lane, into: &grid, placed(layout.ribbon))
        let titles = placed(layout.titles)
        Frame.rule(
            into: &grid, x: titles.x, y: titles.y, width: titles.width, title: name(mode), focused: mode == pair.shown, glyphs: lane.glyphs)
        if lane.transcriptReader != nil { TranscriptPane.draw(lane, into: &grid, placed(layout.transcript)) }
        guard let dialog = lane.dialog else { return }
        DialogSheet(dialog: dialog, glyphs: lane.glyphs, now: lane.now).draw(into: &grid, placed(layout.sheet))
    }

    private static func name(_ index: Int) -> String { index == 0 ? "Loop" : "Pipeline" }

    /// How both stand, where only one is shown.
    private static func drawStrip(_ state: State, _ pair: PairView, into grid: inout Grid, _ area: Rect) {
        grid.fill(area, role: .header)
        var line = StyledLine(" ", .header)
        for (index, lane) in pair.lanes.enumerated() {
            let isShown = index == pair.shown
            line.append(" \(name(index)) ", isShown ? .focusTitle : .title, isShown ? .bold : [])
            line.append(" ")
            line.append(look(lane))
            if !lane.runGoesOn { line.append(" \(Figures.clock(pair.verdicts[index].microseconds))", .dim) }
            if lane.dialog != nil { line.append(" asks", .statusWaiting, .bold) }
            line.append("   ")
        }
        grid.put(line.clipped(to: area.width), x: area.x, y: area.y)
    }

    private static func look(_ lane: State) -> StyledLine {
        guard let run = lane.run else { return StyledLine() }
        let look = lane.glyphs.look(run, lane.pulse)
        return StyledLine([Span("\(look.glyph) \(look.word)", look.role)])
    }

    // MARK: The verdict

    private static func drawVerdict(_ state: State, _ pair: PairView, into grid: inout Grid, _ layout: PairLayout) {
        let title = pair.standing.map(StandingWords.sentence) ?? "Verdict"
        Frame.rule(
            into: &grid, x: 0, y: layout.rule.y, width: layout.rule.width, title: title, focused: pair.standing != nil, glyphs: state.glyphs)
        for (index, verdict) in pair.verdicts.enumerated() {
            let lane = lane(index, of: pair, state)
            let (first, second) = figures(verdict, lane)
            if layout.isSideBySide {
                let area = layout.lane(index)
                grid.put(first.clipped(to: area.width - 2), x: area.x + 1, y: layout.verdict.y)
                grid.put(second.clipped(to: area.width - 2), x: area.x + 1, y: layout.verdict.y + 1)
            } else {
                var line = StyledLine("\(name(index).rightPadded(8)) ", .title)
                line.append(first)
                line.append("  ")
                line.append(second)
                grid.put(line.clipped(to: layout.verdict.width - 2), x: 1, y: layout.verdict.y + index)
            }
        }
        guard layout.isSideBySide else { return }
        let x = layout.lane(1).x - 1
        for y in layout.verdict.y..<layout.verdict.maxY { grid.put(state.glyphs.vertical, x: x, y: y, role: .border) }
    }

    private static func figures(_ verdict: RunVerdict, _ lane: State) -> (StyledLine, StyledLine) {
        let (glyphs, metrics) = (lane.glyphs, verdict.metrics)
        let mark = metrics.estimated ? "~" : ""
        var first = look(lane)
        if metrics.iterations > 0 { first.append("  \(metrics.iterations) \(metrics.iterations == 1 ? "round" : "rounds")", .text) }
        if verdict.stages > 0 { first.append("  \(verdict.stages) \(verdict.stages == 1 ? "stage" : "stages")", .text) }
        first.append("  \(Figures.precise(lane.runMicroseconds))", .text)
        first.append("  cost \(Figures.cost(metrics.spending) ?? glyphs.dash)", .text)
        var second = StyledLine("calls \(metrics.modelCalls) model \(metrics.toolCalls) tool", .text)
        if metrics.failedToolCalls > 0 { second.append(" \(metrics.failedToolCalls)\(glyphs.failed)", .statusError) }
        second.append(
            "  \(glyphs.up)\(mark)\(Figures.count(metrics.inputTokens)) \(glyphs.down)\(mark)\(Figures.count(metrics.outputTokens))", .text)
        if let changes = verdict.changes {
            second.append("  files \(changes.files.count)", .text)
            if !changes.files.isEmpty {
                second.append(" +\(changes.lines.added)", .diffAdd)
                second.append(" -\(changes.lines.removed)", .diffDel)
            }
        } else {
            second.append("  files \(glyphs.dash)", .dim)
        }
        return (first, second)
    }

    // MARK: The footer

    private static func drawFooter(_ state: State, _ pair: PairView, into grid: inout Grid, _ area: Rect) {
        var line = StyledLine(" ")
        if case .confirmQuit = state.overlay {
            line.append("Two runs are going. ", .warning, .bold)
            line.append(KeyHints.line([("y", "stops them and leaves"), ("n", "stays")]))
        } else if let notice = state.notice {
            line.append(notice.text, notice.role)
        } else if state.pairStopStep > 0 {
            line.append("stopping both ", .statusCancelled, .bold)
            if state.pairStopStep < 3 {
                line.append(" Esc", .key)
                line.append(" \(StopWords.next(state.pairStopStep))", .dim)
            }
        } else {
            let other = name(1 - pair.shown).lowercased()
            line.append(
                KeyHints.fitted(
                    [
                        ("Esc", pair.goesOn ? "stop both" : "back to one"), ("Tab", "to the \(other)"), ("j k", "move both"), ("h l", "rounds"),
                        ("Space", "fold"), ("o", "open"),
                    ], last: [("?", "help"), ("q", pair.goesOn ? "leave" : "back")], width: area.width - 1))
        }
        grid.put(line.clipped(to: area.width), x: area.x, y: area.y)
    }
}
