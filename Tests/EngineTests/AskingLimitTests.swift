import Events
import Models
import Testing
import Tools

@testable import Engine

/// Limits that ask before they end a loop (W-16).
@Suite(.timeLimit(.minutes(1))) struct AskingLimitTests {
    private static let tools: [(String, FakeTool)] = [
        ("read", .answering(.success("x"))), ("bad", .answering(.failure(.toolFailed, "it broke"))),
    ]

    private static func bench(
        _ turns: [FakeModel.Turn], limits: RunLimits, whenAsked: WhenAsked = .wait, answer: String?
    ) throws -> Bench {
        try Bench(
            turns, tools: tools, limits: limits, whenAsked: whenAsked,
            onEvent: { run, event in
                if let answer, case .userInputRequested(let request) = event.payload { run.answer(request.questionID, answer) }
            }, adjusting: { request, _ in request.asksAtLimits = true })
    }

    private static func questions(_ bench: Bench) -> [UserInputRequested] {
        bench.events.only { if case .userInputRequested(let request) = $0 { request } else { nil } }
    }

    private static func reads(_ count: Int) -> [FakeModel.Turn] { (0..<count).map { .call("read", #"{"path":"\#($0)"}"#, id: "t\($0)") } }

    @Test("W-16: at the limit of rounds the person is asked, and as many rounds more are given")
    func rounds() async throws {
        let bench = try Self.bench(Self.reads(5) + [.say("Done.")], limits: RunLimits(maxIterations: 3), answer: "3 more rounds")
        #expect(await bench.execute().result == "Done.")
        let questions = Self.questions(bench)
        #expect(
            questions.count == 1 && questions[0].options == ["3 more rounds", "Go on as a pipeline", "Stop"]
                && questions[0].toolCallID == nil)
        let changes = bench.events.only { if case .limitsChanged(let changed) = $0 { changed } else { nil } }
        #expect(changes.map(\.limits.maxIterations) == [6] && changes.map(\.reason) == [.maxIterations])
        #expect(bench.events.only { if case .iterationStarted(let started) = $0 { started.maxIterations } else { nil } }.suffix(1) == [6])
    }

    @Test("W-16: who says stop ends the loop with the limit, and who says something else is heard")
    func words() async throws {
        let stopped = try Self.bench(Self.reads(3), limits: RunLimits(maxIterations: 2), answer: "Stop")
        #expect(await stopped.execute().failure?.code == .maxIterations)
        #expect(stopped.events.stopReason == .maxIterations)
        let told = try Self.bench(Self.reads(2) + [.say("Done.")], limits: RunLimits(maxIterations: 2), answer: "Yes, but skip the docs.")
        #expect(await told.execute().result == "Done.")
        #expect("\(told.model.requests[2].messages)".contains("Yes, but skip the docs."))
    }

    @Test("W-16: a token budget and failures in a row ask as well")
    func others() async throws {
        let budget = try Self.bench(Self.reads(3) + [.say("Done.")], limits: RunLimits(maxTokens: 30), answer: "30 more tokens")
        #expect(await budget.execute().result == "Done.")
        #expect(Self.questions(budget).count == 1)
        let failing: [FakeModel.Turn] = [.call("bad", id: "1"), .call("bad", id: "2"), .say("Done.")]
        let failures = try Self.bench(failing, limits: RunLimits(maxFailures: 2), answer: "Try again")
        #expect(await failures.execute().result == "Done.")
        #expect(Self.questions(failures).map(\.options) == [["Try again", "Go on as a pipeline", "Stop"]])
    }

    @Test("without a person a limit ends the loop and asks nothing")
    func headless() async throws {
        let bench = try Self.bench(Self.reads(3), limits: RunLimits(maxIterations: 2), whenAsked: .stop, answer: nil)
        #expect(await bench.execute().failure?.code == .maxIterations)
        #expect(Self.questions(bench).isEmpty)
    }

    @Test("X-03: a run that was left at the question of a limit is taken up with the answer")
    func takenUp() async throws {
        let left = try Self.bench(Self.reads(3), limits: RunLimits(maxIterations: 2), answer: nil)
        async let outcome = left.execute()
        try await left.waitFor("user_input_requested")
        #expect(left.run.leaveIfWaiting())
        guard case .waiting = await outcome else { return #expect(Bool(false)) }
        let bench = try Bench(
            [.say("Done.")], tools: Self.tools, log: MemoryLog(holding: left.events), limits: RunLimits(maxIterations: 2),
            takingUp: left.events, adjusting: { request, _ in request.asksAtLimits = true })
        bench.run.answer("question-1", "2 more rounds")
        #expect(await bench.execute().result == "Done.")
        #expect(bench.events.rounds.count == 3)
    }
}
