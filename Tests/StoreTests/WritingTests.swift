import Events
import Observe
import Synchronization
import TestKit
import Testing

@testable import Store

@Suite struct WritingTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }
    var path: String { folder.path(of: "data/lathe.db") }

    @Test("000-32: what was acknowledged is there when the file is opened again, numbered without a gap")
    func acknowledgedIsKept() async throws {
        let store = try EventStore(at: path)
        for event in SampleRun.whole("r1") { store.append(event) }
        try await store.synced()
        let written = try store.all(of: "r1")
        store.close()
        let again = try EventStore(at: path)
        #expect(try again.all(of: "r1") == written)
        #expect(written.map(\.seq) == Array(1...written.count))
        #expect(written.map(\.type) == SampleRun.whole("r1").map(\.type))
    }

    @Test("deltas of one block that wait together become one event, others keep their place")
    func deltasJoin() async throws {
        let store = try EventStore(at: path)
        store.append(SampleRun.started("r1"))
        try await store.synced()
        // The writer is held inside a listener, so that everything appended now waits for the next commit.
        let entered = Gate()
        let release = Hold()
        let first = Mutex(true)
        _ = store.listen { _ in
            guard
                first.withLock({ value in
                    defer { value = false }; return value
                })
            else { return }
            entered.open()
            release.wait()
        }
        store.append(SampleRun.text("r1", "a"))
        try await eventually("the writer is held") { entered.isOpen }
        for index in 0..<1000 { store.append(SampleRun.text("r1", "\(index % 10)")) }
        store.append(SampleRun.text("r1", "z", call: "c2"))
        store.append(SampleRun.text("r2", "other run"))
        store.append(SampleRun.text("r1", "y", call: "c2"))
        release.open()
        try await store.synced()
        let events = try store.all(of: "r1")
        #expect(events.map(\.seq) == [1, 2, 3, 4, 5])
        #expect(events.map(\.type) == ["run_started"] + Array(repeating: "text_delta", count: 4))
        #expect(try store.text(of: "r1") == "a" + String(repeating: "0123456789", count: 100) + "zy")
    }

    @Test("joining ends at 16 KiB, so that no event grows without end")
    func joiningIsBounded() {
        var join = DeltaJoin()
        let piece = String(repeating: "x", count: 1000)
        for _ in 0..<100 { join.append(SampleRun.text("r1", piece)) }
        #expect(join.events.count == 7)
        let texts = join.events.map { if case .textDelta(let delta) = $0.payload { delta.text.utf8.count } else { 0 } }
        #expect(texts.allSatisfy { $0 <= DeltaJoin.limitBytes } && texts.reduce(0, +) == 100_000)
    }

    @Test("an event is committed before a listener sees it, and hooks come after the listeners")
    func committedBeforeShown() async throws {
        let order = Mutex<[String]>([])
        struct Hook: EventHook {
            let note: @Sendable (RunEvent) -> Void
            func handle(_ event: RunEvent) { note(event) }
        }
        let path = path
        let store = try EventStore(
            path: path, surroundings: SampleRun.surroundings, hooks: [Hook { event in order.withLock { $0.append("hook \(event.seq)") } }])
        let watcher = try EventStore(path: path, surroundings: SampleRun.surroundings, access: .readOnly)
        _ = store.listen { notice in
            guard case .committed(let events) = notice else { return }
            for event in events {
                let visible = (try? watcher.all(of: "r1").contains(event)) ?? false
                order.withLock { $0.append(visible ? "listener \(event.seq)" : "shown before its commit") }
            }
        }
        store.append(SampleRun.started("r1"))
        try await store.synced()
        store.append(SampleRun.completed("r1"))
        store.close()
        #expect(order.withLock { $0 } == ["listener 1", "hook 1", "listener 2", "hook 2"])
    }

    @Test("closing writes what waits; what comes later is refused")
    func closingFlushes() async throws {
        let store = try EventStore(at: path)
        store.append(SampleRun.started("r1"))
        for index in 0..<500 { store.append(SampleRun.text("r1", "\(index),", call: "c\(index)")) }
        store.close()
        store.append(SampleRun.completed("r1"))
        await #expect(throws: StoreError.self) { try await store.synced() }
        let again = try EventStore(path: path, surroundings: SampleRun.surroundings, access: .readOnly)
        #expect(try again.all(of: "r1").count == 501)
    }

    @Test("after a failed write nothing more is written or shown, and everybody who waits is told")
    func failureIsForGood() async throws {
        let store = try EventStore(at: path)
        store.append(SampleRun.started("r1"))
        try await store.synced()
        let notices = Mutex<[String]>([])
        _ = store.listen { notice in
            notices.withLock { list in
                switch notice {
                case .committed(let events): list += events.map(\.type)
                case .failed(let error): list.append(error.kind.rawValue)
                }
            }
        }
        let vandal = try Connection(path: store.path, access: .readWrite(modelFile: nil))
        try vandal.execute("ALTER TABLE events RENAME TO elsewhere")
        store.append(SampleRun.text("r1", "lost"))
        await #expect(throws: StoreError.self) { try await store.synced() }
        try vandal.execute("ALTER TABLE elsewhere RENAME TO events")
        store.append(SampleRun.completed("r1"))
        await #expect(throws: StoreError.self) { try await store.synced() }
        await #expect(throws: StoreError.self) { _ = try await store.storeArtifact(runID: "r1", mediaType: "text/plain", bytes: [1]) }
        #expect(notices.withLock { $0 } == ["other"])
        #expect(try store.all(of: "r1").map(\.type) == ["run_started"])
    }

    @Test("two writers on one file lose nothing and never number twice")
    func twoWriters() async throws {
        let stores = [try EventStore(at: path), try EventStore(at: path)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, store) in stores.enumerated() {
                group.addTask {
                    let run = "r\(number)"
                    store.append(SampleRun.started(run))
                    for index in 0..<150 {
                        store.append(SampleRun.text(run, "\(index) ", call: "c\(index)"))
                        if index % 3 == 0 { try await store.synced() }
                    }
                    store.append(SampleRun.completed(run))
                    try await store.synced()
                }
            }
            try await group.waitForAll()
        }
        for run in ["r0", "r1"] {
            let events = try stores[0].all(of: run)
            #expect(events.map(\.seq) == Array(1...152))
            #expect(try stores[1].all(of: run) == events)
        }
    }

    @Test("a long output is kept beside the log, byte for byte, and only for its run")
    func artifacts() async throws {
        let store = try EventStore(at: path)
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let id = try await store.storeArtifact(runID: "r1", mediaType: "text/plain", bytes: bytes)
        let empty = try await store.storeArtifact(runID: "r1", mediaType: "text/plain", bytes: [])
        #expect(try store.artifact(id, of: "r1") == bytes)
        #expect(try store.artifact(empty, of: "r1") == [])
        #expect(try store.artifact(id, of: "r2") == nil)
    }
}
