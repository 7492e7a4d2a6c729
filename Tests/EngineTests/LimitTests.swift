import Events
import Models
import TestKit
import Testing
import Tools

@testable import Engine

@Suite(.timeLimit(.minutes(1))) struct LimitTests {
    private static let read: [(String, FakeTool)] = [
        ("read", .answering(.success("x"))), ("bad", .answering(.failure(.toolFailed, "it broke"))),
        ("test", .answering(.failure(.exitStatus, "1 test failed"))),
    ]

    private static func calling(_ names: String...) -> [FakeModel.Turn] {
        names.enumerated().map { .call($1, id: "t\($0)") }
    }

    @Test("003-11: the loop ends exactly at its limit of rounds, with the reason")
    func maxIterations() async throws {
        let bench = try Bench(Self.calling("read", "read", "read", "read"), tools: Self.read, limits: RunLimits(maxIterations: 3))
        let outcome = await bench.execute()
        #expect(outcome.failure?.code == .maxIterations)
        #expect(bench.events.stopReason == .maxIterations)
        #expect(bench.events.rounds.count == 3)
        #expect(bench.model.requests.count == 3)
    }

    @Test("003-11: an answer in the last round is a result")
    func answerInLastRound() async throws {
        let bench = try Bench(Self.calling("read", "read") + [.say("Done.")], tools: Self.read, limits: RunLimits(maxIterations: 3))
        #expect(await bench.execute().result == "Done.")
    }

    @Test("003-12: the token budget ends the loop before the next call")
    func tokenBudget() async throws {
        let bench = try Bench(Self.calling("read", "read", "read"), tools: Self.read, limits: RunLimits(maxTokens: 30))
        let outcome = await bench.execute()
        #expect(outcome.failure?.code == .tokenBudget)
        #expect(bench.model.requests.count == 2)
        #expect(RunContext(events: bench.events).tokensUsed == 30)
    }

    @Test("a provider that counts madly ends the budget and does not trap")
    func madCounts() async throws {
        let mad = Usage(inputTokens: .max, outputTokens: .max)
        let call = [ToolCall(id: "a", name: "read", arguments: "{}")]
        let bench = try Bench(
            [.say("", calls: call, usage: mad), .say("Done.")], tools: Self.read, limits: RunLimits(maxTokens: 1000))
        #expect(await bench.execute().failure?.code == .tokenBudget)
        let negative = Usage(inputTokens: -5, outputTokens: .min)
        let second = try Bench([.say("Done.", usage: negative)], limits: RunLimits(maxTokens: 1000))
        #expect(await second.execute().result == "Done.")
    }

    @Test("003-13: failed rounds in a row end the loop")
    func consecutiveFailures() async throws {
        let bench = try Bench(Self.calling("bad", "bad", "read"), tools: Self.read, limits: RunLimits(maxFailures: 2))
        let outcome = await bench.execute()
        #expect(outcome.failure?.code == .consecutiveFailures)
        #expect(outcome.failure?.message.contains("tool_failed") == true)
        #expect(bench.events.rounds.map(\.outcome) == [.failed, .failed])
    }

    @Test("003-13, 003-41: a round that works resets the count")
    func reset() async throws {
        let bench = try Bench(Self.calling("bad", "read", "bad") + [.say("Done.")], tools: Self.read, limits: RunLimits(maxFailures: 2))
        #expect(await bench.execute().result == "Done.")
        #expect(bench.events.rounds.map(\.outcome) == [.failed, .tool, .failed, .final])
    }

    @Test("a failing test, or one good call among bad ones, is no failed round")
    func ordinaryFailures() async throws {
        let mixed = [ToolCall(id: "x", name: "bad", arguments: "{}"), ToolCall(id: "y", name: "read", arguments: "{}")]
        let bench = try Bench(
            Self.calling("test", "test", "test") + [.say("", calls: mixed), .say("Done.")], tools: Self.read,
            limits: RunLimits(maxFailures: 1))
        #expect(await bench.execute().result == "Done.")
        #expect(bench.events.rounds[3].receipt.failedCalls == 1)
    }

    @Test("003-14: the time limit ends a running tool and the run")
    func timeoutInTool() async throws {
        let bench = try Bench(
            [.call("endless", id: "a")], tools: [("endless", .endless())], limits: RunLimits(timeout: .seconds(10)), clocked: true)
        async let outcome = bench.execute()
        try await bench.waitFor("tool_output_delta")
        try await bench.clock.waitForSleepers(1)
        bench.clock.advance(by: .seconds(10))
        #expect(await outcome.failure?.code == .timeout)
        #expect(bench.events.stopReason == .timeout)
        #expect(bench.events.toolResults.first?.errorCode == .cancelled)
    }

    @Test("003-14: the time limit closes the model's stream")
    func timeoutInModel() async throws {
        let bench = try Bench([.hang([.textDelta("I thi")])], limits: RunLimits(timeout: .seconds(10)), clocked: true)
        async let outcome = bench.execute()
        try await bench.waitFor("text_delta")
        try await bench.clock.waitForSleepers(1)
        bench.clock.advance(by: .seconds(10))
        #expect(await outcome.failure?.code == .timeout)
        #expect(bench.model.closedStreams == 1)
        #expect(bench.events.modelFailures.map(\.error.code) == [.timeout])
    }

    @Test("003-14: a tool that heeds nothing is given up five seconds after the limit, its outcome unknown")
    func timeoutOfStubbornTool() async throws {
        let latch = Latch()
        let bench = try Bench(
            [.call("stubborn", id: "a")], tools: [("stubborn", .stubborn(latch))], limits: RunLimits(timeout: .seconds(10)), clocked: true)
        async let outcome = bench.execute()
        try await bench.waitFor("tool_output_delta")
        try await bench.clock.waitForSleepers(1)
        bench.clock.advance(by: .seconds(10))
        try await bench.eventually("the grace") { $0.waitedFor == [.seconds(10), .seconds(5)] }
        try await bench.clock.waitForSleepers(1)
        bench.clock.advance(by: .seconds(5))
        #expect(await outcome.failure?.code == .timeout)
        latch.open()
        #expect(bench.events.toolResults.map(\.outcome) == ["unknown"])
    }

    @Test("003-14: time spent waiting for a person does not count")
    func timeoutWithoutPerson() async throws {
        let asking = FakeTool.answering(
            ToolResult(status: .waitResponse, output: "", directive: .ask(question: "Which?", options: [], selection: .text)))
        let bench = try Bench(
            [.call("ask", id: "a"), .say("Done.")], tools: [("ask", asking)], limits: RunLimits(timeout: .seconds(10)), clocked: true)
        async let outcome = bench.execute()
        try await bench.waitFor("user_input_requested")
        try await bench.eventually("the clock held") { $0.clock.sleeperCount == 0 }
        bench.clock.advance(by: .seconds(3600))
        bench.run.answer("question-1", "this")
        #expect(await outcome.result == "Done.")
    }

    @Test("003-14: time used before a person was asked still counts after they answered")
    func timeoutAroundPerson() async throws {
        let latch = Latch()
        let asking = FakeTool.answering(
            ToolResult(status: .waitResponse, output: "", directive: .ask(question: "Which?", options: [], selection: .text)))
        let bench = try Bench(
            [.call("slow", id: "a"), .call("ask", id: "b"), .call("endless", id: "c")],
            tools: [("slow", .stubborn(latch)), ("ask", asking), ("endless", .endless())], limits: RunLimits(timeout: .seconds(10)),
            clocked: true)
        async let outcome = bench.execute()
        try await bench.waitFor("tool_output_delta")
        try await bench.clock.waitForSleepers(1)
        bench.clock.advance(by: .seconds(6))
        latch.open()
        try await bench.waitFor("user_input_requested")
        try await bench.eventually("the clock held") { $0.clock.sleeperCount == 0 }
        bench.clock.advance(by: .seconds(3600))
        bench.run.answer("question-1", "this")
        try await bench.waitFor("tool_call_started", count: 3)
        try await bench.clock.waitForSleepers(1)
        #expect(bench.waitedFor == [.seconds(10), .seconds(4)])
        bench.clock.advance(by: .seconds(4))
        #expect(await outcome.failure?.code == .timeout)
    }

    @Test("a passing fault is tried again after 1 s, 2 s …, and what the provider asks for counts first")
    func retries() async throws {
        func busy(_ after: Duration? = nil) -> FakeModel.Turn {
            .fault([], ModelsError(code: .rateLimited, message: "busy", retryable: true, retryAfter: after))
        }
        var limits = RunLimits()
        limits.maxAttempts = 5
        let bench = try Bench([busy(), busy(), busy(.seconds(7)), busy(.seconds(60)), .say("Done.")], limits: limits)
        #expect(await bench.execute().result == "Done.")
        #expect(bench.waitedFor == [.seconds(1), .seconds(2), .seconds(7), .seconds(60)])
        #expect(bench.events.modelFailures.map(\.willRetry) == [true, true, true, true])
        #expect(bench.events.modelFailures.map(\.nextStep) == [.retry, .retry, .retry, .retry])
        #expect(bench.events.modelFailures.map(\.retryAfterUs) == [1_000_000, 2_000_000, 7_000_000, 60_000_000])
        let attempts: [Int] = bench.events.only { if case .modelCallStarted(let call) = $0 { call.attempt } else { nil } }
        #expect(attempts == [1, 2, 3, 4, 5])
        #expect(bench.events.rounds.count == 1)
    }

    @Test("a fault that does not pass ends the run after as many attempts as are allowed, with the provider's words")
    func retriesEnd() async throws {
        let busy = FakeModel.Turn.fault([], ModelsError(code: .serverError, message: "the server is ill", retryable: true))
        var limits = RunLimits()
        limits.maxAttempts = 3
        let bench = try Bench([], then: busy, limits: limits)
        let outcome = await bench.execute()
        #expect(outcome.failure?.code == .serverError)
        #expect(outcome.failure?.attempt == 3)
        #expect(bench.model.requests.count == 3)
        #expect(bench.events.modelFailures.last?.nextStep == .giveUp)
        #expect(bench.events.stopReason == .consecutiveFailures)
    }

    @Test("a fault that cannot pass ends the run at once, with the provider's words")
    func hardFault() async throws {
        let bench = try Bench([.fault([], ModelsError(code: .unauthorized, message: "wrong key; set LATHE_API_KEY"))])
        let outcome = await bench.execute()
        #expect(
            outcome
                == .failed(ErrorDetail(code: .unauthorized, message: "wrong key; set LATHE_API_KEY", source: .model), stopReason: .error))
        #expect(bench.model.requests.count == 1)
    }

    @Test("a cut answer is left out, runs nothing, fails its round, and the next round asks again")
    func cutAnswer() async throws {
        let half: [ModelEvent] = [.textDelta("Half an ans"), .toolCallDelta(id: "a", name: "read", arguments: #"{"path":"#)]
        let bench = try Bench([.cut(half), .say("Done.")], tools: Self.read)
        #expect(await bench.execute().result == "Done.")
        #expect(bench.tools.ranCalls == [])
        #expect(bench.model.requests[1].messages == bench.model.requests[0].messages)
        #expect(bench.events.rounds.map(\.outcome) == [.failed, .final])
        #expect(bench.waitedFor == [])
    }

    @Test("001-35: an answer cut at the output limit is kept, hinted at and counted as a failure, never as the result")
    func outputLimit() async throws {
        let bench = try Bench([.say("The first half", reason: .length), .say(" and the rest.")])
        #expect(await bench.execute().result == " and the rest.")
        #expect(
            bench.model.requests[1].messages.dropFirst(2) == [
                .assistant(text: "The first half", reasoning: "", toolCalls: []), .user(ContinueHint.cut),
            ])
        let errors: [ErrorCode] = bench.events.only { if case .error(let raised) = $0 { raised.detail.code } else { nil } }
        #expect(errors == [.outputLimit])
        let twice = try Bench([.say("a", reason: .length), .say("b", reason: .length)])
        #expect(await twice.execute().failure?.code == .consecutiveFailures)
    }

    @Test("a filtered answer is no result, and none of its calls runs")
    func filtered() async throws {
        let call = [ToolCall(id: "a", name: "read", arguments: "{}")]
        let bench = try Bench([.say("", calls: call, reason: .contentFilter), .say("Done.")], tools: Self.read)
        #expect(await bench.execute().result == "Done.")
        #expect(bench.tools.ranCalls == [])
        #expect(bench.model.requests[1].messages.last == .user("Do it.\n\n" + ContinueHint.filtered))
    }

    @Test("001-35: an empty answer is hinted at once per turn and counts as a failure")
    func emptyAnswer() async throws {
        let bench = try Bench([.say(" \n", reasoning: "Hm."), .say("Done.")])
        #expect(await bench.execute().result == "Done.")
        #expect(bench.model.requests[1].messages.last == .user("Do it.\n\n" + ContinueHint.empty))
        #expect(bench.events.rounds.map(\.outcome) == [.failed, .final])
        #expect(try await Bench([], then: .say("")).execute().failure?.code == .consecutiveFailures)
    }
}
