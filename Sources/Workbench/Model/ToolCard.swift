import Events

/// A tool call as a card.
struct ToolCard: Equatable {
    enum State: Equatable {
        case queued, running, retrying, needsApproval, asking, succeeded, failed, denied, cancelled, unknown
        /// Its command goes on in the background.
        case background
        /// Several of its parts go on.
        case batch
        /// The context is compacted before the model is asked again.
        case compressing
    }

    var callID: String
    var tool: String
    var summary = ""
    var arguments = JSON.null
    var state: State
    var startedMicroseconds: Int64 = 0
    var durationMicroseconds: Int?
    /// 1 for the first try.
    var attempt = 1
    /// What the model read.
    var output = ""
    /// The end of what a running tool has printed.
    var live = ""
    var display = ToolDisplay(kind: .none)
    var errorCode: ErrorCode?
    var artifactID: String?
    var truncated = false
    var images: [ImageReference] = []
    /// The newest word of the command it left in the background.
    var background: BackgroundChanged?
    /// When that command began.
    var backgroundMicroseconds: Int64 = 0
    /// How many of its parts go on, when it says so.
    var batchCount: Int?
    /// Bytes of arguments the model has written so far.
    var written = 0

    init(callID: String, tool: String, state: State) {
        self.callID = callID
        self.tool = tool
        self.state = state
    }

    /// True while the call itself goes on.
    var isRunning: Bool { state == .running || state == .retrying }

    /// When what the card counts the seconds of began; nil when it counts none.
    var countsFrom: Int64? {
        if isRunning { return startedMicroseconds }
        return state == .background && background?.state == .running ? backgroundMicroseconds : nil
    }

    /// Keeps the last 4,000 characters: a card shows only the end of a running tool's output; the whole is in the log.
    mutating func appendOutput(_ text: String) {
        live += text
        if live.utf8.count > 8000 { live = String(live.suffix(4000)) }
    }

    /// The text of the card's body once the call has ended.
    var body: String { display.body.isEmpty ? output : display.body }

    mutating func finish(_ call: ToolCallFinished) {
        state = State(call)
        durationMicroseconds = call.durationUs
        output = call.output
        display = call.display
        errorCode = call.errorCode
        artifactID = call.artifactID
        truncated = call.truncated
        images = call.images
        batchCount = call.metadata["running"]?.array?.count
        live = ""
        followBackground()
    }

    /// Takes how its command in the background ended; that may come before the call's own end.
    mutating func followBackground() {
        guard state == .background, let background, let ended = State(background) else { return }
        state = ended
    }
}

extension ToolCard.State {
    init(_ call: ToolCallFinished) {
        if call.outcome == "unknown" {
            self = .unknown
        } else {
            switch call.status {
            case .success: self = .succeeded
            case .waitResponse: self = .asking
            case .pendingCompress: self = .compressing
            case .running: self = .background
            case .batchRunning: self = .batch
            case .error:
                switch call.errorCode {
                case .denied, .hookRefused: self = .denied
                case .cancelled: self = .cancelled
                case .outcomeUnknown: self = .unknown
                default: self = .failed
                }
            }
        }
    }

    /// How a command in the background ended; nil while it runs.
    init?(_ session: BackgroundChanged) {
        switch session.state {
        case .running, .released: return nil
        case .exited: self = session.failed ? .failed : .succeeded
        case .killed: self = .cancelled
        case .lost: self = .unknown
        }
    }
}
