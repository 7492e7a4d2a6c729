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
        /// How many were appended when the newest model call had started.
        var callStart = 0
        var artifacts: [[UInt8]] = []
        var failsAfter: Int?
        /// Calls whose start is on disk, and those whose start is not yet.
        var syncedCalls: Set<String> = []
        var pendingCalls: Set<String> = []
    }

    private let state: Mutex<State>
    private let joins: Bool

    /// `failsAfter`: takes that many events and then fails for good; `holding`: events that are there already.
    init(joining: Bool = false, failsAfter: Int? = nil, holding events: [RunEvent] = []) {
        joins = joining
        state = Mutex(State(events: events, appended: events.count, synced: events.count, failsAfter: failsAfter))
    }

    var events: [RunEvent] { state.withLock { $0.events } }

    /// Whether the start of the newest model call and all before it are on disk.
    ///
    /// A command in the background may end at any moment after.
    var isCallSynced: Bool { state.withLock { $0.synced >= $0.callStart } }

    /// Whether the start of a call is on disk.
    func isSynced(call id: String) -> Bool { state.withLock { $0.syncedCalls.contains(id) } }

    var artifacts: [[UInt8]] { state.withLock { $0.artifacts } }

    func append(_ event: RunEvent) {
        state.withLock { state in
            state.appended += 1
            if let limit = state.failsAfter, state.appended > limit { return }
            if case .modelCallStarted = event.payload { state.callStart = state.appended }
            if case .toolCallStarted(let call) = event.payload { state.pendingCalls.insert(call.toolCallID) }
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
            state.syncedCalls.formUnion(state.pendingCalls)
            state.pendingCalls = []
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
