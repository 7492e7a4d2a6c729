import Events
import TestKit
import Testing
import Tools

@Suite("Dispatcher")
struct DispatcherTests {
    @Test("000-06: a call of an unknown tool is an error result that names near ones")
    func unknown() async throws {
        let bench = try Bench()
        let result = await bench.call("read_fil", ["path": "x"])
        #expect(result.status == .error && result.errorCode == .unknownTool)
        #expect(result.output.contains("use read_file"))
        let far = await bench.call("\u{1B}]0;x\u{07}qqqqqqqqqqqqqqqqqq", [:])
        #expect(far.errorCode == .unknownTool && !far.output.contains("\u{1B}"))
        for name in [ToolName.readFile, ToolName.taskFinish] { #expect(far.output.contains(name)) }
    }

    @Test("001-07: the names of document 001 lead to the same tools")
    func aliases() throws {
        let dispatcher = ToolDispatcher()
        for (alias, name) in [("_bash", "execute_shell_command"), ("_read_file", "read_file"), ("_task_finish", "task_finish")] {
            #expect(dispatcher.prepare(name: alias, arguments: "{}").tool == name)
        }
    }

    @Test(
        "000-07, 001-19: wrong arguments are refused with what, where, the nearest known name, and a word of their own for each kind",
        arguments: [
            ("{\"path\": ", "not JSON at byte", "not_json"),
            ("[]", "the arguments must be an object, but is an array", "not_an_object"), ("null", "but is null", "not_an_object"),
            ("{}", "`path` (string) is required, but is missing", "missing"),
            ("{\"path\": 3}", "`path` must be a string, but is the integer 3", "wrong_type"),
            ("{\"path\": \"\"}", "`path` must not be empty", "out_of_range"),
            ("{\"path\": \"x\", \"ofset\": 1}", "`ofset` is not a known name; did you mean `offset`?", "unknown_member"),
            ("{\"path\": \"x\", \"zzzzzzzz\": 1}", "known are path, offset, limit", "unknown_member"),
            ("{\"path\": \"x\", \"offset\": 0}", "`offset` must be at least 1, but is the integer 0", "out_of_range"),
            ("{\"path\": \"x\", \"limit\": 1.5}", "`limit` must be an integer, but is the number 1.5", "wrong_type"),
            ("{\"path\": \"x\", \"limit\": 9000000000000000000000}", "`limit` must be an integer", "wrong_type"),
            ("{\"path\": \"x\"} trailing", "something follows the value", "not_json"),
            ("{\"path\": " + String(repeating: "[", count: 70) + String(repeating: "]", count: 70) + "}", "nested deeper", "too_deep"),
            ("{\"path\": \"" + String(repeating: "a", count: 1_100_000) + "\"}", "make several smaller calls", "too_large"),
        ])
    func wrongArguments(text: String, expected: String, fault: String) async throws {
        let bench = try Bench()
        let call = bench.dispatcher.prepare(name: ToolName.readFile, arguments: text)
        #expect(call.effects == [])
        let result = await bench.call(ToolName.readFile, text: text)
        #expect(result.status == .error && result.errorCode == .invalidArguments)
        #expect(result.output.contains(expected), "\(result.output)")
        #expect(result.metadata["fault"]?.string == fault)
    }

    @Test("Faults inside lists name the place")
    func nestedFaults() async throws {
        let bench = try Bench()
        let items: JSON = ["items": [["id": "1", "text": "a", "status": "pending"], ["id": "2", "text": "b", "status": "in_progres"]]]
        let result = await bench.call(ToolName.todoWrite, items)
        #expect(result.output.contains("`items[1].status` must be one of \"pending\""))
        #expect(result.output.contains("did you mean \"in_progress\"?"))
    }

    @Test("Too long and too deep arguments are refused, and kept short")
    func oversized() throws {
        let dispatcher = ToolDispatcher()
        let long = dispatcher.prepare(
            name: ToolName.writeFile, arguments: "{\"path\":\"x\",\"content\":\"" + String(repeating: "a", count: 1_100_000) + "\"}")
        #expect(long.fault?.errorCode == .invalidArguments)
        #expect(long.arguments.text.utf8.count < 10_000)
        let deep = dispatcher.prepare(name: ToolName.writeFile, arguments: String(repeating: "[", count: 100_000))
        #expect(deep.fault?.errorCode == .invalidArguments)
        #expect(dispatcher.prepare(name: ToolName.todoRead, arguments: "  ").fault == nil)
    }

    @Test("001-19: no arguments, however broken, crash a tool or go without a result")
    func fuzz() async throws {
        let bench = try Bench(tools: Toolbox.builtIn.filter { $0.spec.name != ToolName.executeShellCommand })
        let seed: UInt64 = .random(in: 0 ... .max)
        var random = Seeded(state: seed)
        let pieces = [
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\"path\"", "\"items\"", "\"content\"", "\"pattern\"", "\"old_text\"", "\"id\"",
            "null", "true", "-1", "1e999",
            "\"../..\"", "\"\\ud800\"", "\"\\u0000\"", " ", "\u{FFFD}", "\"status\"", "\"in_progress\"", "9223372036854775808",
        ]
        for _ in 0..<600 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            for spec in bench.dispatcher.specs {
                let call = bench.dispatcher.prepare(name: spec.name, arguments: text)
                guard let fault = call.fault else { continue }
                #expect(fault.status == .error && fault.errorCode == .invalidArguments, "seed \(seed): \(text)")
                #expect(fault.metadata["fault"]?.string?.isEmpty == false, "seed \(seed): \(text)")
            }
        }
        // Whole objects with odd values do reach the tools.
        let values: [JSON] = [
            "", "\0", "../x", "/etc/passwd", "way_out/canary", .string(String(repeating: "a/", count: 3000)), 1, true, [], "(", "{a,b", "[",
            "**", "\u{202E}",
        ]
        for spec in bench.dispatcher.specs {
            let names = spec.parameters["properties"]?.object?.keys ?? []
            for _ in 0..<25 {
                let object = JSONObject(names.map { .init($0, values.randomElement(using: &random) ?? .null) })
                let result = await bench.call(spec.name, .object(object))
                #expect((result.status == .error) == (result.errorCode != nil), "seed \(seed): \(spec.name) \(JSON.object(object).text)")
            }
        }
        #expect(bench.canaryIsUntouched, "seed \(seed)")
    }

    @Test("000-10: what a tool throws is a result, and the next call works")
    func throwing() async throws {
        let bench = try Bench(tools: [Probe { _, _ in throw Oops() }, Probe("fine")])
        let result = await bench.call("probe", [:])
        #expect(result.errorCode == .toolFailed && result.output.contains("Oops"))
        #expect(await bench.call("fine", [:]).status == .success)
    }

    @Test("001-15: a tool that is not offered now is refused with a code of its own and the names of those that are")
    func notEnabled() async throws {
        let bench = try Bench()
        let call = bench.dispatcher.prepare(name: ToolName.compressMemory, arguments: "{}")
        let refused = PreparedCall.notEnabled(tool: call.tool, arguments: call.arguments, offered: [ToolName.readFile, ToolName.exit])
        let result = await bench.dispatcher.run(refused, in: bench.context())
        #expect(result.status == .error && result.errorCode == .notEnabled && result.directive == .goOn)
        #expect(result.output == "compress_memory is not available now; use read_file, exit")
    }

    @Test("001-20: whatever a call is, its tool sees the id of the call and no other")
    func callIDs() async throws {
        let bench = try Bench(tools: [Probe { _, context in .success(context.toolCallID) }])
        var random = SeededGenerator.fresh("call ids")
        for _ in 0..<200 {
            let id = String((0..<Int.random(in: 0...30, using: &random)).map { _ in "abcXYZ019-_.:".randomElement(using: &random) ?? "a" })
            let call = bench.dispatcher.prepare(name: "probe", arguments: "{}")
            #expect(await bench.dispatcher.run(call, in: bench.context(id: id)).output == id)
        }
    }

    @Test("Text is sanitised on its way in")
    func sanitised() async throws {
        let bench = try Bench(tools: [
            Probe { _, _ in
                .success("a\u{1B}[31mb\u{1B}]52;c;x\u{07}", display: ToolDisplay(kind: .text, body: "\u{9B}2Jx", fact: "1\r\n2"))
            }
        ])
        let result = await bench.call("probe", [:])
        #expect(result.output == "ab" && result.display.body == "x" && result.display.fact == "1 ⏎ 2")
        #expect(bench.dispatcher.prepare(name: "probe", arguments: "{}").summary == "a ⏎ bc")
    }
}
