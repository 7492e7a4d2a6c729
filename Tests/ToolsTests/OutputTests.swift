import Events
import Testing
import Tools

@Suite("Long outputs")
struct OutputTests {
    private func bench(_ output: String, limit: Int = ToolDispatcher.standardOutputLimitBytes) throws -> Bench {
        try Bench(dispatcher: ToolDispatcher(tools: [Probe { _, _ in .success(output) }] + Toolbox.builtIn, outputLimitBytes: limit))
    }

    @Test("003-19: of a long output the model gets beginning and end, its size and how to read more, and the whole is kept as it came")
    func long() async throws {
        let lines = (1...40_000).map { "line \($0) \u{1B}[31mred\u{1B}[0m\n" }.joined()
        let cut = await (try bench(lines)).call("probe", [:])
        #expect(cut.status == .success && cut.truncated)
        #expect(cut.wholeOutput == Array(lines.utf8))
        #expect(cut.output.utf8.count <= 32_768 && cut.output.utf8.count > 30_000)
        #expect(cut.output.hasPrefix("line 1 red\nline 2 red\n") && cut.output.contains("\nline 40000 red\n[the whole output has"))
        #expect(cut.output.contains("\(lines.utf8.count) bytes in 40000 lines"))
        #expect(cut.output.contains(" bytes left out …]\n") && cut.output.contains("the middle is left out here"))
        let line = "[the whole output, 900 bytes, has the artifact_id artifact-7; read_artifact reads any part of it]"
        #expect(ToolResult.artifactLine("artifact-7", byteCount: 900) == line)
    }

    @Test("000-03: what the model is given of an output is a setting", arguments: [1024, 4096, 100_000])
    func limits(_ limit: Int) async throws {
        let exact = await (try bench(String(repeating: "a", count: limit), limit: limit)).call("probe", [:])
        #expect(!exact.truncated && exact.wholeOutput == nil && exact.output.utf8.count == limit)
        // No line ends, and scalars of three bytes: cut between scalars all the same.
        let long = String(repeating: "€", count: limit)
        let cut = await (try bench(long, limit: limit)).call("probe", [:])
        #expect(cut.truncated && cut.output.utf8.count <= limit && !cut.output.contains("\u{FFFD}"))
        #expect(cut.wholeOutput?.count == 3 * limit)
    }

    @Test("A flood of 64 MB comes back cut, and whole beside it")
    func flood() async throws {
        let flood = String(repeating: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\n", count: 1_048_576)
        let cut = await (try bench(flood)).call("probe", [:])
        #expect(cut.truncated && cut.output.utf8.count <= 32_768 && cut.wholeOutput?.count == 67_108_864)
    }

    @Test("What a tool has cut itself stays as the tool wrote it")
    func ownCut() async throws {
        let bench = try Bench(tools: [
            Probe { _, _ in
                ToolResult(
                    status: .success, output: String(repeating: "x", count: 33_000) + "[its own words]", truncated: true,
                    wholeOutput: [1, 2])
            },
            Probe("endless") { _, _ in
                ToolResult(status: .success, output: String(repeating: "x", count: 99_000), truncated: true, wholeOutput: [1, 2])
            },
        ])
        let kept = await bench.call("probe", [:])
        #expect(kept.output.hasSuffix("xx[its own words]") && kept.wholeOutput == [1, 2])
        let cut = await bench.call("endless", [:])
        #expect(cut.output.utf8.count <= 32_768 && cut.wholeOutput == [1, 2])
    }

    @Test("004-101: read_file keeps below the limit by itself, and says where to read on")
    func fileWindow() async throws {
        let bench = try bench("", limit: 4096)
        try bench.put("long.txt", (1...3000).map { "line \($0)\n" }.joined())
        let piece = await bench.call(ToolName.readFile, ["path": "long.txt"])
        #expect(piece.truncated && piece.wholeOutput == nil && piece.output.utf8.count <= 4096 && piece.output.utf8.count > 3000)
        #expect(piece.output.contains("; read on with \"offset\": ") && !piece.output.contains("left out"))
    }

    @Test("A screen text or a fact of any length is cut")
    func display() async throws {
        let bench = try Bench(tools: [
            Probe { _, _ in
                .success(
                    "x",
                    display: ToolDisplay(
                        kind: .text, body: String(repeating: "b", count: 3_000_000), fact: String(repeating: "f", count: 9999)))
            }
        ])
        let result = await bench.call("probe", [:])
        #expect(result.display.body.utf8.count < 300_000 && result.display.fact.count <= 200)
    }

    @Test("003-19: read_artifact gives every byte of a long output, window by window, and says how to read on")
    func artifact() async throws {
        let bench = try Bench()
        // Long lines, one of them without an end in sight, and scalars across every cut.
        let lines =
            (1...3000).map { "line \($0) " + String(repeating: "é", count: $0 % 97) } + [String(repeating: "é€", count: 24_000)] + ["end"]
        let whole = lines.joined(separator: "\n")
        bench.keep(Array(whole.utf8), as: "artifact-7")
        var collected = ""
        var offset = 1
        for _ in 0..<200 {
            let result = await bench.call(ToolName.readArtifact, ["artifact_id": "artifact-7", "offset": .integer(Int64(offset))])
            #expect(result.status == .success && result.wholeOutput == nil && result.output.utf8.count <= 32_768)
            let count = result.metadata["line_count"]?.integer ?? 0
            guard result.truncated else {
                collected += result.output
                break
            }
            #expect(result.output.hasSuffix("of an output of \(whole.utf8.count) bytes; read on with \"offset\": \(offset + count)]"))
            collected += result.output[..<(result.output.lastIndex(of: "[") ?? result.output.endIndex)]
            offset += count
        }
        // A piece of the line without an end is followed by a line end of ours.
        #expect(collected.filter { $0 != "\n" } == whole.filter { $0 != "\n" })
        let part = await bench.call(ToolName.readArtifact, ["artifact_id": "artifact-7", "offset": 2, "limit": 1])
        #expect(part.output.hasPrefix("line 2 éé\n[lines 2–2 of an output of "))
    }

    @Test("003-19: read_artifact knows no other ids, shows nothing hidden, and says when there is no such line")
    func artifactFaults() async throws {
        let bench = try Bench()
        bench.keep(Array("a\u{1B}[2Jb\r\nc".utf8) + [0xFF, 0x00], as: "odd")
        bench.keep([], as: "empty")
        #expect(await bench.call(ToolName.readArtifact, ["artifact_id": "odd"]).output == "ab\nc\u{FFFD}␀")
        #expect(await bench.call(ToolName.readArtifact, ["artifact_id": "empty"]).output == "[the output is empty]")
        let none = await bench.call(ToolName.readArtifact, ["artifact_id": "\u{1B}[2Jnone"])
        #expect(none.errorCode == .notFound && none.output.contains("there is no output \"none\" in this run"))
        let behind = await bench.call(ToolName.readArtifact, ["artifact_id": "odd", "offset": 9])
        #expect(behind.errorCode == .notFound && behind.output.contains("2 lines"))
    }
}
