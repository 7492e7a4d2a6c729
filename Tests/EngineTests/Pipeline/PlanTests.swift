import Events
import Host
import Models
import TestKit
import Testing
import Tools

@testable import Engine

/// Plans as values: how they are read, ordered and checked (002-03, 002-04).
@Suite(.timeLimit(.minutes(1))) struct PlanTests {
    private static func read(_ json: JSON) throws -> Plan { try PlanReader.plan(json, version: 3, goal: "the intent") }

    // MARK: Reading

    @Test("002-04: a plan has steps with id, kind, name, inputs and expected output, and is written back the same")
    func steps() throws {
        let plan = try Self.read([
            "goal": "g",
            "steps": [
                [
                    "id": "s1", "kind": "tool", "name": "read", "title": "t", "inputs": ["of": "a"], "expected_output": ["contains": "x"],
                    "needs": [], "repeat": true,
                ]
            ],
        ])
        let step = PlanStep(
            id: "s1", kind: .tool, name: "read", title: "t", inputs: ["of": "a"], expectedOutput: ["contains": "x"], repeats: true)
        #expect(plan == Plan(version: 3, goal: "g", steps: [step]))
        let event = RunEvent(
            runID: "r", seq: 1, wallMilliseconds: 0, monotonicMicroseconds: 0, loopID: "L1", iteration: 4, agentStatus: .thinking,
            parentRunID: nil, payload: .planCreated(PlanCreated(plan: plan)))
        #expect(try RunEvent(line: event.line) == event)
    }

    @Test("004-53: a plan of goal and described steps is work for an agent, step by step")
    func described() throws {
        let plan = try Self.read([
            "goal": "g",
            "steps": [["description": "look", "isCompleted": false], ["description": "mend", "isCompleted": false], "check"],
        ])
        #expect(plan.steps.map(\.id) == ["s1", "s2", "s3"] && plan.steps.allSatisfy { $0.kind == .agent })
        #expect(plan.steps.map { $0.inputs["task"]?.string } == ["look", "mend", "check"])
    }

    @Test("other usual names of members are understood")
    func lenient() throws {
        let plan = try Self.read([
            "plan": ["steps": [["id": 1, "tool": "read", "arguments": ["of": "a"]], ["agent": "scout", "task": "t", "depends_on": [1]]]]
        ])
        #expect(plan.goal == "the intent")
        #expect(plan.steps[0] == PlanStep(id: "s1", kind: .tool, name: "read", inputs: ["of": "a"]))
        #expect(plan.steps[1] == PlanStep(id: "s2", kind: .agent, name: "scout", inputs: ["task": "t"], needs: ["s1"]))
    }

    @Test(
        "the first whole object of a text is found, whatever stands around it",
        arguments: [
            ("{\"a\": 1}", "{\"a\":1}"), ("so ```json\n{\"a\": \"}{\"}\n``` ok {", "{\"a\":\"}{\"}"),
            ("{x} {\"a\": {\"b\": 2}}", "{\"a\":{\"b\":2}}"),
            ("{\"a\": \"\\\"}\"}", "{\"a\":\"\\\"}\"}"), ("none", nil), ("{{{{", nil), ("[1]", nil),
        ] as [(String, String?)])
    func firstObject(text: String, found: String?) { #expect(FirstObject.read(text)?.text == found) }

    // MARK: References and order

    @Test("outputs of other steps stand for their names, and what is no name stays as it was written")
    func references() {
        let inputs: JSON = ["a": "x {{s1}} y {{ s2.output }} {{}} {{not a name}} {{s9}} {{", "b": ["{{s1}}", 1]]
        #expect(StepReferences.ids(in: inputs) == ["s1", "s2", "s9"])
        let resolved = StepReferences.resolve(inputs) { $0 == "s9" ? nil : "<\($0)>" }
        #expect(resolved == ["a": "x <s1> y <s2> {{}} {{not a name}} {{s9}} {{", "b": ["<s1>", 1]])
    }

    private static func plan(_ needs: [(String, [String])]) -> Plan {
        Plan(version: 1, goal: "", steps: needs.map { PlanStep(id: $0.0, kind: .tool, name: "read", needs: $0.1) })
    }

    @Test("braces that name no step are text, unless they look like the plan's own steps")
    func templates() {
        let step = PlanStep(id: "s1", kind: .tool, name: "write", inputs: ["text": "Dear {{ name }}, {{s7}}"])
        #expect(PlanSchedule(Plan(version: 1, goal: "", steps: [step])).missing.map(\.need) == ["s7"])
    }

    @Test("a circle of steps is found and named")
    func circle() {
        #expect(PlanSchedule(Self.plan([("a", []), ("b", ["a"]), ("c", ["a", "b"])])).circle == nil)
        #expect(Set(PlanSchedule(Self.plan([("a", ["c"]), ("b", ["a"]), ("c", ["b"]), ("d", ["a"])])).circle ?? []) == ["a", "b", "c"])
        #expect(PlanSchedule(Self.plan([("a", ["a"])])).circle == ["a"])
    }

    @Test("of random plans every order that is ready by the schedule respects what each step needs, and all get their turn")
    func randomOrders() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            let count = Int.random(in: 1...20, using: &random)
            let needs = (0..<count).map { index in
                ("s\(index)", (0..<index).filter { _ in Int.random(in: 0..<4, using: &random) == 0 }.map { "s\($0)" })
            }
            let plan = Self.plan(needs)
            let schedule = PlanSchedule(plan)
            #expect(schedule.circle == nil && schedule.missing.isEmpty)
            var progress = PlanProgress()
            func apply(_ payload: Payload) {
                progress.apply(
                    RunEvent(
                        runID: "r", seq: 1, wallMilliseconds: 0, monotonicMicroseconds: 0, loopID: nil, iteration: nil, agentStatus: nil,
                        parentRunID: nil, payload: payload))
            }
            apply(.planCreated(PlanCreated(plan: plan)))
            var done: Set<String> = []
            while let step = schedule.ready(progress).randomElement(using: &random) {
                #expect(Set(step.needs).isSubset(of: done))
                apply(.stepCompleted(StepCompleted(stepID: step.id, attempt: 1, output: "", durationUs: 0)))
                done.insert(step.id)
            }
            #expect(done.count == count && progress.isCompleted)
        }
    }

    // MARK: What a plan is and is not

    private struct FixedPlanner: Planner {
        let steps: [PlanStep]
        func buildPlan(_ wish: PlanWish, _ desk: StageDesk) async throws -> Plan {
            Plan(version: wish.version, goal: "fixed", steps: steps)
        }
    }

    @Test("004-50, 002-12: whoever builds plans can be another; its steps are carried out until the plan is completed, or a limit ends it")
    func planner() async throws {
        let steps = (1...5).map { PlanStep(id: "s\($0)", kind: .tool, name: "read", inputs: ["of": .string("{{s\($0 - 1)}}")]) }
        var first = steps
        first[0].inputs = ["of": "x"]
        let bench = try Bench.pipeline(
            [PlanScript.intent(), PlanScript.say("Done.")], adjusting: { _, parts in parts.planner = FixedPlanner(steps: first) })
        #expect(await bench.execute().result == "Done.")
        #expect(bench.run.recorder.read { $0.pipeline.progress.isCompleted })
        #expect(
            bench.events.only { if case .stepCompleted(let step) = $0 { step.output } else { nil } }.last == "read read read read read x")
        var limits = RunLimits()
        limits.maxSteps = 4
        let limited = try Bench.pipeline(
            [PlanScript.intent()], limits: limits, adjusting: { _, parts in parts.planner = FixedPlanner(steps: first) })
        guard case .failed(let error, _) = await limited.execute() else { return #expect(Bool(false)) }
        #expect(error.code == .invalidPlan && limited.tools.ranCalls.isEmpty)
    }

    @Test("002-03: the plan says what is wanted, the steps what was done; a failed step changes no plan")
    func intentAndFact() async throws {
        let bench = try Bench.pipeline([
            PlanScript.intent(), PlanScript.plan([PlanScript.step("s1", "fail", ["of": "a"])]), PlanScript.reflect("give_up"),
            PlanScript.say("No."),
        ])
        _ = await bench.execute()
        let created: [Plan] = bench.events.only { if case .planCreated(let created) = $0 { created.plan } else { nil } }
        let context = RunContext(events: bench.events)
        #expect(context.pipeline.progress.plan == created.first && created.count == 1)
        #expect(context.pipeline.progress["s1"].status == .failed)
    }

    // MARK: Context and result

    @Test(
        "002-02, 002-01: the dump of a context has request, plan, states of steps, calls, output and number, at every event the same as the log's"
    )
    func dump() async throws {
        let bench = try Bench.pipeline(PipelineTests.turns)
        _ = await bench.execute()
        for cut in 1...bench.events.count {
            let json = RunContext(events: bench.events.prefix(cut)).json(at: cut)
            #expect(json["run_id"]?.string == bench.run.id && json["event_seq"]?.integer == cut && json["request"]?.string == "Do it.")
        }
        let json = RunContext(events: bench.events).json(at: bench.events.count)
        #expect(json["plan"]?["version"]?.integer == 1 && json["plan"]?["steps"]?.array?.count == 3)
        #expect(json["step_states"]?.array?.compactMap { $0["status"]?.string } == ["done", "done", "done"])
        #expect(json["final_output"]?.string == "All is **done**." && json["tool_history"]?.array?.count == 3)
        #expect(json["mode"]?.string == "pipeline" && json["done"]?.bool == true)
    }

    @Test("002-22, 002-01: a result is projected from the events: output, outputs of steps, figures and how many events there were")
    func result() async throws {
        let bench = try Bench.pipeline(PipelineTests.turns)
        _ = await bench.execute()
        let result = RunResult(events: try bench.events.map { try RunEvent(line: $0.line) })
        #expect(result.finalOutput == "All is **done**." && result.status == .completed && result.eventCount == bench.events.count)
        #expect(result.json["step_outputs"]?.array?.compactMap { $0["output"]?.string } == ["read a", "read b", "written"])
        #expect(result.metrics.modelCalls == 3 && result.metrics.toolCalls == 3)
    }
}
