import Events
import Testing
import Tools

@Suite("Footprint")
struct FootprintTests {
    private let dispatcher = ToolDispatcher()

    private func read(_ path: String) -> Footprint {
        dispatcher.prepare(name: ToolName.readFile, arguments: JSON.object(JSONObject([.init("path", .string(path))])).text).footprint
    }

    private func write(_ path: String) -> Footprint {
        let arguments: JSON = ["path": .string(path), "content": ""]
        return dispatcher.prepare(name: ToolName.writeFile, arguments: arguments.text).footprint
    }

    /// Held both ways: who comes first does not matter.
    private func meet(_ one: Footprint, _ other: Footprint) -> Bool {
        let answer = one.conflicts(with: other)
        #expect(other.conflicts(with: one) == answer)
        return answer
    }

    @Test("000-09: reads go beside reads, a write goes beside nothing that touches the same path")
    func conflicts() {
        #expect(!meet(read("a"), read("a")))
        #expect(meet(read("a"), write("a")))
        #expect(meet(write("a"), write("a")))
        #expect(!meet(write("a"), write("b")) && !meet(write("a"), read("b")))
    }

    @Test("000-09: a folder stands for all in it, and a name that only begins alike is another one")
    func prefixes() {
        #expect(meet(write("src/a.swift"), read("src")) && meet(write("src"), read("src/deep/er/b")))
        #expect(!meet(write("src"), read("src2")) && !meet(write("src/a"), read("src/ab")))
        // Listing the top, or searching without a path, touches all.
        let search = dispatcher.prepare(name: ToolName.regexSearch, arguments: #"{"pattern": "x"}"#).footprint
        #expect(meet(write("deep/er"), search) && !meet(read("a"), search) && meet(write("a"), read(".")))
    }

    @Test(
        "000-09: other spellings of a path are the same path, and what only the file system understands may be any",
        arguments: ["./a/b", "a//b", "a/./b/", "a/b/.", "x/../a/b", "../ws/a/b", "/tmp/ws/a/b", "a/link/../b"])
    func spellings(_ path: String) {
        #expect(meet(write(path), read("a/b")))
        #expect(meet(read(path), write("a/b")))
    }

    @Test("000-09: calls that steer the loop or run programs go alone; reading an output disturbs nobody")
    func alone() {
        let calls: [(String, JSON)] = [
            (ToolName.executeShellCommand, ["command": "true"]), (ToolName.todoWrite, ["items": []]), (ToolName.todoRead, [:]),
            (ToolName.askUser, ["question": "?"]), (ToolName.taskFinish, ["result": "r"]), (ToolName.exit, ["message": "m"]),
            (ToolName.sayToUser, ["message": "m"]), (ToolName.compressMemory, [:]), (ToolName.attemptCompletion, ["result": "r"]),
        ]
        let artifact = dispatcher.prepare(name: ToolName.readArtifact, arguments: #"{"artifact_id": "x"}"#).footprint
        for (name, arguments) in calls {
            let footprint = dispatcher.prepare(name: name, arguments: arguments.text).footprint
            #expect(meet(footprint, read("a")) && meet(footprint, artifact), "\(name)")
        }
        #expect(!meet(artifact, write("a")) && !meet(artifact, artifact))
    }

    @Test("000-09: a tool by path that does more than read counts as one that writes")
    func otherEffects() {
        let tool = Probe(effects: [.network], concurrency: .byPath)
        let call = ToolDispatcher(tools: [tool]).prepare(name: "probe", arguments: #"{"path": "a"}"#)
        #expect(meet(call.footprint, read("a")) && !meet(call.footprint, read("b")))
    }
}
