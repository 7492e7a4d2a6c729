import Engine
import Events
import Glibc
import Service

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
        let interruption = Interruption(service, [runID], program, signals)
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
    ///
    /// - Parameter name: what its complaints begin with.
    static func status(_ outcome: RunOutcome?, _ signal: Int32?, _ program: Program, name: String = "") -> Int32 {
        switch outcome {
        case .completed: return ExitStatus.completed
        case .waiting(let error):
            program.complain(name + error.message)
            return ExitStatus.needsAnswer
        case .cancelled: return ExitStatus.signalled(signal ?? SIGINT)
        case nil: return ExitStatus.failed
        case .failed(let error, let reason):
            program.complain(name + error.message)
            return reason?.isLimit == true ? ExitStatus.limitReached : ExitStatus.failed
        }
    }
}
