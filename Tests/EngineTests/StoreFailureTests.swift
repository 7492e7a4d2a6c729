import Events
import Models
import Testing
import Tools

@testable import Engine

@Suite(.timeLimit(.minutes(1))) struct StoreFailureTests {
    private static let turns: [FakeModel.Turn] = [
        .say("I write.", calls: [ToolCall(id: "a", name: "write", arguments: "{}")]), .say("Done."),
    ]
    private static let tools: [(String, FakeTool)] = [
        ("write", .answering(ToolResult(status: .success, output: "ok", truncated: true, wholeOutput: [65]), effects: [.write]))
    ]

    @Test("a store that fails at any event ends the run as failed, and no tool runs whose start was not kept")
    func anywhere() async throws {
        let whole = try Bench(Self.turns, tools: Self.tools)
        #expect(await whole.execute().result == "Done.")
        let started = whole.events.firstIndex { $0.type == "tool_call_started" } ?? 0
        for limit in 0..<whole.events.count {
            let log = MemoryLog(failsAfter: limit)
            let bench = try Bench(Self.turns, tools: Self.tools, log: log)
            let outcome = await bench.run.execute()
            #expect(outcome.failure?.code == .storeFailed, "after \(limit) events: \(outcome)")
            #expect(outcome.failure?.message.contains("the disk is full") == true)
            #expect(bench.tools.ranCalls.isEmpty == (limit <= started), "after \(limit) events")
        }
    }

    @Test("a question that could not be kept is not waited for")
    func question() async throws {
        let asking = FakeTool.answering(
            ToolResult(status: .waitResponse, output: "", directive: .ask(question: "Which?", options: [], selection: .text)))
        let bench = try Bench([.call("ask", id: "a")], tools: [("ask", asking)])
        async let first = bench.run.execute()
        try await bench.waitFor("user_input_requested")
        let count = bench.events.count
        bench.run.stop()
        _ = await first
        let failing = try Bench([.call("ask", id: "a")], tools: [("ask", asking)], log: MemoryLog(failsAfter: count - 1))
        #expect(await failing.run.execute().failure?.code == .storeFailed)
    }
}
