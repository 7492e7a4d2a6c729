import Events
import TestKit
import Testing

@testable import Store

@Suite struct ReadingTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func store(_ runs: [(id: String, prompt: String, ends: Bool)]) async throws -> EventStore {
        let store = try EventStore(at: folder.path(of: "lathe.db"))
        for run in runs {
            store.append(SampleRun.started(run.id, prompt: run.prompt))
            if run.ends { store.append(SampleRun.completed(run.id)) }
        }
        try await store.synced()
        return store
    }

    @Test("events are paged by their number, without a gap and without a repeat")
    func paging() async throws {
        let store = try await store([("r1", "p", false), ("r2", "q", true)])
        for index in 0..<25 { store.append(SampleRun.text("r1", "\(index)", call: "c\(index)")) }
        try await store.synced()
        var seen: [Int] = []
        while true {
            let page = try store.events(of: "r1", after: seen.last ?? 0, limit: 7)
            #expect(page.allSatisfy { $0.runID == "r1" })
            if page.isEmpty { break }
            seen += page.map(\.seq)
        }
        #expect(seen == Array(1...26))
        #expect(try store.events(of: "r1", after: 1000, limit: 5).isEmpty)
        #expect(throws: StoreError.self) { try store.events(of: "nobody", after: 0, limit: 5) }
    }

    @Test("runs that go on come first, then the newest, page by page")
    func listing() async throws {
        let store = try await store([
            ("a1", "one", true), ("a2", "two", false), ("a3", "three", true), ("a4", "four", false), ("a5", "five", true),
        ])
        let wanted = ["a4", "a2", "a5", "a3", "a1"]
        #expect(try store.runs(limit: 10).map(\.runID) == wanted)
        for size in 1...5 {
            var seen: [String] = []
            while case let page = try store.runs(limit: size, before: seen.last), !page.isEmpty { seen += page.map(\.runID) }
            #expect(seen == wanted, "pages of \(size)")
        }
        #expect(try store.runs(limit: 10, matching: "FIVE").map(\.runID) == ["a5"])
        #expect(try store.runs(limit: 10, matching: "100%").isEmpty)
        #expect(try store.runs(limit: 10, matching: "running").map(\.runID) == ["a4", "a2"])
    }

    @Test("the row of a run says what its events say")
    func row() async throws {
        let store = try EventStore(at: folder.path(of: "lathe.db"))
        for event in SampleRun.whole("r1") { store.append(event) }
        try await store.synced()
        let row = try #require(try store.run("r1"))
        #expect(row.prompt == "Mend the bug" && row.model == "test-model" && row.status == "completed" && row.summary == "Mended")
        #expect(row.iterations == 1 && row.inputTokens == 100 && row.outputTokens == 20 && row.cost == 0.5)
        #expect(row.durationMicroseconds == 90_000 && row.eventCount == SampleRun.whole("r1").count && row.isEnded)
        #expect(try store.run("r2") == nil)
    }

    @Test("a run is found by its id, by a prefix of only one, or as the last")
    func resolving() async throws {
        let store = try await store([("01abc", "p", true), ("01abd", "p", true), ("01abdx", "p", true)])
        #expect(try store.resolve("01abc") == "01abc")
        #expect(try store.resolve("01ABD") == "01abd")
        #expect(try store.resolve("01abdx") == "01abdx")
        #expect(try store.resolve("last") == "01abdx")
        for text in ["01ab", "02", "", "%", "01ab_"] { #expect(throws: StoreError.self, "\(text)") { try store.resolve(text) } }
    }

    @Test("a damaged line hides no other event")
    func damagedLine() async throws {
        let store = try await store([("r1", "p", true)])
        let connection = try Connection(path: store.path, access: .readWrite(modelFile: nil))
        try connection.execute("UPDATE events SET line = x'7b22' WHERE type = 'run_started'")
        let events = try store.all(of: "r1")
        #expect(events.map(\.seq) == [1, 2])
        #expect(events.map(\.type) == ["run_started", "run_completed"])
    }
}
