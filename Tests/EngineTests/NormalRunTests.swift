import Events
import Models
import Testing
import Tools

@testable import Engine

@Suite(.timeLimit(.minutes(1))) struct NormalRunTests {
    @Test("000-01, 003-01: a run of several rounds thinks, calls tools, observes, and ends with the answer")
    func severalRounds() async throws {
        let bench = try Bench(
            [
                .say(
                    "I look.", reasoning: "The failure names it.",
                    calls: [ToolCall(id: "a", name: "read_file", arguments: #"{"path":"src/dates.py"}"#)]),
                .call("read_file", #"{"path":"b"}"#, id: "b"),
                .say("It is done."),
            ],
            tools: [("read_file", .answering(.success("contents")))])
        #expect(await bench.execute() == .completed(result: "It is done."))
        let round = [
            "iteration_started", "model_call_started", "model_call_finished", "tool_call_started", "tool_call_finished",
            "iteration_finished",
        ]
        #expect(
            bench.events.skeleton == ["run_started", "loop_started"] + round + round
                + [
                    "iteration_started", "model_call_started", "model_call_finished", "iteration_finished", "loop_finished",
                    "run_completed",
                ])
        #expect(bench.events.map(\.type).suffix(3) == ["loop_finished", "metrics_snapshot", "run_completed"])
        #expect(bench.events.stopReason == .final)
        #expect(bench.events.rounds.map(\.outcome) == [.tool, .tool, .final])
        #expect(bench.events.rounds.map(\.receipt.headline) == ["read_file src/dates.py", "read_file b", "It is done."])
        #expect(bench.tools.ranCalls == ["a", "b"])
    }

    @Test("000-12: the next request holds the call and its result under the same id")
    func writeBack() async throws {
        let bench = try Bench(
            [.say("I look.", calls: [ToolCall(id: "a", name: "read_file", arguments: #"{"path": "x"}"#)]), .say("Done.")],
            tools: [("read_file", .answering(.success("contents")))])
        _ = await bench.execute()
        #expect(
            bench.model.requests[1].messages.dropFirst() == [
                .user("Do it."),
                .assistant(text: "I look.", reasoning: "", toolCalls: [ToolCall(id: "a", name: "read_file", arguments: #"{"path": "x"}"#)]),
                .tool(toolCallID: "a", name: "read_file", content: "contents"),
            ])
    }

    @Test("003-04: every loop event names its loop, its round and the agent's status")
    func fields() async throws {
        let bench = try Bench([.call("read_file", id: "a"), .say("Done.")], tools: [("read_file", .answering(.success("x")))])
        _ = await bench.execute()
        let first = bench.events.filter { $0.iteration == 1 }
        #expect(first.allSatisfy { $0.loopID == "L1" })
        var statuses: [AgentStatus?] = []
        for event in first where statuses.last != event.agentStatus { statuses.append(event.agentStatus) }
        #expect(statuses == [.thinking, .toolCall, .toolResult, .done])
        #expect(bench.events.filter { $0.loopID == nil }.types == ["run_started", "metrics_snapshot", "run_completed"])
    }

    @Test("000-06, 000-07: an unknown tool and bad arguments are results, and the loop goes on")
    func faultyCalls() async throws {
        let bench = try Bench(
            [
                .say(
                    "",
                    calls: [
                        ToolCall(id: "a", name: "no_such tool", arguments: "{}"),
                        ToolCall(id: "b", name: "read_file", arguments: "{\"path\": "),
                        ToolCall(id: "c", name: "read_file", arguments: ""),
                    ]),
                .say("Done."),
            ],
            tools: [("read_file", .answering(.success("x")))])
        #expect(await bench.execute().result == "Done.")
        #expect(bench.events.toolResults.map(\.errorCode) == [.unknownTool, .invalidArguments, nil])
        guard case .assistant(_, _, let calls, _) = bench.model.requests[1].messages[2] else { return #expect(Bool(false), "no answer") }
        #expect(calls.map(\.name) == ["no_such_tool", "read_file", "read_file"])
        #expect(calls.map(\.arguments) == ["{}", #"{"invalid_arguments":"{\"path\": "}"#, "{}"])
    }

    @Test("003-09: the tool history holds exactly the calls that were made")
    func toolHistory() async throws {
        let bench = try Bench(
            [.call("a", id: "1"), .call("b", id: "2"), .say("Done.")],
            tools: [("a", .answering(.success("x"))), ("b", .answering(.failure(.noMatch, "none")))])
        _ = await bench.execute()
        let history = RunContext(events: bench.events).toolHistory
        #expect(history.map(\.tool) == ["a", "b"])
        #expect(history.map(\.iteration) == [1, 2])
        #expect(history.map(\.errorCode) == [nil, .noMatch])
    }

    @Test("a tool that finishes the task ends the run with its result, and later calls of the answer do not run")
    func taskFinish() async throws {
        let bench = try Bench(
            [.say("", calls: [ToolCall(id: "a", name: "end", arguments: "{}"), ToolCall(id: "b", name: "read", arguments: "{}")])],
            tools: [
                ("end", .answering(ToolResult(status: .success, output: "ok", directive: .finish(result: "All green.")))),
                ("read", .answering(.success("x"))),
            ])
        #expect(await bench.execute() == .completed(result: "All green."))
        #expect(bench.tools.ranCalls == ["a"])
        #expect(bench.events.toolResults.map(\.errorCode) == [nil, .cancelled])
    }

    @Test("text and reasoning are sanitised on entry, arguments are kept as they came")
    func sanitised() async throws {
        let arguments = "{\"path\":\"\u{202E}x\"}"
        let bench = try Bench(
            [
                .say(
                    "red \u{1B}[31mtext\u{1B}[0m", reasoning: "a\u{1B}]0;title\u{07}b",
                    calls: [ToolCall(id: "a", name: "read", arguments: arguments)]),
                .say("Done."),
            ],
            tools: [("read", .answering(.success("x")))])
        _ = await bench.execute()
        guard case .assistant(let text, let reasoning, let calls, _) = bench.model.requests[1].messages[2] else {
            return #expect(Bool(false))
        }
        #expect(text == "red text")
        #expect(reasoning == "ab")
        #expect(calls.first?.arguments == arguments)
    }

    @Test("a provider that names its calls the same in every answer gives calls with different ids")
    func repeatedIDs() async throws {
        let twice = [
            ToolCall(id: "call_0", name: "read", arguments: #"{"path":"a"}"#),
            ToolCall(id: "call_0", name: "read", arguments: #"{"path":"b"}"#),
        ]
        let bench = try Bench(
            [
                .say("", calls: twice), .call("read", #"{"path":"c"}"#, id: "call_0"), .call("read", #"{"path":"d"}"#, id: ""),
                .say("Done."),
            ],
            tools: [("read", FakeTool { arguments, _ in .success(arguments["path"]?.string ?? "") })])
        #expect(await bench.execute().result == "Done.")
        #expect(bench.events.toolResults.map(\.output) == ["a", "b", "c", "d"])
        #expect(Set(bench.tools.ranCalls).count == 4)
    }

    @Test("a driver that gives the answer only as a whole is recorded like one that streams")
    func wholeAnswer() async throws {
        let call = ToolCall(id: "a", name: "read", arguments: #"{"path":"x"}"#)
        func completion(_ text: String, _ calls: [ToolCall]) -> ModelCompletion {
            ModelCompletion(
                finishReason: .stop, text: text, reasoning: "", toolCalls: calls, usage: Usage(), timing: ModelTiming(requestSent: 0))
        }
        let bench = try Bench(
            [.answer([], completion("I look.", [call])), .answer([], completion("Done.", []))],
            tools: [("read", .answering(.success("x")))])
        #expect(await bench.execute() == .completed(result: "Done."))
        #expect(bench.model.requests[1].messages[2] == .assistant(text: "I look.", reasoning: "", toolCalls: [call]))
    }

    @Test("003-17: each request carries the limit of one call, the tools and the same prefix")
    func requests() async throws {
        let bench = try Bench(
            [.call("read", id: "a"), .say("Done.")], tools: [("read", .answering(.success("x")))], limits: RunLimits(maxOutputTokens: 77))
        _ = await bench.execute()
        #expect(bench.model.requests.map(\.maxOutputTokens) == [77, 77])
        #expect(bench.model.requests.allSatisfy { $0.tools.map(\.name) == ["read"] })
        #expect(bench.model.requests[0].messages[0] == bench.model.requests[1].messages[0])
        let hashes: [String] = bench.events.only { if case .modelCallStarted(let call) = $0 { call.prefixHash } else { nil } }
        #expect(Set(hashes).count == 1 && hashes.first?.count == 16)
    }

    @Test("TTFT and decode time are told from the content; no rate of one piece or under 250 ms")
    func timing() async throws {
        func answer(_ text: String, _ timing: ModelTiming, _ calls: [ToolCall]) -> FakeModel.Turn {
            .answer(
                [.textDelta(text)],
                ModelCompletion(
                    finishReason: .stop, text: text, reasoning: "", toolCalls: calls, usage: Usage(inputTokens: 1, outputTokens: 1),
                    timing: timing))
        }
        let call = { (id: String) in [ToolCall(id: id, name: "read", arguments: "{}")] }
        let bench = try Bench(
            [
                answer("a", ModelTiming(requestSent: 100, firstContent: 400, lastContent: 250_400, firstKind: .text, pieces: 2), call("1")),
                answer("b", ModelTiming(requestSent: 100, firstContent: 400, lastContent: 250_399, firstKind: .text, pieces: 2), call("2")),
                answer("c", ModelTiming(requestSent: 100, firstContent: 400, lastContent: 900_000, firstKind: .text, pieces: 1), call("3")),
                answer("d", ModelTiming(requestSent: 100), []),
            ],
            tools: [("read", .answering(.success("x")))])
        _ = await bench.execute()
        let calls: [ModelCallFinished] = bench.events.only { if case .modelCallFinished(let value) = $0 { value } else { nil } }
        #expect(calls.map(\.ttftUs) == [300, 300, 300, nil])
        #expect(calls.map(\.decodeUs) == [250_000, nil, nil, nil])
    }

    @Test("a provider that does not count is estimated and marked")
    func estimate() async throws {
        let bench = try Bench([.say("Twelve bytes", usage: Usage())])
        _ = await bench.execute()
        let usages: [Usage] = bench.events.only { if case .modelCallFinished(let value) = $0 { value.usage } else { nil } }
        #expect(usages.first?.estimated == true)
        #expect(usages.first?.outputTokens == 3)
        #expect((usages.first?.inputTokens ?? 0) > 100)
    }

    @Test("output of a running tool is recorded while it runs, its long output beside the log, its changed files in the receipt")
    func toolOutput() async throws {
        let tool = FakeTool(effects: [.write]) { _, context in
            context.output(.stdout, "one\n")
            context.output(.stderr, "two\n")
            return ToolResult(status: .success, output: "short", truncated: true, wholeOutput: [1, 2, 3], filesChanged: ["a.txt"])
        }
        let bench = try Bench([.call("make", id: "a"), .say("Done.")], tools: [("make", tool)])
        _ = await bench.execute()
        #expect(bench.events.types.contains("artifact_stored"))
        #expect(bench.log.artifacts == [[1, 2, 3]])
        #expect(bench.events.toolResults.first?.artifactID == "artifact-1")
        #expect(bench.events.rounds.first?.receipt.filesChanged == ["a.txt"])
        #expect(bench.events.filter { $0.type == "tool_output_delta" }.count == 2)
    }

    @Test("002-24: a tool that says nothing for long is told of at intervals")
    func pulse() async throws {
        let (began, done) = (Latch(), Latch())
        let beats = Answers(["", "", ""])
        let silent = FakeTool { _, _ in
            began.open()
            await done.wait()
            return .success("at last")
        }
        let bench = try Bench(
            [.call("slow", id: "c1"), .say("Done.")], tools: [("slow", silent)],
            adjusting: { _, parts in
                parts.silenceDelay = { _ in
                    // The watch over the model waits by the same delay, and was cancelled before the tool began.
                    await began.wait()
                    try Task.checkCancellation()
                    if beats.isEmpty {
                        done.open()
                        try await Task.sleep(for: .seconds(3600))
                    }
                    _ = beats.next()
                }
            })
        #expect(await bench.execute().result == "Done.")
        let told: [String] = bench.events.only {
            if case .toolOutputDelta(let delta) = $0, delta.stream == .progress { delta.text } else { nil }
        }
        #expect(told.joined() == "still running after 0 s\nstill running after 0 s\nstill running after 0 s\n")
    }

    @Test("a run lives once")
    func once() async throws {
        let bench = try Bench([.say("Done.")])
        _ = await bench.execute()
        let count = bench.events.count
        #expect(await bench.run.execute().failure?.code == .internalFault)
        #expect(bench.events.count == count)
    }
}
