import Events

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
