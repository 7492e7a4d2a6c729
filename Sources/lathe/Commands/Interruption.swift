import Engine
import Glibc
import Service
import Synchronization

/// What signals do to runs: the first stops everything in order, the second leaves at once.
///
/// Used by the main thread only.
final class Interruption {
    private let service: Service
    private let runIDs: [String]
    private let program: Program
    private let signals: SignalWait
    /// What stopped the runs, if anything did.
    private(set) var signal: Int32?
    private var stuckRounds = 0

    init(_ service: Service, _ runIDs: [String], _ program: Program, _ signals: SignalWait) {
        (self.service, self.runIDs, self.program, self.signals) = (service, runIDs, program, signals)
    }

    func take(_ number: Int32) {
        if let signal, signal != SIGPIPE { _exit(ExitStatus.signalled(number)) }
        signal = number
        stop()
        if program.errors.isTerminal { program.complain("stopping everything; press Ctrl-C again to leave at once") }
    }

    /// Nobody reads any more.
    func loseReader() {
        guard signal == nil else { return }
        signal = SIGPIPE
        stop()
    }

    private func stop() {
        for runID in runIDs { service.stopEverything(runID) }
    }

    /// Asked ten times a second while the reader does not read: signals still count, and after one the reader has a second left.
    func goesOnWriting() -> Bool {
        if let number = signals.pause(microseconds: 0) { take(number) }
        stuckRounds = signal == nil ? 0 : stuckRounds + 1
        return stuckRounds < 10
    }
}

/// Holds how a run ended, for the main thread to look at.
final class OutcomeWatcher: Sendable {
    private let state = Mutex<(isSet: Bool, outcome: RunOutcome?)>((false, nil))

    func set(_ outcome: RunOutcome?) { state.withLock { $0 = (true, outcome) } }
    var isSet: Bool { state.withLock { $0.isSet } }
    var outcome: RunOutcome? { state.withLock { $0.outcome } }
}
