import Engine
import Observe
import Synchronization

/// A door that whoever ignores cancellation waits at until it is opened; once open it stays open.
final class Door: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    init(open: Bool = false) { state.withLock { $0.isOpen = open } }

    func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    var isOpen: Bool { state.withLock { $0.isOpen } }
}

struct SourceFault: Error, CustomStringConvertible {
    let description: String
}

/// A source of every kind that does what the test says.
struct FakeSource: HistorySource, MemorySource, KnowledgeSource {
    let name: String
    let answer: @Sendable (ContextQuery) async throws -> [ContextNote]

    init(_ name: String, answer: @escaping @Sendable (ContextQuery) async throws -> [ContextNote]) {
        self.name = name
        self.answer = answer
    }

    /// Gives these texts at once.
    init(_ name: String, _ texts: String...) {
        self.init(name) { _ in texts.map { ContextNote(title: name, text: $0) } }
    }

    func earlier(for query: ContextQuery) async throws -> [ContextNote] { try await answer(query) }
    func recall(for query: ContextQuery) async throws -> [ContextNote] { try await answer(query) }
    func search(_ query: ContextQuery) async throws -> [ContextNote] { try await answer(query) }
}

/// A writer that does what the test says and notes what it wrote.
final class FakeWriter: MemoryWriter {
    let name: String
    private let work: @Sendable () async throws -> Void
    private let digests = Mutex<[RunDigest]>([])

    init(_ name: String, work: @escaping @Sendable () async throws -> Void = {}) {
        self.name = name
        self.work = work
    }

    var written: [RunDigest] { digests.withLock { $0 } }

    func remember(_ run: RunDigest) async throws {
        try await work()
        digests.withLock { $0.append(run) }
    }
}
