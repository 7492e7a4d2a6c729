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

extension Block {
    /// True for what `{` and `}` jump to.
    var isError: Bool {
        switch kind {
        case .modelFault, .fault, .ending(.failed, _): true
        case .tool: card?.state == .failed || card?.state == .unknown
        default: false
        }
    }
}
