import Events
import Models
import Synchronization
import TestKit
import Testing
import Tools

@testable import Engine

/// A model call that fails and goes on elsewhere, is waited for, or is shortened: whole runs.
@Suite struct FailoverTests {
    private func fault(_ code: ErrorCode, retryable: Bool = false, after: Duration? = nil) -> FakeModel.Turn {
        .fault([], ModelsError(code: code, message: "it failed; try again", retryable: retryable, retryAfter: after))
    }

    private func failing(_ code: ErrorCode, log: MemoryLog) -> FakeModel {
        FakeModel([], then: fault(code), log: log)
    }

    @Test(
        "001-57: a refused key leads to the next key and then to the next place; each try is told, and the good one is tried first next time"
    )
    func failover() async throws {
        let log = MemoryLog()
        let refused = failing(.unauthorized, log: log)
        let second = failing(.unauthorized, log: log)
        let bench = try Bench(
            [.call("look", id: "c1"), .say("Done.")], tools: [("look", .answering(.success("seen")))], log: log,
            adjusting: { _, parts in
                let good = parts.routes.all[0].driver
                parts.routes = ModelRoutes(
                    ModelRoute(driver: refused, model: "m", place: "a.test", endpoint: 0),
                    [
                        ModelRoute(driver: second, model: "m", place: "a.test", endpoint: 0),
                        ModelRoute(driver: good, model: "m2", place: "b.test", endpoint: 1),
                    ])
            })
        #expect(await bench.execute().result == "Done.")
        #expect(bench.events.modelFailures.map(\.nextStep) == [.nextKey, .nextEndpoint])
        let calls: [ModelCallStarted] = bench.events.only { if case .modelCallStarted(let call) = $0 { call } else { nil } }
        #expect(calls.map(\.place) == ["a.test", "a.test", "b.test", "b.test"])
        #expect(calls.map(\.model) == ["m", "m", "m2", "m2"])
        #expect(calls.map(\.attempt) == [1, 2, 3, 1])
        #expect(bench.waitedFor.isEmpty)
    }

    @Test("a wait beyond the cap is asked of the person, who may allow it")
    func askToWait() async throws {
        let bench = try Bench(
            [fault(.rateLimited, retryable: true, after: .seconds(600)), .say("Done.")],
            onEvent: { run, event in
                if case .userInputRequested(let question) = event.payload {
                    run.answer(question.questionID, question.options.first ?? "")
                }
            },
            adjusting: { request, _ in request.asksAtLimits = true })
        #expect(await bench.execute().result == "Done.")
        #expect(bench.events.modelFailures.map(\.nextStep) == [.ask])
        #expect(bench.events.modelFailures.map(\.retryAfterUs) == [600_000_000])
        let questions: [UserInputRequested] = bench.events.only { if case .userInputRequested(let asked) = $0 { asked } else { nil } }
        #expect(questions.map(\.options) == [["Wait 10 min", "Stop"]])
        #expect(questions.first?.question.contains("10 min") == true)
        #expect(bench.waitedFor == [.seconds(600)])
    }

    @Test("a wait that is asked for survives the program: it is answered in the next one, and waited for there")
    func askAcrossPrograms() async throws {
        let bench = try Bench(
            [fault(.rateLimited, retryable: true, after: .seconds(600))],
            onEvent: { run, event in if case .userInputRequested = event.payload { #expect(run.leaveIfWaiting()) } },
            adjusting: { request, _ in request.asksAtLimits = true })
        guard case .waiting = await bench.execute() else { return #expect(Bool(false), "it did not wait") }
        let next = try Bench(
            [.say("Done.")], log: bench.log, takingUp: bench.events, adjusting: { request, _ in request.asksAtLimits = true })
        let questions: [UserInputRequested] = bench.events.only { if case .userInputRequested(let asked) = $0 { asked } else { nil } }
        next.run.answer(try #require(questions.first).questionID, "Wait 10 min")
        #expect(await next.execute().result == "Done.")
        #expect(next.waitedFor == [.seconds(600)])
    }

    @Test("a wait beyond the cap ends the run where nobody is asked, with a cure")
    func noWait() async throws {
        let bench = try Bench([fault(.rateLimited, retryable: true, after: .seconds(600))])
        let failure = await bench.execute().failure
        #expect(failure?.code == .rateLimited)
        #expect(failure?.message.contains("--max-retry-wait") == true)
        #expect(bench.waitedFor.isEmpty)
    }

    @Test("a request that is too long for the model is shortened once, and not again and again")
    func tooLong() async throws {
        let output = String(repeating: "a long line of output\n", count: 400)
        let calls = (1...6).map { FakeModel.Turn.call("look", "{\"n\":\($0)}", id: "c\($0)") }
        let bench = try Bench(
            calls + [fault(.contextFull), .say("Done.")], tools: [("look", .answering(.success(output)))],
            limits: RunLimits(maxIterations: 20))
        #expect(await bench.execute().result == "Done.")
        #expect(bench.events.modelFailures.map(\.nextStep) == [.compact])
        let compactions: [ContextCompacted] = bench.events.only { if case .contextCompacted(let one) = $0 { one } else { nil } }
        #expect(compactions.map(\.trigger) == [.overflow])
        #expect((compactions.first?.removedEntries ?? 0) > 0)

        let hopeless = try Bench(
            calls, then: fault(.contextFull), tools: [("look", .answering(.success(output)))],
            limits: RunLimits(maxIterations: 20, maxFailures: 9))
        #expect(await hopeless.execute().failure?.code == .contextFull)
        #expect(hopeless.events.modelFailures.count == 2)
    }

    @Test(
        "N-17: five seconds without content are told, again while comments come, with the time since the last byte, and a comment does not end the silence"
    )
    func stall() async throws {
        let gate = Gate()
        let bench = try Bench(
            [], clocked: true,
            adjusting: { _, parts in
                parts.silenceDelay = parts.delay
                parts.routes = ModelRoutes(ModelRoute(driver: gate, model: "m"))
            })
        /// Lets that many seconds pass, one by one, with the watch awake after each.
        func pass(_ seconds: Int) async throws {
            for _ in 0..<seconds {
                try await bench.eventually("the watch waits") { $0.clock.sleeperCount == 1 }
                bench.clock.advance(by: .seconds(1))
            }
            try await bench.eventually("the watch waits") { $0.clock.sleeperCount == 1 }
        }
        async let outcome = bench.execute()
        try await gate.isAsked()
        try await pass(4)
        #expect(bench.events.stalls.isEmpty)
        try await pass(3)
        gate.give([.textDelta("Hel")])
        try await bench.waitFor("text_delta")
        try await pass(3)
        gate.give([.alive])
        try await gate.isDrained()
        try await pass(4)
        gate.give([.alive])
        try await gate.isDrained()
        try await pass(9)
        gate.give([
            .finished(
                ModelCompletion(
                    finishReason: .stop, text: "Hel", reasoning: "", toolCalls: [], usage: Usage(inputTokens: 1, outputTokens: 1),
                    timing: ModelTiming(requestSent: 0)))
        ])
        #expect(await outcome.result == "Hel")
        let stalls = bench.events.stalls
        #expect(stalls.map(\.phase) == [.beforeContent, .content, .content])
        #expect(stalls.map(\.silentUs) == [5_000_000, 5_000_000, 10_000_000])
        #expect(stalls.map(\.byteSilentUs) == [nil, 2_000_000, 3_000_000])
    }
}

extension [RunEvent] {
    fileprivate var stalls: [ModelCallStalled] { only { if case .modelCallStalled(let stall) = $0 { stall } else { nil } } }
}

/// A model that says what it is given, when it is given it.
private final class Gate: ModelDriver {
    private struct State {
        var isAsked = false
        var given: [[ModelEvent]] = []
        var waiting = false
    }

    private let state = Mutex(State())

    func stream(_ request: ModelRequest) -> ModelStream {
        state.withLock { $0.isAsked = true }
        return ModelStream { [self] in
            while true {
                try Task.checkCancellation()
                let next = state.withLock { state -> [ModelEvent]? in
                    state.waiting = state.given.isEmpty
                    return state.given.isEmpty ? nil : state.given.removeFirst()
                }
                if let next { return next }
                await Task.yield()
            }
        }
    }

    func isAsked() async throws {
        try await TestKit.eventually(within: .seconds(10), "the model was asked") { [self] in state.withLock { $0.isAsked } }
    }

    /// Everything given was taken, and more is waited for.
    func isDrained() async throws {
        try await TestKit.eventually(within: .seconds(10), "all was taken") { [self] in state.withLock { $0.given.isEmpty && $0.waiting } }
    }

    func give(_ events: [ModelEvent]) {
        state.withLock { state in
            state.given.append(events)
            state.waiting = false
        }
    }
}
