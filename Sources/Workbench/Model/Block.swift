package import Events

/// One piece of the transcript.
struct Block: Equatable {
    enum Kind: Equatable {
        /// What the person asked.
        case prompt(String)
        case loopHeader(Int)
        case roundHeader(Int)
        case reasoning
        case answer
        case tool
        case question(String)
        case answerOfPerson(String)
        case message(String, MessageDelivery)
        case modelFault(ModelFault)
        /// A model is asked for something else than how to go on.
        case purpose(ModelCallStarted)
        /// Another model or another place is asked than before.
        case nowAsks(AskedModels.Change, breaksCache: Bool)
        /// The provider's cache of the prompt does not serve this round.
        case cacheBreak([CacheBreak])
        case fault(ErrorDetail)
        case ending(RunModel.Status, String)
        case receipt(StopReceipt, String)
        /// The loop goes in circles, or was halted because it does.
        case circles(GuardWarning)
        case contextAdded(ContextAdded)
        /// Another model looked the answer over.
        case review(AnswerReviewed)
        case compacted(ContextCompacted, CompactionState)
        case restored(ContextRestored)
        case backgroundEnded(BackgroundChanged)
        /// A hook's word on a call, and the call's tool.
        case hook(HookApplied, tool: String)
        case limits(LimitsChanged, before: RunLimits)
        /// An event of a type we do not know, shown as it is.
        case raw(String, String)
    }

    /// Index of the round it belongs to, nil for what belongs to the run.
    var round: Int?
    var kind: Kind
    /// Reasoning or answer, as far as it has come.
    var text = ""
    var card: ToolCard?
    /// Changes whenever the block would look different.
    var version = 0

    init(round: Int?, kind: Kind, text: String = "", card: ToolCard? = nil) {
        self.round = round
        self.kind = kind
        self.text = text
        self.card = card
    }

    mutating func append(_ more: String) {
        text += more
        version &+= 1
    }
}

/// Whether a compaction can be taken back.
enum CompactionState: Equatable {
    /// It is the newest that holds.
    case holds
    /// A newer one holds and must be taken back first.
    case covered
    case takenBack
}

extension Block {
    /// True for what `{` and `}` jump to.
    var isError: Bool {
        switch kind {
        case .modelFault, .fault, .ending(.failed, _): true
        case .circles(let warning): warning.halts
        case .backgroundEnded(let session): session.failed
        // A command in the background tells of its end in a line of its own.
        case .tool: card.map { ($0.state == .failed || $0.state == .unknown) && $0.background == nil } ?? false
        default: false
        }
    }

    /// True for a line that tells of something beside answers and calls; it stands among the cards.
    var isNote: Bool {
        switch kind {
        case .circles, .contextAdded, .review, .compacted, .restored, .backgroundEnded, .hook, .limits, .purpose, .nowAsks, .cacheBreak:
            true
        default: false
        }
    }

    /// True when there is more of it than its first line, for `o`.
    var opens: Bool {
        switch kind {
        case .tool: card != nil
        case .contextAdded, .compacted: true
        case .backgroundEnded(let session): !session.tail.isEmpty
        default: false
        }
    }
}

extension BackgroundChanged {
    /// True when it ended with another status than 0, or nobody knows how.
    package var failed: Bool {
        switch state {
        case .running, .killed, .released: false
        case .exited: exitStatus != 0
        case .lost: true
        }
    }
}
