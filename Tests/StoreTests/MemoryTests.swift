import Events
import TestKit
import Testing

@testable import Store

@Suite struct MemoryTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }
    var path: String { folder.path(of: "lathe.db") }

    @Test("000-21: what is remembered is there when the file is opened again, newest first and of its workspace only")
    func kept() async throws {
        let store = try EventStore(at: path)
        for index in 1...3 { try await store.remember(workspace: "/a", runID: "r\(index)", text: "note \(index) 'quoted' é") }
        try await store.remember(workspace: "/b", runID: "r9", text: "other")
        store.close()
        let again = try EventStore(at: path)
        let notes = try again.memories(workspace: "/a", limit: 2)
        #expect(notes.map(\.text) == ["note 3 'quoted' é", "note 2 'quoted' é"] && notes.map(\.runID) == ["r3", "r2"])
        #expect(notes.allSatisfy { $0.workspace == "/a" && $0.createdAtMilliseconds == 1_700_000_000_000 })
        #expect(try again.memories(workspace: nil, limit: 10).map(\.runID) == ["r9", "r3", "r2", "r1"])
        #expect(try again.memories(workspace: "/c", limit: 10).isEmpty && again.memories(workspace: "/a", limit: -1).isEmpty)
    }

    @Test("000-21: of one workspace the newest 200 notes are kept, and none of another goes for them")
    func bounded() async throws {
        let store = try EventStore(at: path, syncsEffects: false)
        try await store.remember(workspace: "/b", runID: "r0", text: "other")
        for index in 1...205 { try await store.remember(workspace: "/a", runID: "r\(index)", text: "\(index)") }
        let notes = try store.memories(workspace: "/a", limit: 1000)
        #expect(notes.map(\.text) == (6...205).reversed().map(String.init))
        #expect(try store.memories(workspace: "/b", limit: 10).count == 1)
    }

    @Test("000-21: notes are forgotten one by one, by workspace, or all, and their numbers are not given again")
    func forgetting() async throws {
        let store = try EventStore(at: path)
        for index in 1...4 { try await store.remember(workspace: index == 4 ? "/b" : "/a", runID: "r\(index)", text: "\(index)") }
        let newest = try #require(try store.memories(workspace: nil, limit: 1).first)
        #expect(try store.forget(.ids([newest.id, 999])) == 1 && store.forget(.ids([newest.id])) == 0)
        try await store.remember(workspace: "/b", runID: "r5", text: "5")
        #expect(try store.memories(workspace: "/b", limit: 9).allSatisfy { $0.id > newest.id })
        #expect(try store.forget(.workspace("/a")) == 3 && store.memories(workspace: nil, limit: 9).map(\.text) == ["5"])
        #expect(try store.forget(.all) == 1 && store.memories(workspace: nil, limit: 9).isEmpty)
    }

    @Test("000-21: a note that cannot be written is an error for its writer and for nobody else")
    func refused() async throws {
        let store = try EventStore(at: path)
        let other = try Connection(path: path, access: .readWrite(modelFile: nil))
        try other.execute("CREATE TRIGGER refuse BEFORE INSERT ON memory BEGIN SELECT RAISE(ABORT, 'not today'); END")
        store.append(SampleRun.started("r1"))
        let fault = await #expect(throws: StoreError.self) { try await store.remember(workspace: "/a", runID: "r1", text: "note") }
        #expect(fault?.message.contains("not today; ") == true)
        await #expect(throws: StoreError.self) {
            try await store.remember(workspace: "/a", runID: "r1", text: String(repeating: "x", count: 17_000))
        }
        store.append(SampleRun.completed("r1"))
        try await store.synced()
        #expect(try store.failure == nil && store.all(of: "r1").map(\.seq) == [1, 2])
        try other.execute("DROP TRIGGER refuse")
        other.close()
        try await store.remember(workspace: "/a", runID: "r1", text: "note")
        #expect(try store.memories(workspace: "/a", limit: 9).map(\.text) == ["note"])
    }

    @Test("000-21: a store that is closed or cannot be written remembers nothing and says why")
    func closed() async throws {
        let store = try EventStore(at: path)
        let reading = try EventStore(path: path, surroundings: SampleRun.surroundings, access: .readOnly)
        await #expect(throws: StoreError.self) { try await reading.remember(workspace: "/a", runID: "r1", text: "note") }
        #expect(throws: StoreError.self) { try reading.forget(.all) }
        store.close()
        await #expect(throws: StoreError.self) { try await store.remember(workspace: "/a", runID: "r1", text: "note") }
        #expect(throws: StoreError.self) { try store.forget(.all) }
    }

    @Test("000-32: a file of version 1 keeps its runs when it is opened, and can remember from then on")
    func migration() async throws {
        try makeVersionOne()
        let old = try EventStore(path: path, surroundings: SampleRun.surroundings, access: .readOnly)
        #expect(try old.memories(workspace: nil, limit: 9).isEmpty && old.runs(limit: 9).count == 1)
        old.close()
        let store = try EventStore(at: path)
        #expect(try store.all(of: "r1").map(\.type) == SampleRun.whole("r1").map(\.type) && store.recoveredRuns.isEmpty)
        #expect(try store.run("r1")?.status == "completed" && store.readOnlyReason == nil)
        try await store.remember(workspace: "/a", runID: "r1", text: "note")
        store.append(SampleRun.started("r2"))
        try await store.synced()
        store.close()
        let again = try Connection(path: path, access: .readOnly)
        #expect(try again.integer("PRAGMA user_version") == 2 && again.integer("SELECT count(*) FROM memory") == 1)
        again.close()
    }

    /// A file as the first release left it, with one whole run.
    private func makeVersionOne() throws {
        let connection = try Connection(path: path, access: .readWrite(modelFile: nil))
        try connection.execute("PRAGMA journal_mode = WAL")
        try connection.execute(Migration.m001RunsAndEvents.sql)
        try connection.execute("PRAGMA application_id = \(OpenedStore.applicationID); PRAGMA user_version = 1")
        var transcriber = Transcriber(connection: connection, owner: ProcessMark.current().text)
        _ = try transcriber.write(SampleRun.whole("r1"))
        connection.close()
    }
}
