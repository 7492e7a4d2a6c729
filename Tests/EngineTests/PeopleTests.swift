import Events
import Models
import Synchronization
import Testing
import Tools

@testable import Engine

@Suite(.timeLimit(.minutes(1))) struct PeopleTests {
    private static let tools: [(String, FakeTool)] = [
        ("read", .answering(.success("x"))),
        ("write", .answering(.success("written"), effects: [.write])),
        ("edit", .answering(.success("edited"), effects: [.read, .write])),
        ("shell", .answering(.success("ran"), effects: [.execute])),
        (
            "ask",
            .answering(
                ToolResult(
                    status: .waitResponse, output: "", directive: .ask(question: "Which one?", options: ["a", "b"], selection: .single)))
        ),
    ]

    private static func asked(_ events: [RunEvent]) -> [ApprovalRequested] {
        events.only { if case .approvalRequested(let request) = $0 { request } else { nil } }
    }

    /// Answers each approval by the same rule.
    private static func resolving(
        _ verdict: ApprovalVerdict, _ scope: ApprovalScope = .once, reason: String? = nil
    ) -> @Sendable (Run, RunEvent) -> Void {
        { run, event in
            guard case .approvalRequested(let request) = event.payload else { return }
            run.resolve("another", .approved, scope: .run, reason: nil)
            run.resolve(request.approvalID, .unanswered, scope: .once, reason: nil)
            run.resolve(request.approvalID, verdict, scope: scope, reason: reason)
            run.resolve(request.approvalID, verdict == .approved ? .denied : .approved, scope: .run, reason: "a second verdict")
        }
    }

    @Test("--approve ask: a command asks with the whole command, waits, and runs after a yes")
    func approved() async throws {
        let bench = try Bench(
            [.call("read", id: "r"), .call("shell", #"{"command":"rm -rf build\u202e && make"}"#, id: "a"), .say("Done.")],
            tools: Self.tools,
            approve: .ask, onEvent: Self.resolving(.approved))
        #expect(await bench.execute().result == "Done.")
        #expect(Self.asked(bench.events).map(\.what) == ["rm -rf build\u{202E} && make"])
        #expect(Self.asked(bench.events).map(\.toolCallID) == ["a"])
        #expect(bench.tools.ranCalls == ["r", "a"])
        let round = bench.events.filter { $0.iteration == 2 && !$0.payload.isDelta }
        #expect(
            round.types == [
                "iteration_started", "model_call_started", "model_call_finished", "run_status", "approval_requested", "approval_resolved",
                "run_status",
                "tool_call_started", "tool_call_finished", "iteration_finished", "metrics_snapshot",
            ])
        let statuses: [RunStatus] = bench.events.only { if case .runStatus(let changed) = $0 { changed.status } else { nil } }
        #expect(statuses == [.waitingApproval, .running])
        #expect(round.first { $0.type == "approval_requested" }?.agentStatus == .waiting)
    }

    @Test("a no goes to the model with the person's reason, is no failed round, and nothing runs")
    func denied() async throws {
        let bench = try Bench(
            [.call("shell", #"{"command":"make"}"#, id: "a"), .say("Done.")], tools: Self.tools, limits: RunLimits(maxFailures: 1),
            approve: .ask,
            onEvent: Self.resolving(.denied, reason: "use ninja"))
        #expect(await bench.execute().result == "Done.")
        #expect(bench.tools.ranCalls.isEmpty)
        #expect(bench.events.toolResults.first?.errorCode == .denied)
        #expect(bench.events.toolResults.first?.output.contains("use ninja") == true)
    }

    @Test("a yes for the run covers all changes, but of commands only the same one")
    func scopes() async throws {
        let bench = try Bench(
            [
                .call("write", id: "1"), .call("edit", id: "2"), .call("shell", #"{"command":"make"}"#, id: "3"),
                .call("shell", #"{"command":"make"}"#, id: "4"), .call("shell", #"{"command":"make clean"}"#, id: "5"), .say("Done."),
            ],
            tools: Self.tools, approve: .ask, onEvent: Self.resolving(.approved, .run))
        #expect(await bench.execute().result == "Done.")
        #expect(Self.asked(bench.events).map(\.toolCallID) == ["1", "3", "5"])
        let once = try Bench(
            [.call("write", id: "1"), .call("write", id: "2"), .say("Done.")], tools: Self.tools, approve: .ask,
            onEvent: Self.resolving(.approved, .once))
        _ = await once.execute()
        #expect(Self.asked(once.events).map(\.toolCallID) == ["1", "2"])
    }

    @Test("--approve edits lets changes through and asks for commands; all asks nothing; none refuses and tells the model")
    func policies() async throws {
        let turns: [FakeModel.Turn] = [.call("write", id: "1"), .call("shell", id: "2"), .call("read", id: "3"), .say("Done.")]
        let edits = try Bench(turns, tools: Self.tools, approve: .edits, onEvent: Self.resolving(.approved))
        _ = await edits.execute()
        #expect(Self.asked(edits.events).map(\.toolCallID) == ["2"])
        let all = try Bench(turns, tools: Self.tools, approve: .all)
        _ = await all.execute()
        #expect(Self.asked(all.events).isEmpty && all.tools.ranCalls == ["1", "2", "3"])
        let none = try Bench(turns, tools: Self.tools, approve: .none)
        #expect(await none.execute().result == "Done.")
        #expect(none.tools.ranCalls == ["3"])
        #expect(none.events.toolResults.map(\.errorCode) == [.denied, .denied, nil])
        #expect(Self.asked(none.events).isEmpty)
    }

    @Test(
        "001-37: a command that looks dangerous asks under --approve all too, and says why; switched off it does not",
        arguments: [true, false])
    func danger(isOn: Bool) async throws {
        var shell = FakeTool.answering(.success("gone"), effects: [.execute])
        shell.warning = "deletes files recursively: rm -rf"
        let bench = try Bench(
            [.call("shell", #"{"command":"rm -rf build"}"#, id: "a"), .say("Done.")], tools: [("shell", shell)], approve: .all,
            onEvent: Self.resolving(.approved), adjusting: { request, _ in request.guardsDanger = isOn })
        #expect(await bench.execute().result == "Done.")
        #expect(Self.asked(bench.events).map(\.what) == (isOn ? ["rm -rf build"] : []))
        if isOn { #expect(Self.asked(bench.events)[0].risk.contains("looks dangerous: deletes files recursively: rm -rf")) }
        #expect(bench.tools.ranCalls == ["a"])
    }

    @Test("without anybody to ask the run is left at the first approval or question, and says how to go on", arguments: ["shell", "ask"])
    func nobody(tool: String) async throws {
        let calls = [ToolCall(id: "a", name: tool, arguments: "{}"), ToolCall(id: "b", name: "read", arguments: "{}")]
        let bench = try Bench([.say("", calls: calls), .say("Done.")], tools: Self.tools, approve: .ask, whenAsked: .stop)
        let outcome = await bench.execute()
        guard case .waiting(let error) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(error.code == .needsAnswer)
        #expect(error.message.contains("--approve") && error.message.contains("lathe answer"))
        #expect(bench.tools.ranCalls == (tool == "ask" ? ["a"] : []))
        #expect(bench.events.toolResults.isEmpty && bench.events.rounds.isEmpty)
        #expect(bench.events.last?.type == (tool == "ask" ? "user_input_requested" : "approval_requested"))
    }

    @Test("003-07, 001-21, 001-31: a question waits for its answer, and the answer is the call's result")
    func question() async throws {
        let bench = try Bench([.call("ask", id: "a"), .say("Done.")], tools: Self.tools)
        async let outcome = bench.execute()
        try await bench.waitFor("user_input_requested")
        #expect(bench.events.toolResults.isEmpty)
        bench.run.answer("question-7", "not asked")
        bench.run.answer("question-1", "b\u{1B}[31m")
        #expect(await outcome.result == "Done.")
        #expect(bench.events.toolResults.map(\.output) == ["b"])
        #expect(bench.events.toolResults.map(\.status) == [.success])
        #expect(bench.model.requests[1].messages.last == .tool(toolCallID: "a", name: "ask", content: "b"))
        let skeleton = bench.events.filter { $0.iteration == 1 && !$0.payload.isDelta }.types
        #expect(
            skeleton[3...8] == [
                "tool_call_started", "run_status", "user_input_requested", "user_input_received", "run_status", "tool_call_finished",
            ])
    }

    @Test("an answer that comes in the very moment of the question is not lost")
    func earlyAnswer() async throws {
        let bench = try Bench([.call("ask", id: "a"), .say("Done.")], tools: Self.tools) { run, event in
            if case .userInputRequested(let request) = event.payload {
                run.answer(request.questionID, "a")
                run.answer(request.questionID, "a second answer")
            }
        }
        #expect(await bench.execute().result == "Done.")
        #expect(bench.events.toolResults.map(\.output) == ["a"])
    }

    @Test("W-19: what is said while a tool runs reaches the model in the next request, behind the tool's result")
    func steering() async throws {
        let bench = try Bench([.call("read", id: "a"), .say("Done.")], tools: Self.tools) { run, event in
            if case .toolCallStarted = event.payload { run.say("Not that file.", delivery: .steer) }
        }
        #expect(await bench.execute().result == "Done.")
        #expect(
            bench.model.requests[1].messages.suffix(2) == [.tool(toolCallID: "a", name: "read", content: "x"), .user("Not that file.")])
        #expect(bench.run.queuedMessages.isEmpty)
    }

    @Test("W-19: what is said while the final answer streams makes one more round; behind the last round it waits for the next run")
    func lateSteering() async throws {
        let say: @Sendable (Run, RunEvent) -> Void = { run, event in
            if case .modelCallFinished(let call) = event.payload, call.callID == "call-1" { run.say("And the tests?", delivery: .steer) }
        }
        let bench = try Bench([.say("Done."), .say("Tests too.")], onEvent: say)
        #expect(await bench.execute().result == "Tests too.")
        #expect(
            bench.model.requests[1].messages.suffix(2) == [
                .assistant(text: "Done.", reasoning: "", toolCalls: []), .user("And the tests?"),
            ])
        let last = try Bench([.say("Done.")], limits: RunLimits(maxIterations: 1), onEvent: say)
        #expect(await last.execute().result == "Done.")
        #expect(last.run.queuedMessages == ["And the tests?"])
    }

    @Test("W-19: a steer also keeps a run going whose tool finished the task")
    func steeringBeforeFinish() async throws {
        let end = FakeTool.answering(ToolResult(status: .success, output: "ok", directive: .finish(result: "First.")))
        let bench = try Bench([.call("end", id: "a"), .say("Second.")], tools: [("end", end)]) { run, event in
            if case .toolCallStarted = event.payload { run.say("Wait.", delivery: .steer) }
        }
        #expect(await bench.execute().result == "Second.")
    }

    @Test("W-19: queued messages are recorded, not sent, and kept for the next run, also those said before and after")
    func queueing() async throws {
        let bench = try Bench([.call("read", id: "a"), .say("Done.")], tools: Self.tools) { run, event in
            if case .toolCallStarted = event.payload { run.say("Then the \u{1B}[1mdocs.", delivery: .queue) }
        }
        bench.run.say("First the docs.", delivery: .queue)
        _ = await bench.execute()
        bench.run.say("Too late.", delivery: .steer)
        #expect(bench.run.queuedMessages == ["First the docs.", "Then the docs.", "Too late."])
        #expect(bench.events.last?.payload.isTerminal == true)
        #expect(!bench.model.requests.contains { "\($0.messages)".contains("docs") })
    }

    @Test("001-32, 001-35: with todos open a first answer is not the last: the model is reminded once, then believed")
    func todoGuard() async throws {
        let items = [TodoItem(id: "1", text: "mend it", status: .inProgress), TodoItem(id: "2", text: "old", status: .completed)]
        let plan = FakeTool.answering(ToolResult(status: .success, output: "ok", directive: .setTodos(items)))
        let bench = try Bench([.call("plan", id: "a"), .say("Done?"), .say("Done.")], tools: [("plan", plan)])
        #expect(await bench.execute().result == "Done.")
        guard case .user(let hint)? = bench.model.requests[2].messages.last else { return #expect(Bool(false), "no hint") }
        #expect(hint.contains("[in_progress] mend it") && !hint.contains("old"))
        #expect(bench.events.rounds.map(\.outcome) == [.tool, .tool, .final])
        #expect(RunContext(events: bench.events).todos == items)
    }
}
