import Events
import Observe
import Synchronization

/// A log in memory that keeps the laws of the real one: numbers the events, joins neighbouring deltas, fails for good.
final class MemoryLog: EventLog {
    struct Failure: Error, CustomStringConvertible {
        var description: String { "the disk is full" }
    }

    private struct State {
        var events: [RunEvent] = []
        var appended = 0
        var synced = 0
        var artifacts: [[UInt8]] = []
        var failsAfter: Int?
    }

    private let state: Mutex<State>
    private let joins: Bool

    /// `failsAfter`: takes that many events and then fails for good.
    init(joining: Bool = false, failsAfter: Int? = nil) {
        joins = joining
        state = Mutex(State(failsAfter: failsAfter))
    }

    var events: [RunEvent] { state.withLock { $0.events } }

    /// Whether everything that was appended is on disk.
    var isSynced: Bool { state.withLock { $0.synced == $0.appended } }

    var artifacts: [[UInt8]] { state.withLock { $0.artifacts } }

    func append(_ event: RunEvent) {
        state.withLock { state in
            state.appended += 1
            if let limit = state.failsAfter, state.appended > limit { return }
            if joins, let last = state.events.last, let joined = last.payload.joined(with: event.payload) {
                state.events[state.events.count - 1].payload = joined
                return
            }
            var event = event
            event.seq = state.events.count + 1
            state.events.append(event)
        }
    }

    func synced() async throws {
        try state.withLock { state in
            if let limit = state.failsAfter, state.appended > limit { throw Failure() }
            state.synced = state.appended
        }
    }

    func storeArtifact(runID: String, mediaType: String, bytes: [UInt8]) async throws -> String {
        try state.withLock { state in
            if let limit = state.failsAfter, state.appended > limit { throw Failure() }
            state.artifacts.append(bytes)
            return "artifact-\(state.artifacts.count)"
        }
    }

    func storedArtifact(_ id: String, runID: String) async throws -> [UInt8]? {
        state.withLock { state in
            Int(id.dropFirst("artifact-".count)).flatMap { state.artifacts.indices.contains($0 - 1) ? state.artifacts[$0 - 1] : nil }
        }
    }
}
