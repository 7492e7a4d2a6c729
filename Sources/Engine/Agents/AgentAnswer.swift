internal import Events

/// What came of what an agent was asked to do.
///
/// `runID` is the agent's run; nil when none began.
enum AgentAnswer: Sendable, Equatable {
    case done(String, runID: String)
    case failed(ErrorDetail, runID: String?)
    /// A person stopped it, or the run that asked is being stopped.
    case stopped(runID: String?)
    /// It waits for a person and nobody is there; the text says what for.
    case left(String, runID: String)

    init(_ outcome: RunOutcome, runID: String) {
        self =
            switch outcome {
            case .completed(let result): .done(result, runID: runID)
            case .failed(let detail, _): .failed(detail, runID: runID)
            case .cancelled: .stopped(runID: runID)
            case .waiting(let detail): .left(detail.message, runID: runID)
            }
    }

    /// Of a run that has ended; nil when it has not.
    init?(ofEnded events: [RunEvent]) {
        guard let last = events.last else { return nil }
        switch last.payload {
        case .runCompleted(let end): self = .done(end.result, runID: last.runID)
        case .runFailed(let end): self = .failed(end.error, runID: last.runID)
        case .runCancelled: self = .stopped(runID: last.runID)
        default: return nil
        }
    }

    var status: SubAgentStatus {
        switch self {
        case .done: .completed
        case .failed: .failed
        case .stopped: .cancelled
        case .left: .left
        }
    }

    var runID: String? {
        switch self {
        case .done(_, let runID), .left(_, let runID): runID
        case .failed(_, let runID), .stopped(let runID): runID
        }
    }

    /// What the event says of it.
    var text: String {
        switch self {
        case .done(let result, _): result
        case .failed(let detail, _): "\(detail.code): \(detail.message)"
        case .stopped: ""
        case .left(let what, _): what
        }
    }
}

/// What an agent's run used.
struct AgentFigures: Sendable, Equatable {
    var inputTokens = 0
    var outputTokens = 0
    /// In dollars; nil when it is not known.
    var cost: Double?

    init() {}

    init(_ metrics: Metrics) {
        inputTokens = metrics.inputTokens
        outputTokens = metrics.outputTokens
        cost = metrics.cost
    }

    init(_ events: [RunEvent]) {
        var fold = MetricsFold()
        for event in events { fold.apply(event) }
        self.init(fold.metrics)
    }

    var tokens: Int {
        let (sum, overflow) = inputTokens.addingReportingOverflow(outputTokens)
        return overflow ? .max : sum
    }
}
