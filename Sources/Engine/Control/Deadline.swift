internal import Events
internal import Synchronization

/// Watches the time of a run (003-14).
///
/// Time spent waiting for a person does not count.
final class Deadline: Sendable {
    private struct State {
        var remaining: Int64
        /// When the watch was set going; nil while it stands.
        var since: Int64?
        var watch: Task<Void, Never>?
        var ended = false
    }

    /// How long something that was told to end may take before it is left alone.
    private static let grace = Duration.seconds(5)

    private let surroundings: Surroundings
    private let delay: @Sendable (Duration) async throws -> Void
    private let control: RunControl
    /// Nil when there is no limit.
    private let state: Mutex<State?>

    init(limit: Duration?, surroundings: Surroundings, delay: @escaping @Sendable (Duration) async throws -> Void, control: RunControl) {
        self.surroundings = surroundings
        self.delay = delay
        self.control = control
        state = Mutex(limit.map { State(remaining: Int64($0.wholeMicroseconds)) })
    }

    /// Tells the control when the time is over and nobody was woken yet, so that no work is begun after it.
    func check() {
        let now = surroundings.monotonicMicroseconds()
        let isOver = state.withLock { state in
            guard let state, !state.ended else { return false }
            return state.remaining <= now &- (state.since ?? now)
        }
        if isOver { control.timeOut() }
    }

    /// Lets the time run, at the beginning and after a person was waited for.
    func run() {
        let now = surroundings.monotonicMicroseconds()
        state.withLock { state in
            guard let remaining = state?.remaining, state?.ended == false, state?.since == nil else { return }
            state?.since = now
            state?.watch = Task { [delay, control] in
                do {
                    try await delay(.microseconds(max(0, remaining)))
                    control.timeOut()
                    try await delay(Deadline.grace)
                    control.abandon()
                } catch {
                    // The watch was stopped: nothing is over.
                }
            }
        }
    }

    /// Holds the time while a person is waited for.
    func pause() {
        let now = surroundings.monotonicMicroseconds()
        state.withLock { state in
            guard let since = state?.since else { return }
            state?.remaining -= max(0, now &- since)
            state?.since = nil
            state?.watch?.cancel()
            state?.watch = nil
        }
    }

    /// Ends the watch for good.
    func end() {
        state.withLock { state in
            state?.ended = true
            state?.watch?.cancel()
            state?.watch = nil
        }
    }
}
