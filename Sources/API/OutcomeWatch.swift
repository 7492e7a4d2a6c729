internal import Engine
internal import Service
internal import Synchronization
internal import Wire

/// Rings when a run of this service ends or is left.
final class OutcomeWatch: Sendable {
    private let state = Mutex<RunOutcome??>(nil)

    /// Its task ends with the run.
    init(_ runID: String, _ service: Service, bell: Bell) {
        Task.detached { [self] in
            let outcome = await service.outcome(of: runID)
            state.withLock { $0 = .some(outcome) }
            bell.ring()
        }
    }

    var isOver: Bool { state.withLock { $0 != nil } }
    /// Nil while it goes on, and for a run that is not of this service.
    var outcome: RunOutcome? { state.withLock { $0 ?? nil } }
}
