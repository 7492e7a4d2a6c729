internal import Events
internal import Synchronization

/// What reaches into a running run from outside: stops, the end of its time, and what a person answers.
///
/// It holds what is running now, so that it can be ended, and the one question that is waited for. Any thread; nothing here waits.
final class RunControl: Sendable {
    /// One thing that is running.
    enum Activity: Sendable {
        /// The model's stream, or the wait before it is asked again: ended by step 1.
        case model
        /// A tool, by its call: ended by step 2.
        case tool(String)

        var endingStep: Int { if case .model = self { 1 } else { 2 } }
    }

    /// What a person says to something that waits.
    enum Reply: Sendable, Equatable {
        case answer(String)
        case verdict(ApprovalVerdict, ApprovalScope, reason: String?)
        /// The program goes away; the run is left as it stands.
        case left
    }

    enum Interruption: Sendable, Equatable {
        case stopped, timedOut
    }

    private struct Running {
        let activity: Activity
        let cancel: @Sendable () -> Void
        let abandon: @Sendable () -> Void
    }

    private struct Expected {
        let id: String
        var reply: Reply?
        var waiter: CheckedContinuation<Reply?, Never>?
    }

    /// What a run was told, for the agents that work for it.
    struct Stand: Sendable, Equatable {
        var step: Int
        var timedOut: Bool
        var abandoned: Bool
    }

    private struct State {
        var step = 0
        var timedOut = false
        var abandoned = false
        var running: [Int: Running] = [:]
        var nextRunning = 0
        var wantsCompaction = false
        var expected: Expected?
        /// Nobody is waited for, because the run is about to go on in another way.
        var isDismissed = false
        var endedCalls: [String] = []
        var endedPIDs: [Int] = []
        var endedRuns: [String] = []
        var listeners: [Int: @Sendable (Stand) -> Void] = [:]

        var stand: Stand { Stand(step: step, timedOut: timedOut, abandoned: abandoned) }

        /// What has to be done now, outside the lock, after what changed.
        mutating func actions() -> [@Sendable () -> Void] {
            var actions: [@Sendable () -> Void] = []
            for running in running.values {
                if timedOut || step >= running.activity.endingStep { actions.append(running.cancel) }
                if abandoned { actions.append(running.abandon) }
            }
            if step > 0 || timedOut {
                for listener in listeners.values { actions.append { [stand] in listener(stand) } }
            }
            if step > 0 || timedOut, let waiter = expected?.waiter {
                expected?.waiter = nil
                actions.append { waiter.resume(returning: nil) }
            }
            return actions
        }
    }

    private let state = Mutex(State())

    /// Why the run has to end, nil while it may go on.
    ///
    /// A stop counts before the time.
    var interruption: Interruption? {
        state.withLock { $0.step > 0 ? .stopped : $0.timedOut ? .timedOut : nil }
    }

    /// The calls of the tools that run now.
    var runningCallIDs: [String] {
        state.withLock { state in
            state.running.values.compactMap { if case .tool(let id) = $0.activity { id } else { nil } }
        }
    }

    /// The person wants the context compacted before the model is asked next.
    func wishCompaction() { state.withLock { $0.wantsCompaction = true } }

    /// Whether that was wished since the last time this was asked.
    func takeCompactionWish() -> Bool {
        state.withLock { state in
            defer { state.wantsCompaction = false }
            return state.wantsCompaction
        }
    }

    // MARK: Ending

    /// Takes the next step of a stop, 1…3, or goes straight to `wanted` if it is not there yet.
    ///
    /// Returns the step; `act` then ends what it ends.
    func raise(to wanted: Int? = nil) -> Int {
        state.withLock { state in
            state.step = wanted.map { max(state.step, $0) } ?? min(state.step + 1, 3)
            state.abandoned = state.abandoned || state.step == 3
            return state.step
        }
    }

    /// Ends what the stop's step ends.
    func act() {
        let actions = state.withLock { $0.actions() }
        for action in actions { action() }
    }

    /// The run's time is over: ends whatever runs.
    func timeOut() {
        let actions = state.withLock { state in
            state.timedOut = true
            return state.actions()
        }
        for action in actions { action() }
    }

    /// Waits for nothing any more that did not end after the time was over.
    func abandon() {
        let actions = state.withLock { state in
            state.abandoned = true
            return state.actions()
        }
        for action in actions { action() }
    }

    /// Runs one thing in a task of its own, so that it can be ended from outside.
    ///
    /// Nil when it was given up before it ended.
    func run<Value: Sendable>(_ activity: Activity, _ work: @escaping @Sendable () async -> Value) async -> Value? {
        let number = state.withLock { state in
            state.nextRunning += 1
            return state.nextRunning
        }
        let value = await withCheckedContinuation { (continuation: CheckedContinuation<Value?, Never>) in
            let once = Once(continuation)
            let task = Task { once.resume(await work()) }
            enter(number, Running(activity: activity, cancel: { task.cancel() }, abandon: { once.resume(nil) }))
        }
        state.withLock { $0.running[number] = nil }
        return value
    }

    private func enter(_ number: Int, _ running: Running) {
        let actions = state.withLock { state in
            state.running[number] = running
            return state.actions()
        }
        for action in actions { action() }
    }

    // MARK: Agents

    /// The step of the stop so far; 0 for none.
    var step: Int { state.withLock { $0.step } }

    /// Tells of each step of a stop and of the end of the time, and at once of what was there before; any thread.
    func listen(_ listener: @escaping @Sendable (Stand) -> Void) -> Int {
        let (number, stand) = state.withLock { state in
            state.nextRunning += 1
            state.listeners[state.nextRunning] = listener
            return (state.nextRunning, state.stand)
        }
        if stand.step > 0 || stand.timedOut { listener(stand) }
        return number
    }

    func silence(_ listener: Int) { state.withLock { $0.listeners[listener] = nil } }

    /// Remembers the run of an agent that was stopped, with the processes that ended with it.
    func noteEnded(run: String, _ receipt: StopReceipt) {
        state.withLock { state in
            guard state.step > 0 || state.timedOut else { return }
            for run in [run] + receipt.endedRuns where !state.endedRuns.contains(run) { state.endedRuns.append(run) }
            for pid in receipt.endedPIDs where !state.endedPIDs.contains(pid) { state.endedPIDs.append(pid) }
        }
    }

    // MARK: Asking

    /// From now on a reply to `id` counts, so that it may come before anybody waits for it.
    func expect(_ id: String) {
        state.withLock { $0.expected = Expected(id: id) }
    }

    /// Leaves the run if it waits for a person, or is about to: from the request on, which may not be kept yet; false when it does not.
    func leaveIfWaiting() -> Bool {
        let (waits, waiter) = state.withLock { state -> (Bool, CheckedContinuation<Reply?, Never>?) in
            guard state.step == 0, !state.timedOut, !state.isDismissed, let expected = state.expected, expected.reply == nil else {
                return (false, nil)
            }
            state.expected?.reply = .left
            state.expected?.waiter = nil
            return (true, expected.waiter)
        }
        waiter?.resume(returning: .left)
        return waits
    }

    /// Lets nobody be waited for until `admit`: whoever waits now gets no reply.
    func dismiss() {
        let waiter = state.withLock { state -> CheckedContinuation<Reply?, Never>? in
            state.isDismissed = true
            defer { state.expected?.waiter = nil }
            return state.expected?.waiter
        }
        waiter?.resume(returning: nil)
    }

    /// Lets people be waited for again.
    func admit() { state.withLock { $0.isDismissed = false } }

    /// Whether the reply is there already.
    func hasReply(to id: String) -> Bool { state.withLock { $0.expected?.id == id && $0.expected?.reply != nil } }

    /// Gives the reply that is waited for; what nobody waits for, and a second reply, change nothing.
    func reply(to id: String, _ reply: Reply) {
        let waiter = state.withLock { state -> CheckedContinuation<Reply?, Never>? in
            guard state.expected?.id == id, state.expected?.reply == nil else { return nil }
            state.expected?.reply = reply
            defer { state.expected?.waiter = nil }
            return state.expected?.waiter
        }
        waiter?.resume(returning: reply)
    }

    /// Waits for the reply to what is expected; nil when the run has to end instead.
    func awaitReply() async -> Reply? {
        let reply = await withCheckedContinuation { (continuation: CheckedContinuation<Reply?, Never>) in
            let settled: Reply?? = state.withLock { state in
                if let reply = state.expected?.reply { return .some(reply) }
                if state.step > 0 || state.timedOut || state.isDismissed || state.expected == nil { return .some(nil) }
                state.expected?.waiter = continuation
                return nil
            }
            if let settled { continuation.resume(returning: settled) }
        }
        state.withLock { $0.expected = nil }
        return reply
    }

    // MARK: Receipt

    /// Remembers a call that had its result after the stop had begun.
    func noteEnded(_ callID: String) {
        state.withLock { if $0.step > 0 { $0.endedCalls.append(callID) } }
    }

    /// Remembers processes that a stop ended.
    func noteEnded(processes: [Int]) {
        state.withLock { state in
            for pid in processes where !state.endedPIDs.contains(pid) { state.endedPIDs.append(pid) }
        }
    }

    /// What the stop left behind.
    func receipt(unresolved: [String]) -> StopReceipt {
        state.withLock {
            StopReceipt(
                step: $0.step, endedPIDs: $0.endedPIDs, endedCalls: $0.endedCalls, unresolvedCalls: unresolved, endedRuns: $0.endedRuns)
        }
    }
}

/// A continuation that is resumed by whoever comes first.
private final class Once<Value: Sendable>: Sendable {
    private let continuation: Mutex<CheckedContinuation<Value?, Never>?>

    init(_ continuation: CheckedContinuation<Value?, Never>) { self.continuation = Mutex(continuation) }

    func resume(_ value: Value?) {
        let first = continuation.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }
        first?.resume(returning: value)
    }
}
