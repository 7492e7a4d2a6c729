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
            into: &grid, x: 0, y: layout.rule.y, width: layout.rule.width, title: title, focused: pair.standing != nil, glyphs: state.glyphs
        )
        for (index, verdict) in pair.verdicts.enumerated() {
            let lane = lane(index, of: pair, state)
            if layout.isSideBySide {
                let area = layout.lane(index)
                let spent = look(lane).appending(StyledLine("  ")).appending(StyledLine(time(verdict, lane) + [cost(verdict, lane)], "  "))
                grid.put(spent.appending("  not judged", .dim).clipped(to: area.width - 2), x: area.x + 1, y: layout.verdict.y)
                let done = StyledLine(calls(verdict, lane) + [tokens(verdict, lane), files(verdict, lane)], "  ")
                grid.put(done.clipped(to: area.width - 2), x: area.x + 1, y: layout.verdict.y + 1)
            } else {
                // How it stands is in the strip; what is last here may be cut off.
                let facts = time(verdict, lane) + calls(verdict, lane) + [files(verdict, lane), tokens(verdict, lane), cost(verdict, lane)]
                let line = StyledLine("\(name(index).rightPadded(8)) ", .title).appending(StyledLine(facts, "  "))
                grid.put(line.clipped(to: layout.verdict.width - 2), x: 1, y: layout.verdict.y + index)
            }
        }
        guard layout.isSideBySide else { return }
        let x = layout.lane(1).x - 1
        for y in layout.verdict.y..<layout.verdict.maxY { grid.put(state.glyphs.vertical, x: x, y: y, role: .border) }
    }

    private static func time(_ verdict: RunVerdict, _ lane: State) -> [StyledLine] {
        func counted(_ value: Int, _ one: String) -> StyledLine? {
            value == 0 ? nil : StyledLine("\(value) \(one)\(value == 1 ? "" : "s")")
        }
        return [counted(verdict.metrics.iterations, "round"), counted(verdict.stages, "stage")].compactMap(\.self)
            + [StyledLine(Figures.precise(lane.runMicroseconds))]
    }

    private static func cost(_ verdict: RunVerdict, _ lane: State) -> StyledLine {
        StyledLine("cost \(Figures.cost(verdict.metrics.spending) ?? lane.glyphs.dash)")
    }

    private static func calls(_ verdict: RunVerdict, _ lane: State) -> [StyledLine] {
        let metrics = verdict.metrics
        let line = StyledLine("calls \(metrics.modelCalls) model \(metrics.toolCalls) tool")
        return [metrics.failedToolCalls > 0 ? line.appending(" \(metrics.failedToolCalls)\(lane.glyphs.failed)", .statusError) : line]
    }

    private static func tokens(_ verdict: RunVerdict, _ lane: State) -> StyledLine {
        let (glyphs, metrics) = (lane.glyphs, verdict.metrics)
        let mark = metrics.estimated ? "~" : ""
        return StyledLine(
            "\(glyphs.up)\(mark)\(Figures.count(metrics.inputTokens)) \(glyphs.down)\(mark)\(Figures.count(metrics.outputTokens))")
    }

    /// A dash before the run is over.
    private static func files(_ verdict: RunVerdict, _ lane: State) -> StyledLine {
        guard let changes = verdict.changes else { return StyledLine("files \(lane.glyphs.dash)", .dim) }
        let mark = changes.isComplete ? "" : "+"
        guard !changes.files.isEmpty else { return StyledLine("files 0\(mark)") }
        return StyledLine("files \(changes.files.count)\(mark)").appending(" +\(changes.lines.added)", .diffAdd)
            .appending(" -\(changes.lines.removed)", .diffDel)
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
                        ("Esc", pair.goesOn ? "stop both" : "back to one"), ("Tab", "to the \(other)"), ("j k", "move both"),
                        ("h l", "rounds"),
                        ("Space", "fold"), ("o", "open"),
                    ], last: [("?", "help"), ("q", pair.goesOn ? "leave" : "back")], width: area.width - 1))
        }
        grid.put(line.clipped(to: area.width), x: area.x, y: area.y)
    }
}

extension StyledLine {
    /// Several with something between them.
    fileprivate init(_ lines: [StyledLine], _ between: String) {
        self.init()
        for (index, line) in lines.enumerated() {
            if index > 0 { append(between) }
            append(line)
        }
    }
}
