internal import Events
internal import Synchronization

/// Tells faults of one hook without letting them flood the log.
final class FaultReport: Sendable {
    private struct State {
        var last: HookFault?
        var count = 0
    }

    private let limit: Int
    private let onFault: @Sendable (HookFault) -> Void
    private let state = Mutex(State())

    init(limit: Int, _ onFault: @escaping @Sendable (HookFault) -> Void) {
        self.limit = limit
        self.onFault = onFault
    }

    func tell(_ fault: HookFault) {
        let isNew = state.withLock { state in
            guard state.last != fault, state.count < limit else { return false }
            state.last = fault
            state.count += 1
            return true
        }
        if isNew { onFault(fault) }
    }

    /// The next fault is news again.
    func succeeded() { state.withLock { $0.last = nil } }

    static func text(of error: any Error) -> String { short((error as? any CustomStringConvertible)?.description ?? "\(error)") }

    /// A text of a hook as it may stand in an event.
    static func short(_ text: String) -> String {
        let clean = TextSanitiser.clean(text)
        return clean.utf8.count <= 2000 ? clean : String(clean.prefix(500)) + "…"
    }
}
