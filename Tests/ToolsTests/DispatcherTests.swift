import Events
import Synchronization
import Testing
import Tools

/// A tool whose behaviour a test gives.
private struct Probe: Tool {
    var spec: ToolSpec
    var body: @Sendable (JSONObject, ToolContext) async throws -> ToolResult

    init(
        _ name: String = "probe", parameters: JSON = ["type": "object"], timeLimit: Duration? = .seconds(5),
        body: @escaping @Sendable (JSONObject, ToolContext) async throws -> ToolResult = { _, _ in .success("done") }
    ) {
        spec = ToolSpec(name: name, manual: "", parameters: parameters, effects: [.read], timeLimit: timeLimit)
        self.body = body
    }

    func summary(of arguments: JSONObject) -> String { "a\nb\u{1B}[2Jc" }
    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult { try await body(arguments, context) }
}

private struct Oops: Error {}

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
        "000-07, 001-19: wrong arguments are refused with what, where and the nearest known name",
        arguments: [
            ("{\"path\": ", "not JSON at byte"), ("[]", "the arguments must be an object, but is an array"), ("null", "but is null"),
            ("{}", "`path` (string) is required, but is missing"), ("{\"path\": 3}", "`path` must be a string, but is the integer 3"),
            ("{\"path\": \"\"}", "`path` must not be empty"),
            ("{\"path\": \"x\", \"ofset\": 1}", "`ofset` is not a known name; did you mean `offset`?"),
            ("{\"path\": \"x\", \"zzzzzzzz\": 1}", "known are path, offset, limit"),
            ("{\"path\": \"x\", \"offset\": 0}", "`offset` must be at least 1, but is the integer 0"),
            ("{\"path\": \"x\", \"limit\": 1.5}", "`limit` must be an integer, but is the number 1.5"),
            ("{\"path\": \"x\", \"limit\": 9000000000000000000000}", "`limit` must be an integer"),
            ("{\"path\": \"x\"} trailing", "something follows the value"),
        ])
    func wrongArguments(text: String, expected: String) async throws {
        let bench = try Bench()
        let call = bench.dispatcher.prepare(name: ToolName.readFile, arguments: text)
        #expect(call.effects == [])
        let result = await bench.call(ToolName.readFile, text: text)
        #expect(result.status == .error && result.errorCode == .invalidArguments)
        #expect(result.output.contains(expected), "\(result.output)")
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

    @Test("000-08: a tool that takes too long is really stopped at its limit")
    func timeout() async throws {
        let stopped = Mutex(false)
        let bench = try Bench(tools: [
            Probe(timeLimit: .milliseconds(50)) { _, _ in
                do { try await Task.sleep(for: .seconds(60)) } catch { stopped.withLock { $0 = true } }
                return .success("too late")
            }
        ])
        let start = ContinuousClock.now
        let result = await bench.call("probe", [:])
        #expect(result.errorCode == .toolTimeout && result.status == .error)
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(stopped.withLock { $0 })
    }

    @Test("000-10: what a tool throws is a result, and the next call works")
    func throwing() async throws {
        let bench = try Bench(tools: [Probe { _, _ in throw Oops() }, Probe("fine")])
        let result = await bench.call("probe", [:])
        #expect(result.errorCode == .toolFailed && result.output.contains("Oops"))
        #expect(await bench.call("fine", [:]).status == .success)
    }

    @Test("A cancelled call has one result, with the code cancelled")
    func cancelled() async throws {
        let bench = try Bench(tools: [
            Probe { _, context in
                context.output(.progress, "begun")
                try await Task.sleep(for: .seconds(60))
                return .success("never")
            }
        ])
        let task = Task { await bench.call("probe", [:]) }
        while bench.streamed.isEmpty { await Task.yield() }
        task.cancel()
        #expect(await task.value.errorCode == .cancelled)
        let before = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await bench.call("probe", [:])
        }
        #expect(await before.value.errorCode == .cancelled)
    }

    @Test("Text is sanitised on its way in, and a huge output is cut with the whole kept beside it")
    func outputs() async throws {
        let huge = String(repeating: "line\n", count: 200_000)
        let bench = try Bench(tools: [
            Probe { _, _ in
                .success("a\u{1B}[31mb\u{1B}]52;c;x\u{07}", display: ToolDisplay(kind: .text, body: "\u{9B}2Jx", fact: "1\r\n2"))
            },
            Probe("huge") { _, _ in .success(huge) },
        ])
        let result = await bench.call("probe", [:])
        #expect(result.output == "ab" && result.display.body == "x" && result.display.fact == "1 ⏎ 2")
        #expect(bench.dispatcher.prepare(name: "probe", arguments: "{}").summary == "a ⏎ bc")
        let cut = await bench.call("huge", [:])
        #expect(cut.truncated && cut.output.utf8.count < ToolDispatcher.outputLimitBytes + 100)
        #expect(cut.wholeOutput?.count == huge.utf8.count)
    }
}
