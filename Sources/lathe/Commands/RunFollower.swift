import Engine
import Events
import Glibc
import Service
import Synchronization

/// Prints a live run until it ends, and stops it when a signal comes or nobody reads any more.
struct RunFollower {
    let service: Service
    let runID: String
    let program: Program
    let signals: SignalWait
    /// Events up to this number are not printed.
    var after = 0

    /// Returns the exit status.
    func follow(json: Bool, ascii: Bool) -> Int32 {
        let (service, runID, signals) = (service, runID, signals)
        let watcher = OutcomeWatcher()
        let task = Task.detached {
            let outcome = await service.outcome(of: runID)
            watcher.set(outcome)
            signals.wake()
        }
        defer { task.cancel() }
        let subscription = service.subscribe(to: runID, after: after) { signals.wake() }
        defer { subscription.cancel() }
        var narrator = RunNarrator(.progress, ascii: ascii)
        let interruption = Interruption(follower: self)
        while true {
            let isOver = watcher.isSet
            while case let events = subscription.drain(limit: 256), !events.isEmpty {
                let bytes =
                    json ? events.flatMap { $0.line + [UInt8(ascii: "\n")] } : Array(events.map { narrator.text(of: $0) }.joined().utf8)
                program.output.write(bytes, whileStuck: interruption.goesOnWriting)
            }
            if isOver { break }
            if program.output.isBroken { interruption.loseReader() }
            if case .signal(let number) = signals.next() { interruption.take(number) }
        }
        if let failure = subscription.failure { program.complain(failure.message) }
        return RunFollower.status(watcher.outcome, interruption.signal, program)
    }

    /// The exit status of an outcome; a signal counts only when it stopped the run.
    static func status(_ outcome: RunOutcome?, _ signal: Int32?, _ program: Program) -> Int32 {
        switch outcome {
        case .completed: return ExitStatus.completed
        case .waiting(let error):
            program.complain(error.message)
            return ExitStatus.needsAnswer
        case .cancelled: return ExitStatus.signalled(signal ?? SIGINT)
        case nil: return ExitStatus.failed
        case .failed(let error, let reason):
            program.complain(error.message)
            return reason?.isLimit == true ? ExitStatus.limitReached : ExitStatus.failed
        }
    }
}

/// What signals do to a run: the first stops everything in order, the second leaves at once.
///
/// Used by the main thread only.
private final class Interruption {
    private let follower: RunFollower
    /// What stopped the run, if anything did.
    private(set) var signal: Int32?
    private var stuckRounds = 0

    init(follower: RunFollower) { self.follower = follower }

    func take(_ number: Int32) {
        if let signal, signal != SIGPIPE { _exit(ExitStatus.signalled(number)) }
        signal = number
        follower.service.stopEverything(follower.runID)
        if follower.program.errors.isTerminal { follower.program.complain("stopping everything; press Ctrl-C again to leave at once") }
    }

    /// Nobody reads any more.
    func loseReader() {
        guard signal == nil else { return }
        signal = SIGPIPE
        follower.service.stopEverything(follower.runID)
    }

    /// Asked ten times a second while the reader does not read: signals still count, and after one the reader has a second left.
    func goesOnWriting() -> Bool {
        if let number = follower.signals.pause(microseconds: 0) { take(number) }
        stuckRounds = signal == nil ? 0 : stuckRounds + 1
        return stuckRounds < 10
    }
}

/// Holds how the run ended, for the main thread to look at.
private final class OutcomeWatcher: Sendable {
    private let state = Mutex<(isSet: Bool, outcome: RunOutcome?)>((false, nil))

    func set(_ outcome: RunOutcome?) { state.withLock { $0 = (true, outcome) } }
    var isSet: Bool { state.withLock { $0.isSet } }
    var outcome: RunOutcome? { state.withLock { $0.outcome } }
}
