import Events
import TerminalKit

/// What a person can do with the context of a run that goes on.
extension State {
    /// Takes back the compaction under the cursor.
    mutating func restoreContext() -> [Effect] {
        guard let run, let cursor = cursorPosition, run.blocks.indices.contains(cursor.block),
            case .compacted(_, let state) = run.blocks[cursor.block].kind
        else {
            say("the cursor is not on a compaction", .warning)
            return []
        }
        switch state {
        case .covered: say("a newer compaction holds; take that back first", .warning)
        case .takenBack: say("this compaction is taken back already", .dim)
        case .holds:
            guard runGoesOn else {
                say("this run does not go on, so nothing reads its context any more", .warning)
                return []
            }
            return [.restoreContext(runID: run.runID)]
        }
        return []
    }

    /// True when the cursor is on a compaction that can be taken back.
    var isOnCompaction: Bool {
        guard runGoesOn, focus == .transcript, let run, let cursor = cursorPosition, run.blocks.indices.contains(cursor.block) else {
            return false
        }
        if case .compacted(_, .holds) = run.blocks[cursor.block].kind { return true }
        return false
    }

    mutating func compactContext() -> [Effect] {
        guard let run, runGoesOn else {
            say("no run goes on whose context could be compacted", .warning)
            return []
        }
        say("the context will be compacted before the next request", .dim)
        return [.compactContext(runID: run.runID)]
    }
}

/// Runs that wait for a person and do not go on here: their process has left, or died while it waited.
extension State {
    /// After an answer to such a run its events are followed: the service takes it up again.
    mutating func takingUp(_ effects: [Effect]) -> [Effect] {
        guard waitsForAnswer, let run else { return effects }
        let answers = effects.contains { effect in
            switch effect {
            case .answer, .resolve: true
            default: false
            }
        }
        guard answers else { return effects }
        waitsForAnswer = false
        isTakenUp = true
        say("answered; the run is taken up again", .dim)
        return effects + [.follow(runID: run.runID, after: run.lastSeq)]
    }
}
