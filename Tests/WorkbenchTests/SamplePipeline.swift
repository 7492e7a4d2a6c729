import Events

@testable import Workbench

/// Runs that go as a pipeline.
extension Sample {
    static let parser = Plan(
        version: 1, goal: "The failing parser test passes",
        steps: [
            PlanStep(
                id: "s1", kind: .tool, name: "read_file", title: "look at the parser", inputs: ["path": "src/dates.py"],
                expectedOutput: ["contains": ["def parse_date"]]),
            PlanStep(id: "s2", kind: .tool, name: "regex_search", title: "find who calls it", inputs: ["pattern": "parse_date"]),
            PlanStep(
                id: "s3", kind: .agent, name: "general", title: "mend it", inputs: ["task": "Mend parse_date:\n{{s1}}"],
                expectedOutput: "what was changed", needs: ["s2"]),
            PlanStep(
                id: "s4", kind: .tool, name: "execute_shell_command", title: "run the tests", inputs: ["command": "make check"],
                needs: ["s3"],
                repeats: true),
            PlanStep(id: "s5", kind: .retrieval, name: "memory", title: "", inputs: ["query": "how dates are written down"], needs: ["s4"]),
        ])

    mutating func beginPipeline(_ prompt: String = "Make the failing parser test pass") {
        let limits = RunLimits(maxIterations: 8)
        add(
            .runStarted(
                RunStarted(
                    prompt: prompt, mode: .pipeline, model: "qwen3-coder", provider: "openai", workspace: "/home/me/shop", limits: limits,
                    approve: "ask", sandboxTier: "off")), after: 0)
        add(.loopStarted(LoopStarted(limits: limits, mode: .pipeline)))
    }

    mutating func stage(_ stage: StageName, attempt: Int = 1) {
        iteration = stage.index
        add(.stageStarted(StageStarted(stage: stage, attempt: attempt)), status: .thinking)
    }

    mutating func endStage(
        _ stage: StageName, _ summary: String, outcome: StageOutcome = .passed, output: JSON = [:], microseconds: Int = 3_100_000
    ) {
        add(
            .stageCompleted(
                StageCompleted(stage: stage, outcome: outcome, summary: summary, output: output, durationUs: microseconds)), status: .done)
    }

    mutating func skip(_ stage: StageName, _ reason: String) {
        iteration = nil
        add(.stageSkipped(StageSkipped(stage: stage, reason: reason)), status: .done)
    }

    mutating func step(_ step: PlanStep, attempt: Int = 1, inputs: JSON? = nil) {
        add(
            .stepStarted(
                StepStarted(
                    stepID: step.id, version: 1, kind: step.kind, name: step.name, title: step.title, attempt: attempt,
                    inputs: inputs ?? step.inputs)), status: .toolCall)
    }

    mutating func call(_ step: String, _ attempt: Int, _ tool: String, _ summary: String, arguments: JSON = [:]) {
        add(
            .toolCallStarted(
                ToolCallStarted(
                    toolCallID: "step:\(step).\(attempt)", tool: tool, arguments: arguments, effects: [.read], summary: summary, attempt: 1,
                    stepID: step)), status: .toolCall)
    }

    mutating func judge(_ step: String, _ verdict: OutputVerdict, _ reason: String, by judge: Judge = .rules, attempt: Int = 1) {
        add(
            .outputEvaluated(OutputEvaluated(stepID: step, attempt: attempt, verdict: verdict, reason: reason, by: judge)),
            status: .toolResult)
    }

    mutating func endStep(_ step: String, attempt: Int = 1, output: String = "def parse_date(text):", microseconds: Int = 4000) {
        add(
            .stepCompleted(StepCompleted(stepID: step, attempt: attempt, output: output, durationUs: microseconds)), status: .toolResult)
    }

    mutating func failStep(_ step: String, _ code: ErrorCode, _ message: String, attempt: Int = 1) {
        add(
            .stepFailed(
                StepFailed(
                    stepID: step, attempt: attempt, error: ErrorDetail(code: code, message: message, source: .tool, recoverable: true),
                    durationUs: 4000)), status: .toolResult)
    }

    /// The first three stages, and the generator with its model call.
    private mutating func prepare() {
        stage(.normalize)
        endStage(.normalize, "one task", microseconds: 400)
        stage(.intentExtract)
        ask(.plan, tools: [])
        say("{\"goal\":\"mend\"}")
        endModel(usage: Usage(inputTokens: 640, outputTokens: 52))
        endStage(.intentExtract, "mend the parser so that its test passes", microseconds: 2_060_000)
        skip(.questionGate, "nothing is unclear")
        stage(.generator)
        add(.planStarted(PlanStarted(version: 1)))
        ask(.plan, tools: [])
    }

    /// The generator's model writes its plan.
    static func planWriting() -> Sample {
        var run = Sample()
        run.beginPipeline()
        run.prepare()
        run.say("{\"goal\":\"The failing parser test passes\",\"steps\":[{\"id\":\"s1\",\"kind\":\"tool\",\"name\":\"read_file\",")
        run.say("\"inputs\":{\"path\":\"src/dates.py\"}},{\"id\":\"s2\",")
        return run
    }

    static func planMade() -> Sample {
        var run = planWriting()
        run.endModel(usage: Usage(inputTokens: 1200, outputTokens: 210), cost: 0.0031)
        run.add(.planCreated(PlanCreated(plan: parser)))
        return run
    }

    /// The plan was sent back, and the generator makes another one.
    static func sentBack() -> Sample {
        var run = planMade()
        run.endStage(.generator, "a plan of 5 steps")
        run.stage(.validator)
        run.endStage(
            .validator, "2 faults", outcome: .sentBack,
            output: ["faults": ["s2 needs s9, which is not in the plan", "s4: there is no tool run_everything; the nearest is run_tests"]],
            microseconds: 900)
        run.stage(.generator, attempt: 2)
        run.add(.planStarted(PlanStarted(version: 2, faults: ["s2 needs s9, which is not in the plan"])))
        run.ask(.plan, tools: [])
        run.reason("The step s9 is gone, so")
        return run
    }

    /// The executor begins.
    static func executing() -> Sample {
        var run = planMade()
        run.endStage(.generator, "a plan of 5 steps")
        run.stage(.validator)
        run.endStage(.validator, "5 steps hold", microseconds: 900)
        run.stage(.safety)
        run.endStage(.safety, "1 step asks first", microseconds: 300)
        run.stage(.executor)
        return run
    }

    /// Two steps at once; one failed, was thought over and is tried again.
    static func parallel() -> Sample {
        var run = executing()
        run.step(parser.steps[0])
        run.step(parser.steps[1])
        run.call("s1", 1, "read_file", "src/dates.py", arguments: ["path": "src/dates.py"])
        run.call("s2", 1, "regex_search", "parse_date", arguments: ["pattern": "parse_date"])
        run.endTool(
            "step:s2.1", "regex_search", output: "src/main.py:9",
            display: ToolDisplay(kind: .list, body: "src/main.py:9: parse_date(line)\nsrc/main.py:31: parse_date(row)", fact: "2 matches"))
        run.endTool("step:s1.1", "read_file", output: "def parse(text):", display: ToolDisplay(kind: .none, fact: "40 lines"))
        run.endStep("s2", output: "src/main.py:9")
        run.judge("s1", .unmet, "\"def parse_date\" is not in the output")
        run.failStep("s1", .expectationUnmet, "\"def parse_date\" is not in the output")
        run.add(
            .reflectionTriggered(ReflectionTriggered(stepID: "s1", attempt: 1, verdict: "\"def parse_date\" is not in the output")),
            status: .thinking)
        run.ask(.critic, tools: [])
        run.say("{\"strategy\":\"change_arguments\",")
        run.endModel(usage: Usage(inputTokens: 900, outputTokens: 40))
        run.add(
            .reflectionFinished(
                ReflectionFinished(stepID: "s1", strategy: .changeArguments, reason: "the function is in src/parse.py")), status: .thinking)
        run.add(
            .retryScheduled(
                RetryScheduled(
                    stepID: "s1", attempt: 2, strategy: .changeArguments, name: "read_file", inputs: ["path": "src/parse.py"])),
            status: .thinking)
        run.step(parser.steps[0], attempt: 2, inputs: ["path": "src/parse.py"])
        run.call("s1", 2, "read_file", "src/parse.py", arguments: ["path": "src/parse.py"])
        return run
    }

    /// The second try did it; an agent works on the third step.
    static func agentAtWork() -> Sample {
        var run = parallel()
        run.endTool("step:s1.2", "read_file", output: "def parse_date(text):", display: ToolDisplay(kind: .none, fact: "52 lines"))
        run.judge("s1", .met, "it contains \"def parse_date\"", attempt: 2)
        run.endStep("s1", attempt: 2)
        run.step(parser.steps[2])
        run.add(
            .subAgentStarted(
                SubAgentStarted(
                    agentRunID: "01agent", name: "general", task: "Mend parse_date:\ndef parse_date(text):", depth: 1, stepID: "s3")),
            status: .toolCall)
        return run
    }

    /// The agent is done, the tests fail, and the rest of the plan is made anew.
    static func repaired() -> Sample {
        var run = agentAtWork()
        run.add(
            .subAgentFinished(
                SubAgentFinished(
                    agentRunID: "01agent", name: "general", status: .completed, result: "parse_date reads the year first now.",
                    inputTokens: 5200, outputTokens: 310, durationUs: 8_000_000)), after: 8000, status: .toolResult)
        run.ask(.evaluate, tools: [])
        run.say("{\"verdict\":\"met\"}")
        run.endModel(usage: Usage(inputTokens: 700, outputTokens: 12))
        run.judge("s3", .met, "it says what was changed", by: .model)
        run.endStep("s3", output: "parse_date reads the year first now.", microseconds: 8_100_000)
        run.step(parser.steps[3])
        run.call("s4", 1, "execute_shell_command", "make check")
        run.endTool(
            "step:s4.1", "execute_shell_command", status: .error, code: .exitStatus, output: "make: no rule to make target 'check'",
            display: ToolDisplay(kind: .output, fact: "exit 2"))
        run.failStep("s4", .exitStatus, "exit 2")
        run.add(.reflectionTriggered(ReflectionTriggered(stepID: "s4", attempt: 1, verdict: "exit 2")), status: .thinking)
        run.add(
            .reflectionFinished(ReflectionFinished(stepID: "s4", strategy: .repairPlan, reason: "there is no Makefile")), status: .thinking)
        run.add(.planStarted(PlanStarted(version: 2, faults: ["there is no Makefile"])))
        var steps = Array(parser.steps.prefix(3))
        steps.append(
            PlanStep(
                id: "s6", kind: .tool, name: "execute_shell_command", title: "run the tests with pytest", inputs: ["command": "pytest -q"],
                needs: ["s3"], repeats: true))
        run.add(
            .planRepaired(
                PlanRepaired(
                    plan: Plan(version: 2, goal: parser.goal, steps: steps), reason: "there is no Makefile; pytest runs the tests",
                    dropped: ["s4", "s5"])), status: .thinking)
        run.step(steps[3])
        run.call("s6", 1, "execute_shell_command", "pytest -q")
        return run
    }

    /// Everything is done, and the summary is being written.
    static func summarising() -> Sample {
        var run = repaired()
        run.endTool("step:s6.1", "execute_shell_command", output: "214 passed", display: ToolDisplay(kind: .output, body: "214 passed"))
        run.endStep("s6", output: "214 passed", microseconds: 2_000_000)
        run.endStage(.executor, "4 of 4 steps done, 2 tried again", microseconds: 21_400_000)
        run.stage(.summarizer)
        run.ask(.summarise, tools: [])
        run.say("The parser reads the **year** first now, in `src/parse.py`; all 214 tests pass.")
        return run
    }

    static func pipelineCompleted() -> Sample {
        var run = summarising()
        run.endModel(usage: Usage(inputTokens: 2100, outputTokens: 60))
        run.endStage(.summarizer, "all 4 steps are done")
        run.skip(.humanGate, "nobody asked for it")
        run.complete("The parser reads the **year** first now, in `src/parse.py`; all 214 tests pass.")
        return run
    }

    /// A person takes the result, or does not.
    static func humanGate() -> Sample {
        var run = summarising()
        run.endModel(usage: Usage(inputTokens: 2100, outputTokens: 60))
        run.endStage(.summarizer, "all 4 steps are done")
        run.stage(.humanGate)
        run.add(.runStatus(RunStatusChanged(status: .waitingUser)))
        run.add(
            .userInputRequested(
                UserInputRequested(
                    questionID: "gate-1", question: "Do you take the result?", options: ["Yes", "No, plan again", "Stop"],
                    selection: .single)),
            status: .waiting)
        return run
    }

    /// The plan was sent back too often.
    static func stageFailed() -> Sample {
        var run = sentBack()
        run.endModel(usage: Usage(inputTokens: 1500, outputTokens: 190))
        run.add(.planCreated(PlanCreated(plan: Plan(version: 2, goal: parser.goal, steps: parser.steps))))
        run.endStage(.generator, "a plan of 5 steps")
        run.stage(.validator, attempt: 2)
        let fault = ErrorDetail(
            code: ErrorCode("invalid_plan"),
            message: "the plan was sent back twice and still has 1 fault; ask in another way, or run it as a loop", source: .model)
        run.add(.stageFailed(StageFailed(stage: .validator, error: fault, durationUs: 900)), status: .done)
        run.iteration = nil
        run.add(.loopFinished(LoopFinished(stopReason: .error, iterations: 0)), status: .done)
        run.add(.runFailed(RunFailed(error: fault)))
        return run
    }

    /// A loop in which rounds fail reaches its limit; nothing came after.
    private static func limitReached() -> Sample {
        var run = Sample()
        run.begin()
        run.beginRound(1)
        run.endModel()
        run.beginTool("e1", "edit_file", "src/dates.py")
        run.endTool("e1", "edit_file", display: ToolDisplay(kind: .none, fact: "+1 -1"))
        run.endRound(headline: "edit_file src/dates.py")
        for number in 2...3 {
            run.beginRound(number)
            run.endModel()
            run.beginTool("c\(number)", "execute_shell_command", "make check")
            run.endTool(
                "c\(number)", "execute_shell_command", status: .error, code: .exitStatus, output: "2 failed",
                display: ToolDisplay(kind: .output, fact: "exit 2"))
            run.endRound(.failed, headline: "make check")
        }
        return run
    }

    /// The loop is given up and the run goes on as a pipeline.
    static func fallback() -> Sample {
        var run = limitReached()
        let evidence = run.events.compactMap { event -> Int? in
            if case .iterationFinished(let end) = event.payload, end.outcome == .failed { event.seq } else { nil }
        }
        run.iteration = nil
        run.add(.loopFinished(LoopFinished(stopReason: .modeChanged, iterations: 3)), status: .done)
        run.loopID = nil
        run.add(
            .modeChanged(
                ModeChanged(
                    from: .loop, to: .pipeline, trigger: .limit, reason: "The limit of 3 rounds is reached.", evidenceSeqs: evidence,
                    carriedOver: CarriedOver(
                        facts: ["read_file src/dates.py: def parse_date(text):", "make check: 2 failed"], files: ["src/dates.py"],
                        todos: ["run the tests again"], answers: ["the year comes first"], effects: ["edit_file src/dates.py +1 -1"]))))
        run.loopID = "L2"
        run.add(.loopStarted(LoopStarted(limits: RunLimits(maxIterations: 8), mode: .pipeline)))
        run.stage(.normalize)
        run.endStage(.normalize, "one task, 2 facts known", microseconds: 400)
        run.stage(.intentExtract)
        run.ask(.plan, tools: [])
        return run
    }

    /// A person wants a pipeline while the loop is in a call.
    static func forced() -> Sample {
        var run = inTheMiddle()
        run.add(.runStatus(RunStatusChanged(status: .running, mode: .pipeline)))
        return run
    }

    /// All of them: together they hold every event of stages, plans, steps, changes of mode and other agents.
    static var pipelines: [Sample] { [sentBack(), pipelineCompleted(), stageFailed(), fallback(), forced(), humanGate()] }
}
