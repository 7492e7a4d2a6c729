public import Events
internal import Store
internal import Synchronization

/// One reader's way through the events of a run: everything behind its cursor, in order, without a gap, then live.
///
/// At most 4,096 events wait in memory; a reader that falls further behind goes on from the store. One thread drains at a time.
public final class EventSubscription: Sendable {
    static let queueLimit = 4096

    private struct State {
        /// The number of the last event that was handed out.
        var cursor: Int
        var queue: [RunEvent] = []
        var head = 0
        /// True while events must be read from the store before the queue may be used.
        var isBehind = true
        /// The newest number that was told of while behind.
        var newestTold = 0
        var failure: ServiceError?
        var isCancelled = false
    }

    public let runID: String
    private let store: EventStore
    private let wake: @Sendable () -> Void
    private let state: Mutex<State>
    private let draining = Mutex(())
    private let listener = Mutex<Int?>(nil)

    init(store: EventStore, runID: String, after seq: Int, wake: @escaping @Sendable () -> Void) {
        self.runID = runID
        self.store = store
        self.wake = wake
        state = Mutex(State(cursor: max(0, seq)))
    }

    deinit { cancel() }

    /// Begins to listen; what was committed before is read from the store by the first drains.
    func start() {
        let id = store.listen { [weak self] notice in self?.take(notice) }
        listener.withLock { $0 = id }
    }

    private func take(_ notice: StoreNotice) {
        let wakes = state.withLock { state -> Bool in
            guard !state.isCancelled else { return false }
            switch notice {
            case .failed(let error):
                state.failure = ServiceError(error)
                return true
            case .committed(let events):
                let mine = events.filter { $0.runID == runID && $0.seq > state.cursor }
                guard let last = mine.last else { return false }
                if state.isBehind {
                    state.newestTold = last.seq
                } else if state.queue.count - state.head + mine.count > EventSubscription.queueLimit {
                    state.queue = []
                    state.head = 0
                    state.isBehind = true
                    state.newestTold = last.seq
                } else {
                    state.queue += mine
                }
                return true
            }
        }
        if wakes { wake() }
    }

    /// The next events, at most `limit`; empty when there is nothing new.
    ///
    /// May read the store.
    public func drain(limit: Int) -> [RunEvent] {
        guard limit > 0 else { return [] }
        return draining.withLock { _ in
            let (isBehind, cursor, ready) = state.withLock { state -> (Bool, Int, [RunEvent]) in
                guard !state.isCancelled else { return (false, 0, []) }
                return state.isBehind ? (true, state.cursor, []) : (false, 0, EventSubscription.next(limit, &state))
            }
            return isBehind ? page(after: cursor, limit) : ready
        }
    }

    private static func next(_ limit: Int, _ state: inout State) -> [RunEvent] {
        let end = min(state.queue.count, state.head + limit)
        let ready = Array(state.queue[state.head..<end])
        state.head = end
        if state.head == state.queue.count {
            state.queue.removeAll(keepingCapacity: state.queue.count < 256)
            state.head = 0
        }
        if let last = ready.last { state.cursor = last.seq }
        return ready
    }

    private func page(after cursor: Int, _ limit: Int) -> [RunEvent] {
        do throws(StoreError) {
            let events = try store.events(of: runID, after: cursor, limit: limit)
            state.withLock { state in
                state.cursor = events.last?.seq ?? cursor
                // Caught up: from here on what is told is what comes next.
                if events.count < limit && state.cursor >= state.newestTold { state.isBehind = false }
            }
            return events
        } catch {
            // A run that has no event yet is not known to the store; it will be told of.
            if error.kind == .unknownRun {
                state.withLock { if $0.newestTold == 0 { $0.isBehind = false } }
            } else {
                state.withLock { $0.failure = ServiceError(error) }
            }
            return []
        }
    }

    /// Set when the store failed: nothing more will come.
    public var failure: ServiceError? { state.withLock { $0.failure } }

    /// Ends the subscription; a wake that already began may still come.
    public func cancel() {
        state.withLock { state in
            state.isCancelled = true
            state.queue = []
            state.head = 0
        }
        if let id = listener.withLock({ $0.take() }) { store.stopListening(id) }
    }
}
