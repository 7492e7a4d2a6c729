internal import Events
internal import Synchronization

/// Sees to it that a call gets exactly one answer: the tool's own, or, when the tool does not end in time, one without it.
///
/// It owns the task of the tool and the task of the timer; both are cancelled at the latest when the call is answered.
final class CallWatch: Sendable {
    enum Cause {
        case timeLimit
        case cancelled
    }

    private struct State {
        var continuation: CheckedContinuation<ToolResult, Never>?
        var work: Task<Void, Never>?
        var timer: Task<Void, Never>?
        var limit: Duration?
        /// Why the tool was told to end.
        var cause: Cause?
        var isOver = false
    }

    private let state = Mutex(State())
    private let tool: String
    private let grace: Duration
    private let clock: any Clock<Duration>

    init(tool: String, grace: Duration, clock: any Clock<Duration>) {
        self.tool = tool
        self.grace = grace
        self.clock = clock
    }

    /// True once the call is answered: nothing it says counts any more.
    var isOver: Bool { state.withLock { $0.isOver } }

    /// Starts the work and, where there is a limit, the clock.
    func begin(
        limit: Duration?, answering continuation: CheckedContinuation<ToolResult, Never>, work: @escaping @Sendable () async -> ToolResult
    ) {
        let cause = state.withLock { state in
            state.continuation = continuation
            state.limit = limit
            state.work = Task { self.end(await work()) }
            if state.cause == nil, let limit { state.timer = timer(limit) { $0.stop(.timeLimit) } }
            return state.cause
        }
        // It was cancelled before there was anything to cancel.
        if let cause { tellToEnd(cause) }
    }

    /// Tells the tool to end; the first cause counts.
    func stop(_ cause: Cause) {
        let isFirst = state.withLock { state in
            guard state.cause == nil, !state.isOver else { return false }
            state.cause = cause
            return state.work != nil
        }
        if isFirst { tellToEnd(cause) }
    }

    private func tellToEnd(_ cause: Cause) {
        let ended: [Task<Void, Never>?] = state.withLock { state in
            guard !state.isOver else { return [] }
            let ended = [state.work, state.timer]
            state.timer = timer(grace) { $0.leaveRunning(cause) }
            return ended
        }
        // Outside the lock: what a tool does on cancellation happens right here.
        for task in ended { task?.cancel() }
    }

    /// The tool has ended.
    private func end(_ result: ToolResult) {
        answer { state in
            guard state.cause == .timeLimit else { return result }
            // What it did until then stays; what it said comes too late.
            var stopped = ToolResult.failure(.toolTimeout, "\(self.late(state.limit)) and was stopped; ask for less at once")
            stopped.filesChanged = result.filesChanged
            stopped.metadata = result.metadata
            return stopped
        }
    }

    private func leaveRunning(_ cause: Cause) {
        answer { state in
            let unknown = "\(self.tool) has not ended; what it does from now on is not known"
            var result: ToolResult =
                switch cause {
                case .timeLimit: .failure(.toolTimeout, "\(self.late(state.limit)), and \(unknown): look before you do it again")
                case .cancelled: .failure(.cancelled, "the call was cancelled, but \(unknown)")
                }
            result.metadata[ToolExecutor.leftRunningKey] = true
            return result
        }
    }

    private func answer(_ make: (State) -> ToolResult) {
        let resume: (() -> Void)? = state.withLock { state in
            guard !state.isOver, let continuation = state.continuation else { return nil }
            let result = make(state)
            let timer = state.timer
            state = State(isOver: true)
            return {
                timer?.cancel()
                continuation.resume(returning: result)
            }
        }
        resume?()
    }

    private func late(_ limit: Duration?) -> String {
        "\(tool) took longer than \(limit.map { "\($0)" } ?? "it may")"
    }

    private func timer(_ duration: Duration, _ action: @escaping @Sendable (CallWatch) -> Void) -> Task<Void, Never> {
        Task { [clock] in
            do { try await clock.sleep(for: duration) } catch { return }
            action(self)
        }
    }
}
