import Events
import TerminalKit

/// One cell for each of the nine stages of a pass: how it ended, or that it has not begun.
enum StageRibbon {
    static func line(_ state: State, _ run: RunModel, loop: Int, cursor: Int?) -> StyledLine {
        var line = StyledLine()
        let newest = run.rounds.count - 1
        let shown = run.loops[loop]
        for (place, round) in shown.stages.enumerated() {
            line.append(" ")
            guard let round, run.rounds.indices.contains(round) else {
                line.append(state.glyphs.queued, .dim)
                continue
            }
            let look = state.glyphs.look(run.rounds[round], round == newest ? state.pulse : nil)
            let attributes: Attributes = round == cursor ? [.bold, .reverse] : round == newest ? .bold : []
            line.append("\(look.glyph)\(place + 1)", look.role, attributes)
        }
        return line
    }
}
