import Events
import Models
import Testing
import Tools

@testable import Engine

/// Runs that are left while they wait, or in the middle, and taken up by another process.
@Suite(.timeLimit(.minutes(1))) struct TakeUpTests {
    private static let tools: [(String, FakeTool)] = [
        ("read", .answering(.success("x"))),
        ("shell", .answering(.success("ran"), effects: [.execute])),
        (
            "ask",
            .answering(
                ToolResult(
                    status: .waitResponse, output: "", directive: .ask(question: "Which one?", options: ["a", "b"], selection: .single)))
        ),
    ]
    private static let turns: [FakeModel.Turn] = [
        .call("read", id: "r"),
        .say(
            "",
            calls: ["read", "TOOL", "read"].enumerated().map { ToolCall(id: "c\($0.offset)", name: $0.element, arguments: "{}") }),
        .say("Done."),
    ]

    private static func turns(_ tool: String) -> [FakeModel.Turn] {
        [
            .call("read", id: "r"),
            .say("", calls: [("c0", "read"), ("c1", tool), ("c2", "read")].map { ToolCall(id: $0.0, name: $0.1, arguments: "{}") }),
            .say("Done."),
        ]
    }

    /// Leaves a run at its first question.
    private static func left(_ tool: String) async throws -> [RunEvent] {
        let bench = try Bench(turns(tool), tools: tools, approve: .ask, whenAsked: .stop)
        guard case .waiting = await bench.execute() else { throw Fault() }
        return bench.events
    }

    private struct Fault: Error {}

    @Test("X-03, 001-21: a run that was left at a question goes on with the answer in another process, and repeats nothing")
    func question() async throws {
        let events = try await Self.left("ask")
        let bench = try Bench(
            Array(Self.turns("ask").dropFirst(2)), tools: Self.tools, log: MemoryLog(holding: events), approve: .ask, takingUp: events)
        bench.run.answer("question-1", "b")
        #expect(await bench.execute().result == "Done.")
        #expect(bench.tools.ranCalls == ["c2"], "what ran before is not run again, what did not begin is")
        let results = bench.events.toolResults.map { "\($0.toolCallID) \($0.output)" }
        #expect(results == ["r x", "c0 x", "c1 b", "c2 x"])
        #expect(bench.events.rounds.map(\.outcome) == [.tool, .tool, .final])
        #expect(bench.events.map(\.seq) == Array(1...bench.events.count))
    }

    @Test("X-03: a run that was left at an approval goes on with the verdict", arguments: [true, false])
    func approval(isYes: Bool) async throws {
        let events = try await Self.left("shell")
        let bench = try Bench(
            Array(Self.turns("shell").dropFirst(2)), tools: Self.tools, log: MemoryLog(holding: events), approve: .ask, takingUp: events)
        bench.run.resolve("approval-1", isYes ? .approved : .denied, scope: .once, reason: nil)
        #expect(await bench.execute().result == "Done.")
        #expect(bench.tools.ranCalls == (isYes ? ["c1", "c2"] : ["c2"]))
        #expect(bench.events.toolResults.first { $0.toolCallID == "c1" }?.errorCode == (isYes ? nil : .denied))
    }

    @Test("a run that is taken up and has no answer yet waits on, or is left again when nobody is there")
    func stillNobody() async throws {
        let events = try await Self.left("ask")
        let nobody = try Bench(
            [.say("Done.")], tools: Self.tools, log: MemoryLog(holding: events), approve: .ask, whenAsked: .stop, takingUp: events)
        guard case .waiting = await nobody.execute() else { return #expect(Bool(false)) }
        #expect(nobody.events == events)
        let bench = try Bench([.say("Done.")], tools: Self.tools, log: MemoryLog(holding: events), approve: .ask, takingUp: events)
        async let outcome = bench.execute()
        bench.run.answer("question-1", "a")
        #expect(await outcome.result == "Done.")
    }

    @Test("a person who leaves the program while the run waits leaves the run waiting")
    func leaving() async throws {
        let bench = try Bench(Self.turns("ask"), tools: Self.tools, approve: .all)
        async let outcome = bench.execute()
        // The event comes a moment before the waiting.
        while !bench.run.leaveIfWaiting() { await Task.yield() }
        guard case .waiting = await outcome else { return #expect(Bool(false)) }
        #expect(EventLaws.check(bench.events, isLeft: true) == [])
        #expect(bench.events.last?.type == "user_input_requested")
    }

    @Test("000-05: a run can be taken up at every event but its last: it ends once, keeps every law, and runs no call twice")
    func everywhere() async throws {
        let whole = try Bench(Self.turns("shell"), tools: Self.tools)
        #expect(await whole.execute().result == "Done.")
        for cut in 1..<whole.events.count {
            let events = Array(whole.events.prefix(cut))
            let began = Set(events.only { if case .toolCallStarted(let call) = $0 { call.toolCallID } else { nil } })
            let asked = events.count { if case .modelCallFinished = $0.payload { true } else { false } }
            let bench = try Bench(
                Array(Self.turns("shell").dropFirst(asked)), tools: Self.tools, log: MemoryLog(holding: events), takingUp: events)
            let outcome = await bench.execute()
            #expect(outcome.result == "Done.", "cut at \(cut): \(outcome)")
            #expect(began.isDisjoint(with: bench.tools.ranCalls), "cut at \(cut)")
            let ended = Set(events.toolResults.map(\.toolCallID))
            let lost = bench.events.toolResults.filter { $0.outcome == "unknown" }
            #expect(Set(lost.map(\.toolCallID)) == began.subtracting(ended), "cut at \(cut)")
            #expect(lost.allSatisfy { $0.errorCode == .outcomeUnknown })
        }
    }
}
