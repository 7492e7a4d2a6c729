public import Events

/// What breaks a run from inside.
public enum EngineError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The log takes no more events, so nothing may happen any more.
    case storeFailed(String)
    /// The loop tried a step that its table does not have: a fault of ours.
    case illegalMove(from: LoopState, to: LoopState)
    /// A run lives once.
    case alreadyExecuted

    public var description: String {
        switch self {
        case .storeFailed(let cause): "the run's events cannot be kept: \(cause)"
        case .illegalMove(let from, let to):
            "the loop went from \(from.rawValue) to \(to.rawValue), which it must not; "
                + "this is a fault in Lathe, please report it with the run's id"
        case .alreadyExecuted: "the run was already executed; make a new one"
        }
    }

    /// The fault as an event carries it.
    public var detail: ErrorDetail {
        switch self {
        case .storeFailed: ErrorDetail(code: .storeFailed, message: description, source: .store)
        case .illegalMove, .alreadyExecuted: ErrorDetail(code: .internalFault, message: description, source: .internal)
        }
    }
}
