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
        #expect(state.nextMode == nil)
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
                    from: .loop, to: .pipeline, trigger: .user, reason: "You wanted it.", evidenceSeqs: [], carriedOver: CarriedOver())))
        run.add(.loopStarted(LoopStarted(limits: RunLimits(maxIterations: 8), mode: .pipeline)))
        let state = State.live(run)
        #expect(state.run?.comingMode == nil && !state.screen.contains("LOOP → PIPELINE"))
        #expect(state.screen.contains("no event is named") && state.screen.contains("nothing is carried over"))
    }

    @Test("N-05: the card says from what to what, why, what led to it and what is carried over, in three lines; o opens it") func card() {
        var state = State.live(.fallback())
        #expect(state.screen.contains("→ loop → pipeline  The limit of 3 rounds is reached."))
        #expect(state.screen.contains("round 2 failed: make check · round 3 failed: make check"))
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
        #expect(state.screen.contains("1 of 2: round 2 failed"))
        #expect(state.transcriptReader?.isFolded(round: 1) == false)
        _ = state.press(.character("E"))
        #expect(state.cursorPosition?.block == state.run?.rounds[2].firstBlock)
        _ = state.press(.character("E"))
        #expect(state.cursorPosition?.block == card)
        _ = state.press(.character("E"))
        #expect(state.cursorPosition?.block == state.run?.rounds[1].firstBlock)
    }

    @Test("N-05: E in a run that did not change its mode says so") func none() {
        var state = State.live(.inTheMiddle())
        state.focus = .transcript
        _ = state.press(.character("E"))
        #expect(state.screen.contains("this run has not changed its mode"))
    }

    @Test("N-05: each kind of evidence is told as what it was; an event that nobody shows by its number") func evidence() throws {
        var run = Sample()
        run.begin()
        run.beginRound(1)
        run.failModel(next: .giveUp)
        let fault = run.events.count
        run.ask()
        run.endModel()
        run.beginTool("c", "read_file", "gone.py")
        run.endTool("c", "read_file", status: .error, code: .notFound, output: "no")
        let call = run.events.count
        run.add(
            .guardWarning(
                GuardWarning(
                    kind: .equalCalls, message: "read_file was called 5 times with the same result", count: 5, halts: true,
                    evidenceCalls: ["c"], evidenceIterations: [1])))
        let halt = run.events.count
        run.add(.runStatus(RunStatusChanged(status: .running, mode: .pipeline)))
        let wish = run.events.count
        run.endRound(.failed, headline: "read_file gone.py")
        let round = run.events.count
        run.add(.loopFinished(LoopFinished(stopReason: .modeChanged, iterations: 1)))
        let loop = run.events.count
        run.add(
            .modeChanged(
                ModeChanged(
                    from: .loop, to: .pipeline, trigger: .failure, reason: "It failed.",
                    evidenceSeqs: [fault, call, halt, wish, round, loop, 2, 9999], carriedOver: CarriedOver())))
        let model = try #require(State.live(run).run)
        let index = try #require(model.modeChanges.first)
        guard case .modeChanged(let change) = model.blocks[index].kind else { throw Missing() }
        let words = change.evidence.map(\.words)
        #expect(words[0].hasPrefix("the model did not answer: "))
        #expect(words[1] == "read_file gone.py failed: not found")
        #expect(words[2] == "read_file was called 5 times with the same result")
        #expect(words[3] == "you wanted a pipeline")
        #expect(words[4] == "round 1 failed: read_file gone.py")
        #expect(words[5] == "L1 ended: mode changed")
        #expect(words[6] == "event 2" && words[7] == "event 9999")
        #expect(change.evidence.prefix(6).allSatisfy { $0.block != nil })
        #expect(change.evidence.suffix(2).allSatisfy { $0.block == nil })
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
