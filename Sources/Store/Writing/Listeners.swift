internal import Synchronization

/// Who is told of commits.
final class Listeners: Sendable {
    private struct State {
        var next = 1
        var handlers: [(id: Int, handle: @Sendable (StoreNotice) -> Void)] = []
    }

    private let state = Mutex(State())

    func add(_ handler: @escaping @Sendable (StoreNotice) -> Void) -> Int {
        state.withLock { state in
            defer { state.next += 1 }
            state.handlers.append((state.next, handler))
            return state.next
        }
    }

    func remove(_ id: Int) { state.withLock { $0.handlers.removeAll { $0.id == id } } }

    func tell(_ notice: StoreNotice) {
        for handler in state.withLock({ $0.handlers }) { handler.handle(notice) }
    }
}
