import Events
import Models
import Testing
import Tools

@testable import Engine

/// From a loop to the pipeline, by a person, by a setting, at a limit (003-27, 003-28, N-05).
@Suite(.timeLimit(.minutes(1))) struct ModeSwitchTests {
    private static let plan: [FakeModel.Turn] = [
        PlanScript.intent(), PlanScript.plan([PlanScript.step("s1", "read", ["of": "a"])]), PlanScript.say("The pipeline is done."),
    ]
    private static let loop: [FakeModel.Turn] = [
        .call("read", "{\"of\":\"x\"}", id: "r1"), .call("write", "{\"of\":\"y\"}", id: "w1"), .say("The loop is done."),
    ]

    private static func changes(_ bench: Bench) -> [ModeChanged] {
        bench.events.only { if case .modeChanged(let change) = $0 { change } else { nil } }
    }

    @Test("003-27, N-05: forced at every event of a loop the run goes on as a pipeline once, and no call runs twice")
    func forcedAnywhere() async throws {
        let whole = try Bench(Self.loop, tools: PlanScript.tools)
        _ = await whole.execute()
        var switched = 0
        for seq in 1..<whole.events.count {
            let model = ForkingModel(loop: Self.loop, pipeline: Self.plan)
            let bench = try Bench([], tools: PlanScript.tools, onEvent: { run, event in if event.seq == seq { run.forcePipeline() } }) {
                _, parts in
                parts.routes = ModelRoutes(ModelRoute(driver: model, model: "test-model"))
            }
            let outcome = await bench.execute()
            #expect(Set(bench.tools.ranCalls).count == bench.tools.ranCalls.count, "forced at \(seq)")
            let changes = Self.changes(bench)
            if changes.isEmpty {
                #expect(outcome.result == "The loop is done.", "forced at \(seq)")
                continue
            }
            switched += 1
            #expect(outcome.result == "The pipeline is done." && changes.count == 1, "forced at \(seq): \(outcome)")
            let change = changes[0]
            #expect(change.trigger == .user && change.evidence.map(\.kind) == [.wish] && !change.reason.isEmpty)
            let ran = bench.events.contains { if case .toolCallFinished(let call) = $0.payload { call.toolCallID == "w1" } else { false } }
            #expect(change.carriedOver.effects.count == (ran ? 1 : 0), "forced at \(seq)")
            let loops = bench.events.compactMap { if case .loopStarted(let loop) = $0.payload { loop.mode } else { nil } }
            #expect(loops == [.loop, .pipeline] && Set(bench.events.compactMap(\.loopID)) == ["L1", "L2"])
        }
        #expect(switched > whole.events.count / 2)
    }

    @Test("003-27: forced while a tool runs, the tool ends first and its result is carried over")
    func forcedInTool() async throws {
        let latch = Latch()
        let tools =
            PlanScript.tools + [
                (
                    "slow",
                    FakeTool(effects: [.write]) { _, _ in
                        await latch.wait()
                        return .success("slow but sure")
                    }
                )
            ]
        let model = ForkingModel(loop: [.call("slow", id: "c1"), .say("no")], pipeline: Self.plan)
        let bench = try Bench(
            [], tools: tools,
            onEvent: { run, event in
                if case .toolCallStarted = event.payload, event.loopID == "L1" {
                    run.forcePipeline()
                    latch.open()
                }
            }
        ) { _, parts in parts.routes = ModelRoutes(ModelRoute(driver: model, model: "test-model")) }
        #expect(await bench.execute().result == "The pipeline is done.")
        #expect(Self.changes(bench)[0].carriedOver.facts == ["slow {}: slow but sure"])
    }

    @Test("003-27: forced while a question waits, nobody is waited for any more")
    func forcedAtQuestion() async throws {
        let ask = ToolResult(status: .waitResponse, output: "", directive: .ask(question: "Which?", options: [], selection: .text))
        let tools = PlanScript.tools + [("ask", FakeTool.answering(ask))]
        let model = ForkingModel(loop: [.call("ask", id: "c1")], pipeline: Self.plan)
        let bench = try Bench([], tools: tools, onEvent: { run, event in if event.type == "user_input_requested" { run.forcePipeline() } })
        {
            _, parts in parts.routes = ModelRoutes(ModelRoute(driver: model, model: "test-model"))
        }
        #expect(await bench.execute().result == "The pipeline is done.")
        let answers: [String?] = bench.events.only { if case .userInputReceived(let answer) = $0 { .some(answer.outcome) } else { nil } }
        #expect(answers == ["unanswered"])
    }

    @Test(
        "000-38, 003-28: a loop that reaches a limit or fails goes on as a pipeline where that is set, and else ends",
        arguments: [FallbackPolicy.pipeline, .none])
    func fallback(policy: FallbackPolicy) async throws {
        func run(_ loop: [FakeModel.Turn], _ limits: RunLimits) async throws -> (RunOutcome, [ModeChanged]) {
            let model = ForkingModel(loop: loop, pipeline: Self.plan)
            let bench = try Bench(
                [], tools: PlanScript.tools, limits: limits, whenAsked: .stop,
                adjusting: { request, parts in
                    request.fallback = policy
                    parts.routes = ModelRoutes(ModelRoute(driver: model, model: "test-model"))
                })
            return (await bench.execute(), Self.changes(bench))
        }
        let rounds = try await run(Self.loop, RunLimits(maxIterations: 2))
        let failures = try await run([.call("fail", id: "f1"), .call("fail", id: "f2"), .say("no")], RunLimits(maxFailures: 2))
        switch policy {
        case .pipeline:
            #expect(rounds.0.result == "The pipeline is done." && failures.0.result == "The pipeline is done.")
            #expect(rounds.1.map(\.trigger) == [.limit] && failures.1.map(\.trigger) == [.failure])
            #expect(rounds.1[0].evidence.map(\.iteration) == [1, 2])
            #expect(failures.1[0].evidence.contains { $0.kind == .round && $0.iteration == 2 })
        case .none:
            guard case .failed(_, .maxIterations) = rounds.0, case .failed(_, .consecutiveFailures) = failures.0 else {
                return #expect(Bool(false), "\(rounds.0) \(failures.0)")
            }
            #expect(rounds.1.isEmpty && failures.1.isEmpty)
        }
    }

    @Test("003-28: no pipeline follows where it could do no better: a stop, a budget, a model that is not there")
    func noFallback() async throws {
        for (loop, limits) in [
            ([FakeModel.Turn.call("read", id: "r")], RunLimits(maxTokens: 10)),
            ([.fault([], ModelsError(code: .unauthorized, message: "no key"))], RunLimits()),
        ] {
            let bench = try Bench(loop, tools: PlanScript.tools, limits: limits, adjusting: { request, _ in request.fallback = .pipeline })
            guard case .failed = await bench.execute() else { return #expect(Bool(false)) }
            #expect(Self.changes(bench).isEmpty)
        }
    }

    @Test("003-28, W-16: at a limit the person may let the run go on as a pipeline")
    func offered() async throws {
        let model = ForkingModel(loop: Self.loop, pipeline: Self.plan)
        let bench = try Bench(
            [], tools: PlanScript.tools, limits: RunLimits(maxIterations: 1),
            onEvent: { run, event in
                if case .userInputRequested(let request) = event.payload { run.answer(request.questionID, LimitDesk.pipeline) }
            }
        ) { request, parts in
            request.asksAtLimits = true
            parts.routes = ModelRoutes(ModelRoute(driver: model, model: "test-model"))
        }
        #expect(await bench.execute().result == "The pipeline is done.")
        #expect(Self.changes(bench).map(\.trigger) == [.limit])
        let reasons: [StopReason] = bench.events.only { if case .loopFinished(let end) = $0 { end.stopReason } else { nil } }
        #expect(reasons == [.maxIterations, .final])
    }

    @Test("003-28: what had its effect in the loop is not done again by the plan, unless the plan says that it may")
    func notAgain() async throws {
        func run(repeats: Bool) async throws -> Bench {
            let step = PlanScript.step("s1", "write", ["of": "y"], repeats: repeats)
            let plan = PlanScript.plan([step])
            let model = ForkingModel(
                loop: Self.loop, pipeline: [PlanScript.intent(), plan, plan, plan, PlanScript.say("The pipeline is done.")])
            let bench = try Bench(
                [], tools: PlanScript.tools, limits: RunLimits(maxIterations: 2),
                adjusting: { request, parts in
                    request.fallback = .pipeline
                    parts.routes = ModelRoutes(ModelRoute(driver: model, model: "test-model"))
                })
            _ = await bench.execute()
            return bench
        }
        let again = try await run(repeats: true)
        #expect(again.tools.ranCalls == ["r1", "w1", "step:s1.1"])
        let once = try await run(repeats: false)
        #expect(once.tools.ranCalls == ["r1", "w1"] && once.stages.contains("validator sent_back"))
    }

    @Test("003-28: a run that died between the end of its loop and the pipeline goes on as a pipeline")
    func cutBetween() async throws {
        let model = ForkingModel(loop: Self.loop, pipeline: Self.plan)
        let whole = try Bench(
            [], tools: PlanScript.tools, limits: RunLimits(maxIterations: 2),
            adjusting: { request, parts in
                request.fallback = .pipeline
                parts.routes = ModelRoutes(ModelRoute(driver: model, model: "test-model"))
            })
        _ = await whole.execute()
        let change = try #require(whole.events.firstIndex { $0.type == "mode_changed" })
        for cut in change - 2...change + 2 {
            let kept = Array(whole.events.prefix(cut))
            let bench = try Bench(
                Self.plan, tools: PlanScript.tools, log: MemoryLog(holding: kept), limits: RunLimits(maxIterations: 2), takingUp: kept,
                adjusting: { request, _ in request.fallback = .pipeline })
            #expect(await bench.execute().result == "The pipeline is done.", "cut at \(cut)")
            #expect(Self.changes(bench).count == 1 && bench.tools.ranCalls == ["step:s1.1"], "cut at \(cut)")
        }
    }
}

/// Plays one list in the loop and another one in the pipeline.
private final class ForkingModel: ModelDriver {
    private let log = MemoryLog()
    private let loop: FakeModel
    private let pipeline: FakeModel

    init(loop: [FakeModel.Turn], pipeline: [FakeModel.Turn]) {
        self.loop = FakeModel(loop, log: log)
        self.pipeline = FakeModel(pipeline, log: log)
    }

    func stream(_ request: ModelRequest) -> ModelStream {
        request.purpose == "decide" ? loop.stream(request) : pipeline.stream(request)
    }
}
