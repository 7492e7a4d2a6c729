internal import Engine
internal import Events
internal import Host
internal import Synchronization

/// The runs of this process that go on, and how the last ones ended.
final class LiveRuns: Sendable {
    private struct State {
        var runs: [String: Run] = [:]
        /// Those of `runs` that work for another one, which ends them.
        var agents: Set<String> = []
        var tasks: [String: Task<Void, Never>] = [:]
        var outcomes: [String: RunOutcome] = [:]
        var messages: [String: [String]] = [:]
        /// Ids of `outcomes`, oldest first.
        var ended: [String] = []
        var waiters: [String: [CheckedContinuation<RunOutcome?, Never>]] = [:]
        var isClosed = false
        /// What drives commands that outlive their runs.
        var released: [ProcessRunner] = []
    }

    private let state = Mutex(State())

    /// Starts the run in a task of its own; false when no run may start any more.
    func start(_ run: Run) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.runs[run.id] = run
            // What is taken up again has no outcome any more.
            state.outcomes[run.id] = nil
            state.ended.removeAll { $0 == run.id }
            state.tasks[run.id] = Task.detached { [self] in end(run, await run.execute()) }
            return true
        }
    }

    /// Takes a run that works for another one, so that it is reached by its id.
    func add(agent run: Run) {
        state.withLock { state in
            state.runs[run.id] = run
            state.agents.insert(run.id)
        }
    }

    /// A run ended, or was left.
    func end(_ run: Run, _ outcome: RunOutcome) {
        let runID = run.id
        let waiters = state.withLock { state in
            state.runs[runID] = nil
            state.agents.remove(runID)
            state.tasks[runID] = nil
            state.outcomes[runID] = outcome
            state.ended.append(runID)
            if let processes = run.releasedProcesses { state.released.append(processes) }
            state.messages[runID] = run.queuedMessages
            if state.ended.count > 256 {
                let oldest = state.ended.removeFirst()
                state.outcomes[oldest] = nil
                state.messages[oldest] = nil
            }
            return state.waiters.removeValue(forKey: runID) ?? []
        }
        for waiter in waiters { waiter.resume(returning: outcome) }
    }

    /// Tells the hooks of the runs what was committed.
    func tell(_ events: [RunEvent]) {
        guard let first = events.first else { return }
        let runs = state.withLock { $0.runs }
        guard runs.contains(where: { $0.value.hasHooks }) else { return }
        var run = runs[first.runID]
        for event in events {
            if event.runID != run?.id { run = runs[event.runID] }
            run?.tellHooks(event)
        }
    }

    subscript(runID: String) -> Run? { state.withLock { $0.runs[runID] } }

    /// Oldest first, without those that work for another one.
    var ids: [String] { state.withLock { state in state.runs.keys.filter { !state.agents.contains($0) }.sorted() } }

    var isEmpty: Bool { state.withLock { $0.runs.isEmpty } }

    /// What was said for the run after this one.
    func messages(after runID: String) -> [String] { state.withLock { $0.messages[runID] ?? [] } }

    /// How a run ended, waiting if it goes on; nil when it is not of this process or is long past.
    func outcome(of runID: String) async -> RunOutcome? {
        await withCheckedContinuation { continuation in
            let now = state.withLock { state -> RunOutcome?? in
                if let outcome = state.outcomes[runID] { return .some(outcome) }
                guard state.runs[runID] != nil else { return .some(nil) }
                state.waiters[runID, default: []].append(continuation)
                return nil
            }
            if let now { continuation.resume(returning: now) }
        }
    }

    /// Lets no further run start and stops all that go on; those that wait for a person are left as they stand if `leaving`.
    func stopAll(leaving: Bool) {
        let runs = state.withLock { state in
            state.isClosed = true
            return state.runs.values.filter { !state.agents.contains($0.id) }
        }
        for run in runs where !leaving || !run.leaveIfWaiting() { run.stopEverything() }
    }
}
