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
        case purpose(SideCall)
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
        /// The plan as it was made.
        case plan(Plan)
        case planRepaired(PlanChange)
        case step(StepCard)
        /// A stage could not do its work, which ends the pipeline.
        case stageFault(ErrorDetail)
        /// What a stage found wrong with the work of one before it, when it is more than one thing.
        case sentBack([String])
        case modeChanged(ModeChange)
        /// The run will go on in another way after this phase.
        case willGoOn(RunMode)
        case agent(AgentCard)
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

    /// A call that is told here: the block's own, or one of its step's.
    subscript(call callID: String) -> ToolCard? {
        get {
            if let card { return card.callID == callID ? card : nil }
            if case .step(let step) = kind { return step[call: callID] }
            return nil
        }
        set {
            if card != nil {
                card = newValue
            } else if case .step(var step) = kind {
                step[call: callID] = newValue
                kind = .step(step)
            }
        }
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
    /// When what it counts the seconds of began; nil when it counts none.
    var countsFrom: Int64? {
        switch kind {
        case .tool: card?.countsFrom
        case .step(let step): step.countsFrom
        case .agent(let agent): agent.state == .running ? agent.startedMicroseconds : nil
        default: nil
        }
    }

    /// True for what `{` and `}` jump to.
    var isError: Bool {
        switch kind {
        case .modelFault, .fault, .stageFault, .ending(.failed, _): true
        case .step(let step): step.state == .failed || step.state == .unknown
        case .agent(let agent): agent.state == .failed
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
        case .circles, .contextAdded, .review, .compacted, .restored, .backgroundEnded, .hook, .limits, .purpose, .nowAsks, .cacheBreak,
            .sentBack, .willGoOn:
            true
        default: false
        }
    }

    /// True when there is more of it than its first line, for `o`.
    var opens: Bool {
        switch kind {
        case .tool: card != nil
        case .contextAdded, .compacted, .modeChanged: true
        case .purpose(let call): !call.text.isEmpty
        case .plan(let plan): plan.steps.count > PlanRenderer.shownSteps
        case .planRepaired(let change): change.rows.count > PlanRenderer.shownSteps
        case .step(let step): !step.parts.isEmpty
        case .agent(let agent): !agent.result.isEmpty
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
