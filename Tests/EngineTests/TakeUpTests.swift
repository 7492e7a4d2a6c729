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

    @Test("a person who leaves the program as soon as the question can be seen, before it is even kept, leaves the run waiting")
    func leaving() async throws {
        let bench = try Bench(
            Self.turns("ask"), tools: Self.tools, approve: .all,
            onEvent: { run, event in if case .userInputRequested = event.payload { #expect(run.leaveIfWaiting()) } })
        guard case .waiting = await bench.execute() else { return #expect(Bool(false)) }
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

    /// The events of a run that was cut in its second round and closed as the store closes it.
    private static func interrupted(_ tools: [(String, FakeTool)], limits: RunLimits = RunLimits()) async throws -> [RunEvent] {
        let whole = try Bench(turns("shell"), tools: tools, limits: limits)
        _ = await whole.execute()
        let cut = try #require(whole.events.firstIndex { $0.type == "tool_call_started" && $0.iteration == 2 })
        var events = Array(whole.events.prefix(cut + 1))
        guard case .toolCallStarted(let call) = events[cut].payload else { throw Fault() }
        func add(_ payload: Payload, inLoop: Bool = true) {
            var event = events[cut]
            (event.seq, event.payload) = (events.count + 1, payload)
            event.agentStatus = inLoop ? payload.agentStatus(in: .toolCall) : nil
            if !inLoop { (event.loopID, event.iteration) = (nil, nil) }
            if case .loopFinished = payload { event.iteration = nil }
            events.append(event)
        }
        add(
            .toolCallFinished(
                ToolCallFinished(
                    toolCallID: call.toolCallID, tool: call.tool, status: .error, errorCode: .outcomeUnknown, output: "It died.",
                    truncated: false, durationUs: 0, metadata: [:], display: ToolDisplay(kind: .text), outcome: "unknown")))
        add(.iterationFinished(IterationFinished(outcome: .unknown, durationUs: 0, receipt: IterationReceipt())))
        add(.loopFinished(LoopFinished(stopReason: .error, iterations: 2, outcome: "unknown")))
        add(.runStatus(RunStatusChanged(status: .interrupted)), inLoop: false)
        #expect(EventLaws.check(events, isLeft: true) == [])
        return events
    }

    @Test("W-20, 000-05: an interrupted run goes on in a second loop that knows all, counts its rounds anew and its tokens on")
    func secondLoop() async throws {
        let events = try await Self.interrupted(Self.tools)
        let before = RunContext(events: events)
        let bench = try Bench(
            [.call("read", id: "n"), .say("Done.")], tools: Self.tools, log: MemoryLog(holding: events), takingUp: events)
        #expect(await bench.execute().result == "Done.")
        let after = Array(bench.events.dropFirst(events.count))
        #expect(after.first?.payload.json["status"]?.string == "running")
        #expect(after.compactMap(\.loopID).allSatisfy { $0 == "L2" } && after.contains { $0.type == "loop_started" })
        #expect(after.filter { $0.type == "iteration_started" }.map(\.iteration) == [1, 2])
        #expect(bench.tools.ranCalls == ["n"], "what began is not run again")
        let told = String(describing: bench.model.requests.first?.messages ?? [])
        #expect(told.contains("It died."), "the model is told what is not known")
        #expect(RunContext(events: bench.events).tokensUsed > before.tokensUsed && before.tokensUsed > 0)
    }

    @Test("W-20: the tokens that an interrupted run had used are used: its limit holds over all loops")
    func limitOverLoops() async throws {
        let plain = try await Self.interrupted(Self.tools)
        var limits = RunLimits()
        limits.maxTokens = RunContext(events: plain).tokensUsed
        var events = plain
        guard case .runStarted(var started) = events[0].payload else { throw Fault() }
        started.limits = limits
        events[0].payload = .runStarted(started)
        let bench = try Bench(
            [.say("Done.")], tools: Self.tools, log: MemoryLog(holding: events), limits: limits, takingUp: events)
        #expect(await bench.execute().failure?.code == .tokenBudget)
        #expect(bench.model.requests.isEmpty)
    }

    @Test("W-20: a run that nobody goes on with ends as failed, without a round and without a model")
    func givenUp() async throws {
        let events = try await Self.interrupted(Self.tools)
        let bench = try Bench([.say("Done.")], tools: Self.tools, log: MemoryLog(holding: events), takingUp: events)
        bench.run.giveUp()
        #expect(await bench.execute().failure?.code == .processDied)
        #expect(Array(bench.events.dropFirst(events.count)).types == ["metrics_snapshot", "run_failed"])
        #expect(bench.model.requests.isEmpty && bench.tools.ranCalls.isEmpty)
    }

    @Test("W-20: what is known beside the conversation is looked for again when a run died before it was told, and is there once")
    func contextAgain() async throws {
        func bench(_ log: MemoryLog, _ events: [RunEvent]) throws -> Bench {
            try Bench(
                [.say("Done.")], log: log, takingUp: events,
                adjusting: { _, parts in
                    parts.context = ContextPipeline(ContextParts(memory: [FakeSource("memory", "It is a shop.")]), wait: .seconds(5))
                })
        }
        let whole = try bench(MemoryLog(), [])
        #expect(await whole.execute().result == "Done.")
        let added = try #require(whole.events.firstIndex { $0.type == "context_added" })
        for cut in 1...added + 2 {
            let events = Array(whole.events.prefix(cut))
            let again = try bench(MemoryLog(holding: events), events)
            #expect(await again.execute().result == "Done.")
            #expect(again.events.count { $0.type == "context_added" } == 1, "cut at \(cut)")
        }
    }
}
