import Events
import Models
import Synchronization
import Testing
import Tools

@testable import Engine

/// Each stage with what goes wrong in it.
@Suite(.timeLimit(.minutes(1))) struct StageTests {
    private static let one = [PlanScript.step("s1", "read", ["of": "a"])]
    private static let unclear: JSON = [["question": "Which one?", "options": ["a", "b"]], ["question": "How?"]]

    private static func error(_ outcome: RunOutcome) -> String {
        if case .failed(let error, _) = outcome { "\(error.code.word): \(error.message)" } else { "\(outcome)" }
    }

    // MARK: question_gate

    @Test("003-23: what is unclear is asked before anything is planned, and the planner knows the answers")
    func questions() async throws {
        let bench = try Bench.pipeline(
            [PlanScript.intent(unclear: Self.unclear), PlanScript.plan(Self.one), PlanScript.say("Done.")]
        ) { run, event in
            if case .userInputRequested(let request) = event.payload {
                run.answer(request.questionID, request.options.last ?? "with care")
            }
        }
        #expect(await bench.execute().result == "Done.")
        let asked: [String] = bench.events.only { if case .userInputRequested(let request) = $0 { request.question } else { nil } }
        #expect(asked == ["Which one?", "How?"])
        let text = bench.model.requests[1].messages.map(\.textForTests).joined()
        #expect(text.contains("Asked: Which one?\nAnswered: b") && text.contains("Answered: with care"))
        #expect(bench.stages.contains("question_gate passed"))
    }

    @Test("003-23: where nobody may be asked the gate is left out with the reason, and the plan is made all the same")
    func nobodyToAsk() async throws {
        let bench = try Bench.pipeline(
            [PlanScript.intent(unclear: Self.unclear), PlanScript.plan(Self.one), PlanScript.say("Done.")],
            adjusting: { request, _ in request.capabilities.allowInterruption = false })
        #expect(await bench.execute().result == "Done.")
        let reasons: [String] = bench.events.only {
            if case .stageSkipped(let skipped) = $0, skipped.stage == .questionGate { skipped.reason } else { nil }
        }
        #expect(reasons == ["nobody may be asked while the agent works"])
    }

    @Test("003-23, X-03: a pipeline that was left at a question goes on with the answer in another process and asks nothing twice")
    func leftAtQuestion() async throws {
        let turns = [PlanScript.intent(unclear: Self.unclear), PlanScript.plan(Self.one), PlanScript.say("Done.")]
        let first = try Bench.pipeline(turns, whenAsked: .stop)
        guard case .waiting = await first.execute() else { return #expect(Bool(false)) }
        let second = try Bench.pipeline([], log: MemoryLog(holding: first.events), whenAsked: .stop, takingUp: first.events)
        second.run.answer("question-1", "a")
        guard case .waiting = await second.execute() else { return #expect(Bool(false)) }
        let third = try Bench.pipeline(
            Array(turns.dropFirst()), log: MemoryLog(holding: second.events), whenAsked: .stop, takingUp: second.events)
        third.run.answer("question-2", "well")
        #expect(await third.execute().result == "Done.")
        #expect(third.events.count { if case .userInputRequested = $0.payload { true } else { false } } == 2)
    }

    // MARK: generator and validator

    @Test("003-24: a plan that cannot be carried out is sent back with what is wrong, and the next one is taken")
    func sentBack() async throws {
        let wrong = [
            PlanScript.step("s1", "raed", ["of": "a"], needs: ["s9"]), PlanScript.step("s2", "read", needs: ["s3"]),
            PlanScript.step("s3", "read", needs: ["s2"]), PlanScript.step("s3", "read"),
        ]
        let bench = try Bench.pipeline(
            [PlanScript.intent(), PlanScript.plan(wrong), PlanScript.plan(Self.one), PlanScript.say("Done.")])
        #expect(await bench.execute().result == "Done.")
        let faults: [[String]] = bench.events.only { if case .planStarted(let plan) = $0 { plan.faults } else { nil } }
        #expect(faults.count == 2 && faults[0].isEmpty)
        let said = faults[1].joined(separator: "\n")
        for part in ["the id s3 is there twice", "s1 needs s9", "wait for each other", "no tool \"raed\"; use read"] {
            #expect(said.contains(part), "\(part) in \(said)")
        }
        #expect(bench.model.requests[2].messages.map(\.textForTests).joined().contains("s1 needs s9"))
        let versions: [Int] = bench.events.only { if case .planCreated(let created) = $0 { created.plan.version } else { nil } }
        #expect(versions == [1, 2])
    }

    @Test("003-24: a plan is sent back twice and no more")
    func sentBackTwice() async throws {
        let wrong = PlanScript.plan([PlanScript.step("s1", "nothing")])
        let bench = try Bench.pipeline([PlanScript.intent(), wrong, wrong, wrong])
        #expect(Self.error(await bench.execute()).hasPrefix("invalid_plan: the plan was sent back 2 times and still has 1 fault"))
        #expect(bench.tools.ranCalls.isEmpty && bench.stages.last == "validator failed invalid_plan")
    }

    @Test(
        "002-12: a model that gives no plan ends the pipeline with the reason, after one repair",
        arguments: ["I cannot plan.", "{\"steps\": []}", "{\"goal\": \"x\"}", "{\"steps\": [1]}", "{\"steps\": {}}", "{{{{", ""])
    func noPlan(text: String) async throws {
        let bench = try Bench.pipeline([PlanScript.intent(), PlanScript.say(text), PlanScript.say(text)])
        let error = Self.error(await bench.execute())
        #expect(error.hasPrefix("no_plan: ") && error.contains("--plan-model"), "\(error)")
        #expect(bench.events.count { $0.type == "plan_failed" } == 1 && bench.model.requests.count == 3)
    }

    @Test("a plan with more steps than there may be is sent back")
    func tooMany() async throws {
        let many = (1...30).map { PlanScript.step("s\($0)", "read") }
        var limits = RunLimits()
        limits.maxSteps = 20
        let bench = try Bench.pipeline(
            [PlanScript.intent(), PlanScript.plan(many), PlanScript.plan(Self.one), PlanScript.say("Done.")], limits: limits)
        #expect(await bench.execute().result == "Done.")
        let faults: [[String]] = bench.events.only { if case .planStarted(let plan) = $0 { plan.faults } else { nil } }
        #expect(faults[1].first?.contains("30 steps, and there may be 20") == true)
    }

    @Test("an intent that cannot be read leaves the task as it stands")
    func noIntent() async throws {
        let bench = try Bench.pipeline(
            [PlanScript.say("hm"), PlanScript.say("no"), PlanScript.plan(Self.one), PlanScript.say("Done.")])
        #expect(await bench.execute().result == "Done.")
    }

    // MARK: safety

    @Test("003-24: an unsafe plan is stopped before any of it runs")
    func unsafe() async throws {
        let plan = PlanScript.plan([PlanScript.step("s1", "write")])
        let bench = try Bench.pipeline([PlanScript.intent(), plan, plan, plan], approve: .none)
        #expect(Self.error(await bench.execute()).hasPrefix("unsafe_plan: "))
        #expect(bench.tools.ranCalls.isEmpty)
        #expect(bench.stages.filter { $0 == "safety sent_back" }.count == 2)
    }

    @Test("003-24: each step is graded by what it does")
    func grades() async throws {
        var tools = PlanScript.tools
        tools.append(("wipe", FakeTool(effects: [.execute], warning: "removes all") { _, _ in .success("gone") }))
        let steps = ["read", "write", "shell", "wipe"].enumerated().map { PlanScript.step("s\($0.offset)", $0.element) }
        let bench = try Bench.pipeline([PlanScript.intent(), PlanScript.plan(steps), PlanScript.say("Done.")], tools: tools) { run, event in
            if case .approvalRequested(let request) = event.payload {
                run.resolve(request.approvalID, .approved, scope: .once, reason: nil)
            }
            if case .userInputRequested(let request) = event.payload { run.answer(request.questionID, HumanGate.accept) }
        }
        #expect(await bench.execute().result == "Done.")
        let output: [JSON] = bench.events.only {
            if case .stageCompleted(let stage) = $0, stage.stage == .safety { stage.output } else { nil }
        }
        #expect(output[0]["grades"]?.array?.compactMap { $0["risk"]?.string } == ["none", "low", "medium", "high"])
        #expect(output[0]["grades"]?.array?.compactMap { $0["asks"]?.bool } == [false, false, false, true])
        #expect(bench.events.count { $0.type == "approval_requested" } == 1, "what is of high risk is asked for although all is free")
    }

    // MARK: human_gate

    private static func gated(_ answers: [String], _ turns: [FakeModel.Turn]) throws -> Bench {
        let left = Answers(answers)
        return try Bench.pipeline(turns) { run, event in
            if case .userInputRequested(let request) = event.payload { run.answer(request.questionID, left.next()) }
        } adjusting: { request, _ in
            request.humanGate = .always
        }
    }

    @Test("003-25: a person takes the result")
    func accepted() async throws {
        let bench = try Self.gated([HumanGate.accept], [PlanScript.intent(), PlanScript.plan(Self.one), PlanScript.say("Done.")])
        #expect(await bench.execute().result == "Done.")
        #expect(bench.stages.last == "human_gate passed")
    }

    @Test("003-25: a person rejects the result, which fails the run")
    func rejected() async throws {
        let bench = try Self.gated([HumanGate.reject], [PlanScript.intent(), PlanScript.plan(Self.one), PlanScript.say("Done.")])
        #expect(Self.error(await bench.execute()).hasPrefix("rejected: "))
        #expect(bench.stages.last == "human_gate failed rejected")
    }

    @Test("003-25, 002-20: what a person misses is planned behind what is done, and done steps are not touched")
    func missing() async throws {
        let more = PlanScript.plan([PlanScript.step("s2", "read", ["of": "{{s1}}"])])
        let bench = try Self.gated(
            ["and b too", HumanGate.accept],
            [PlanScript.intent(), PlanScript.plan(Self.one), PlanScript.say("Half."), more, PlanScript.say("Whole.")])
        #expect(await bench.execute().result == "Whole.")
        #expect(bench.steps == ["start s1.1", "done s1.1", "repaired v2", "start s2.1", "done s2.1"])
        #expect(bench.model.requests[3].messages.map(\.textForTests).joined().contains("and b too"))
    }

    // MARK: What breaks

    private struct Breaking: PipelineStage {
        let name: StageName
        func run(_ desk: StageDesk) async throws -> StageEnd { throw Fault() }
        struct Fault: Error, CustomStringConvertible { let description = "no such luck" }
    }

    @Test("003-22: a stage that throws ends the run with its name and what it threw", arguments: StageName.allCases)
    func throwing(name: StageName) async throws {
        let bench = try Bench.pipeline(
            [PlanScript.intent(), PlanScript.plan(Self.one), PlanScript.say("Done.")],
            adjusting: { _, parts in parts.stages = PipelineStages.all.map { $0.name == name ? Breaking(name: name) : $0 } })
        let error = Self.error(await bench.execute())
        #expect(error == "stage_failed: the stage \(name.rawValue) broke off: no such luck", "\(error)")
    }

    @Test("003-22: a pipeline can be stopped at every event, and says so")
    func stopped() async throws {
        let turns = [PlanScript.intent(), PlanScript.plan([PlanScript.step("s1", "write")]), PlanScript.say("Done.")]
        let whole = try Bench.pipeline(turns)
        _ = await whole.execute()
        for stop in 2..<(whole.events.count - 3) {
            let bench = try Bench.pipeline(turns) { run, event in if event.seq == stop { run.stopEverything() } }
            let outcome = await bench.execute()
            guard case .cancelled = outcome else {
                if case .completed = outcome { continue }
                #expect(Bool(false), "stopped at \(stop): \(outcome)")
                continue
            }
        }
    }

    @Test("003-12: the token budget ends a pipeline before the next call")
    func budget() async throws {
        let bench = try Bench.pipeline(
            [PlanScript.intent(), PlanScript.plan(Self.one), PlanScript.say("Done.")], limits: RunLimits(maxTokens: 20))
        let outcome = await bench.execute()
        #expect(Self.error(outcome).hasPrefix("token_budget: "))
        guard case .failed(_, .tokenBudget) = outcome else { return #expect(Bool(false)) }
    }

    @Test("a summary that no model gives is told by rules, and the run completes")
    func plainSummary() async throws {
        let bench = try Bench.pipeline([PlanScript.intent(), PlanScript.plan(Self.one)])
        #expect(await bench.execute().result == "- done: read for s1 (read a)")
    }

    @Test("what a person says while the plan is carried out repairs what is left of it")
    func steered() async throws {
        let steps = [PlanScript.step("s1", "read", ["of": "a"]), PlanScript.step("s2", "write", needs: ["s1"])]
        let bench = try Bench.pipeline(
            [
                PlanScript.intent(), PlanScript.plan(steps), PlanScript.plan([PlanScript.step("s3", "read", ["of": "c"])]),
                PlanScript.say("Done."),
            ]
        ) { run, event in
            if case .stepStarted(let step) = event.payload, step.stepID == "s1" { run.say("do not write", delivery: .steer) }
        }
        #expect(await bench.execute().result == "Done.")
        #expect(bench.steps == ["start s1.1", "done s1.1", "repaired v2", "start s3.1", "done s3.1"])
        #expect(bench.run.queuedMessages.isEmpty, "it was heard")
    }
}

/// Answers, one after the other.
final class Answers: Sendable {
    private let left: Mutex<[String]>
    init(_ answers: [String]) { left = Mutex(answers) }
    var isEmpty: Bool { left.withLock { $0.isEmpty } }
    func next() -> String { left.withLock { $0.isEmpty ? "" : $0.removeFirst() } }
}

extension ChatMessage {
    var textForTests: String {
        switch self {
        case .system(let text), .user(let text), .images(let text, _): text
        case .assistant(let text, _, _, _): text
        case .tool(_, _, let content): content
        }
    }
}
