import Glibc
import Testing

@testable import Host

@Suite struct TreeCopyTests {
    private func copied(_ scratch: Scratch, _ limits: TreeLimits = TreeLimits()) throws -> (
        copy: TreeCopy, workspace: Workspace, path: String
    ) {
        let target = scratch.base + "/copy"
        mkdir(target, 0o700)
        return (try TreeCopy(scratch.workspace.root, to: target, limits: limits), try Workspace(path: target), target)
    }

    private func link(_ path: String) -> String? { linkText(AT_FDCWD, path) }

    private func mode(_ path: String) -> mode_t {
        var found = stat()
        return lstat(path, &found) == 0 ? found.st_mode & 0o777 : 0
    }

    @Test("N-04: a copy has the files with their bytes, permissions and times, the folders, and the links as links")
    func whole() throws {
        let scratch = try Scratch()
        scratch.put("ws/a/run.sh", "#!/bin/sh\n")
        chmod(scratch.base + "/ws/a/run.sh", 0o751)
        mkdir(scratch.base + "/ws/closed", 0o755)
        scratch.put("ws/closed/file", "in it\n")
        chmod(scratch.base + "/ws/closed", 0o555)
        let made = try copied(scratch)
        #expect(try made.workspace.read("ok.txt", limitBytes: 100) == Array("inside\n".utf8))
        #expect(mode(made.path + "/a/run.sh") == 0o751 && mode(made.path + "/closed") == 0o555)
        let times = try ["a/run.sh", "closed/file"].map {
            try scratch.workspace.status($0).stamp.nanoseconds == made.workspace.status($0).stamp.nanoseconds
        }
        #expect(times == [true, true])
        #expect(link(made.path + "/link_file_to_canary") == "../outside/canary" && link(made.path + "/loop1") == "loop2")
        #expect(link(made.path + "/inner") == "a/b")
        // An absolute link into the workspace leads into the copy, one that leads out stays what it is.
        #expect(link(made.path + "/inner_absolute") == made.path + "/ok.txt")
        #expect(link(made.path + "/link_dir_out_absolute") == scratch.base + "/outside")
        #expect(made.copy.leftOut.isEmpty && made.copy.entries["a/b"]?.kind == .folder && made.copy.entries["link_dir_out"]?.kind == .link)
        // Nothing behind a link that leads out was copied.
        #expect(!made.copy.entries.keys.contains { $0.hasPrefix("link_dir_out/") })
        chmod(made.path + "/a/b", 0)
        TemporaryFolder.remove(made.path)
        #expect(access(made.path, F_OK) != 0, "a folder that may not be written, or looked into, is removed too")
        chmod(scratch.base + "/ws/closed", 0o755)
    }

    @Test("N-04: a FIFO is left out and named, and nobody waits for it") func special() throws {
        let scratch = try Scratch()
        mkfifo(scratch.base + "/ws/a/pipe", 0o600)
        #expect(try copied(scratch).copy.leftOut == ["a/pipe"])
    }

    @Test("N-04: more files, bytes or depth than the limits is refused before anything is copied") func bounds() throws {
        let scratch = try Scratch()
        let (entries, bytes) = try TreeCopy.measure(scratch.workspace.root)
        #expect(bytes == 7 + 6 && entries == 15, "\(entries) entries, \(bytes) bytes")
        #expect(throws: TreeCopyError.tooLarge(entries: entries, bytes: bytes)) {
            try self.copied(scratch, TreeLimits(maximumEntries: entries - 1))
        }
        #expect(throws: TreeCopyError.self) { try self.copied(scratch, TreeLimits(maximumBytes: bytes - 1)) }
        #expect(throws: TreeCopyError.tooDeep(path: "a/b")) { try self.copied(scratch, TreeLimits(maximumDepth: 2)) }
        #expect(try Folder(path: scratch.base + "/copy").entries(limit: 10).entries.isEmpty)
        _ = try copied(scratch, TreeLimits(maximumEntries: entries, maximumBytes: bytes, maximumDepth: 3))
    }

    @Test("N-04: what was added, changed and removed in the copy is told, what was only touched is not") func changes() throws {
        let scratch = try Scratch()
        for name in ["same", "longer", "swapped", "touched", "gone", "linked", "modes"] { scratch.put("ws/\(name)", "text\n") }
        mkdir(scratch.base + "/ws/.git", 0o755)
        let made = try copied(scratch)
        func put(_ name: String, _ text: String) { scratch.put("copy/\(name)", text) }
        put("longer", "text and more\n")
        put("swapped", "TEXT\n")
        put("touched", "text\n")
        put("new", "")
        put(".git/index", "noise")
        unlink(made.path + "/gone")
        unlink(made.path + "/linked")
        symlink("same", made.path + "/linked")
        chmod(made.path + "/modes", 0o755)
        unlink(made.path + "/inner")
        symlink("d", made.path + "/inner")
        let found = try made.copy.changes(in: made.workspace, from: scratch.workspace)
        #expect(found.isComplete && found.changes.allSatisfy(\.isBaseKnown))
        #expect(
            found.changes.map { "\($0.path) \($0.how.rawValue)" } == [
                "gone removed", "inner changed", "linked changed", "longer changed", "modes changed", "new added", "swapped changed",
            ])
        #expect(access(scratch.base + "/ws/gone", F_OK) == 0, "the original is untouched")
    }

    @Test("N-04: where the original was written meanwhile, what was there before is not known, and a change is still told") func moved()
        throws
    {
        let scratch = try Scratch()
        let made = try copied(scratch)
        scratch.put("ws/ok.txt", "somebody else\n")
        scratch.put("ws/d/canary", "somebody else\n")
        scratch.put("copy/ok.txt", "the run\n")
        let found = try made.copy.changes(in: made.workspace, from: scratch.workspace)
        #expect(found.changes == [TreeChange(path: "ok.txt", how: .changed, kind: .regular, isBaseKnown: false)])
    }
}
