import Events
import TerminalKit

/// How a run is driven, and how it came to that.
extension State {
    /// Makes the next run a pipeline, or again not; of a loop that runs, asks that it goes on as one (003-27).
    mutating func forcePipeline() -> [Effect] {
        guard runGoesOn, let run else {
            nextMode = nextMode == nil ? .pipeline : nil
            say(
                nextMode == nil ? "the next run goes as the settings say" : "the next run goes as a pipeline; Ctrl-F again takes it back",
                .dim)
            return []
        }
        if run.currentMode == .pipeline {
            say("this run is a pipeline already", .dim)
            return []
        }
        if run.comingMode == .pipeline {
            say("it goes on as a pipeline after this phase already", .dim)
            return []
        }
        say("the pipeline is asked for", .dim)
        return [.forcePipeline(runID: run.runID)]
    }

    // MARK: Evidence

    /// Goes to the events that made a run go on in another way, one after the other, and back to where that is told.
    mutating func jumpToEvidence() {
        guard let run, let cursor = cursorPosition else { return }
        if run.blocks.indices.contains(cursor.block), case .modeChanged = run.blocks[cursor.block].kind {
            if transcript.witness?.card != cursor.block { transcript.witness = TranscriptView.Witness(card: cursor.block, shown: 0) }
        } else if transcript.witness == nil, let newest = run.modeChanges.last {
            transcript.witness = TranscriptView.Witness(card: newest, shown: 0)
        }
        guard let witness = transcript.witness, run.blocks.indices.contains(witness.card),
            case .modeChanged(let change) = run.blocks[witness.card].kind
        else {
            say("this run has not changed its mode", .dim)
            return
        }
        let places = change.evidence.filter { $0.block != nil }
        guard !places.isEmpty else {
            say("none of its evidence is shown here", .warning)
            return
        }
        if witness.shown >= places.count {
            transcript.witness?.shown = 0
            say("that was all of it", .dim)
            return show(witness.card)
        }
        transcript.witness?.shown = witness.shown + 1
        say("\(witness.shown + 1) of \(places.count): \(places[witness.shown].words.prefix(200))")
        if let block = places[witness.shown].block { show(block) }
    }

    /// True when the cursor is on a change of mode.
    var isOnModeChange: Bool {
        guard focus == .transcript, let run, let cursor = cursorPosition, run.blocks.indices.contains(cursor.block) else { return false }
        if case .modeChanged = run.blocks[cursor.block].kind { return true }
        return false
    }

    /// Puts the cursor on a block, and opens the round it is in.
    private mutating func show(_ block: Int) {
        guard let run, run.blocks.indices.contains(block), let reader = transcriptReader else { return }
        if let round = run.blocks[block].round, reader.isFolded(round: round) { transcript.folds[round] = false }
        guard let unfolded = transcriptReader else { return }
        focus = .transcript
        moveCursor(to: unfolded.start(of: block))
    }
}
