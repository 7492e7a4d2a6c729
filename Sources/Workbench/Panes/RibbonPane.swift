import Events
import TerminalKit

/// The second line: one cell a round (N-02), the budget, and how long the model has been silent; in a replay the replay bar.
enum RibbonPane {
    static func draw(_ state: State, into grid: inout Grid, _ area: Rect) {
        let right = state.replay.map { replayBar($0, state) } ?? facts(state, width: area.width)
        let line = rounds(state, width: max(4, area.width - right.width - 2))
        grid.put(line.justified(with: right, width: area.width), x: area.x, y: area.y)
    }

    private static func rounds(_ state: State, width: Int) -> StyledLine {
        var line = StyledLine(" ")
        guard let run = state.run, !run.loops.isEmpty else { return line }
        let cursor = state.focus == .transcript && !state.transcript.follows ? state.cursorRound : nil
        // The loop under the cursor, else the newest.
        let shown = cursor.map { run.rounds[$0].loop } ?? run.loops.count - 1
        let loop = run.loops.indices.contains(shown) ? run.loops[shown] : run.loops[run.loops.count - 1]
        line.append("\(DisplayText.line(loop.id)) ", .dim)
        if loop.mode == .pipeline {
            return line.appending(StageRibbon.line(state, run, loop: min(shown, run.loops.count - 1), cursor: cursor))
        }
        let cell = 5
        let room = max(1, (width - line.width) / cell)
        let start = run.hasPipeline ? loop.firstRound : 0
        let all = run.hasPipeline && run.loops.indices.contains(shown + 1) ? run.loops[shown + 1].firstRound : run.rounds.count
        // The window keeps the round under the cursor, else the newest, in sight.
        let anchor = cursor ?? max(0, all - 1)
        let first = max(start, min(anchor - room / 2, all - room))
        let pulse = state.pulse
        if first > start { line.append(state.glyphs.ellipsis, .dim) }
        for index in first..<max(first, min(all, first + room)) {
            let round = run.rounds[index]
            let look = state.glyphs.look(round, index == run.rounds.count - 1 ? pulse : nil)
            line.append(" ")
            line.append("\(look.glyph)\(round.number)", look.role, index == cursor ? [.bold, .reverse] : index == all - 1 ? .bold : [])
            // Here the provider's cache of the prompt broke (N-22).
            if round.breaksCache { line.append(state.glyphs.cacheBreak, .warning) }
        }
        let ahead = max(0, loop.maxIterations &- (run.rounds.last?.number ?? 0))
        if !run.isOver, all == run.rounds.count, first + room >= all {
            for _ in 0..<min(ahead, max(0, (width - line.width) / 2 - 1)) { line.append(" \(state.glyphs.queued)", .dim) }
        }
        return line
    }

    private static func facts(_ state: State, width: Int) -> StyledLine {
        var line = StyledLine()
        guard let run = state.run else { return line }
        if let budget = run.limits.maxTokens, budget > 0 {
            let percent = min(100, Figures.percent(run.metrics.inputTokens &+ run.metrics.outputTokens, of: budget))
            line.append("budget ", .dim)
            if width >= 100 { line.append(Gauge.line(percent: percent, cells: 8, glyphs: state.glyphs)) }
            line.append(" \(percent) %  ", percent >= 80 ? .warning : .text)
        }
        if run.sandboxTier == "off", width >= 100 { line.append("sandbox off  ", .dim) }
        if let pulse = state.pulse { line.append(meter(pulse, state.glyphs, width: width)) }
        line.append(" ")
        return line
    }

    /// What the model is doing and since when (N-17); why and how it goes on where there is room.
    private static func meter(_ pulse: ModelPulse, _ glyphs: Glyphs, width: Int) -> StyledLine {
        let mark = glyphs.mark(pulse)
        var line = StyledLine([Span("\(mark.glyph) \(glyphs.words(pulse, isCalm: false))", mark.role)])
        let detail = glyphs.detail(pulse)
        if !detail.isEmpty, width >= (pulse.byteSilence == nil ? 100 : 80) {
            line.append(" \(glyphs.dot) \(detail)", .dim)
        }
        return line
    }

    private static func replayBar(_ replay: ReplayState, _ state: State) -> StyledLine {
        let percent = Figures.percent(replay.shown, of: max(1, replay.total))
        var line = StyledLine([Span(replay.ended ? "end" : replay.playing ? state.glyphs.play : state.glyphs.pause, .accent, .bold)])
        line.append(" \(replay.speedWord)  ", .text)
        line.append(Gauge.line(percent: percent, cells: 10, glyphs: state.glyphs))
        line.append(" event \(replay.shown) of \(replay.total) ", .dim)
        return line
    }
}

/// A bar of cells.
enum Gauge {
    static func line(percent: Int, cells: Int, glyphs: Glyphs) -> StyledLine {
        let full = min(cells, max(0, (percent * cells + 50) / 100))
        return StyledLine([
            Span(String(repeating: glyphs.gaugeFull, count: full), .gaugeFull),
            Span(String(repeating: glyphs.gaugeEmpty, count: cells - full), .gaugeEmpty),
        ])
    }

    /// Values as small bars, the highest at full height; a gap for what is not known.
    static func course(_ values: [Double?], glyphs: Glyphs) -> String {
        guard let highest = values.lazy.compactMap(\.self).max(), highest > 0, highest.isFinite else { return "" }
        let top = glyphs.sparks.count - 1
        return values.map { value in
            value.map { glyphs.sparks[min(top, max(0, Int($0 / highest * Double(top) + 0.5)))] } ?? " "
        }.joined()
    }
}
