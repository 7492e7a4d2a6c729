import Engine
import Events
import Glibc
import Service

/// Prints two live runs until both have ended, and stops both when a signal comes or nobody reads any more.
struct PairFollower {
    let service: Service
    let comparison: Comparison
    let program: Program
    let signals: SignalWait
    /// What is known of both so far.
    private(set) var pair = VerdictPair()
    private var outcomes: [RunMode: RunOutcome] = [:]
    private var signal: Int32?

    init(service: Service, comparison: Comparison, program: Program, signals: SignalWait) {
        (self.service, self.comparison, self.program, self.signals) = (service, comparison, program, signals)
    }

    /// Returns when both runs are over, or stand still.
    mutating func follow(json: Bool, ascii: Bool) {
        let (service, signals) = (service, signals)
        let runs = RunMode.allCases.map { (mode: $0, id: comparison.runID($0)) }
        let watchers = runs.map { _ in OutcomeWatcher() }
        let tasks = zip(runs, watchers).map { run, watcher in
            Task.detached {
                watcher.set(await service.outcome(of: run.id))
                signals.wake()
            }
        }
        defer { for task in tasks { task.cancel() } }
        let subscriptions = runs.map { run in service.subscribe(to: run.id) { signals.wake() } }
        defer { for subscription in subscriptions { subscription.cancel() } }
        var narrator = PairNarrator(ascii: ascii, columns: program.output.columns)
        let interruption = Interruption(service, runs.map(\.id), program, signals)
        while true {
            let areOver = watchers.allSatisfy(\.isSet)
            var goesOn = true
            while goesOn {
                goesOn = false
                var bytes: [UInt8] = []
                for (run, subscription) in zip(runs, subscriptions) {
                    // In small pieces, so that neither run waits long for the other's words.
                    let events = subscription.drain(limit: 64)
                    goesOn = goesOn || !events.isEmpty
                    for event in events { pair.apply(event, of: run.mode) }
                    if json { bytes += events.flatMap { $0.line + [UInt8(ascii: "\n")] } } else { narrator.take(events, of: run.mode) }
                }
                if !json { bytes = Array(narrator.text(columns: program.output.columns).utf8) }
                program.output.write(bytes, whileStuck: interruption.goesOnWriting)
            }
            if areOver { break }
            if program.output.isBroken { interruption.loseReader() }
            if case .signal(let number) = signals.next() { interruption.take(number) }
        }
        if !json {
            program.output.write(Array(narrator.rest(columns: program.output.columns).utf8), whileStuck: interruption.goesOnWriting)
        }
        for (run, watcher) in zip(runs, watchers) { outcomes[run.mode] = watcher.outcome }
        for subscription in subscriptions { if let failure = subscription.failure { program.complain(failure.message) } }
        signal = interruption.signal
    }

    /// Looks at the files of both copies and holds what is expected against both results.
    ///
    /// A signal gives the judging up.
    mutating func look(_ check: ResultCheck?) {
        for mode in RunMode.allCases { pair[mode].changes = comparison.changes(mode) }
        guard let check, signal == nil else { return }
        let (comparison, signals, verdicts) = (comparison, signals, RunMode.allCases.map { pair[$0] })
        let watchers = verdicts.map { _ in JudgementWatcher() }
        let task = Task.detached {
            for (verdict, watcher) in zip(verdicts, watchers) {
                watcher.set(await comparison.judgement(of: verdict, by: check))
                signals.wake()
            }
        }
        while !watchers.allSatisfy(\.isSet) {
            guard case .signal(let number) = signals.next() else { continue }
            if signal != nil { _exit(ExitStatus.signalled(number)) }
            signal = number
            task.cancel()
        }
        for (verdict, watcher) in zip(verdicts, watchers) { pair[verdict.mode].judgement = watcher.judgement }
    }

    /// The worse of the two exit statuses: a signal, then a failure, a limit, a question, and a result.
    var status: Int32 {
        let order = [ExitStatus.failed, ExitStatus.limitReached, ExitStatus.needsAnswer, ExitStatus.completed]
        let statuses = RunMode.allCases.map { RunFollower.status(outcomes[$0], signal, program, name: "the \($0.rawValue): ") }
        if let signal { return ExitStatus.signalled(signal) }
        return statuses.min { (order.firstIndex(of: $0) ?? -1) < (order.firstIndex(of: $1) ?? -1) } ?? ExitStatus.failed
    }
}
