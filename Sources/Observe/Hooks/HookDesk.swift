internal import Events
internal import Synchronization

/// One hook with the events that wait for it.
///
/// One task serves it while events wait, and ends with the last of them.
final class HookDesk: Sendable {
    private struct State {
        var waiting: [RunEvent] = []
        var isServing = false
        /// Calls that ran over their time and have not ended; below 0 while one has ended before it was counted.
        var stuck = 0
        var untold = 0
        var acceptsMore = true
        var isClosed = false
        var service: Task<Void, Never>?
        var drainWaiters: [CheckedContinuation<Void, Never>] = []

        /// The hook is left alone then.
        var isStuck: Bool { stuck > 0 }
    }

    let hook: any RunHook
    let name: String
    private let timeLimit: Duration
    private let queueLimit: Int
    private let faults: FaultReport
    private let state = Mutex(State())

    init(_ hook: any RunHook, timeLimit: Duration, queueLimit: Int, onFault: @escaping @Sendable (HookFault) -> Void) {
        self.hook = hook
        name = TextSanitiser.clean(hook.name)
        self.timeLimit = timeLimit
        self.queueLimit = queueLimit
        faults = FaultReport(limit: HookPipeline.faultLimit, onFault)
    }

    // MARK: Telling

    func tell(_ event: RunEvent) {
        let isFirstUntold = state.withLock { state in
            guard state.acceptsMore else { return false }
            guard state.waiting.count < queueLimit else {
                state.untold += 1
                return state.untold == 1
            }
            state.waiting.append(event)
            serve(&state)
            return false
        }
        if isFirstUntold {
            faults.tell(
                HookFault(
                    name, .untold(count: 1),
                    "the hook \(name) is too slow: \(queueLimit) events wait for it, later ones are left out; let it do less"))
        }
    }

    /// Starts the serving task when there is something to do for it.
    private func serve(_ state: inout State) {
        guard !state.isServing, !state.isClosed, !state.isStuck, !state.waiting.isEmpty else { return }
        state.isServing = true
        state.service = Task.detached { await self.serveAll() }
    }

    private func serveAll() async {
        while let event = next() {
            let hook = hook
            switch await TimedCall.run(within: timeLimit, lateEnd: { self.stuckCallEnded() }, { try await hook.handle(event) }) {
            case .value: faults.succeeded()
            case .failed(let error):
                faults.tell(HookFault(name, .failed, "the hook \(name) failed on \(event.type): \(FaultReport.text(of: error))"))
            case .late, .cancelled: becameStuck("on \(event.type)")
            }
        }
    }

    /// The next event; nil ends the service.
    private func next() -> RunEvent? {
        let (event, waiters) = state.withLock { state -> (RunEvent?, [CheckedContinuation<Void, Never>]) in
            if !state.isClosed, !state.isStuck, !state.waiting.isEmpty { return (state.waiting.removeFirst(), []) }
            state.isServing = false
            state.service = nil
            defer { state.drainWaiters = [] }
            return (nil, state.drainWaiters)
        }
        for waiter in waiters { waiter.resume() }
        return event
    }

    // MARK: Asking

    /// The hook's answer; a fault becomes what the hook's importance asks for.
    func ask(_ call: HookedCall) async -> HookAnswer {
        let (isStuck, isClosed) = state.withLock { ($0.isStuck, $0.isClosed) }
        guard !isClosed else { return failedAnswer("the run has ended") }
        guard !isStuck else {
            faults.tell(
                HookFault(
                    name, .busy, "the hook \(name) was not asked about \(call.tool): an earlier call of it has not ended; mend or remove it"
                ))
            return failedAnswer("an earlier call of it has not ended")
        }
        let hook = hook
        switch await TimedCall.run(within: timeLimit, lateEnd: { self.stuckCallEnded() }, { try await hook.beforeTool(call) }) {
        case .value(let answer): return checked(answer, call)
        case .failed(let error):
            let text = FaultReport.text(of: error)
            faults.tell(HookFault(name, .failed, "the hook \(name) failed before \(call.tool): \(text)"))
            return failedAnswer(text)
        case .late:
            becameStuck("before \(call.tool)")
            return failedAnswer("it did not answer within \(timeLimit)")
        case .cancelled:
            state.withLock { $0.stuck += 1 }
            return .refuse(reason: "the run was stopped before the hook \(name) had answered")
        }
    }

    private func checked(_ answer: HookAnswer, _ call: HookedCall) -> HookAnswer {
        switch answer {
        case .change(let arguments, let reason) where arguments.object != nil:
            faults.succeeded()
            // The same arguments again are no change.
            return arguments == call.arguments ? .proceed : .change(arguments: arguments, reason: FaultReport.short(reason))
        case .change:
            faults.tell(
                HookFault(
                    name, .badAnswer, "the hook \(name) changed the arguments of \(call.tool) to something that is no object; mend it"))
            return failedAnswer("its arguments were no object")
        case .refuse(let reason):
            faults.succeeded()
            return .refuse(reason: FaultReport.short(reason))
        case .proceed:
            faults.succeeded()
            return .proceed
        }
    }

    private func failedAnswer(_ reason: String) -> HookAnswer {
        hook.isRequired ? .refuse(reason: "the hook \(name) is required and gave no answer: \(reason)") : .proceed
    }

    // MARK: Calls that do not end

    private func becameStuck(_ moment: String) {
        let isClosed = state.withLock { state in
            state.stuck += 1
            return state.isClosed
        }
        if !isClosed {
            faults.tell(
                HookFault(name, .late, "the hook \(name) took longer than \(timeLimit) \(moment); make it faster or give it more time"))
        }
    }

    private func stuckCallEnded() {
        state.withLock { state in
            state.stuck -= 1
            serve(&state)
        }
    }

    // MARK: The end

    func acceptNoMore() { state.withLock { $0.acceptsMore = false } }

    /// Returns when no event is being told and none can be: all were, or the hook is stuck.
    func drained() async {
        await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
            let isIdle = state.withLock { state in
                if state.isServing { state.drainWaiters.append(waiter) }
                return !state.isServing
            }
            if isIdle { waiter.resume() }
        }
    }

    /// Ends the service and lets go of what waits.
    func close() {
        let (untold, waiters, service) = state.withLock { state -> (Int, [CheckedContinuation<Void, Never>], Task<Void, Never>?) in
            guard !state.isClosed else { return (0, [], nil) }
            state.isClosed = true
            state.acceptsMore = false
            defer { (state.waiting, state.drainWaiters) = ([], []) }
            return (state.untold + state.waiting.count, state.drainWaiters, state.service)
        }
        for waiter in waiters { waiter.resume() }
        service?.cancel()
        if untold > 0 {
            faults.tell(HookFault(name, .untold(count: untold), "the hook \(name) was not told of \(untold) events; let it do less"))
        }
    }
}
