import Events
import Glibc
import TestKit
import Testing

@testable import Store

@Suite struct OpeningTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func kind(opening path: String, makesFolder: Bool = true) -> (StoreError.Kind, String)? {
        do throws(StoreError) {
            _ = try EventStore(path: path, surroundings: SampleRun.surroundings, makesFolder: makesFolder)
            return nil
        } catch {
            return (error.kind, error.message)
        }
    }

    @Test("every fault of opening says what is wrong with which file and what to do")
    func faults() throws {
        try folder.write("notes.db", String(repeating: "This is no database. ", count: 100))
        try folder.makeFolder("folder.db")
        try folder.write("real.db", "")
        #expect(symlink(folder.path(of: "real.db"), folder.path(of: "link.db")) == 0)
        let foreign = try Connection(path: folder.path(of: "foreign.db"), access: .readWrite(modelFile: nil))
        try foreign.execute("CREATE TABLE recipes (name TEXT)")
        foreign.close()
        let expected: [(String, StoreError.Kind)] = [
            ("notes.db", .notADatabase), ("folder.db", .cannotOpen), ("link.db", .symbolicLink), ("foreign.db", .foreignDatabase),
            ("missing/lathe.db", .folderMissing),
        ]
        for (name, wanted) in expected {
            let found = kind(opening: folder.path(of: name), makesFolder: false)
            #expect(found?.0 == wanted, "\(name): \(found?.1 ?? "opened")")
            #expect(
                found?.1.contains("; ") == true && found?.1.contains(name.split(separator: "/")[0]) == true, "\(name): \(found?.1 ?? "")")
        }
        #expect(try folder.text(of: "notes.db").hasPrefix("This is no database."))
    }

    @Test("the file is 0600 and its new folder 0700")
    func permissions() throws {
        let store = try EventStore(at: folder.path(of: "a/b/lathe.db"))
        store.append(SampleRun.started("r1"))
        store.close()
        let again = try EventStore(at: store.path)
        for (name, mode) in [
            ("a", 0o700), ("a/b", 0o700), ("a/b/lathe.db", 0o600), ("a/b/lathe.db-wal", 0o600), ("a/b/lathe.db-lease", 0o600),
        ] {
            var status = stat()
            #expect(stat(folder.path(of: name), &status) == 0 && Int(status.st_mode & 0o777) == mode, "\(name)")
        }
        again.close()
    }

    @Test("a store of a newer lathe is read and not written")
    func newerSchema() async throws {
        let path = folder.path(of: "lathe.db")
        let store = try EventStore(at: path)
        store.append(SampleRun.started("r1"))
        store.append(SampleRun.completed("r1"))
        store.close()
        let connection = try Connection(path: path, access: .readWrite(modelFile: nil))
        try connection.execute("PRAGMA user_version = 99")
        connection.close()
        let newer = try EventStore(at: path)
        #expect(newer.readOnlyReason?.kind == .newerSchema)
        #expect(try newer.all(of: "r1").count == 2)
        newer.append(SampleRun.started("r2"))
        await #expect(throws: StoreError.self) { try await newer.synced() }
        #expect(try newer.runs(limit: 10).map(\.runID) == ["r1"])
    }

    @Test("a store opened for reading only writes nothing, not even a file beside it")
    func readOnly() throws {
        let path = folder.path(of: "lathe.db")
        let store = try EventStore(at: path)
        store.append(SampleRun.started("r1"))
        store.close()
        let before = try folder.bytes(of: "lathe.db")
        let reading = try EventStore(path: path, surroundings: SampleRun.surroundings, access: .readOnly)
        #expect(reading.readOnlyReason?.kind == .readOnly)
        #expect(try reading.all(of: "r1").count == 1)
        reading.close()
        #expect(try folder.bytes(of: "lathe.db") == before)
    }

    @Test("a file that cannot be written can still be read", .enabled(if: geteuid() != 0))
    func unwritable() throws {
        let path = folder.path(of: "lathe.db")
        let store = try EventStore(at: path)
        store.append(SampleRun.started("r1"))
        store.close()
        chmod(path, 0o400)
        chmod(folder.path, 0o500)
        defer { chmod(folder.path, 0o700) }
        let reading = try EventStore(at: path)
        #expect(reading.readOnlyReason?.kind == .readOnly)
        #expect(try reading.all(of: "r1").count == 1)
    }

    @Test("a path with odd characters is taken as it is, and a message shows none of its control characters")
    func oddPaths() throws {
        let store = try EventStore(at: folder.path(of: "a ?x=1&#%41 é.db"))
        store.close()
        #expect(folder.exists("a ?x=1&#%41 é.db"))
        let found = kind(opening: folder.path(of: "no\u{1B}[2Jwhere/lathe.db"), makesFolder: false)
        #expect(found?.1.contains("\u{1B}") == false)
    }

    @Test("every migration is kept: its name and its text never change")
    func migrationsAreFrozen() {
        let sums = Migration.all.map { step in
            String(step.sql.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }, radix: 16)
        }
        #expect(Migration.all.map(\.name) == ["m001_runs_and_events", "m002_memory"])
        #expect(sums == ["5962b2870c181560", "1653351cc54555c1"])
    }
}
