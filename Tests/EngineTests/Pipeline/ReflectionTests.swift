import Events
import Host
import Models
import Testing
import Tools

@testable import Engine

/// What is done about steps that fail (002-18…21).
@Suite(.timeLimit(.minutes(1))) struct ReflectionTests {
    private static func turns(_ steps: [JSON], _ more: FakeModel.Turn...) -> [FakeModel.Turn] {
        [PlanScript.intent(), PlanScript.plan(steps)] + more + [PlanScript.say("Done.")]
    }

    /// Fails until it was called so often.
    private static func flaky(_ failures: Int) -> FakeTool {
        let left = Answers(Array(repeating: "no", count: failures))
        return FakeTool { _, _ in left.next() == "no" ? .failure(.toolFailed, "not yet") : .success("now") }
    }

    @Test("002-19, 002-21: a retry is the same again")
    func retry() async throws {
        let bench = try Bench.pipeline(
            Self.turns([PlanScript.step("s1", "flaky")], PlanScript.reflect("retry")), tools: [("flaky", Self.flaky(1))])
        #expect(await bench.execute().result == "Done.")
        #expect(
            bench.steps == [
                "start s1.1", "fail s1.1 tool_failed", "reflect s1", "choose retry", "retry s1.2", "start s1.2", "done s1.2",
            ])
    }

    @Test("002-19: other arguments are those of the next try, held against the tool first")
    func arguments() async throws {
        let tool = FakeTool { arguments, _ in
            arguments["of"]?.string == "b" ? .success("right") : .failure(.notFound, "there is no a")
        }
        let bench = try Bench.pipeline(
            Self.turns(
                [PlanScript.step("s1", "find", ["of": "a"])], PlanScript.reflect("change_arguments"),
                PlanScript.reflect("change_arguments", [("inputs", ["of": "b"])])), tools: [("find", tool)])
        #expect(await bench.execute().result == "Done.", "what cannot be used is asked for once more")
        let inputs: [JSON] = bench.events.only { if case .stepStarted(let step) = $0 { step.inputs } else { nil } }
        #expect(inputs == [["of": "a"], ["of": "b"]])
        #expect(bench.model.requests[3].messages.map(\.textForTests).joined().contains("needs \"inputs\""))
    }

    @Test("002-19: another tool takes the step over")
    func tool() async throws {
        let bench = try Bench.pipeline(
            Self.turns(
                [PlanScript.step("s1", "fail")], PlanScript.reflect("change_tool", [("name", "read"), ("inputs", ["of": "a"])])))
        #expect(await bench.execute().result == "Done.")
        let names: [String] = bench.events.only { if case .toolCallStarted(let call) = $0 { call.tool } else { nil } }
        #expect(names == ["fail", "read"])
    }

    @Test("002-19, 002-20, 002-21: a repaired plan has the next version, and the steps that are done stay as they were")
    func repair() async throws {
        let steps = [
            PlanScript.step("s1", "read", ["of": "a"]), PlanScript.step("s2", "fail", needs: ["s1"]),
            PlanScript.step("s3", "write", needs: ["s2"]),
        ]
        let bench = try Bench.pipeline(
            Self.turns(
                steps, PlanScript.reflect("repair_plan"),
                PlanScript.plan([PlanScript.step("s4", "read", ["of": "{{s1}}"])])))
        #expect(await bench.execute().result == "Done.")
        #expect(
            bench.steps == [
                "start s1.1", "done s1.1", "start s2.1", "fail s2.1 tool_failed", "reflect s2", "choose repair_plan", "repaired v2",
                "start s4.1", "done s4.1",
            ])
        let plans: [Plan] = bench.events.only {
            switch $0 {
            case .planCreated(let created): created.plan
            case .planRepaired(let repaired): repaired.plan
            default: nil
            }
        }
        #expect(plans.map(\.version) == [1, 2] && plans[0].steps[0] == plans[1].steps[0])
        #expect(plans[0].steps.count == 3, "the first plan is as it was")
        let dropped: [[String]] = bench.events.only { if case .planRepaired(let repaired) = $0 { repaired.dropped } else { nil } }
        #expect(dropped == [["s2", "s3"]])
    }

    @Test("002-20: a repair that touches what is done, or is not sound, is no repair")
    func badRepair() async throws {
        let steps = [PlanScript.step("s1", "read"), PlanScript.step("s2", "fail", needs: ["s1"])]
        let again = PlanScript.plan([PlanScript.step("s1", "read")])
        let wrong = PlanScript.plan([PlanScript.step("s5", "nothing")])
        for bad in [[again, again], [wrong, wrong]] {
            let bench = try Bench.pipeline(
                [PlanScript.intent(), PlanScript.plan(steps), PlanScript.reflect("repair_plan")] + bad + [PlanScript.say("Half.")])
            guard case .failed(let error, _) = await bench.execute() else { return #expect(Bool(false)) }
            #expect(error.code == .planIncomplete && bench.steps.last == "choose give_up", "\(error.message) \(bench.steps)")
        }
    }

    @Test("what is given up skips what needs it, and the run says what was not done")
    func giveUp() async throws {
        let steps = [
            PlanScript.step("s1", "fail"), PlanScript.step("s2", "read", needs: ["s1"]), PlanScript.step("s3", "read", needs: ["s2"]),
            PlanScript.step("s4", "read"),
        ]
        let bench = try Bench.pipeline(Self.turns(steps, PlanScript.reflect("give_up")))
        guard case .failed(let error, _) = await bench.execute() else { return #expect(Bool(false)) }
        #expect(error.code == .planIncomplete && error.message.hasPrefix("3 of 4 steps were not done: s1"), "\(error.message)")
        #expect(bench.steps.suffix(2) == ["skip s2", "skip s3"])
    }

    @Test("reflection ends: a step that never works is given up when the limit is reached", arguments: [0, 1, 3])
    func bounded(limit: Int) async throws {
        var limits = RunLimits()
        limits.maxReflections = limit
        let bench = try Bench(
            [PlanScript.intent(), PlanScript.plan([PlanScript.step("s1", "fail")])], then: PlanScript.reflect("retry"),
            tools: PlanScript.tools, limits: limits, adjusting: { request, _ in request.mode = .pipeline })
        guard case .failed(let error, _) = await bench.execute() else { return #expect(Bool(false)) }
        #expect(error.code == .planIncomplete)
        #expect(bench.tools.ranCalls.count == limit + 1 && bench.steps.last == "choose give_up")
    }

    @Test("what a person refuses is not tried in another way")
    func refused() async throws {
        let bench = try Bench.pipeline(Self.turns([PlanScript.step("s1", "write")]), approve: .ask) { run, event in
            if case .approvalRequested(let request) = event.payload { run.resolve(request.approvalID, .denied, scope: .once, reason: nil) }
        }
        guard case .failed(let error, _) = await bench.execute() else { return #expect(Bool(false)) }
        #expect(error.code == .planIncomplete && bench.tools.ranCalls.isEmpty)
        #expect(bench.steps == ["start s1.1", "fail s1.1 denied", "reflect s1", "choose give_up"])
    }

    @Test("a reflection that cannot be read is given up, not repeated for ever")
    func unreadable() async throws {
        let bench = try Bench.pipeline(
            Self.turns([PlanScript.step("s1", "fail")], PlanScript.say("hm"), PlanScript.reflect("dance")))
        guard case .failed(let error, _) = await bench.execute() else { return #expect(Bool(false)) }
        #expect(error.code == .planIncomplete && bench.steps.last == "choose give_up")
    }

    @Test("a model that cannot be asked what to do gives the step up, and the rest of the plan goes on")
    func unreachable() async throws {
        let down = FakeModel.Turn.fault([], ModelsError(code: .badRequest, message: "not today"))
        let steps = [PlanScript.step("s1", "fail"), PlanScript.step("s2", "read", ["of": "a"], expect: "a text")]
        let bench = try Bench.pipeline(
            [PlanScript.intent(), PlanScript.plan(steps), down, down, PlanScript.say("Half.")])
        guard case .failed(let error, _) = await bench.execute() else { return #expect(Bool(false)) }
        #expect(error.code == .planIncomplete && error.message.hasPrefix("1 of 2 steps"), "\(error.message)")
        #expect(bench.steps.contains("unclear s2 by model") && bench.steps.contains("done s2.1") && bench.steps.contains("choose give_up"))
        #expect(bench.stages.contains("summarizer passed"))
    }

    // MARK: OutputEvaluator

    @Test(
        "002-18: rules judge an output, with the reason",
        arguments: [
            (["contains": "read a"], nil), (["contains": ["read", "a"]], nil), (["contains": ["b"]], "\"b\" is not in the output"),
            (["not_contains": "read"], "\"read\" is in the output"), (["matches": "^read [a-z]$"], nil),
            (["matches": "^x"], "the output does not match ^x"), (["file_exists": "tmp"], nil),
            (["file_exists": ["tmp", "no-such-place"]], "there is no \"no-such-place\" in the workspace"),
            (["schema": ["type": "object"]], "the output is no JSON"),
        ] as [(JSON, String?)])
    func rules(expected: JSON, fault: String?) async throws {
        let bench = try Bench.pipeline(
            Self.turns([PlanScript.step("s1", "read", ["of": "a"], expect: expected)], PlanScript.reflect("give_up")))
        _ = await bench.execute()
        let judged: [OutputEvaluated] = bench.events.only { if case .outputEvaluated(let judged) = $0 { judged } else { nil } }
        #expect(judged.count == 1 && judged[0].by == .rules && judged[0].verdict == (fault == nil ? .met : .unmet))
        if let fault { #expect(judged[0].reason == fault) } else { #expect(!judged[0].reason.isEmpty) }
        #expect(bench.steps.contains("fail s1.1 expectation_unmet") == (fault != nil))
    }

    @Test("002-18: an output that is JSON is held against a schema")
    func schema() throws {
        let rule = try #require(Expectation(["schema": ["type": "object", "required": ["a"]]]))
        let workspace = try Workspace(path: "/")
        #expect(rule.broken("{\"a\": 1}", workspace) == nil && rule.broken("so: {\"a\": 1}.", workspace) == nil)
        #expect(rule.broken("{}", workspace)?.contains("does not fit the schema") == true)
    }

    @Test("002-18: a command judges by its status, under the same approvals as every command")
    func command() async throws {
        func tools(_ result: ToolResult) -> [(String, FakeTool)] {
            PlanScript.tools + [(ToolName.executeShellCommand, .answering(result, effects: [.execute]))]
        }
        let step = PlanScript.step("s1", "read", expect: ["command": "make test"])
        let good = try Bench.pipeline(Self.turns([step]), tools: tools(.success("ok")))
        #expect(await good.execute().result == "Done.")
        #expect(good.tools.ranCalls == ["step:s1.1", "step:s1.1.check"])
        let bad = try Bench.pipeline(
            Self.turns([step], PlanScript.reflect("give_up")), tools: tools(.failure(.exitStatus, "exit status 2")))
        guard case .failed = await bad.execute() else { return #expect(Bool(false)) }
        #expect(bad.steps.contains("unmet s1 by rules"))
    }

    @Test("002-18: a model judges what is expected in words; what it does not say stands")
    func model() async throws {
        let step = PlanScript.step("s1", "read", expect: "a greeting")
        let met = try Bench.pipeline(Self.turns([step], PlanScript.say("{\"verdict\": \"met\", \"reason\": \"it greets\"}")))
        #expect(await met.execute().result == "Done.")
        #expect(met.steps.contains("met s1 by model"))
        let purposes: [ModelPurpose] = met.events.only { if case .modelCallStarted(let call) = $0 { call.purpose } else { nil } }
        #expect(purposes == [.plan, .plan, .evaluate, .summarise])
        let unmet = try Bench.pipeline(
            Self.turns([step], PlanScript.say("{\"verdict\": \"unmet\", \"reason\": \"no greeting\"}"), PlanScript.reflect("give_up")))
        guard case .failed = await unmet.execute() else { return #expect(Bool(false)) }
        let unclear = try Bench.pipeline(Self.turns([step], PlanScript.say("well"), PlanScript.say("well")))
        #expect(await unclear.execute().result == "Done.")
        #expect(unclear.steps.contains("unclear s1 by model"))
    }

    @Test(
        "an expectation that nobody can hold against an output sends the plan back",
        arguments: [
            ["contain": "x"], ["matches": "("], ["schema": 1], 7,
        ] as [JSON])
    func badExpectation(expected: JSON) { #expect(Expectation.fault(expected) != nil) }

    // MARK: Critic

    @Test("004-54: a critic lets the plan go on, or has what is left made anew")
    func critic() async throws {
        let steps = [PlanScript.step("s1", "read"), PlanScript.step("s2", "write", needs: ["s1"])]
        func run(_ more: [FakeModel.Turn]) async throws -> Bench {
            let bench = try Bench.pipeline(
                [PlanScript.intent(), PlanScript.plan(steps)] + more + [PlanScript.say("Done.")],
                adjusting: { _, parts in parts.roles[.critic] = parts.routes })
            #expect(await bench.execute().result == "Done.")
            return bench
        }
        let goesOn = try await run([PlanScript.say("{\"shouldContinue\": true, \"reason\": \"\"}")])
        #expect(goesOn.steps == ["start s1.1", "done s1.1", "start s2.1", "done s2.1"])
        let stops = try await run(
            [
                PlanScript.say("{\"shouldContinue\": false, \"reason\": \"nothing to write\"}"),
                PlanScript.plan([PlanScript.step("s3", "read")]), PlanScript.say("{\"shouldContinue\": true}"),
            ].dropLast())
        #expect(stops.steps == ["start s1.1", "done s1.1", "reflect s1", "choose repair_plan", "repaired v2", "start s3.1", "done s3.1"])
        #expect(stops.tools.ranCalls == ["step:s1.1", "step:s3.1"])
    }
}
