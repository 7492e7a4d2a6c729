internal import Events
internal import Synchronization

/// Watches one answer for silence and tells it once for each, and again every five seconds while bytes that say nothing come (W-15, N-17).
final class StallWatch: Sendable {
    /// How long nothing has to come before it is told.
    static let patience = Duration.seconds(5)

    private struct State {
        var lastContent: Int64
        var lastByte: Int64?
        var hasContent = false
        /// When this silence was told last; nil when it was not yet.
        var toldAt: Int64?
    }

    private let callID: String
    private let recorder: RunRecorder
    private let surroundings: Surroundings
    private let delay: @Sendable (Duration) async throws -> Void
    private let state: Mutex<State>

    init(
        callID: String, recorder: RunRecorder, surroundings: Surroundings, delay: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.callID = callID
        self.recorder = recorder
        self.surroundings = surroundings
        self.delay = delay
        state = Mutex(State(lastContent: surroundings.monotonicMicroseconds()))
    }

    /// Something came; `isContent` is false for bytes that say nothing.
    func note(isContent: Bool) {
        let now = surroundings.monotonicMicroseconds()
        state.withLock { state in
            state.lastByte = now
            guard isContent else { return }
            state.lastContent = now
            state.hasContent = true
            state.toldAt = nil
        }
    }

    /// Watches until its task is cancelled.
    func run() async {
        let patience = Int64(StallWatch.patience.wholeMicroseconds)
        while !Task.isCancelled {
            let now = surroundings.monotonicMicroseconds()
            let (due, isNews) = state.withLock { state in
                guard let toldAt = state.toldAt else { return (state.lastContent &+ patience, true) }
                return (state.lastContent &+ patience, toldAt &+ patience <= now && (state.lastByte ?? .min) > toldAt)
            }
            if due <= now, isNews { tell(now) }
            // While it is silent, the end of the silence is looked for once a second.
            let wait = Duration.microseconds(due <= now ? 1_000_000 : due &- now)
            do { try await delay(wait) } catch { return }
            // A clock that stands still would be asked for ever.
            if surroundings.monotonicMicroseconds() == now { return }
        }
    }

    private func tell(_ now: Int64) {
        let stall = state.withLock { state in
            state.toldAt = now
            return ModelCallStalled(
                callID: callID, phase: state.hasContent ? .content : .beforeContent, silentUs: Int(clamping: now &- state.lastContent),
                byteSilentUs: state.lastByte.map { Int(clamping: now &- $0) })
        }
        recorder.record(.modelCallStalled(stall))
    }
}
