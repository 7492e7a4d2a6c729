import Events
import Testing

@testable import lathe

/// What the plain narration says of stages, plans, steps and changes of mode.
@Suite struct PipelineNarrationTests {
    private func told(_ payloads: [Payload], _ detail: RunNarrator.Detail = .progress, ascii: Bool = false) -> String {
        var narrator = RunNarrator(detail, ascii: ascii)
        var text = ""
        for (index, payload) in payloads.enumerated() {
            text += narrator.text(
                of: RunEvent(
                    runID: "01run", seq: index + 1, wallMilliseconds: 0, monotonicMicroseconds: Int64(index) * 1000, loopID: "L1",
                    iteration: 1, agentStatus: nil, payload: payload))
        }
        return text
    }

    private func asked(_ purpose: ModelPurpose, _ id: String) -> Payload {
        .modelCallStarted(
            ModelCallStarted(callID: id, purpose: purpose, model: "m", attempt: 1, messageCount: 1, toolNames: [], prefixHash: "a"))
    }

    private func answered(_ id: String) -> Payload {
        .modelCallFinished(
            ModelCallFinished(callID: id, finishReason: .stop, usage: Usage(inputTokens: 5, outputTokens: 5), durationUs: 10))
    }

    private func ended(_ stage: StageName, _ summary: String, _ outcome: StageOutcome = .passed, _ output: JSON = [:]) -> Payload {
        .stageCompleted(StageCompleted(stage: stage, outcome: outcome, summary: summary, output: output, durationUs: 3_100_000))
    }

    private let plan = Plan(
        version: 1, goal: "The test passes",
        steps: [
            PlanStep(id: "s1", kind: .tool, name: "read_file", title: "look at the parser", inputs: ["path": "a.py"]),
            PlanStep(id: "s2", kind: .agent, name: "general", inputs: ["task": "Mend it: {{s1}}"]),
        ])

    @Test("003-22: stages are told with their numbers, what came of them, and why one was left out or sent its work back") func stages() {
        let text = told([
            .stageStarted(StageStarted(stage: .normalize, attempt: 1)), ended(.normalize, "one task"),
            .stageSkipped(StageSkipped(stage: .questionGate, reason: "nothing is unclear")),
            .stageStarted(StageStarted(stage: .validator, attempt: 1)),
            ended(.validator, "1 fault", .sentBack, ["faults": ["s2 needs s9, which is not in the plan"]]),
            .stageStarted(StageStarted(stage: .generator, attempt: 2)),
            .stageFailed(
                StageFailed(
                    stage: .generator, error: ErrorDetail(code: ErrorCode("no_plan"), message: "the model gave no plan", source: .model),
                    durationUs: 1)),
        ])
        #expect(
            text == """

                Stage 1 normalize
                  one task, 3.1 s

                Stage 3 question_gate skipped: nothing is unclear

                Stage 5 validator
                  sent back, 3.1 s
                    - s2 needs s9, which is not in the plan

                Stage 4 generator, attempt 2
                  failed (no_plan): the model gave no plan; the pipeline ends here

                """)
    }

    @Test("W-20: a stage that was interrupted is not told as the end of the pipeline") func interrupted() {
        let lost = ErrorDetail(code: .processDied, message: "the process is gone", source: .internal)
        let text = told([
            .stageStarted(StageStarted(stage: .executor, attempt: 1)),
            .stageFailed(StageFailed(stage: .executor, error: lost, durationUs: 1, outcome: "unknown")),
        ])
        #expect(text.contains("failed (process_died): the process is gone\n") && !text.contains("ends here"), "\(text)")
    }

    @Test("002-12, 002-20: a plan is told step by step, a repair with what it dropped") func plans() {
        let text = told([
            .planStarted(PlanStarted(version: 1)), .planCreated(PlanCreated(plan: plan)),
            .planRepaired(
                PlanRepaired(plan: Plan(version: 2, goal: plan.goal, steps: [plan.steps[0]]), reason: "no agent is needed", dropped: ["s2"])
            ),
            .planFailed(
                PlanFailed(version: 3, error: ErrorDetail(code: ErrorCode("no_plan"), message: "the model gave no plan", source: .model))),
        ])
        #expect(
            text == """
                  Plan v1, 2 steps: The test passes
                    s1  tool read_file  look at the parser
                    s2  agent general  task: Mend it: {{s1}}  (needs s1)
                  Plan v2, 1 step, repaired: no agent is needed
                    s1  tool read_file  look at the parser
                    dropped: s2
                  no plan (no_plan): the model gave no plan

                """)
    }

    @Test("002-18…21: each step is told by its id: its calls, the verdict, what was thought, the retry") func steps() {
        func begun(_ attempt: Int) -> Payload {
            .stepStarted(
                StepStarted(
                    stepID: "s1", version: 1, kind: .tool, name: "read_file", title: "look", attempt: attempt, inputs: ["path": "a.py"]))
        }
        let text = told([
            begun(1),
            .toolCallStarted(
                ToolCallStarted(
                    toolCallID: "c", tool: "read_file", arguments: [:], effects: [], summary: "a.py", attempt: 1, stepID: "s1")),
            .outputEvaluated(OutputEvaluated(stepID: "s1", attempt: 1, verdict: .unmet, reason: "no def", by: .rules)),
            .stepFailed(
                StepFailed(
                    stepID: "s1", attempt: 1,
                    error: ErrorDetail(code: .expectationUnmet, message: "no def", source: .tool), durationUs: 4000)),
            .reflectionTriggered(ReflectionTriggered(stepID: "s1", attempt: 1, verdict: "no def")),
            .reflectionFinished(ReflectionFinished(stepID: "s1", strategy: .changeArguments, reason: "it is in b.py")),
            .retryScheduled(
                RetryScheduled(stepID: "s1", attempt: 2, strategy: .changeArguments, name: "read_file", inputs: ["path": "b.py"])),
            begun(2),
            .stepCompleted(StepCompleted(stepID: "s1", attempt: 2, output: "def x", durationUs: 5000)),
            .stepSkipped(StepSkipped(stepID: "s2", reason: "it is not needed")),
        ])
        #expect(
            text == """
                  step s1: tool read_file  look
                  → s1: read_file a.py
                  step s1 unmet: no def (by rules)
                  step s1 failed (expectation_unmet), 4 ms: no def
                  step s1 thought over: change arguments: it is in b.py
                  step s1 again, attempt 2: read_file  path: b.py
                  step s1, attempt 2: tool read_file  look
                  step s1 done, 5 ms
                  step s2 skipped: it is not needed

                """)
    }

    @Test("N-05, 003-27: a change of mode is told with what led to it and what is carried over; that it comes, before") func modes() {
        let changed = ModeChanged(
            from: .loop, to: .pipeline, trigger: .limit, reason: "The limit of 8 rounds is reached.",
            evidence: [Evidence(kind: .round, iteration: 8, text: "read_file a.py"), Evidence(kind: .wish, text: "x")],
            carriedOver: CarriedOver(facts: ["a is b"], effects: ["edit_file a.py"]))
        let payloads: [Payload] = [
            .runStatus(RunStatusChanged(status: .running, mode: .pipeline)),
            .loopFinished(LoopFinished(stopReason: .modeChanged, iterations: 8)), .modeChanged(changed),
        ]
        let brief = """
              goes on as a pipeline after this phase

            Mode: loop → pipeline (at a limit): The limit of 8 rounds is reached.
              because of round 8: read_file a.py
              because of your wish
              carried over: 1 fact, 1 effect not done again

            """
        #expect(told(payloads) == brief)
        #expect(told(payloads, .full) == brief + "  known:\n    - a is b\n  not done again:\n    - edit_file a.py\n")
        #expect(told(payloads, ascii: true).utf8.allSatisfy { $0 < 0x7F })
    }

    @Test("001-63: an agent is told with its task, and with what it used and answered") func agents() {
        let payloads: [Payload] = [
            .subAgentStarted(SubAgentStarted(agentRunID: "a", name: "general", task: "Mend it\nnow", depth: 1, stepID: "s2")),
            .subAgentFinished(
                SubAgentFinished(
                    agentRunID: "a", name: "general", status: .completed, result: "It is mended.", inputTokens: 5200, outputTokens: 310,
                    durationUs: 8_000_000)),
        ]
        #expect(
            told(payloads) == """
                  agent general for step s2: Mend it now
                  agent general done, 8.0 s, 5,200 tokens in, 310 out: It is mended.

                """)
        #expect(told(payloads, .full).hasSuffix("310 out\n      It is mended.\n"))
    }

    @Test("003-22: only the summary of a pipeline is told as an answer, and not again at its end") func summary() {
        let text = told([
            .stageStarted(StageStarted(stage: .executor, attempt: 1)), asked(.evaluate, "e1"), asked(.evaluate, "e2"),
            .textDelta(TextDelta(callID: "e1", text: "{\"verdict\"")), .textDelta(TextDelta(callID: "e2", text: "{\"verdict\"")),
            answered("e1"), answered("e2"), ended(.executor, "1 of 1 steps done"),
            .stageStarted(StageStarted(stage: .summarizer, attempt: 1)), asked(.summarise, "s"),
            .textDelta(TextDelta(callID: "s", text: "All is done.")), answered("s"), ended(.summarizer, "told"),
            .runCompleted(RunCompleted(result: "All is done.", summary: "All is done.")),
        ])
        #expect(!text.contains("verdict\""))
        #expect(text.ranges(of: "All is done.").count == 1)
        #expect(text.contains("Completed · 2 stages · "))
    }

    @Test("long texts of a pipeline are cut, and what is cut is counted") func bounded() {
        let long = String(repeating: "word ", count: 1000)
        let steps = (1...100).map { PlanStep(id: "s\($0)", kind: .tool, name: "read_file", title: long) }
        let text = told(
            [
                .planCreated(PlanCreated(plan: Plan(version: 1, goal: long, steps: steps))),
                .stepCompleted(
                    StepCompleted(
                        stepID: "s1", attempt: 1, output: (1...500).map { "\($0) \(long)" }.joined(separator: "\n"), durationUs: 1)),
                .modeChanged(
                    ModeChanged(
                        from: .loop, to: .pipeline, trigger: .failure, reason: long,
                        evidence: Array(repeating: Evidence(kind: .fault, text: long), count: 100),
                        carriedOver: CarriedOver(facts: Array(repeating: long, count: 100)))),
            ], .full)
        #expect(text.utf8.count < 60_000)
        #expect(text.contains("    … 40 more\n") && text.contains("      … 460 more lines\n") && text.contains("    … 60 more\n"))
    }
}
