import Events
import Store
import Synchronization
import TestKit
import Testing

@testable import Service

@Suite struct SubscriptionTests {
    let folder: TemporaryFolder
    let store: EventStore

    init() throws {
        folder = try TemporaryFolder()
        store = try EventStore(
            path: folder.path(of: "lathe.db"),
            surroundings: Surroundings(
                wallMilliseconds: { 0 }, monotonicMicroseconds: { 0 }, random: { .random(in: 0 ... .max) }, environment: [:]))
    }

    private func append(_ run: String, _ texts: Range<Int>) {
        for index in texts {
            // Each belongs to another call, so that none are joined.
            store.append(
                RunEvent(
                    runID: run, seq: 0, wallMilliseconds: 0, monotonicMicroseconds: 0,
                    payload: .textDelta(TextDelta(callID: "c\(index)", text: "\(index)"))))
        }
    }

    private func subscription(after seq: Int = 0, wake: @escaping @Sendable () -> Void = {}) -> EventSubscription {
        let subscription = EventSubscription(store: store, runID: "r1", after: seq, wake: wake)
        subscription.start()
        return subscription
    }

    private func drained(_ subscription: EventSubscription, _ limit: Int = 100) -> [Int] {
        var seen: [Int] = []
        while case let events = subscription.drain(limit: limit), !events.isEmpty { seen += events.map(\.seq) }
        return seen
    }

    @Test("a reader sees what was before and what comes after, in order and once, and nothing of other runs")
    func fromHistoryToLive() async throws {
        append("r1", 0..<30)
        append("r2", 0..<5)
        try await store.synced()
        let reader = subscription(after: 10)
        #expect(drained(reader, 7) == Array(11...30))
        append("r2", 5..<9)
        append("r1", 30..<50)
        try await store.synced()
        #expect(drained(reader, 7) == Array(31...50))
        #expect(drained(reader).isEmpty)
    }

    @Test("a reader may begin before the run has any event")
    func beforeTheFirst() async throws {
        let reader = subscription()
        #expect(reader.drain(limit: 10).isEmpty)
        append("r1", 0..<3)
        try await store.synced()
        #expect(drained(reader) == [1, 2, 3] && reader.failure == nil)
    }

    @Test("a slow reader falls back to the store and loses nothing")
    func slowReader() async throws {
        append("r1", 0..<1)
        try await store.synced()
        let reader = subscription()
        #expect(drained(reader) == [1])
        let many = EventSubscription.queueLimit * 2 + 10
        for start in stride(from: 1, to: many, by: 500) {
            append("r1", start..<min(start + 500, many))
            try await store.synced()
        }
        #expect(drained(reader, 333) == Array(2...many))
        append("r1", many..<(many + 3))
        try await store.synced()
        #expect(drained(reader) == Array((many + 1)...(many + 3)))
    }

    @Test("reading while others write gives every event once")
    func racing() async throws {
        let reader = subscription()
        let total = 3000
        async let writing: Void = {
            for start in stride(from: 0, to: total, by: 10) {
                append("r1", start..<(start + 10))
                if start % 200 == 0 { try await store.synced() }
            }
            try await store.synced()
        }()
        let seen = Mutex<[Int]>([])
        try await eventually("all events were read") {
            seen.withLock { $0 += reader.drain(limit: 50).map(\.seq) }
            return seen.withLock { $0.count } >= total
        }
        try await writing
        #expect(seen.withLock { $0 } == Array(1...total))
    }

    @Test("the bell rings once for a commit, not once for an event, and not after the end")
    func bell() async throws {
        let rings = Mutex(0)
        let reader = subscription { rings.withLock { $0 += 1 } }
        append("r1", 0..<200)
        try await store.synced()
        let first = rings.withLock { $0 }
        #expect((1...100).contains(first))
        reader.cancel()
        append("r1", 200..<201)
        try await store.synced()
        #expect(rings.withLock { $0 } == first && reader.drain(limit: 5).isEmpty)
    }
}
