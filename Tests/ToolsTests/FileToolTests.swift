import Events
import Glibc
import Host
import Testing
import Tools

@Suite("File tools")
struct FileToolTests {
    @Test("004-101: read_file gives a file as it is, or the lines asked for with how to read on")
    func read() async throws {
        let bench = try Bench()
        try bench.put("a.txt", "one\ntwo\nthree\nfour")
        #expect(await bench.call(ToolName.readFile, ["path": "a.txt"]).output == "one\ntwo\nthree\nfour")
        let part = await bench.call(ToolName.readFile, ["path": "a.txt", "offset": 2, "limit": 2])
        #expect(part.output == "two\nthree\n[lines 2–3 of a file of 18 bytes; read on with \"offset\": 4]")
        #expect(part.truncated && part.display.fact == "2 lines")
        #expect(await bench.call(ToolName.readFile, ["path": "a.txt", "offset": 4]).output == "four")
        let behind = await bench.call(ToolName.readFile, ["path": "a.txt", "offset": 9])
        #expect(behind.errorCode == .notFound && behind.output.contains("4 lines"))
        try bench.put("empty", "")
        #expect(await bench.call(ToolName.readFile, ["path": "empty"]).output == "[the file is empty]")
    }

    @Test("A long file is read piece by piece without losing or repeating a line")
    func readOn() async throws {
        let bench = try Bench()
        let lines = (1...9000).map { "line \($0) " + String(repeating: "x", count: $0 % 90) }
        try bench.put("long.txt", lines.joined(separator: "\n") + "\n")
        var collected: [String] = []
        var offset = 1
        for _ in 0..<20 {
            let result = await bench.call(ToolName.readFile, ["path": "long.txt", "offset": .integer(Int64(offset)), "limit": 100_000])
            #expect(result.output.utf8.count < 263_000)
            let got = result.output.split(separator: "\n").filter { !$0.hasPrefix("[lines ") }.map(String.init)
            collected += got
            offset += got.count
            if !result.truncated { break }
        }
        #expect(collected == lines)
    }

    @Test("One endless line is cut, and a huge file costs little")
    func oddShapes() async throws {
        let bench = try Bench()
        try bench.put("line.txt", String(repeating: "a", count: 600_000))
        let cut = await bench.call(ToolName.readFile, ["path": "line.txt"])
        #expect(cut.truncated && cut.output.contains("(the last one is cut)"))
        let file = open(bench.base + "/ws/sparse", O_WRONLY | O_CREAT, 0o644)
        ftruncate(file, 4_000_000_000)
        close(file)
        #expect(await bench.call(ToolName.readFile, ["path": "sparse"]).errorCode == .binaryFile)
    }

    @Test("What a file hides is shown as pictures; Windows lines read as lines")
    func hidden() async throws {
        let bench = try Bench()
        try bench.put("odd", "safe\u{1B}[2K\rEVIL\u{8}\r\nnext\r\n")
        #expect(await bench.call(ToolName.readFile, ["path": "odd"]).output == "safe␛[2K␍EVIL␈\nnext\n")
        try bench.put("bad", bytes: [0x61, 0xFF, 0x62, 0x0A])
        #expect(await bench.call(ToolName.readFile, ["path": "bad"]).output == "a\u{FFFD}b\n")
        try bench.put("wide", bytes: [0xFF, 0xFE, 0x61, 0x00])
        let wide = await bench.call(ToolName.readFile, ["path": "wide"])
        #expect(wide.errorCode == .binaryFile && wide.output.contains("UTF-16"))
    }

    @Test("001-25: every file tool refuses to leave the workspace, and says so")
    func escapes() async throws {
        let bench = try Bench()
        for path in [
            "../outside/canary", "way_out/canary", "/etc/passwd", bench.base + "/outside/canary", "a/../../outside/canary", "way_out/new",
        ] {
            let target = JSON.string(path)
            let calls: [(tool: String, arguments: JSON)] = [
                (ToolName.readFile, ["path": target]), (ToolName.writeFile, ["path": target, "content": "evil"]),
                (ToolName.editFile, ["path": target, "old_text": "canary", "new_text": "evil"]), (ToolName.listDirectory, ["path": target]),
                (ToolName.findFiles, ["pattern": "*", "path": target]), (ToolName.regexSearch, ["pattern": "canary", "path": target]),
                (ToolName.executeShellCommand, ["command": "true", "folder": target]),
            ]
            for (tool, arguments) in calls {
                let result = await bench.call(tool, arguments)
                // `a` does not exist: saying so first is right too, and write_file makes it before it sees where the path leads.
                let allowed: [ErrorCode] = path.hasPrefix("a/") ? [.pathOutsideWorkspace, .notFound] : [.pathOutsideWorkspace]
                #expect(result.errorCode.map(allowed.contains) == true, "\(tool) \(path): \(result.output)")
                #expect(!result.output.contains("evil"))
            }
        }
        #expect(bench.canaryIsUntouched)
    }

    @Test("Special files are refused by every tool without waiting", arguments: [ToolName.readFile, ToolName.writeFile, ToolName.editFile])
    func special(tool: String) async throws {
        let bench = try Bench()
        mkfifo(bench.base + "/ws/fifo", 0o644)
        let arguments: [String: JSON] = [
            ToolName.readFile: ["path": "fifo"], ToolName.writeFile: ["path": "fifo", "content": "x"],
            ToolName.editFile: ["path": "fifo", "old_text": "x", "new_text": "y"],
        ]
        let start = ContinuousClock.now
        #expect(await bench.call(tool, arguments[tool] ?? .null).errorCode == .notARegularFile)
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test("004-102: write_file makes or replaces a file, and shows the difference")
    func write() async throws {
        let bench = try Bench()
        let made = await bench.call(ToolName.writeFile, ["path": "deep/er/new.txt", "content": "a\nb\n"])
        #expect(made.output == "created deep/er/new.txt: 4 bytes, 2 lines")
        #expect(made.filesChanged == ["deep/er/new.txt"])
        #expect(
            made.display == ToolDisplay(kind: .diff, body: "--- /dev/null\n+++ b/deep/er/new.txt\n@@ -0,0 +1,2 @@\n+a\n+b", fact: "+2 −0"))
        let replaced = await bench.call(ToolName.writeFile, ["path": "deep/er/new.txt", "content": "a\nc"])
        #expect(replaced.output == "replaced deep/er/new.txt: 3 bytes, 2 lines")
        #expect(replaced.display.body.contains("-b\n") && replaced.display.body.contains("+c"))
        #expect(bench.content("deep/er/new.txt") == "a\nc")
        let hook = await bench.call(ToolName.writeFile, ["path": ".git/hooks/pre-commit", "content": "evil"])
        #expect(hook.errorCode == .denied && bench.content(".git/hooks/pre-commit") == nil)
    }

    @Test("004-103: edit_file changes exactly one place, and nothing when it is not sure")
    func edit() async throws {
        let bench = try Bench()
        try bench.put("m.c", "int a = 1;\nint b = 1;\nint c = 2;\n")
        let done = await bench.call(ToolName.editFile, ["path": "m.c", "old_text": "int b = 1;", "new_text": "int b = 7;"])
        #expect(done.output == "edited m.c: 1 place changed" && done.filesChanged == ["m.c"])
        #expect(done.display.body == "--- a/m.c\n+++ b/m.c\n@@ -1,3 +1,3 @@\n int a = 1;\n-int b = 1;\n+int b = 7;\n int c = 2;")
        let twice = await bench.call(ToolName.editFile, ["path": "m.c", "old_text": "int ", "new_text": "long "])
        #expect(twice.errorCode == .ambiguousMatch && twice.output.contains("3 times") && twice.output.contains("lines 1, 2, 3"))
        let none = await bench.call(ToolName.editFile, ["path": "m.c", "old_text": "int  b=7;", "new_text": "x"])
        #expect(none.errorCode == .noMatch && none.output.contains("indentation"))
        #expect(bench.content("m.c") == "int a = 1;\nint b = 7;\nint c = 2;\n")
        let all = await bench.call(ToolName.editFile, ["path": "m.c", "old_text": "int ", "new_text": "long ", "replace_all": true])
        #expect(all.metadata["replacements"]?.integer == 3)
        #expect(bench.content("m.c") == "long a = 1;\nlong b = 7;\nlong c = 2;\n")
        #expect(
            await bench.call(ToolName.editFile, ["path": "m.c", "old_text": "long", "new_text": "long"]).errorCode == .invalidArguments)
        #expect(await bench.call(ToolName.editFile, ["path": "none.c", "old_text": "x", "new_text": "y"]).errorCode == .notFound)
    }

    @Test("An edit keeps Windows lines, a missing last line end and bytes that are not UTF-8")
    func editKeeps() async throws {
        let bench = try Bench()
        try bench.put("w.txt", "one\r\ntwo\r\nthree")
        await bench.call(ToolName.editFile, ["path": "w.txt", "old_text": "one\ntwo", "new_text": "1\n2\n2b"])
        #expect(bench.content("w.txt").map { Array($0.utf8) } == Array("1\r\n2\r\n2b\r\nthree".utf8))
        try bench.put("raw", bytes: [0xFF, 0xFE - 1, 0x61, 0x0A, 0x80, 0x62])
        await bench.call(ToolName.editFile, ["path": "raw", "old_text": "b", "new_text": "c"])
        #expect(try bench.workspace.read("raw", limitBytes: 100) == [0xFF, 0xFD, 0x61, 0x0A, 0x80, 0x63])
        try bench.put("nfc", "cafe\u{301}")
        #expect(await bench.call(ToolName.editFile, ["path": "nfc", "old_text": "caf\u{E9}", "new_text": "x"]).errorCode == .noMatch)
    }

    @Test("004-112: list_directory lists a folder or a tree")
    func list() async throws {
        let bench = try Bench()
        try bench.put("src/a.swift", "x")
        try bench.put("src/inner/b.swift", "xy")
        try bench.put("evil\u{1B}[2Jname\nx", "")
        let top = await bench.call(ToolName.listDirectory, [:])
        #expect(top.output == "evil␛[2Jname␊x  0\nsrc/\nway_out@")
        #expect(top.display.kind == .list && top.display.fact == "3 entries")
        #expect(await bench.call(ToolName.listDirectory, ["path": "src", "depth": 3]).output == "a.swift\ninner/\ninner/b.swift")
        #expect(await bench.call(ToolName.listDirectory, ["path": "src/a.swift"]).errorCode == .notARegularFile)
        #expect(await bench.call(ToolName.listDirectory, ["path": "nowhere"]).errorCode == .notFound)
        mkdir(bench.base + "/ws/many", 0o755)
        for index in 0..<1100 { close(open(bench.base + "/ws/many/\(index)", O_WRONLY | O_CREAT, 0o644)) }
        let many = await bench.call(ToolName.listDirectory, ["path": "many"])
        #expect(many.truncated && many.output.contains("[more than 1000 names"))
    }
}
