internal import Events
internal import Service
internal import Synchronization
internal import Wire

/// A run's events as server-sent events, until the run ends or the reader goes away.
///
/// A slow reader holds nobody up: at most `EventSubscription.queueLimit` events wait for it, the others are read from the store.
final class EventStream: HTTPBodySource {
    /// What a reader wants.
    struct Wish: Sendable {
        var profile: EventProfile
        var tokens = true
        /// Only events behind this number.
        var after = 0
        /// Whether the stream ends when the run is left for somebody to answer.
        var endsWhenLeft = false
        /// Whether the run ends when the reader goes away before the end.
        var stopsRun = false
        /// How long nothing is said before a comment says that we are there.
        var silenceMilliseconds: Int
    }

    private struct State {
        var seq: Int
        var isDone = false
        var sawHalfClose = false
        var sawStop = false
        var isGone = false
    }

    private enum Step { case bytes([UInt8]), nothing, end }

    private let runID: String
    private let service: Service
    private let wish: Wish
    private let bell = Bell()
    private let subscription: EventSubscription
    private let watch: OutcomeWatch?
    private let state: Mutex<State>
    private let ended: @Sendable () -> Void
    /// How often the store is asked for what another process writes.
    private static let lookMilliseconds = 500

    init(_ runID: String, _ service: Service, _ wish: Wish, ended: @escaping @Sendable () -> Void) {
        self.runID = runID
        self.service = service
        self.wish = wish
        self.ended = ended
        state = Mutex(State(seq: wish.after))
        let bell = bell
        subscription = service.subscribe(to: runID, after: wish.after) { bell.ring() }
        watch = service.liveRuns.contains(runID) || wish.endsWhenLeft ? OutcomeWatch(runID, service, bell: bell) : nil
    }

    func next(_ peer: HTTPPeer) -> [UInt8]? {
        var silent = 0
        while true {
            bell.clear()
            // Asked before the events are: what the run did before its end is among them.
            let isOver = watch?.isOver ?? !service.liveRuns.contains(runID)
            switch step(isOver: isOver) {
            case .bytes(let bytes): return bytes
            case .end: return nil
            case .nothing: break
            }
            let pause = isOver ? min(EventStream.lookMilliseconds, wish.silenceMilliseconds - silent) : wish.silenceMilliseconds - silent
            switch peer.wait(for: bell, milliseconds: max(1, pause), noticesHalfClose: !state.withLock { $0.sawHalfClose }) {
            case .rung: break
            case .timedOut:
                silent += max(1, pause)
                if silent >= wish.silenceMilliseconds { return EventStream.comment }
            case .halfClosed:
                // Who only has nothing more to ask takes this; who has gone refuses it, and we are told.
                state.withLock { $0.sawHalfClose = true }
                return EventStream.comment
            case .gone:
                state.withLock { $0.isGone = true }
                return nil
            case .stopping:
                if state.withLock({ $0.sawStop }) { return nil }
                state.withLock { $0.sawStop = true }
            }
        }
    }

    private static let comment = Array(": still here\n\n".utf8)

    private func step(isOver: Bool) -> Step {
        guard !state.withLock({ $0.isDone }) else { return .end }
        var events = subscription.drain(limit: 128)
        let seq = state.withLock { $0.seq }
        // What another process writes is told to nobody here.
        if events.isEmpty && isOver { events = (try? service.events(of: runID, after: seq, limit: 128)) ?? [] }
        events.removeAll { $0.seq <= seq }
        guard let last = events.last else { return isOver && isAtEnd(seq) || subscription.failure != nil ? .end : .nothing }
        state.withLock { state in
            state.seq = last.seq
            state.isDone = last.payload.isTerminal
        }
        var bytes: [UInt8] = []
        for event in events where wish.tokens || !event.isToken { wish.profile.write(event, to: &bytes) }
        // Nothing but what the reader does not want: go on at once.
        if bytes.isEmpty { bell.ring() }
        return bytes.isEmpty ? .nothing : .bytes(bytes)
    }

    /// Whether nothing can come behind this number.
    private func isAtEnd(_ seq: Int) -> Bool {
        if wish.endsWhenLeft { return true }
        guard let run = try? service.run(runID) else { return true }
        return run.isEnded && run.eventCount <= seq
    }

    func end(isWhole: Bool) {
        subscription.cancel()
        let wasLeft = state.withLock { !$0.isDone && !$0.sawStop && ($0.isGone || !isWhole) }
        if wish.stopsRun && wasLeft { service.stopEverything(runID) }
        ended()
    }
}
