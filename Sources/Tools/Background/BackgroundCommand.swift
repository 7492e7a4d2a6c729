internal import Events
internal import Host
internal import Synchronization

/// One command in the background: what it has printed, how it stands, and who waits for it.
///
/// Written by the thread that watches processes and by the task that runs the command; read from anywhere.
final class BackgroundCommand: Sendable {
    private struct Waiter {
        /// Wakes when more than this was printed; nil waits for the end alone.
        let cursor: Int?
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var session: BackgroundSession
        var ring: OutputRing
        /// Where a reader who names no position reads on.
        var nextCursor = 0
        /// Its end was told to the run, and the waiters were woken.
        var isSettled = false
        var isEnding = false
        var task: Task<Void, Never>?
        var waiters: [Int: Waiter] = [:]
        /// Woken before they were asleep.
        var early: Set<Int> = []
        var waiterCount = 0
    }

    let id: String
    /// The call id its processes run under: nobody else's, so that a stop of the call that started it does not reach it.
    let processCallID: String
    private let began: Int64
    private let now: @Sendable () -> Int64
    private let state: Mutex<State>

    init(
        id: String, toolCallID: String, processCallID: String, command: String, ringBytes: Int, now: @escaping @Sendable () -> Int64
    ) {
        self.id = id
        self.processCallID = processCallID
        self.now = now
        began = now()
        let session = BackgroundSession(
            id: id, toolCallID: toolCallID, command: command, state: .running, timedOut: false, leftBehind: false, outputBytes: 0,
            durationUs: 0)
        state = Mutex(State(session: session, ring: OutputRing(limitBytes: ringBytes)))
    }

    /// How it stands now.
    var session: BackgroundSession { state.withLock { current($0) } }

    var isRunning: Bool { state.withLock { $0.session.state == .running } }

    private func current(_ state: State) -> BackgroundSession {
        var session = state.session
        session.outputBytes = state.ring.totalByteCount
        if session.state == .running { session.durationUs = Int(clamping: max(0, now() - began)) }
        return session
    }

    // MARK: Output

    func take(_ bytes: UnsafeBufferPointer<UInt8>) {
        let woken = state.withLock { state in
            state.ring.append(bytes)
            let total = state.ring.totalByteCount
            return removeWaiters(from: &state) { $0.cursor.map { $0 < total } ?? false }
        }
        woken.forEach { $0.resume() }
    }

    /// At most `limit` bytes from `cursor` on, or from where the last reader without a position stopped.
    func read(from cursor: Int?, limit: Int) -> BackgroundReading {
        state.withLock { state in
            let session = current(state)
            let asked = min(max(0, cursor ?? state.nextCursor), session.outputBytes)
            // One byte more than is given shows whether the piece is cut.
            let found = state.ring.read(from: asked, count: limit + 1)
            var piece = OutputEdges.piece(found.bytes, limit: limit)
            // What is cut at the end of all output is whole only when nothing can follow.
            if piece.count == found.bytes.count, session.state == .running { piece.removeLast(OutputEdges.openTail(piece)) }
            let next = found.from + piece.count
            if cursor == nil { state.nextCursor = next }
            return BackgroundReading(session: session, bytes: piece, droppedByteCount: found.from - asked, nextCursor: next)
        }
    }

    /// Where a reader who names no position reads on.
    var nextCursor: Int { state.withLock { $0.nextCursor } }

    /// Its last lines, sanitised.
    func tail() -> String {
        let bytes = state.withLock { $0.ring.read(from: $0.ring.totalByteCount - 4096, count: 4096).bytes }
        return OutputEdges.tail(bytes, lines: 20, limit: 2048)
    }

    /// Gives the memory of an ended command back.
    func forgetOutput() {
        state.withLock { $0.ring.forget() }
    }

    // MARK: End

    /// Keeps the task that runs it; ends it at once when that was asked for meanwhile.
    func own(_ task: Task<Void, Never>) {
        let isEnding = state.withLock { state in
            if !state.isSettled { state.task = task }
            return state.isEnding
        }
        if isEnding { task.cancel() }
    }

    /// Somebody asked for its end: should its task not have been started, it runs nothing.
    func noteEnding() {
        state.withLock { $0.isEnding = true }
    }

    /// Kills it; the outcome comes by itself.
    func cancel() {
        state.withLock { state in
            state.isEnding = true
            return state.task
        }?.cancel()
    }

    /// It has ended: true for the first who says so, who must then tell the run and call `settle`.
    func finish(_ outcome: ProcessOutcome?, fault: String? = nil) -> Bool {
        state.withLock { state in
            guard state.session.state == .running else { return false }
            state.session.durationUs = Int(clamping: max(0, now() - began))
            state.session.state = outcome.map { $0.wasCancelled || $0.timedOut } ?? (fault == nil) ? .killed : .exited
            state.session.timedOut = outcome?.timedOut ?? false
            state.session.leftBehind = outcome?.leftBehind ?? (fault == nil)
            state.session.fault = fault
            switch outcome?.ending {
            case .exited(let code): state.session.exitStatus = Int(code)
            case .signalled(let number): state.session.signal = Int(number)
            case nil: break
            }
            return true
        }
    }

    /// Wakes everybody: its end was told.
    func settle() {
        let woken = state.withLock { state in
            state.isSettled = true
            state.task = nil
            return removeWaiters(from: &state) { _ in true }
        }
        woken.forEach { $0.resume() }
    }

    // MARK: Waiting

    /// Returns when its end was told, when it has printed more than `cursor` bytes (nil: that does not matter), after `limit`, or, unless
    /// `heedsCancellation` is false, when the calling task is cancelled.
    func wait(beyond cursor: Int?, for limit: Duration, heedsCancellation: Bool = true) async {
        let number = state.withLock { state in
            state.waiterCount += 1
            return state.waiterCount
        }
        let timer = Task {
            do { try await Task.sleep(for: limit) } catch { return }
            wake(number)
        }
        defer {
            timer.cancel()
            _ = state.withLock { $0.early.remove(number) }
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    let hasMore = cursor.map { $0 < state.ring.totalByteCount } ?? false
                    guard !state.isSettled, !hasMore, !state.early.contains(number) else { return true }
                    state.waiters[number] = Waiter(cursor: cursor, continuation: continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            if heedsCancellation { wake(number) }
        }
    }

    private func wake(_ number: Int) {
        let continuation = state.withLock { state in
            if let waiter = state.waiters.removeValue(forKey: number) { return waiter.continuation as CheckedContinuation<Void, Never>? }
            state.early.insert(number)
            return nil
        }
        continuation?.resume()
    }

    private func removeWaiters(from state: inout State, where isDue: (Waiter) -> Bool) -> [CheckedContinuation<Void, Never>] {
        guard !state.waiters.isEmpty else { return [] }
        let due = state.waiters.filter { isDue($0.value) }
        for number in due.keys { state.waiters[number] = nil }
        return due.values.map(\.continuation)
    }
}
