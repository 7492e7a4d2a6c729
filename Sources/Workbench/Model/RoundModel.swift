import Events

/// A loop inside the run.
struct LoopModel: Equatable {
    var id: String
    /// Index of its first round.
    var firstRound: Int
    var maxIterations: Int
    var stopReason: StopReason?
}

/// A round of a loop.
struct RoundModel: Equatable {
    /// Index of its loop.
    var loop: Int
    /// 1-based.
    var number: Int
    /// Index of its header; its blocks follow until the next round's.
    var firstBlock: Int
    /// Index behind its last block.
    var endBlock: Int
    var startedMicroseconds: Int64
    var durationMicroseconds: Int?
    var outcome: IterationOutcome?
    var receipt = IterationReceipt()
    var usage: Usage?
    var ttftMicroseconds: Int?
    var tokensPerSecond: Double?
    var attempts = 1
    var modelStartedMicroseconds: Int64?
    var firstByteMicroseconds: Int64?
    var headline = ""
    var firstWords = ""
    /// True when the loop was seen to go in circles here.
    var wentInCircles = false

    init(loop: Int, number: Int, firstBlock: Int, startedMicroseconds: Int64) {
        self.loop = loop
        self.number = number
        self.firstBlock = firstBlock
        endBlock = firstBlock
        self.startedMicroseconds = startedMicroseconds
    }

    var failed: Bool { outcome == .failed || outcome == .unknown }

    /// What the round was about, in a few words.
    var title: String {
        if !receipt.headline.isEmpty { return receipt.headline }
        return headline.isEmpty ? firstWords : headline
    }
}
