internal import Synchronization

/// Runs something that may never end, and waits for it only so long.
enum TimedCall<Value: Sendable>: Sendable {
    case value(Value)
    case failed(any Error)
    /// It was cancelled and goes on until it heeds that.
    case late
    /// The task that waited was cancelled.
    case cancelled

    /// `lateEnd` is called when a call ends that nobody waited for any more.
    ///
    /// The work runs in a task of its own that this waits for or, after the limit, leaves to `lateEnd`.
    static func run(
        within limit: Duration, lateEnd: @escaping @Sendable () -> Void = {}, _ work: @escaping @Sendable () async throws -> Value
    ) async -> TimedCall {
        let result = FirstResult()
        let call = Task.detached {
            let own: TimedCall
            do { own = .value(try await work()) } catch { own = .failed(error) }
            if !result.settle(own) { lateEnd() }
        }
        let timer = Task.detached {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            if result.settle(.late) { call.cancel() }
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { result.wait($0) }
        } onCancel: {
            if result.settle(.cancelled) { call.cancel() }
        }
    }

    /// The result that came first; the others are told that they did not.
    private final class FirstResult: Sendable {
        private struct State {
            var result: TimedCall?
            var waiter: CheckedContinuation<TimedCall, Never>?
        }

        private let state = Mutex(State())

        func settle(_ result: TimedCall) -> Bool {
            let (isFirst, waiter) = state.withLock { state in
                guard state.result == nil else { return (false, CheckedContinuation<TimedCall, Never>?.none) }
                state.result = result
                defer { state.waiter = nil }
                return (true, state.waiter)
            }
            waiter?.resume(returning: result)
            return isFirst
        }

        func wait(_ waiter: CheckedContinuation<TimedCall, Never>) {
            let result = state.withLock { state in
                if state.result == nil { state.waiter = waiter }
                return state.result
            }
            if let result { waiter.resume(returning: result) }
        }
    }
}
