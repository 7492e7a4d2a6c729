import Events

/// The stage of a pipeline that a round of the screen is.
struct StageModel: Equatable {
    enum End: Equatable {
        case passed, sentBack, failed, skipped
    }

    var name: StageName
    /// 1 for the first time in this pass.
    var attempt = 1
    /// Nil while it goes on.
    var end: End?
    /// Why it was left out, or what it found wrong with the work of a stage before it.
    var reason = ""
}

extension RunModel {
    /// True for the newest round of its stage in the pass that the run is in, or ended with: the newest summary stays open, for it is the answer.
    func isNewest(_ round: Int) -> Bool {
        guard let stage = rounds[round].stage, rounds[round].loop == loops.count - 1 else { return false }
        return loops[loops.count - 1].newestStage[stage.name] == round
    }
}

extension LoopModel {
    /// The rounds that stand for the nine stages of a pass, each the newest of its stage; nil for one that has not begun.
    var stages: [Int?] { StageName.allCases.map { newestStage[$0] } }
}
