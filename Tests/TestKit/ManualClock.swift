/// A clock that stands still until the test moves it; sleepers wake in order of their time.
public final class ManualClock: Clock, Sendable {
    /// A point on this clock, in microseconds since its zero.
    public struct Instant: InstantProtocol, Sendable {
        public var microseconds: Int64

        public init(microseconds: Int64) { self.microseconds = microseconds }

        public func advanced(by duration: Duration) -> Instant {
            Instant(microseconds: microseconds &+ duration.microseconds)
        }

        public func duration(to other: Instant) -> Duration { .microseconds(other.microseconds &- microseconds) }

        public static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }
    }

    private struct Sleeper {
        let id: Int
        let due: Int64
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Int64
        var nextID = 0
        var sleepers: [Sleeper] = []
        var cancelledEarly: Set<Int> = []
    }

    private let state: Monitor<State>

    /// Starts at the given time.
    public init(microseconds: Int64 = 0) { state = Monitor(State(now: microseconds)) }

    /// The present time in microseconds.
    public var microseconds: Int64 { state.read { $0.now } }

    public var now: Instant { Instant(microseconds: microseconds) }
    public var minimumResolution: Duration { .microseconds(1) }

    /// How many tasks sleep on this clock.
    public var sleeperCount: Int { state.read { $0.sleepers.count } }

    /// Moves time on and wakes whoever is due.
    public func advance(by duration: Duration) {
        let due = state.change { state in
            state.now = state.now.addingClamped(duration.microseconds)
            let due = state.sleepers.filter { $0.due <= state.now }.sorted { ($0.due, $0.id) < ($1.due, $1.id) }
            state.sleepers.removeAll { $0.due <= state.now }
            return due
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Sleeps until the clock was moved that far; throws `CancellationError` when the task is cancelled.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        let id = state.change { state in
            state.nextID &+= 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let outcome: Result<Void, any Error>? = state.change { state in
                    if state.cancelledEarly.remove(id) != nil { return .failure(CancellationError()) }
                    if deadline.microseconds <= state.now { return .success(()) }
                    state.sleepers.append(Sleeper(id: id, due: deadline.microseconds, continuation: continuation))
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let sleeper = state.change { state in
                guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                    state.cancelledEarly.insert(id)
                    return nil as Sleeper?
                }
                return state.sleepers.remove(at: index)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Sleeps for a time on this clock.
    public func sleep(for duration: Duration) async throws {
        try await sleep(until: now.advanced(by: duration))
    }

    /// Waits (in real time) until that many tasks sleep here, so that advancing wakes them surely.
    public func waitForSleepers(_ count: Int, within duration: Duration = .seconds(20)) async throws {
        try await eventually(within: duration, "\(count) sleepers on the manual clock") { self.sleeperCount >= count }
    }
}
