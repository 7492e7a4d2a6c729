import Events
import TerminalKit
import Testing

@testable import Workbench

/// Changes of mode: how a person wants one, and what is told of one.
@Suite struct ModeTests {
    @Test("003-27: with nothing running Ctrl-F makes the next run a pipeline, or again not, and the next one goes as set again") func idle()
    {
        var state = makeState()
        #expect(state.press(.character("f"), .control).isEmpty)
        #expect(state.screen.contains("next run: pipeline"))
        _ = state.press(.character("f"), .control)
        #expect(!state.screen.contains("next run: pipeline"))
        _ = state.press(.character("f"), .control)
        state.type("do it")
        #expect(state.press(.enter) == [.start("do it", mode: .pipeline)])
        _ = update(&state, .notStarted(prompt: "do it", reason: "no"))
        #expect(state.screen.contains("next run: pipeline"), "it did not start, so it is still wanted")
        _ = state.press(.enter)
        _ = update(&state, .attached(runID: "01run"))
        #expect(state.nextMode == nil && !state.screen.contains("takes it back"))
    }

    @Test("003-27: while a loop runs Ctrl-F asks for the pipeline, once; a pipeline is one already") func running() {
        var run = Sample.inTheMiddle()
        var state = State.live(run)
        #expect(state.press(.character("f"), .control) == [.forcePipeline(runID: "01run")])
        let shown = run.events.count
        run.add(.runStatus(RunStatusChanged(status: .running, mode: .pipeline)))
        _ = update(&state, .events(Array(run.events.dropFirst(shown))))
        state.notice = nil
        #expect(state.screen.contains("LOOP → PIPELINE"))
        #expect(state.screen.split(separator: "\n").last?.hasPrefix(" goes on as a pipeline after this phase") == true)
        #expect(state.press(.character("f"), .control).isEmpty)
        #expect(state.screen.contains("after this phase already"))
        var pipeline = State.live(.planMade())
        #expect(pipeline.press(.character("f"), .control).isEmpty)
        #expect(pipeline.screen.contains("this run is a pipeline already"))
        #expect(pipeline.nextMode == nil)
    }

    @Test("003-27: the words that it will go on as a pipeline are at 80 columns too, and gone when it does") func words() {
        #expect(State.live(.forced(), columns: 80, rows: 24).screen.contains("goes on as a pipeline after this phase"))
        var run = Sample.forced()
        run.add(.loopFinished(LoopFinished(stopReason: .modeChanged, iterations: 3)))
        run.add(
            .modeChanged(
                ModeChanged(
                    from: .loop, to: .pipeline, trigger: .user, reason: "You wanted it.", evidence: [], carriedOver: CarriedOver())))
        run.add(.loopStarted(LoopStarted(limits: RunLimits(maxIterations: 8), mode: .pipeline)))
        let state = State.live(run)
        #expect(state.run?.comingMode == nil && !state.screen.contains("LOOP → PIPELINE"))
        #expect(state.screen.contains("nothing is named that shows it") && state.screen.contains("nothing is carried over"))
    }

    @Test("N-05: the card says from what to what, why, what led to it and what is carried over, in three lines; o opens it") func card() {
        var state = State.live(.fallback())
        #expect(state.screen.contains("→ loop → pipeline  The limit of 3 rounds is reached."))
        #expect(state.screen.contains("round 2: make check · round 3: make check"))
        #expect(state.screen.contains("2 facts, 1 file, 1 todo, 1 answer, 1 effect not done again"))
        state.focus = .transcript
        state.moveCursor(to: TranscriptPosition(block: state.run?.modeChanges.first ?? 0, line: 1))
        _ = state.press(.character("o"))
        for text in ["because", "known", "make check: 2 failed", "not done again", "edit_file src/dates.py +1 -1", "the year comes first"] {
            #expect(state.screen.contains(text), "\(text)")
        }
    }

    @Test("N-05: Enter on the card goes to what led to it, E to the next of it, then back to the card", arguments: [80, 120])
    func jumps(_ columns: Int) throws {
        var state = State.live(.fallback(), columns: columns, rows: 24)
        state.focus = .transcript
        let card = try #require(state.run?.modeChanges.first)
        state.transcript.folds = [0: true, 1: true, 2: true]
        state.moveCursor(to: TranscriptPosition(block: card, line: 1))
        _ = state.press(.enter)
        #expect(state.cursorPosition?.block == state.run?.rounds[1].firstBlock)
        #expect(state.screen.contains("1 of 2: round 2"))
        #expect(state.transcriptReader?.isFolded(round: 1) == false)
        _ = state.press(.character("E"))
        #expect(state.cursorPosition?.block == state.run?.rounds[2].firstBlock)
        _ = state.press(.character("E"))
        #expect(state.cursorPosition?.block == card)
        _ = state.press(.character("E"))
        #expect(state.cursorPosition?.block == state.run?.rounds[1].firstBlock)
    }

    @Test("003-27: a call that was being written when the loop was left is not run, and looks so") func writtenCall() {
        var run = Sample()
        run.begin()
        run.beginRound(1)
        run.add(.toolCallDelta(ToolCallDelta(callID: "m1", toolCallID: "c", name: "read_file", argumentsFragment: "{")), status: .thinking)
        run.endModel()
        run.endRound(.cancelled)
        #expect(State.live(run).run?.card("c")?.state == .cancelled)
    }

    @Test("N-05: E in a run that did not change its mode says so") func none() {
        var state = State.live(.inTheMiddle())
        state.focus = .transcript
        _ = state.press(.character("E"))
        #expect(state.screen.contains("this run has not changed its mode"))
    }

    @Test("N-05: each kind of evidence is told as what it was and found again; what is not shown is only told") func evidence() throws {
        var run = Sample()
        run.begin()
        run.beginRound(1)
        run.failModel(next: .giveUp)
        run.add(
            .guardWarning(
                GuardWarning(
                    kind: .equalCalls, message: "read_file was called 5 times", count: 5, halts: true, evidenceCalls: ["c"],
                    evidenceIterations: [1])))
        run.add(.error(ErrorRaised(detail: ErrorDetail(code: .storeFailed, message: "the disk is full", source: .store))))
        run.add(.runStatus(RunStatusChanged(status: .running, mode: .pipeline)))
        run.endRound(.failed, headline: "read_file gone.py")
        func item(_ kind: Evidence.Kind, _ text: String, call: String? = nil, iteration: Int? = 1) -> Evidence {
            Evidence(kind: kind, loopID: "L1", iteration: iteration, callID: call, text: text)
        }
        run.add(
            .modeChanged(
                ModeChanged(
                    from: .loop, to: .pipeline, trigger: .failure, reason: "It failed.",
                    evidence: [
                        item(.modelCall, "too many requests", call: "m1"), item(.warning, "read_file was called 5 times"),
                        item(.fault, "the disk is full"), item(.wish, "goes on"), item(.round, "read_file gone.py"),
                        item(.round, "", iteration: 9),
                    ], carriedOver: CarriedOver())))
        let model = try #require(State.live(run).run)
        let index = try #require(model.modeChanges.first)
        guard case .modeChanged(let change) = model.blocks[index].kind else { throw Missing() }
        #expect(
            change.witnesses.map(\.words) == [
                "the model did not answer: too many requests", "warning: read_file was called 5 times", "fault: the disk is full",
                "your wish", "round 1: read_file gone.py", "round 9",
            ])
        let kinds = change.witnesses.map { $0.block.map { model.blocks[$0].kind } }
        guard case .modelFault? = kinds[0], case .circles? = kinds[1], case .fault? = kinds[2], case .willGoOn? = kinds[3],
            case .roundHeader(0)? = kinds[4], kinds[5] == nil
        else { throw Missing() }
    }

    private struct Missing: Error {}

    @Test("000-30, N-07: a replay of a pipeline ends with the same screen as the live run", arguments: 0..<6)
    func replay(_ number: Int) {
        let sample = Sample.pipelines[number]
        var live = State.live(sample)
        var replayed = makeState()
        _ = update(&replayed, .replayOpened(runID: "01run", total: sample.events.count, speed: .infinity))
        _ = update(&replayed, .replayPage(sample.events))
        _ = update(&replayed, .replayPage([]))
        for _ in 0..<10 {
            replayed.now += 20_000
            _ = update(&replayed, .tick)
        }
        #expect(replayed.run == live.run)
        live.focus = .transcript
        live.dialog = nil
        func transcript(_ state: State) -> [String] { state.screen.split(separator: "\n").dropFirst(3).prefix(30).map(String.init) }
        #expect(transcript(replayed) == transcript(live))
    }
}
