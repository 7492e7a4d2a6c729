import Events

/// A loop inside the run.
struct LoopModel: Equatable {
    var id: String
    /// Index of its first round.
    var firstRound: Int
    var maxIterations: Int
    var stopReason: StopReason?
    var mode = RunMode.loop
    /// Index of the newest round of each stage that has begun or was left out; empty for a loop.
    var newestStage: [StageName: Int] = [:]

    init(id: String, firstRound: Int, maxIterations: Int) {
        self.id = id
        self.firstRound = firstRound
        self.maxIterations = maxIterations
    }
}

/// A round of a loop.
struct RoundModel: Equatable {
    /// Index of its loop.
    var loop: Int
    /// 1-based.
    var number: Int
    /// The stage of the pipeline that it is; nil for a round of a loop.
    var stage: StageModel?
    /// Index of its header; its blocks follow until the next round's.
    var firstBlock: Int
    /// Index behind its last block.
    var endBlock: Int
    var startedMicroseconds: Int64
    var durationMicroseconds: Int?
    var outcome: IterationOutcome?
    var receipt = IterationReceipt()
    /// Tokens of all its model calls.
    var usage: Usage?
    /// What all its model calls cost.
    var spending = Spending()
    /// Of the newest call that carried the conversation, as are the next two.
    var ttftMicroseconds: Int?
    var decodeMicroseconds: Int?
    var tokensPerSecond: Double?
    var headline = ""
    var firstWords = ""
    /// True when the loop was seen to go in circles here.
    var wentInCircles = false
    /// True when the provider's cache of the prompt did not serve this round (N-22).
    var breaksCache = false

    init(loop: Int, number: Int, firstBlock: Int, startedMicroseconds: Int64) {
        self.loop = loop
        self.number = number
        self.firstBlock = firstBlock
        endBlock = firstBlock
        self.startedMicroseconds = startedMicroseconds
    }

    mutating func count(_ call: ModelCallFinished, _ purpose: ModelPurpose) {
        usage = usage?.adding(call.usage) ?? call.usage
        spending.count(call)
        guard purpose.carriesConversation else { return }
        ttftMicroseconds = call.ttftUs
        decodeMicroseconds = call.decodeUs
        tokensPerSecond = call.tokensPerSecond
    }

    var failed: Bool { outcome == .failed || outcome == .unknown }

    /// What the round was about, in a few words.
    var title: String {
        if !receipt.headline.isEmpty { return receipt.headline }
        return headline.isEmpty ? firstWords : headline
    }
}

extension Usage {
    /// Both together; what neither says stays unknown.
    fileprivate func adding(_ other: Usage) -> Usage {
        func sum(_ path: KeyPath<Usage, Int?>) -> Int? {
            guard let mine = self[keyPath: path] else { return other[keyPath: path] }
            return mine &+ (other[keyPath: path] ?? 0)
        }
        return Usage(
            inputTokens: sum(\.inputTokens), outputTokens: sum(\.outputTokens), reasoningTokens: sum(\.reasoningTokens),
            cachedInputTokens: sum(\.cachedInputTokens), estimated: estimated || other.estimated)
    }
}
