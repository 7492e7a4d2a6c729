import Events
import TerminalKit
import Testing

@testable import Workbench

/// The fold of a pipeline, and what a person can do with it.
@Suite struct PipelineTests {
    private func step(_ sample: Sample, _ id: String) -> StepCard? { State.live(sample).run?.stepCard(id) }

    // MARK: Stages

    @Test(
        "003-22: the words stage N of 9 are on the screen at every size while a pipeline runs", arguments: [(40, 10), (80, 24), (200, 50)])
    func stageWords(_ columns: Int, _ rows: Int) {
        let screen = State.live(.planMade(), columns: columns, rows: rows).screen
        #expect(screen.contains("stage 4 of 9"))
        if columns >= 60 { #expect(screen.contains("stage 4 of 9 generator") && screen.contains("PIPELINE")) }
    }

    @Test("003-22: the longest name of a stage stands whole at 80 columns") func longestStage() {
        var run = Sample()
        run.beginPipeline()
        run.stage(.intentExtract)
        run.stall(.beforeContent)
        #expect(State.live(run, columns: 80, rows: 24).screen.contains("stage 2 of 9 intent_extract"))
    }

    @Test("003-22: the ribbon has a cell for each stage, with what the newest try of it came to") func ribbon() {
        func ribbon(_ sample: Sample) -> String { State.live(sample, columns: 80).screen.split(separator: "\n")[1].description }
        #expect(ribbon(.planMade()).hasPrefix(" L1  ✓1 ✓2 –3 ◐4 ○ ○ ○ ○ ○"))
        #expect(ribbon(.sentBack()).hasPrefix(" L1  ✓1 ✓2 –3 ◐4 ↻5 ○ ○ ○ ○"))
        #expect(ribbon(.stageFailed()).hasPrefix(" L1  ✓1 ✓2 –3 ✓4 ✗5 ○ ○ ○ ○"))
        #expect(ribbon(.pipelineCompleted()).hasPrefix(" L1  ✓1 ✓2 –3 ✓4 ✓5 ✓6 ✓7 ✓8 –9"))
    }

    @Test("003-22: with the cursor in the loop before, the ribbon shows its rounds again") func ribbonOfLoop() {
        var state = State.live(.fallback())
        state.focus = .transcript
        #expect(state.screen.contains(" L2  ✓1 "))
        _ = state.press(.character("g"))
        _ = state.press(.character("l"))
        #expect(state.screen.split(separator: "\n")[1].hasPrefix(" L1  ✓1 ✗2 ✗3 "))
    }

    @Test("003-22: ended stages fold to one line, one that was left out is one line, the summary stays open") func folds() {
        let state = State.live(.pipelineCompleted(), columns: 80, rows: 24)
        #expect(state.screen.contains("▸ ✓ 4 generator   a plan of 5 steps"))
        #expect(state.screen.contains("  ○ 3 question_gate  skipped: nothing is unclear"))
        #expect(state.screen.contains("▾ ✓ 8 summarizer") && state.screen.contains("all 214 tests pass."))
        #expect(!state.screen.contains("≡ Plan v1"))
    }

    @Test("003-22: a stage that sent its work back says why, and all of it when it is opened") func sentBack() {
        var state = State.live(.sentBack())
        #expect(state.screen.contains("↻ 5 validator   sent back: s2 needs s9"))
        #expect(state.screen.contains("▾ ◐ 4 generator attempt 2"))
        state.focus = .transcript
        _ = state.press(.character("O"))
        _ = state.press(.character("O"))
        #expect(state.screen.contains("↻ s4: there is no tool run_everything"))
    }

    @Test("003-22: a stage that failed stays open and says what happens next, and the end of the run does not repeat it") func failed() {
        let screen = State.live(.stageFailed()).screen
        #expect(screen.contains("▾ ✗ 5 validator attempt 2 failed"))
        #expect(screen.contains("the pipeline ends here"))
        #expect(screen.split(separator: "the plan was sent back twice").count == 2)
    }

    @Test("W-20: a stage that was interrupted does not say that the pipeline ends") func interrupted() {
        let lost = ErrorDetail(code: .processDied, message: "the process is gone", source: .internal)
        var run = Sample.executing()
        run.add(.stageFailed(StageFailed(stage: .executor, error: lost, durationUs: 1, outcome: "unknown")))
        let screen = State.live(run).screen
        #expect(screen.contains("process_died") && !screen.contains("the pipeline ends here"))
    }

    @Test("W-20: a pass that was taken up again has the stages that were done before it broke off, and says which step nobody knows of")
    func takenUp() {
        let lost = ErrorDetail(code: .processDied, message: "the process is gone", source: .internal)
        var run = Sample.executing()
        run.step(Sample.parser.steps[0])
        run.add(.stepFailed(StepFailed(stepID: "s1", attempt: 1, error: lost, output: "", durationUs: 1, outcome: "unknown")))
        run.add(.stageFailed(StageFailed(stage: .executor, error: lost, durationUs: 1, outcome: "unknown")))
        let screen = State.live(run).screen
        #expect(screen.contains("? s1") && screen.contains("outcome unknown") && !screen.contains("✗ s1"))
        run.iteration = nil
        run.add(.loopFinished(LoopFinished(stopReason: .error, iterations: 0, outcome: "unknown")))
        run.loopID = "L2"
        run.add(.loopStarted(LoopStarted(limits: RunLimits(maxIterations: 8), mode: .pipeline)))
        func ribbon() -> String { State.live(run, columns: 80).screen.split(separator: "\n")[1].description }
        #expect(ribbon().hasPrefix(" L2  ✓1 ✓2 –3 ✓4 ✓5 ✓6 ○ ○ ○"))
        run.stage(.executor)
        #expect(ribbon().hasPrefix(" L2  ✓1 ✓2 –3 ✓4 ✓5 ✓6 ◐7 ○ ○"))
    }

    @Test("003-22: a stop in a stage looks like a stop and not like a fault") func stopped() {
        var run = Sample.executing()
        let detail = ErrorDetail(code: .cancelled, message: "the run was stopped", source: .internal)
        run.add(.stageFailed(StageFailed(stage: .executor, error: detail, durationUs: 10)))
        let state = State.live(run)
        #expect(state.screen.contains("▣ 7 executor") && !state.screen.contains("✗"))
        #expect(state.run?.errorBlocks.isEmpty == true)
    }

    // MARK: Plan and steps

    @Test("002-12: the plan tells what each step needs, said or read from its inputs") func needs() {
        #expect(Sample.parser.needs(of: Sample.parser.steps[2]) == ["s1", "s2"])
        let stray = PlanStep(id: "x", kind: .tool, name: "t", needs: ["gone", "s1"])
        #expect(Sample.parser.needs(of: stray) == ["s1", "gone"])
    }

    @Test("002-12: a long plan shows its first steps, and all when it is opened") func longPlan() {
        var run = Sample.planWriting()
        run.endModel()
        let steps = (1...30).map { PlanStep(id: "s\($0)", kind: .tool, name: "read_file", title: "part \($0)") }
        run.add(.planCreated(PlanCreated(plan: Plan(version: 1, goal: "all", steps: steps))))
        var state = State.live(run, columns: 120, rows: 60)
        state.focus = .transcript
        #expect(state.screen.contains("part 12 ") && state.screen.contains("+ 18 steps (o opens)"))
        _ = state.press(.character("o"))
        #expect(state.screen.contains("read_file  part 30") && !state.screen.contains("(o opens)"))
    }

    @Test("002-21: what belongs to a step stands in its block, also when steps go on at the same time") func grouped() throws {
        let state = State.live(.parallel())
        let first = try #require(step(.parallel(), "s1"))
        #expect(first.state == .retrying && first.attempt == 2 && first.isRunning)
        #expect(first.parts.count == 5)
        #expect(step(.parallel(), "s2")?.state == .done)
        let rows = state.screen.split(separator: "\n").map(String.init)
        let s1 = try #require(rows.firstIndex { $0.contains("s1  look at the parser") })
        let s2 = try #require(rows.firstIndex { $0.contains("s2  find who calls it") })
        let retry = try #require(rows.firstIndex { $0.contains("◐ read_file  src/parse.py") })
        let search = try #require(rows.firstIndex { $0.contains("regex_search  parse_date") })
        #expect(s1 < retry && retry < s2 && s2 < search)
    }

    @Test("002-18…21: verdict, reflection and retry are a line each") func reflection() {
        let screen = State.live(.parallel()).screen
        #expect(screen.contains("✗ unmet: \"def parse_date\" is not in the output"))
        #expect(screen.contains("◇ thinks it over → change arguments: the function is in src/parse.py"))
        #expect(screen.contains("↻ attempt 2: read_file  path: src/parse.py"))
        #expect(screen.contains("retrying, attempt 2"))
    }

    @Test("002-13: the pane beside shows the plan and how far each step has come, and the todos below it") func pane() {
        var run = Sample.parallel()
        var state = State.live(run)
        #expect(state.screen.contains("Plan v1 1/5"))
        for row in ["↻ s1 look at the parser", "✓ s2 find who calls it", "○ s3 mend it", "○ s5 memory"] {
            #expect(state.screen.contains(row))
        }
        #expect(state.screen.contains("retrying 2") && state.screen.contains("pending"))
        run.add(.todoUpdated(TodoUpdated(items: [TodoItem(id: "1", text: "tell the others", status: .pending)])))
        state = .live(run)
        #expect(state.screen.contains("Todo 0/1") && state.screen.contains("○ tell the others") && state.screen.contains("○ s5 memory"))
        #expect(State.live(run, columns: 80, rows: 24).screen.contains("plan v1 1/5 ↻ s1"))
    }

    @Test("002-20: a repair keeps what is done and tells what was dropped") func repair() {
        let state = State.live(.repaired())
        #expect(state.screen.contains("Plan v2 3/4") && state.screen.contains("⊘ s4 run the tests") && state.screen.contains("dropped"))
        #expect(state.screen.contains("1 new, 2 dropped"))
        #expect(state.run?.plan?["s4"]?.state == .dropped)
        #expect(state.run?.plan?["s1"]?.state == .done)
    }

    @Test("a step that will not be carried out says why") func skippedStep() {
        var run = Sample.parallel()
        run.add(.stepSkipped(StepSkipped(stepID: "s3", reason: "s1 was not done")))
        let screen = State.live(run).screen
        #expect(screen.contains("– s3  mend it") && screen.contains("– s1 was not done"))
        #expect(State.live(run).run?.plan?["s3"]?.state == .skipped)
    }

    @Test("a failure that no verdict and no call tells of has a line of its own, and is jumped to") func plainFailure() {
        var run = Sample.executing()
        run.step(Sample.parser.steps[4])
        run.failStep("s5", ErrorCode("memory_failed"), "the notes cannot be read; see doctor")
        let state = State.live(run)
        #expect(state.screen.contains("✗ the notes cannot be read; see doctor"))
        #expect(state.run?.errorBlocks.count == 1)
        run.step(Sample.parser.steps[4], attempt: 2)
        #expect(State.live(run).run?.errorBlocks.isEmpty == true, "it is tried again")
    }

    @Test("an approval that comes before its call stands in the step that wants it", arguments: ["step:s4.1", "call-7"])
    func approval(_ callID: String) {
        var run = Sample.executing()
        run.step(Sample.parser.steps[0])
        run.step(Sample.parser.steps[3])
        run.add(
            .approvalRequested(
                ApprovalRequested(
                    approvalID: "a1", toolCallID: callID, tool: "execute_shell_command", what: "execute_shell_command make check",
                    risk: "runs a program", scopes: [.once])), status: .waiting)
        #expect(step(run, "s4")?[call: callID]?.state == .needsApproval)
        run.add(.approvalResolved(ApprovalResolved(approvalID: "a1", verdict: .approved, scope: .once, by: "user")))
        run.add(
            .toolCallStarted(
                ToolCallStarted(
                    toolCallID: callID, tool: "execute_shell_command", arguments: [:], effects: [.execute], summary: "make check",
                    attempt: 1,
                    stepID: "s4")))
        #expect(step(run, "s4")?[call: callID]?.state == .running)
        #expect(step(run, "s4")?.parts.count == 1)
    }

    @Test("Enter on a step opens all of it: inputs, calls, verdicts, what was thought, what it gives") func pager() {
        var state = State.live(.repaired(), columns: 120, rows: 60)
        state.focus = .transcript
        let block = state.run?.blockOfStep["s1"] ?? 0
        state.moveCursor(to: state.transcriptReader?.start(of: block) ?? TranscriptPosition(block: 0, line: 0))
        _ = state.press(.enter)
        for text in ["src/parse.py", "Judged by rules", "change arguments: the function is in src/parse.py", "What other steps are given"] {
            #expect(state.screen.contains(text), "\(text)")
        }
    }

    // MARK: What calls beside the conversation say

    @Test("what the planning model writes is dim, at most its last lines, and folded away when the plan is made") func sideText() {
        let writing = State.live(.planWriting())
        #expect(writing.screen.contains("┊ {\"goal\":\"The failing parser test passes\""))
        #expect(writing.run?.blocks.allSatisfy { $0.kind != .answer } == true)
        var made = State.live(.planMade(), columns: 120, rows: 40)
        #expect(!made.screen.contains("{\"goal\""))
        made.focus = .transcript
        let block = made.run?.blocks.lastIndex { if case .purpose = $0.kind { true } else { false } } ?? 0
        made.moveCursor(to: TranscriptPosition(block: block, line: 0))
        _ = made.press(.character("o"))
        #expect(made.screen.contains("{\"goal\""), "o shows it again")
    }

    @Test("what a call says beside the conversation is kept to its end") func boundedSideText() {
        var call = SideCall(
            ModelCallStarted(callID: "m", purpose: .plan, model: "m", attempt: 1, messageCount: 1, toolNames: [], prefixHash: "f"))
        for _ in 0..<100 { call.append(String(repeating: "x", count: 1000)) }
        call.append("the end")
        #expect(call.text.count < 17_000 && call.text.hasSuffix("the end"))
    }

    @Test("a verdict that is being made stands in its step, and is gone when it is there") func verdict() throws {
        var run = Sample.executing()
        run.step(Sample.parser.steps[2])
        run.add(.subAgentStarted(SubAgentStarted(agentRunID: "a", name: "general", task: "mend", depth: 1, stepID: "s3")))
        run.add(
            .subAgentFinished(
                SubAgentFinished(
                    agentRunID: "a", name: "general", status: .completed, result: "mended", inputTokens: 1, outputTokens: 1, durationUs: 10)
            ))
        run.ask(.evaluate, tools: [])
        run.say("{\"verdict\":")
        #expect(try #require(step(run, "s3")).isAsking)
        #expect(State.live(run).screen.contains("· Evaluate  qwen3-coder") && State.live(run).screen.contains("┊ {\"verdict\":"))
        run.endModel()
        #expect(step(run, "s3")?.isAsking == false)
        #expect(!State.live(run).screen.contains("{\"verdict\":"))
    }

    @Test("of two verdicts made at once, the end of one leaves the other going on") func twoCalls() {
        var run = Sample.executing()
        for step in [Sample.parser.steps[0], Sample.parser.steps[1]] { run.step(step) }
        run.call("s1", 1, "read_file", "a")
        run.call("s2", 1, "regex_search", "b")
        run.endTool("step:s1.1", "read_file")
        run.endTool("step:s2.1", "regex_search")
        let first = ModelCallStarted(
            callID: "x1", purpose: .evaluate, model: "m", attempt: 1, messageCount: 1, toolNames: [], prefixHash: "f")
        var second = first
        second.callID = "x2"
        run.add(.modelCallStarted(first))
        run.add(.modelCallStarted(second))
        #expect(step(run, "s1")?.isAsking == true && step(run, "s2")?.isAsking == true)
        func end(_ id: String) -> Payload {
            .modelCallFinished(
                ModelCallFinished(callID: id, finishReason: .stop, usage: Usage(inputTokens: 5, outputTokens: 5), durationUs: 10))
        }
        run.add(end("x2"))
        #expect(State.live(run).run?.call?.started.callID == "x1")
        #expect(step(run, "s1")?.isAsking == true && step(run, "s2")?.isAsking == false)
        run.add(end("x1"))
        #expect(State.live(run).run?.call == nil)
        #expect(State.live(run).run?.contextFill == nil, "neither is the conversation's")
    }

    @Test("003-22: the summary of a pipeline is shown as its answer, in Markdown") func summary() {
        let state = State.live(.summarising())
        #expect(state.screen.contains("The parser reads the year first now"))
        #expect(!state.screen.contains("· Summary"))
        #expect(state.screen.contains("✎ 8 summarizer"))
    }

    // MARK: People

    @Test("003-22: at the human gate a person may write what is missing, and a long question does not fill the transcript") func gate() {
        var state = State.live(.humanGate())
        state.now += 400_000
        #expect(state.press(.character("e")).isEmpty)
        state.type("the notes")
        #expect(state.press(.enter) == [.answer(questionID: "gate-1", "the notes")])
        var run = Sample.humanGate()
        run.add(.userInputReceived(UserInputReceived(questionID: "gate-1", answer: "the notes")))
        run.add(
            .userInputRequested(
                UserInputRequested(
                    questionID: "gate-2", question: (1...200).map { "line \($0)" }.joined(separator: "\n"), options: ["Accept"],
                    selection: .single)))
        var long = State.live(run)
        long.dialog = nil
        #expect(long.screen.contains("(Enter opens)") && !long.screen.contains("line 9"))
    }

    // MARK: Agents

    @Test("001-63: an agent of a call has a card of its own; taken up again it goes on in the same one") func agentOfCall() {
        var run = Sample.inTheMiddle()
        let started = SubAgentStarted(agentRunID: "a", name: "general", task: "look around", depth: 1, toolCallID: "c3")
        run.add(.subAgentStarted(started))
        #expect(State.live(run).screen.contains("◐ general agent  look around"))
        func end(_ status: SubAgentStatus, _ result: String) -> Payload {
            .subAgentFinished(
                SubAgentFinished(
                    agentRunID: "a", name: "general", status: status, result: result, inputTokens: 5200, outputTokens: 310,
                    durationUs: 8_000_000))
        }
        run.add(end(.left, ""))
        #expect(State.live(run).screen.contains("left  ↑5.2k ↓310"))
        run.add(.subAgentStarted(started))
        run.add(end(.failed, "it ran out of rounds"))
        let state = State.live(run)
        #expect(state.screen.contains("✗ general agent") && state.screen.contains("└ it ran out of rounds"))
        #expect(state.run?.errorBlocks.count == 2)
        #expect(state.run?.blocks.count { if case .agent = $0.kind { true } else { false } } == 1)
    }

    // MARK: Any events

    @Test("000-30, N-07: any number of the events of any pipeline can be drawn, at any size, also out of their order", arguments: 0..<6)
    func prefixes(_ number: Int) {
        let events = Sample.pipelines[number].events
        for size in [(40, 10), (80, 24), (200, 50)] {
            for isShuffled in [false, true] {
                var state = makeState(columns: size.0, rows: size.1)
                _ = update(&state, .attached(runID: "01run"))
                for event in isShuffled ? events.reversed() : events {
                    _ = update(&state, .events([event]))
                    state.now += 300_000
                    #expect(WorkbenchScreen.draw(state).width == size.0)
                    state.runIsLive = true
                }
            }
        }
    }

    @Test("the words of a pipeline are plain ASCII where the glyphs are") func ascii() {
        for sample in Sample.pipelines {
            var state = State.live(sample, columns: 160, rows: 200)
            state.glyphs = .ascii
            state.transcript.expanded = Set(0..<(state.run?.blocks.count ?? 0))
            for round in 0..<(state.run?.rounds.count ?? 0) { state.transcript.folds[round] = false }
            guard let reader = state.transcriptReader else { continue }
            for position in reader.window(from: TranscriptPosition(block: 0, line: 0), height: 400) {
                let text = reader.line(position).plain.replacing("三月", with: "").replacing("…", with: "")
                #expect(text.utf8.allSatisfy { $0 < 0x7F }, "\(text)")
            }
        }
    }

    @Test("N-07: an event of a step costs the same however long the run is") func constantCost() {
        let tail = Array(Sample.pipelineCompleted().events.dropFirst().dropLast())
        func cost(after rounds: Int) -> Duration {
            var run = Sample()
            run.begin()
            for number in 1...rounds {
                run.beginEmptyRound(number)
                run.beginTool("c\(number)", "read_file", "a")
                run.endTool("c\(number)", "read_file")
                run.endRound()
            }
            return (0..<5).map { _ in
                // Made anew each time: a copy would have to be parted from the first one.
                var model = RunModel()
                for event in run.events { model.apply(event) }
                return ContinuousClock().measure { for event in tail { model.apply(event) } }
            }.min() ?? .zero
        }
        let short = cost(after: 10)
        let long = cost(after: 4000)
        #expect(long < short * 8 + .milliseconds(2), "\(short) and \(long)")
    }
}
