import Events

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
        case modelFault(ModelCallFailed)
        case fault(ErrorDetail)
        case ending(RunModel.Status, String)
        case receipt(StopReceipt, String)
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

/// A tool call as a card.
struct ToolCard: Equatable {
    enum State: Equatable {
        case queued, running, needsApproval, asking, succeeded, failed, denied, cancelled, background, unknown
    }

    var callID: String
    var tool: String
    var summary = ""
    var arguments = JSON.null
    var state: State
    var startedMicroseconds: Int64 = 0
    var durationMicroseconds: Int?
    /// What the model read.
    var output = ""
    /// The end of what a running tool has printed.
    var live = ""
    var display = ToolDisplay(kind: .none)
    var errorCode: ErrorCode?
    var artifactID: String?
    var truncated = false
    /// Bytes of arguments the model has written so far.
    var written = 0

    init(callID: String, tool: String, state: State) {
        self.callID = callID
        self.tool = tool
        self.state = state
    }

    /// Keeps the last 4,000 characters: a card shows only the end of a running tool's output; the whole is in the log.
    mutating func appendOutput(_ text: String) {
        live += text
        if live.utf8.count > 8000 { live = String(live.suffix(4000)) }
    }

    /// The text of the card's body once the call has ended.
    var body: String { display.body.isEmpty ? output : display.body }
}

extension ToolCard.State {
    init(_ call: ToolCallFinished) {
        if call.outcome == "unknown" {
            self = .unknown
        } else {
            switch call.status {
            case .success, .waitResponse, .pendingCompress: self = .succeeded
            case .running, .batchRunning: self = .background
            case .error:
                switch call.errorCode {
                case .denied: self = .denied
                case .cancelled: self = .cancelled
                case .outcomeUnknown: self = .unknown
                default: self = .failed
                }
            }
        }
    }
}

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
