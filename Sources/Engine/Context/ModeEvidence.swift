internal import Events

/// What would show why a loop is given up, folded as it comes; of a fixed size (N-05).
struct ModeEvidence: Sendable, Equatable {
    private static let limit = 8

    /// Ends of rounds of the newest loop, oldest first.
    private(set) var rounds: [Evidence] = []
    /// Failed rounds in a row, and the faults in them.
    private(set) var failures: [Evidence] = []
    /// The warning that halted the loop.
    private(set) var halt: [Evidence] = []
    /// The word of the person.
    private(set) var wish: [Evidence] = []

    mutating func apply(_ event: RunEvent) {
        func evidence(_ kind: Evidence.Kind, _ text: String, call: String? = nil) -> Evidence {
            Evidence(kind: kind, loopID: event.loopID, iteration: event.iteration, callID: call, text: Headline.of(text, limit: 200))
        }
        switch event.payload {
        case .loopStarted: self = ModeEvidence()
        case .iterationFinished(let finished):
            let end = evidence(.round, finished.receipt.headline)
            add(end, to: \.rounds)
            if finished.outcome == .failed { add(end, to: \.failures) } else { failures = [] }
        case .modelCallFailed(let call): add(evidence(.modelCall, call.error.message, call: call.callID), to: \.failures)
        case .error(let raised): add(evidence(.fault, raised.detail.message), to: \.failures)
        case .guardWarning(let warning): if warning.halts { halt = [evidence(.warning, warning.message)] }
        case .runStatus(let changed): if changed.mode != nil { wish = [evidence(.wish, changed.reason ?? "")] }
        default: break
        }
    }

    private mutating func add(_ item: Evidence, to path: WritableKeyPath<ModeEvidence, [Evidence]>) {
        self[keyPath: path].append(item)
        if self[keyPath: path].count > ModeEvidence.limit { self[keyPath: path].removeFirst() }
    }
}
