import Glibc

/// A state under a lock that threads can wait upon; waits end by deadline on the monotonic clock, never by a fixed sleep.
final class Monitor<State>: @unchecked Sendable {
    // Sendable by hand: `state` is touched only between lock and unlock.
    private var state: State
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    init(_ state: State) {
        self.state = state
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        condition = .allocate(capacity: 1)
        condition.initialize(to: pthread_cond_t())
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        condition.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Reads the state.
    func read<Result>(_ body: (State) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(state)
    }

    /// Changes the state and wakes everyone who waits.
    func change<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_broadcast(condition)
            pthread_mutex_unlock(mutex)
        }
        return try body(&state)
    }

    /// Blocks this thread until `body` gives a value, asked again after each change; nil when the time is up.
    func block<Result>(within duration: Duration, until body: (State) throws -> Result?) rethrows -> Result? {
        let deadline = monotonicMicroseconds().addingClamped(duration.microseconds)
        var time = timespec(tv_sec: Int(deadline / 1_000_000), tv_nsec: Int(deadline % 1_000_000) * 1_000)
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = try body(state) { return result }
            if pthread_cond_timedwait(condition, mutex, &time) == ETIMEDOUT { return try body(state) }
        }
    }

    /// The same for async callers: the waiting is done by a thread of its own, so the cooperative pool stays free.
    func wait<Result: Sendable>(
        within duration: Duration, until body: @escaping @Sendable (State) throws -> Result?
    ) async throws -> Result? {
        try await onOwnThread { try self.block(within: duration, until: body) }
    }
}

extension Int64 {
    func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? 0 : .max) : Swift.max(0, sum)
    }
}
