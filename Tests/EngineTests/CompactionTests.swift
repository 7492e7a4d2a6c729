import Events
import Models
import Testing
import Tools

@testable import Engine

@Suite(.timeLimit(.minutes(1))) struct CompactionTests {
    private static let long = String(repeating: "0123456789", count: 400)
    private static let tools: [(String, FakeTool)] = [
        ("read", FakeTool { arguments, _ in .success("\(arguments["path"]?.string ?? "") \(long)") }),
        (
            "compress",
            .answering(ToolResult(status: .pendingCompress, output: "It will be compressed.", directive: .compress(focus: "the parser")))
        ),
    ]

    private static func limits(_ tokens: Int, percent: Int = 80) -> RunLimits {
        var limits = RunLimits(maxIterations: 40)
        limits.contextTokens = tokens
        limits.compactPercent = percent
        return limits
    }

    private static func reads(_ count: Int) -> [FakeModel.Turn] {
        (0..<count).map {
            .say("Looking at \($0).", calls: [ToolCall(id: "t\($0)", name: "read", arguments: #"{"path":"f\#($0)"}"#)], usage: Usage())
        }
    }

    private static func compactions(_ bench: Bench) -> [ContextCompacted] {
        bench.events.only { if case .contextCompacted(let compacted) = $0 { compacted } else { nil } }
    }

    @Test(
        "001-62, 003-19: at the threshold old rounds give way to a summary, the prompt and the newest stay, and the window is never passed")
    func threshold() async throws {
        let bench = try Bench(Self.reads(20) + [.say("Done.")], tools: Self.tools, limits: Self.limits(8000))
        #expect(await bench.execute().result == "Done.")
        let compactions = Self.compactions(bench)
        #expect(compactions.count >= 2)
        for compacted in compactions {
            #expect(compacted.trigger == .threshold && compacted.method == .rules)
            #expect(compacted.afterTokens < compacted.beforeTokens && compacted.removedEntries > 0 && compacted.keptEntries > 0)
        }
        #expect(compactions[0].removedIterations.first == 1)
        for request in bench.model.requests {
            #expect(request.messages.reduce(0) { $0 + $1.byteCount } / 4 < 8000)
            guard case .user(let first) = request.messages[1] else { return #expect(Bool(false)) }
            #expect(first.hasPrefix("Do it."))
        }
        let last = "\(bench.model.requests.last?.messages ?? [])"
        #expect(last.contains("You called read") && last.contains("f19"))
    }

    @Test(
        "001-03, 001-17: the model is offered the tool when memory runs short, PENDING_COMPRESS compacts before the next request, with its focus"
    )
    func byTool() async throws {
        var compress = Self.tools[1].1
        compress.needs = [.fullMemory]
        let tools = [Self.tools[0], ("compress", compress)]
        let turns =
            Self.reads(7) + [.say("", calls: [ToolCall(id: "z", name: "compress", arguments: "{}")], usage: Usage()), .say("Done.")]
        let bench = try Bench(turns, tools: tools, limits: Self.limits(9000))
        #expect(await bench.execute().result == "Done.")
        #expect(Self.compactions(bench).map(\.trigger) == [.tool])
        #expect(Self.compactions(bench).first?.summary.contains("the parser") == true)
        #expect(bench.events.toolResults.last?.status == .pendingCompress)
        let offered = bench.model.requests.map { $0.tools.contains { $0.name == "compress" } }
        #expect(offered.first == false && offered[7] == true && offered.last == false)
    }

    @Test("001-62: a model writes the summary when it is set so, as a call of its own; when it fails, the rules do")
    func byModel() async throws {
        let log = MemoryLog()
        let summariser = FakeModel(
            [.say("They read five files and found nothing."), .fault([], ModelsError(code: .serverError, message: "down; wait"))], log: log)
        let bench = try Bench(
            Self.reads(16) + [.say("Done.")], tools: Self.tools, log: log, limits: Self.limits(8000),
            adjusting: { request, parts in
                request.compaction = .model
                parts.roles[.summarise] = ModelRoutes(ModelRoute(driver: summariser, model: "small"))
            })
        #expect(await bench.execute().result == "Done.")
        #expect(Self.compactions(bench).prefix(2).map(\.method) == [.model, .rules])
        #expect(Self.compactions(bench).first?.summary == "They read five files and found nothing.")
        let purposes = bench.events.only {
            if case .modelCallStarted(let call) = $0, call.purpose == .summarise { call.model } else { nil }
        }
        #expect(purposes.prefix(2) == ["small", "small"])
        #expect(bench.model.requests.contains { "\($0.messages)".contains("They read five files") })
    }

    @Test("W-21: the person compacts and takes it back: the model is sent everything again")
    func backAndForth() async throws {
        let bench = try Bench(Self.reads(6) + [.say("Done.")], tools: Self.tools, limits: Self.limits(1_000_000)) { run, event in
            guard case .iterationFinished = event.payload else { return }
            if event.iteration == 3 { run.compactContext() }
            if event.iteration == 5 { run.restoreContext() }
        }
        #expect(await bench.execute().result == "Done.")
        #expect(Self.compactions(bench).map(\.trigger) == [.person])
        let texts = bench.model.requests.map { "\($0.messages)" }
        let first = "f0 \(Self.long)"
        #expect(texts[2].contains(first) && !texts[3].contains(first) && !texts[4].contains(first))
        #expect(texts[5].contains(first) && texts[6].contains(first))
        #expect(bench.events.contains { if case .contextRestored(let restored) = $0.payload { restored.entries > 0 } else { false } })
    }

    @Test("what cannot be compacted is left alone, and who asked is told")
    func nothing() async throws {
        let bench = try Bench([.call("compress", id: "z"), .say("Done.")], tools: Self.tools, limits: Self.limits(1_000_000))
        #expect(await bench.execute().result == "Done.")
        #expect(Self.compactions(bench).map(\.removedEntries) == [0])
        let off = try Bench(Self.reads(20) + [.say("Done.")], tools: Self.tools, limits: Self.limits(2000, percent: 0))
        #expect(await off.execute().result == "Done.")
        #expect(Self.compactions(off).isEmpty)
    }

    @Test("003-19: a long output is kept whole, and a cheap model sums it up when one is set")
    func longOutput() async throws {
        let whole = Array(String(repeating: "line\n", count: 30_000).utf8)
        let tool = FakeTool.answering(
            ToolResult(status: .success, output: "line … line", truncated: true, wholeOutput: whole, display: ToolDisplay(kind: .output)))
        let log = MemoryLog()
        let summariser = FakeModel([.say("30,000 equal lines.")], log: log)
        let bench = try Bench(
            [.call("flood", id: "a"), .say("Done.")], tools: [("flood", tool)], log: log,
            adjusting: { request, parts in
                request.summariseOverBytes = 1000
                parts.roles[.summarise] = ModelRoutes(ModelRoute(driver: summariser, model: "small"))
            })
        #expect(await bench.execute().result == "Done.")
        let result = try #require(bench.events.toolResults.first)
        #expect(result.output.contains("30,000 equal lines.") && result.artifactID == "artifact-1")
        #expect(bench.log.artifacts == [whole])
    }
}
