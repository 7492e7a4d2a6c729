import Glibc
import Host
import Testing

/// Rows of the escape corpus: every one leads outside, to nothing, or to a file that must not be followed out.
let escapes: [String] = [
    "../outside/canary", "a/b/../../../outside/canary", String(repeating: "../", count: 20) + "outside/canary", "{OUT}/canary",
    "/etc/passwd",
    "{WS}-evil/canary", "link_file_to_canary", "link_dir_out/canary", "link_dir_out_absolute/canary", "chain1/canary",
    "chain1/chain2/canary",
    "loop1/x", "loop1", "link_dir_out/../canary", "link_dir_out/../outside/canary", "/proc/self/cwd/../outside/canary",
    "/proc/self/root{OUT}/canary", "/proc/self/fd/0/../outside/canary", "/dev/fd/3/../outside/canary", "/proc/self/environ",
    "/proc/self/mem",
    "~/canary", "~root/canary", "$HOME/canary", "%2e%2e/outside/canary", "%252e%252e%252foutside/canary", "..\u{C0}\u{AF}../outside/canary",
    "\u{FF0E}\u{FF0E}/outside/canary", "\u{2024}\u{2024}/outside/canary", "..\\outside\\canary", "ok.txt\0/../../outside/canary",
    "ok\n/../../outside/canary", "./..//outside//canary", "file://{OUT}/canary", "../out*/canary", "{../outside,x}/canary", "--help",
    "-rf/../../outside/canary", String(repeating: "a", count: 300) + "/../../outside/canary",
    String(repeating: "a/", count: 600) + String(repeating: "../", count: 602) + "outside/canary", "a\u{202E}/../../outside/canary",
    "cafe\u{301}/../../outside/canary", "a/../../outside/canary", "a/../../ws-evil/canary", "{WS}/../outside/canary",
    "{WS}/link_dir_out/canary",
    "{WS}/a/../../outside/canary", "//etc/passwd", "/", "..", "../", "a/../..", "../ws/ok.txt/../../outside/canary", "./../outside/canary",
    "d/../link_dir_out/canary", "link_dir_out/", "link_dir_out/.", "link_file_to_canary/.", "inner/../../../outside/canary",
    "inner/../../../../outside/canary", "", "{OUT}", "{BASE}", "..//..//..//etc/passwd", "/dev/zero", "/dev/stdin",
]

@Suite("Paths")
struct PathTests {
    @Test("001-25: no path of the escape corpus is read, listed or examined", arguments: [true, false])
    func reading(asksKernel: Bool) throws {
        let scratch = try Scratch(asksKernel: asksKernel)
        for row in escapes.map({ fill($0, scratch) }) {
            if let bytes = try? scratch.workspace.read(row, limitBytes: 100) {
                Issue.record("\(row) was read: \(String(decoding: bytes, as: UTF8.self))")
            }
            #expect((try? scratch.workspace.status(row)) == nil, "\(row) was examined")
            #expect((try? scratch.workspace.list(row, limit: 10)) == nil, "\(row) was listed")
            #expect((try? scratch.workspace.walk(from: row) { _ in .onward }) == nil, "\(row) was walked")
        }
        #expect(scratch.canaryIsUntouched)
    }

    @Test("001-25: no path of the escape corpus is written outside, whatever it makes inside", arguments: [true, false])
    func writing(asksKernel: Bool) throws {
        let scratch = try Scratch(asksKernel: asksKernel)
        for row in (escapes + ["dangling_to_out_newfile", "link_dir_out/newdir/newfile", "chain1/newfile"]).map({ fill($0, scratch) }) {
            _ = try? scratch.workspace.writeAtomically(row, Array("evil".utf8), creatingParents: true)
            _ = try? scratch.workspace.makeFolder(row)
        }
        #expect(scratch.canaryIsUntouched)
        #expect(try Folder(path: scratch.base).entries(limit: 100).entries.map(\.name) == ["outside", "ws", "ws-evil"])
        #expect(try Folder(path: scratch.base + "/outside").entries(limit: 100).entries.map(\.name) == ["canary"])
    }

    @Test("Leaving by dots, by an absolute path or by a link says that the path lies outside", arguments: [true, false])
    func message(asksKernel: Bool) throws {
        let scratch = try Scratch(asksKernel: asksKernel)
        for path in ["../outside/canary", "/etc/passwd", "link_file_to_canary", "link_dir_out/canary", scratch.base + "/ws-evil/canary"] {
            #expect(throws: HostError.outsideWorkspace(path: path)) { try scratch.workspace.read(path, limitBytes: 10) }
        }
    }

    @Test("Links that stay inside work, relative or absolute, and so do absolute paths", arguments: [true, false])
    func inside(asksKernel: Bool) throws {
        let scratch = try Scratch(asksKernel: asksKernel)
        scratch.put("ws/a/b/c.txt", "deep\n")
        let workspace = scratch.workspace
        #expect(try workspace.read("inner/c.txt", limitBytes: 100) == Array("deep\n".utf8))
        #expect(try workspace.read("inner_absolute", limitBytes: 100) == Array("inside\n".utf8))
        #expect(try workspace.read(scratch.base + "/ws/./a//b/c.txt", limitBytes: 100) == Array("deep\n".utf8))
        #expect(try workspace.read("a/../inner/../../ok.txt", limitBytes: 100) == Array("inside\n".utf8))
        #expect(try workspace.relativePath("inner/c.txt") == "a/b/c.txt")
        try workspace.writeAtomically("inner_absolute", Array("through\n".utf8))
        #expect(scratch.content("ws/ok.txt") == "through\n")
        #expect(try scratch.workspace.list(".", limit: 100).entries.first { $0.name == "inner_absolute" }?.kind == .link)
    }

    @Test("A workspace given through a link takes absolute paths in both spellings")
    func linkedWorkspace() throws {
        let scratch = try Scratch()
        symlink(scratch.base + "/ws", scratch.base + "/shortcut")
        let workspace = try Workspace(path: scratch.base + "/shortcut")
        #expect(workspace.realPath == scratch.base + "/ws")
        for top in ["/shortcut", "/ws"] {
            #expect(try workspace.read(scratch.base + top + "/ok.txt", limitBytes: 100) == Array("inside\n".utf8))
        }
    }

    @Test("Names that steer other programs are not written, at any depth and through any link")
    func protected() throws {
        let scratch = try Scratch()
        mkdir(scratch.base + "/ws/.git", 0o755)
        mkdir(scratch.base + "/ws/.git/hooks", 0o755)
        symlink(".git", scratch.base + "/ws/innocent")
        for path in [
            ".git/hooks/pre-commit", ".git/config", "innocent/config", "vendor/sub/.git/hooks/x", ".GIT/config", ".lathe/config.json5",
            ".mcp.json",
            "a/.mcp.json", "sub/.git",
        ] {
            #expect(throws: HostError.protected(path: path)) { try scratch.workspace.writeAtomically(path, [], creatingParents: true) }
        }
        #expect(scratch.content("ws/.git/config") == nil)
        #expect(try scratch.workspace.writeAtomically(".gitignore", Array("x\n".utf8)).created)
    }

    @Test("001-25: swapping a file for a link while it is read and written never lets the outside through")
    func race() throws {
        let scratch = try Scratch()
        let stop = Flag()
        let attacker = Thread { [base = scratch.base] in
            while !stop.isSet {
                rename(base + "/ws/d", base + "/ws/d_aside")
                symlink("../outside", base + "/ws/d")
                unlink(base + "/ws/d")
                rename(base + "/ws/d_aside", base + "/ws/d")
                unlink(base + "/ws/f")
                symlink("../outside/canary", base + "/ws/f")
            }
        }
        var reads = 0
        for _ in 0..<3000 {
            if let bytes = try? scratch.workspace.read("d/canary", limitBytes: 100) {
                reads += 1
                #expect(bytes != Array(Scratch.secret.utf8))
            }
            if let bytes = try? scratch.workspace.read("f", limitBytes: 100) { #expect(bytes != Array(Scratch.secret.utf8)) }
            _ = try? scratch.workspace.writeAtomically("f", Array("mine".utf8))
        }
        stop.set()
        attacker.join()
        #expect(reads > 0, "the race never let a read through, so it proved nothing")
        #expect(scratch.canaryIsUntouched)
    }

    private func fill(_ row: String, _ scratch: Scratch) -> String {
        var result = ""
        var rest = Substring(row)
        while let brace = rest.firstIndex(of: "{") {
            result += rest[..<brace]
            rest = rest[brace...]
            if rest.hasPrefix("{OUT}") {
                result += scratch.base + "/outside"
                rest = rest.dropFirst(5)
            } else if rest.hasPrefix("{WS}") {
                result += scratch.base + "/ws"
                rest = rest.dropFirst(4)
            } else if rest.hasPrefix("{BASE}") {
                result += scratch.base
                rest = rest.dropFirst(6)
            } else {
                result += "{"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }
}
