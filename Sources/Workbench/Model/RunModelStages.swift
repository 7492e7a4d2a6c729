import Events

/// The stages of a pipeline, which are shown like rounds (003-22).
extension RunModel {
    mutating func beginStage(_ started: StageStarted, _ event: RunEvent) {
        addStage(StageModel(name: started.stage, attempt: started.attempt), event)
    }

    mutating func skipStage(_ skipped: StageSkipped, _ event: RunEvent) {
        addStage(StageModel(name: skipped.stage, end: .skipped, reason: skipped.reason), event)
        rounds[rounds.count - 1].outcome = .tool
        rounds[rounds.count - 1].durationMicroseconds = 0
    }

    mutating func completeStage(_ completed: StageCompleted) {
        let faults = (completed.output["faults"]?.array ?? []).compactMap(\.string)
        guard let round = newestRound(of: completed.stage) else { return }
        if completed.outcome == .sentBack {
            rounds[round].stage?.reason = faults.isEmpty ? completed.summary : faults.joined(separator: "; ")
            if faults.count > 1 { add(.sentBack(faults)) }
        }
        rounds[round].stage?.end = completed.outcome == .sentBack ? .sentBack : .passed
        end(round, .tool, completed.durationUs, completed.summary)
    }

    mutating func failStage(_ failed: StageFailed) {
        guard let round = newestRound(of: failed.stage) else { return }
        rounds[round].stage?.end = .failed
        // A stop is told by its receipt; here it would look like a fault.
        let isStopped = failed.error.code == .cancelled
        if !isStopped { add(.stageFault(failed.error)) }
        end(round, failed.outcome != nil ? .unknown : isStopped ? .cancelled : .failed, failed.durationUs, "")
    }

    /// The stages that a pass which was broken off had done: the pass that takes it up does not do them again.
    func stagesDone(in loop: LoopModel) -> [StageName: Int] {
        loop.newestStage.filter { _, round in rounds[round].stage?.end == .passed || rounds[round].stage?.end == .skipped }
    }

    private func newestRound(of stage: StageName) -> Int? { loops.last?.newestStage[stage] }

    private mutating func addStage(_ stage: StageModel, _ event: RunEvent) {
        openText = nil
        if loops.isEmpty {
            var loop = LoopModel(id: event.loopID ?? "L1", firstRound: 0, maxIterations: limits.maxIterations)
            loop.mode = .pipeline
            loops.append(loop)
        }
        var round = RoundModel(
            loop: loops.count - 1, number: stage.name.index, firstBlock: blocks.count, startedMicroseconds: event.monotonicMicroseconds)
        round.stage = stage
        rounds.append(round)
        loops[loops.count - 1].newestStage[stage.name] = rounds.count - 1
        push(Block(round: rounds.count - 1, kind: .roundHeader(rounds.count - 1)))
    }

    private mutating func end(_ round: Int, _ outcome: IterationOutcome, _ durationUs: Int, _ summary: String) {
        openText = nil
        rounds[round].outcome = outcome
        rounds[round].durationMicroseconds = durationUs
        rounds[round].receipt.headline = summary
        guard blocks.indices.contains(rounds[round].firstBlock) else { return }
        blocks[rounds[round].firstBlock].version &+= 1
    }
}
