import Events
import TerminalKit

/// Moving about in the transcript.
extension State {
    var transcriptReader: TranscriptReader? {
        guard let run, !run.blocks.isEmpty else { return nil }
        return TranscriptReader(
            model: run, width: Layout(size: size, zoomed: zoomed, focus: focus, state: self).transcriptTextWidth, folds: transcript.folds,
            expanded: transcript.expanded, glyphs: glyphs, microseconds: runMicroseconds, cache: cache, pulse: pulse)
    }

    var transcriptHeight: Int { max(1, Layout(size: size, zoomed: zoomed, focus: focus, state: self).transcript.height) }

    /// Where the cursor is: on the last line while following.
    var cursorPosition: TranscriptPosition? {
        guard let reader = transcriptReader else { return nil }
        return transcript.follows ? reader.last : reader.settled(transcript.cursor)
    }

    /// Moves the cursor and scrolls no more than needed.
    mutating func moveCursor(to target: TranscriptPosition) {
        guard let reader = transcriptReader else { return }
        let height = transcriptHeight
        var top = transcript.follows ? reader.topWhenFollowing(height: height) : reader.settled(transcript.top)
        if transcript.follows { transcript.seenBlocks = reader.model.blocks.count }
        transcript.follows = false
        let cursor = reader.settled(target)
        let bottom = reader.moved(top, by: height - 1)
        if reader.isBefore(cursor, top) {
            top = cursor
        } else if reader.isBefore(bottom, cursor) {
            top = reader.moved(cursor, by: -(height - 1))
        }
        transcript.cursor = cursor
        transcript.top = top
    }

    mutating func moveCursor(by lines: Int) {
        guard let reader = transcriptReader, let cursor = cursorPosition else { return }
        let target = reader.moved(cursor, by: lines)
        // Moving down on the last line is the way back to following.
        if lines > 0, target == reader.last, cursor == target || lines > 1 {
            followTail()
        } else {
            moveCursor(to: target)
        }
    }

    mutating func followTail() {
        transcript.follows = true
        transcript.seenBlocks = run?.blocks.count ?? 0
    }

    mutating func page(_ direction: Int) {
        guard let reader = transcriptReader else { return }
        let step = max(1, transcriptHeight - 2)
        if transcript.follows {
            guard direction < 0 else { return }
            moveCursor(to: reader.moved(reader.topWhenFollowing(height: transcriptHeight), by: -step))
        } else {
            let cursor = reader.settled(transcript.cursor)
            let target = reader.moved(cursor, by: direction * step)
            if direction > 0, target == reader.last {
                followTail()
            } else {
                transcript.top = reader.moved(reader.settled(transcript.top), by: direction * step)
                moveCursor(to: target)
            }
        }
    }

    /// The round the cursor is in.
    var cursorRound: Int? {
        guard let run, let cursor = cursorPosition, run.blocks.indices.contains(cursor.block) else { return nil }
        return run.blocks[cursor.block].round ?? (run.rounds.isEmpty ? nil : run.rounds.lastIndex { $0.firstBlock <= cursor.block } ?? 0)
    }

    mutating func jump(rounds delta: Int) {
        guard let run, let reader = transcriptReader, !run.rounds.isEmpty else { return }
        let current = cursorRound ?? 0
        var target = current + delta
        // Going back from inside a round first goes to its own header.
        if delta < 0, let cursor = cursorPosition, cursor.block > run.rounds[current].firstBlock { target = current }
        guard run.rounds.indices.contains(target) else { return }
        moveCursorToTop(reader.start(of: run.rounds[target].firstBlock))
    }

    mutating func jump(loops delta: Int) {
        guard let run, let reader = transcriptReader, let round = cursorRound else { return }
        let target = run.rounds[round].loop + delta
        guard run.loops.indices.contains(target), run.rounds.indices.contains(run.loops[target].firstRound) else {
            say(delta > 0 ? "no later loop" : "no earlier loop", .dim)
            return
        }
        moveCursorToTop(reader.start(of: run.rounds[run.loops[target].firstRound].firstBlock))
    }

    mutating func jumpToError(_ direction: Int) {
        guard let run, let reader = transcriptReader, let cursor = cursorPosition else { return }
        let found = direction > 0 ? run.errorBlocks.first { $0 > cursor.block } : run.errorBlocks.last { $0 < cursor.block }
        guard let found else {
            say(direction > 0 ? "no error further down" : "no error further up", .dim)
            return
        }
        if let round = run.blocks[found].round, reader.isFolded(round: round) { transcript.folds[round] = false }
        guard let unfolded = transcriptReader else { return }
        moveCursor(to: unfolded.start(of: found))
    }

    /// Puts the cursor on a line and that line at the top.
    mutating func moveCursorToTop(_ position: TranscriptPosition) {
        guard let reader = transcriptReader else { return }
        moveCursor(to: position)
        let top = reader.moved(reader.last, by: -(transcriptHeight - 1))
        transcript.top = reader.isBefore(top, position) ? top : position
    }

    mutating func fold() {
        guard let reader = transcriptReader, let round = cursorRound else { return }
        let folded = !reader.isFolded(round: round)
        keepingFollow { state in
            state.transcript.folds[round] = folded
            if folded, let run = state.run { state.transcript.cursor = TranscriptPosition(block: run.rounds[round].firstBlock, line: 0) }
        }
    }

    mutating func foldAll() {
        guard let run, let reader = transcriptReader else { return }
        let folded = run.rounds.indices.contains { !reader.isFolded(round: $0) }
        keepingFollow { state in
            for round in run.rounds.indices { state.transcript.folds[round] = folded }
        }
    }

    /// Opens or closes the card, or the note, under the cursor; on anything else the round.
    mutating func toggleCard() {
        guard let run, let cursor = cursorPosition, run.blocks.indices.contains(cursor.block) else { return }
        guard run.blocks[cursor.block].opens else { return fold() }
        keepingFollow { state in
            if state.transcript.expanded.remove(cursor.block) == nil { state.transcript.expanded.insert(cursor.block) }
            state.transcript.cursor = TranscriptPosition(block: cursor.block, line: 0)
        }
    }

    private mutating func keepingFollow(_ change: (inout State) -> Void) {
        if transcript.follows, let reader = transcriptReader {
            transcript.cursor = reader.last
            transcript.top = reader.topWhenFollowing(height: transcriptHeight)
        }
        let followed = transcript.follows
        change(&self)
        if let reader = transcriptReader {
            transcript.cursor = reader.settled(transcript.cursor)
            if !followed { moveCursor(to: transcript.cursor) }
        }
    }

    /// After a change of size: positions go back onto lines that exist.
    mutating func resettle() {
        showChoice()
        guard let reader = transcriptReader else { return }
        transcript.top = reader.settled(transcript.top)
        transcript.cursor = reader.settled(transcript.cursor)
        if case .pager(var pager) = overlay {
            pager.wrap(width: max(1, size.columns - 2))
            overlay = .pager(pager)
        }
    }
}
