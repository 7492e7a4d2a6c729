import Events
import TerminalKit

/// The first line: where, what, how, with which model, in which state, which round, how long.
enum HeaderPane {
    static func draw(_ state: State, into grid: inout Grid, _ area: Rect) {
        grid.fill(area, role: .header)
        let right = facts(state, width: area.width)
        var left = StyledLine([Span(" lathe ", .header, .bold)])
        if area.width >= 100 || state.run == nil {
            left.append(" \(place(state.runIsOurs ? state.place : state.run?.workspace ?? "", limit: max(12, area.width / 5)))", .dim)
        }
        if let run = state.run {
            left.append(area.width >= 100 ? "  " : " ")
            left.append(DisplayText.line(run.prompt), .header)
        }
        grid.put(left.justified(with: right, width: area.width), x: area.x, y: area.y)
    }

    /// The folder; when it is long only its own name.
    private static func place(_ path: String, limit: Int) -> String {
        let whole = DisplayText.line(path)
        guard CellWidth.of(whole) > limit, let name = whole.split(separator: "/").last else { return whole }
        return String(name)
    }

    private static func facts(_ state: State, width: Int) -> StyledLine {
        var line = StyledLine()
        if state.replay != nil { line.append(" REPLAY ", .badge, .bold) }
        guard let run = state.run else {
            line.append(" " + (state.modelName.map { DisplayText.line($0) } ?? "no model"), .dim)
            line.append("  \(state.glyphs.queued) idle ", .statusQueued)
            return line
        }
        if width >= 72 {
            line.append(" \(run.currentMode.rawValue.uppercased())", .dim)
            if let coming = run.comingMode, state.runGoesOn {
                line.append(" \(state.glyphs.arrow) \(coming.rawValue.uppercased())", .statusWaiting, .bold)
            }
            line.append("  \(DisplayText.line(String(run.modelName.prefix(24))))", .header)
        }
        let look = state.glyphs.look(run, state.pulse)
        // Only what moves turns: a wait stands still, and so does trouble.
        let moves = state.runGoesOn && run.status == .running && look.glyph == state.glyphs.running
        let glyph = moves ? state.glyphs.spinner[Int(state.now / 250_000) % state.glyphs.spinner.count] : look.glyph
        let word = state.runGoesOn && run.status == .running ? look.word.rightPadded(7) : look.word
        line.append("  \(glyph) \(word)", look.role, .bold)
        if let round = run.rounds.last, let stage = round.stage {
            line.append("  stage \(stage.name.index) of \(StageName.allCases.count)", .header)
            if width >= 60 { line.append(" \(stage.name.rawValue)", .header) }
        } else if let round = run.rounds.last {
            let limit = run.loops.indices.contains(round.loop) ? run.loops[round.loop].maxIterations : run.limits.maxIterations
            line.append("  round \(round.number) of \(limit)", .header)
        }
        line.append("  \(Figures.clock(Int(clamping: state.runMicroseconds))) ", .header)
        return line
    }
}
