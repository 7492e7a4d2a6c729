import Glibc
import Host
import Testing

@Suite("Files")
struct FileTests {
    @Test("Special files are refused at once, and by name")
    func specialFiles() throws {
        let scratch = try Scratch()
        mkfifo(scratch.base + "/ws/fifo", 0o644)
        let end = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = scratch.base + "/ws/sock"
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(end, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        defer { close(end) }
        #expect(bound == 0)
        let start = ContinuousClock.now
        for name in ["fifo", "sock", "a"] {
            #expect(throws: HostError.self) { try scratch.workspace.read(name, limitBytes: 10) }
            #expect(throws: HostError.self) { try scratch.workspace.writeAtomically(name, []) }
        }
        #expect(throws: HostError.notARegularFile(path: "fifo", kind: .fifo)) { try scratch.workspace.file("fifo") }
        #expect(throws: HostError.notARegularFile(path: "a", kind: .folder)) { try scratch.workspace.file("a") }
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test("Reading gives the window that was asked for and no more")
    func window() throws {
        let scratch = try Scratch()
        scratch.put("ws/n", "0123456789")
        let workspace = scratch.workspace
        #expect(try workspace.read("n", from: 3, limitBytes: 4) == Array("3456".utf8))
        #expect(try workspace.read("n", from: 8, limitBytes: 100) == Array("89".utf8))
        #expect(try workspace.read("n", from: 10, limitBytes: 100) == [])
        #expect(try workspace.read("n", from: .max, limitBytes: 100) == [])
        #expect(try workspace.read("n", from: -1, limitBytes: .max) == [])
        #expect(throws: HostError.tooLarge(path: "n", byteCount: 10, limitBytes: 9)) { try workspace.file("n").readAll(limitBytes: 9) }
    }

    @Test("004-102: a write replaces the whole file, keeps its mode, and leaves nothing beside it")
    func atomicWrite() throws {
        let scratch = try Scratch()
        chmod(scratch.base + "/ws/ok.txt", 0o750)
        let receipt = try scratch.workspace.writeAtomically("ok.txt", Array("new".utf8))
        #expect(!receipt.created && receipt.byteCount == 3 && receipt.path == "ok.txt")
        #expect(scratch.content("ws/ok.txt") == "new")
        #expect(try scratch.workspace.status("ok.txt").mode == 0o750)
        #expect(throws: HostError.notFound(path: "x/y/z")) { try scratch.workspace.writeAtomically("x/y/z", []) }
        #expect(try scratch.workspace.writeAtomically("x/y/z", [], creatingParents: true).created)
        let names = try scratch.workspace.list(".", limit: 100).entries.map(\.name)
        #expect(!names.contains { $0.hasSuffix(".tmp") })
    }

    @Test("A hard link to a file outside is replaced, not written through")
    func hardLink() throws {
        let scratch = try Scratch()
        #expect(link(scratch.base + "/outside/canary", scratch.base + "/ws/hard") == 0)
        try scratch.workspace.writeAtomically("hard", Array("mine".utf8))
        #expect(scratch.content("ws/hard") == "mine")
        #expect(scratch.canaryIsUntouched)
    }

    @Test("A file that somebody else wrote meanwhile is not overwritten")
    func changedMeanwhile() throws {
        let scratch = try Scratch()
        let stamp = try scratch.workspace.status("ok.txt").stamp
        scratch.put("ws/ok.txt", "theirs, and longer")
        #expect(throws: HostError.changedMeanwhile(path: "ok.txt")) {
            try scratch.workspace.writeAtomically("ok.txt", Array("mine".utf8), expecting: stamp)
        }
        #expect(scratch.content("ws/ok.txt") == "theirs, and longer")
    }

    @Test("A walk visits in order, skips .git, follows no link and keeps its limits")
    func walk() throws {
        let scratch = try Scratch()
        mkdir(scratch.base + "/ws/.git", 0o755)
        scratch.put("ws/.git/secret", "x")
        scratch.put("ws/a/b/deep.txt", "x")
        var paths: [String] = []
        let summary = try scratch.workspace.walk { entry in
            paths.append(entry.path)
            return .onward
        }
        #expect(!summary.truncated)
        #expect(paths.contains("a/b/deep.txt") && paths.contains("link_dir_out"))
        #expect(!paths.contains { $0.hasPrefix(".git/") || $0.hasPrefix("link_dir_out/") })
        var count = 0
        let short = try scratch.workspace.walk(limits: WalkLimits(maximumEntries: 3)) { _ in
            count += 1
            return .onward
        }
        #expect(count == 3 && short.truncated)
        let shallow = try scratch.workspace.walk(from: "a", limits: WalkLimits(maximumDepth: 1)) { entry in
            #expect(entry.path == "a/b")
            return .onward
        }
        #expect(shallow.truncated)
    }

    @Test("Listing is sorted and says when it is not whole")
    func listing() throws {
        let scratch = try Scratch()
        let whole = try scratch.workspace.list(".", limit: 100)
        #expect(whole.entries.map(\.name) == whole.entries.map(\.name).sorted())
        #expect(!whole.truncated)
        #expect(whole.entries.first { $0.name == "ok.txt" }?.byteCount == 7)
        #expect(try scratch.workspace.list(".", limit: 2).truncated)
        #expect(throws: HostError.notAFolder(path: "ok.txt")) { try scratch.workspace.list("ok.txt", limit: 10) }
    }
}
