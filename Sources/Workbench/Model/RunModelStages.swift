import Events

/// The stages of a pipeline, which are shown like rounds.
extension RunModel {
    mutating func beginStage(_ started: StageStarted, _ event: RunEvent) {
        var round = RoundModel(
            loop: max(0, loops.count - 1), number: started.stage.index, firstBlock: blocks.count,
            startedMicroseconds: event.monotonicMicroseconds)
        round.stage = started.stage
        rounds.append(round)
        push(Block(round: rounds.count - 1, kind: .roundHeader(rounds.count - 1)))
    }

    mutating func endStage(_ outcome: IterationOutcome, _ durationUs: Int, _ summary: String) {
        openText = nil
        guard !rounds.isEmpty else { return }
        rounds[rounds.count - 1].outcome = outcome
        rounds[rounds.count - 1].durationMicroseconds = durationUs
        rounds[rounds.count - 1].receipt.headline = summary
        touchHeader()
    }
}
