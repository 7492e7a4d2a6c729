internal import Events

/// How the loop ended, and what follows from that for the run.
enum LoopEnd: Sendable, Equatable {
    case final(result: String)
    case stopped
    case timedOut
    /// The run is left as it stands and can be taken up again. The text says what for.
    case needsAnswer(String)
    case failed(StopReason, ErrorDetail)
    /// The run goes on as a pipeline, for this reason.
    case switched(ModeTrigger, String)
    /// We broke, or the store did.
    case fault(EngineError)

    var isSwitch: Bool { if case .switched = self { true } else { false } }

    var state: LoopState {
        switch self {
        case .final: .done
        case .stopped: .cancel
        case .timedOut: .timeout
        case .needsAnswer, .failed, .fault, .switched: .fail
        }
    }

    var stopReason: StopReason {
        switch self {
        case .final: .final
        case .stopped: .cancelled
        case .timedOut: .timeout
        case .needsAnswer: .needMoreInfo
        case .failed(let reason, _): reason
        case .fault: .error
        case .switched: .modeChanged
        }
    }

    /// `completed`, `failed` or `cancelled`.
    var outcomeWord: String {
        switch self {
        case .final: "completed"
        case .stopped: "cancelled"
        case .timedOut, .needsAnswer, .failed, .fault, .switched: "failed"
        }
    }

    var cause: EndCause {
        switch self {
        case .final, .failed: .ordinary
        case .stopped: .stopped
        case .timedOut: .timedOut
        case .needsAnswer: .needsAnswer
        case .fault(let error): .fault(error.detail)
        case .switched: .switched
        }
    }

    /// What the person reads of a run without a result; nil when there is a result, or when they stopped it.
    func error(_ limits: RunLimits) -> ErrorDetail? {
        switch self {
        case .final, .stopped, .switched: nil
        case .timedOut:
            ErrorDetail(
                code: .timeout,
                message: "the run did not end within \(limits.timeout.map { "\($0)" } ?? "its time"); give it more with --timeout",
                source: .config)
        case .needsAnswer(let what):
            ErrorDetail(
                code: .needsAnswer,
                message: "the run waits for an answer (\(Headline.of(what, limit: 200))); "
                    + "give it with `lathe answer` or in the workbench, or allow more with --approve",
                source: .config)
        case .failed(_, let detail): detail
        case .fault(let error): error.detail
        }
    }
}
