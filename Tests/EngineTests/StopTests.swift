import Events
import Models
import Synchronization
import TestKit
import Testing
import Tools

@testable import Engine

@Suite(.timeLimit(.minutes(1))) struct StopTests {
    /// Three rounds with everything in them: reasoning, text, calls that work, fail, change the list, ask and need a yes.
    private static let turns: [FakeModel.Turn] = [
        .say(
            "I plan.", reasoning: "Hm, well.",
            calls: [ToolCall(id: "a", name: "plan", arguments: #"{"path":"p"}"#), ToolCall(id: "b", name: "bad", arguments: "{}")]),
        .fault([], ModelsError(code: .rateLimited, message: "busy", retryable: true)),
        .say("", calls: [ToolCall(id: "c", name: "ask", arguments: "{}"), ToolCall(id: "d", name: "write", arguments: "{}")]),
        .say("Cut he", reason: .length),
        .say("Done."), .say("Really done."),
    ]

    private static let tools: [(String, FakeTool)] = [
        (
            "plan",
            .answering(ToolResult(status: .success, output: "ok", directive: .setTodos([TodoItem(id: "1", text: "one", status: .pending)])))
        ),
        ("bad", .answering(.failure(.toolFailed, "broke"))),
        (
            "ask",
            .answering(
                ToolResult(status: .waitResponse, output: "", directive: .ask(question: "Which?", options: ["a"], selection: .single)))
        ),
        (
            "write",
            FakeTool(effects: [.write]) { _, context in
                context.output(.stdout, "writing")
                return ToolResult(status: .success, output: "ok", truncated: true, wholeOutput: [65])
            }
        ),
    ]

    /// Answers whatever is asked.
    @Sendable private static func reply(_ run: Run, _ event: RunEvent) {
        switch event.payload {
        case .approvalRequested(let request): run.resolve(request.approvalID, .approved, scope: .once, reason: nil)
        case .userInputRequested(let request): run.answer(request.questionID, "a")
        default: break
        }
    }

    private static func bench(_ onEvent: @escaping @Sendable (Run, RunEvent) -> Void) throws -> Bench {
        try Bench(turns, tools: tools, approve: .ask, onEvent: onEvent)
    }

    @Test("000-39: a stop at every event of a run ends it once, with every law kept", arguments: [1, 2, 3])
    func everywhere(steps: Int) async throws {
        let whole = try Self.bench(Self.reply)
        #expect(await whole.execute().result == "Really done.")
        let count = whole.events.count
        #expect(count > 60)
        for boundary in 1...count {
            let seen = Mutex(0)
            let bench = try Self.bench { run, event in
                let index = seen.withLock { seen in
                    seen += 1
                    return seen
                }
                if index == boundary { for _ in 0..<steps { run.stop() } } else { Self.reply(run, event) }
            }
            let outcome = await bench.execute()
            let finals = bench.events.rounds.filter { $0.outcome == .final }.count
            if outcome.result == nil {
                #expect(outcome.receipt?.step == steps, "stopped at event \(boundary)")
                #expect(bench.events.stopReason == .cancelled || bench.events.stopReason == nil)
                #expect(bench.events.last?.type == "run_cancelled")
                #expect(finals == 0)
            } else {
                #expect(finals == 1, "completed although stopped at event \(boundary)")
                #expect(boundary > count - 6)
            }
            #expect(bench.events.filter { $0.payload.isTerminal }.count == 1)
        }
    }

    @Test("003-16: the first step closes the model's stream at once; what was said of the answer is left out")
    func firstStepInModel() async throws {
        let bench = try Bench([.hang([.textDelta("I thi")])])
        async let outcome = bench.execute()
        try await bench.waitFor("text_delta")
        #expect(bench.run.stop() == 1)
        #expect(await outcome == .cancelled(StopReceipt(step: 1)))
        #expect(bench.model.closedStreams == 1)
        #expect(bench.events.modelFailures.map(\.error.code) == [.cancelled])
        #expect(bench.events.rounds.map(\.outcome) == [.cancelled])
        #expect(RunContext(events: bench.events).messages == [.user("Do it.")])
    }

    @Test("the first step lets a running tool end by itself and keeps its result; the calls after it do not run")
    func firstStepInTool() async throws {
        let latch = Latch()
        let calls = [ToolCall(id: "a", name: "slow", arguments: "{}"), ToolCall(id: "b", name: "slow", arguments: "{}")]
        let bench = try Bench([.say("", calls: calls)], tools: [("slow", .stubborn(latch))])
        async let outcome = bench.execute()
        try await bench.waitFor("tool_output_delta")
        #expect(bench.run.stop() == 1)
        latch.open()
        #expect(await outcome == .cancelled(StopReceipt(step: 1, endedCalls: ["a"])))
        #expect(bench.events.toolResults.map(\.output) == ["at last", "Not run: the run was stopped."])
        #expect(bench.tools.ranCalls == ["a"])
    }

    @Test("003-08: the second step ends a running tool")
    func secondStep() async throws {
        let bench = try Bench([.call("endless", id: "a")], tools: [("endless", .endless())])
        async let outcome = bench.execute()
        try await bench.waitFor("tool_output_delta")
        #expect(bench.run.stop() == 1)
        #expect(bench.run.stop() == 2)
        #expect(await outcome == .cancelled(StopReceipt(step: 2, endedCalls: ["a"])))
        #expect(bench.events.toolResults.map(\.errorCode) == [.cancelled])
    }

    @Test("the third step waits for nothing; what did not answer is unknown, and what it says later is dropped")
    func thirdStep() async throws {
        let (latch, ended) = (Latch(), Latch())
        let bench = try Bench([.call("stubborn", id: "a")], tools: [("stubborn", .stubborn(latch, ended: ended))])
        async let outcome = bench.execute()
        try await bench.waitFor("tool_output_delta")
        #expect([bench.run.stop(), bench.run.stop(), bench.run.stop(), bench.run.stop()] == [1, 2, 3, 3])
        #expect(await outcome == .cancelled(StopReceipt(step: 3, unresolvedCalls: ["a"])))
        #expect(bench.events.toolResults.map(\.outcome) == ["unknown"])
        let count = bench.events.count
        latch.open()
        await ended.wait()
        #expect(bench.events.count == count)
    }

    @Test("stopping everything takes the first two steps at once and never the third")
    func everything() async throws {
        let bench = try Bench([.call("endless", id: "a")], tools: [("endless", .endless())])
        async let outcome = bench.execute()
        try await bench.waitFor("tool_output_delta")
        bench.run.stopEverything()
        bench.run.stopEverything()
        #expect(await outcome.receipt?.step == 2)
    }

    @Test("cancelling the task that waits for the run stops everything and still ends the log in order")
    func taskCancelled() async throws {
        let bench = try Bench([.call("endless", id: "a")], tools: [("endless", .endless())])
        let task = Task { await bench.execute() }
        try await bench.waitFor("tool_output_delta")
        task.cancel()
        #expect(await task.value.receipt?.step == 2)
    }

    @Test("a run that is stopped before it begins asks no model")
    func beforeBegin() async throws {
        let bench = try Bench([.say("Done.")])
        bench.run.stop()
        #expect(await bench.execute() == .cancelled(StopReceipt(step: 1)))
        #expect(bench.model.requests.isEmpty)
    }

    @Test("a stop during the wait before the next attempt ends the run at once")
    func duringBackOff() async throws {
        let bench = try Bench(
            [.fault([], ModelsError(code: .rateLimited, message: "busy", retryable: true)), .say("Done.")], clocked: true)
        async let outcome = bench.execute()
        try await bench.clock.waitForSleepers(1)
        bench.run.stop()
        #expect(await outcome.receipt?.step == 1)
        #expect(bench.model.requests.count == 1)
    }

    @Test("a stop while a person is asked leaves the question unanswered and the call cancelled")
    func whileAsked() async throws {
        let bench = try Bench(Array(Self.turns.suffix(4)), tools: Self.tools, approve: .ask)
        async let outcome = bench.execute()
        try await bench.waitFor("user_input_requested")
        bench.run.stop()
        #expect(await outcome.receipt?.step == 1)
        let answers: [String?] = bench.events.only { if case .userInputReceived(let answer) = $0 { answer.outcome } else { nil } }
        #expect(answers == ["unanswered"])
        #expect(bench.events.toolResults.map(\.errorCode) == [.cancelled, .cancelled])

        let second = try Bench([.call("write", id: "a")], tools: Self.tools, approve: .ask)
        async let end = second.execute()
        try await second.waitFor("approval_requested")
        second.run.stop()
        #expect(await end.receipt?.step == 1)
        let resolved: [ApprovalResolved] = second.events.only { if case .approvalResolved(let value) = $0 { value } else { nil } }
        #expect(resolved.map(\.verdict) == [.unanswered] && resolved.map(\.by) == ["stop"])
        #expect(second.tools.ranCalls.isEmpty)
    }
}
