import Events
import Service
import TerminalKit
import TestKit
import Testing

@testable import Workbench

/// A task done both ways on the screen.
@Suite struct PairTests {
    /// Both runs on the screen, with what happened so far.
    private func pair(_ loop: Sample, _ pipeline: Sample, columns: Int = 120, rows: Int = 40) -> State {
        var state = makeState(columns: columns, rows: rows)
        _ = update(&state, .pairStarted(runIDs: ["01run", "01run"], notes: []))
        _ = update(&state, .pairEvents(.loop, loop.events))
        _ = update(&state, .pairEvents(.pipeline, pipeline.events))
        return state
    }

    private func check(_ name: String, _ state: State) throws {
        let grid = WorkbenchScreen.draw(state)
        try Snapshot.check(name, grid.plainText() + "\n\n" + grid.roleText())
    }

    @Test("N-04: Ctrl-T does the task in the composer both ways, once, and only when nothing goes on") func starts() {
        var state = makeState()
        #expect(state.press(.character("t"), .control).isEmpty && state.notice?.text.contains("write the task first") == true)
        state.type("Mend it")
        #expect(state.press(.character("t"), .control) == [.startBoth("Mend it")])
        state.type("again")
        #expect(state.press(.character("t"), .control).isEmpty && state.press(.enter).isEmpty && state.composer.draft.text == "again")
        _ = update(&state, .notStarted(prompt: "Mend it", reason: "the workspace is too large to copy; name a smaller one"))
        #expect(state.press(.character("t"), .control) == [.startBoth("again")])
        var live = State.live(.inTheMiddle())
        live.focus = .composer
        live.type("Mend it")
        #expect(live.press(.character("t"), .control).isEmpty && live.composer.draft.text == "Mend it")
        var without = makeState(provider: nil)
        without.type("Mend it")
        #expect(without.press(.character("t"), .control).isEmpty && without.composer.draft.text == "Mend it")
    }

    @Test(
        "N-04: two runs stand side by side from 120 columns on, and one with a strip about both below",
        arguments: [(80, 24), (120, 40), (200, 50)])
    func screens(_ columns: Int, _ rows: Int) throws {
        try check("both-live-\(columns)x\(rows)", pair(.inTheMiddle(), .executing(), columns: columns, rows: rows))
    }

    @Test("N-04: once both are over the line over the figures says who did better by what") func over() throws {
        var state = pair(.completed(), .pipelineCompleted())
        _ = update(&state, .pairFiles(.loop, FileChanges(files: [.init(path: "a", how: .changed, lines: .init(added: 3, removed: 1))])))
        _ = update(&state, .pairFiles(.pipeline, FileChanges(files: [])))
        #expect(state.screen.contains("Better: ") && state.screen.contains("files 1 +3 -1") && state.screen.contains("files 0"))
        try check("both-over-120x40", state)
    }

    @Test("N-04: the end of a run has its files looked at, once") func files() {
        var state = makeState()
        _ = update(&state, .pairStarted(runIDs: ["01run", "01run"], notes: []))
        #expect(update(&state, .pairEvents(.pipeline, Sample.pipelineCompleted().events)) == [.lookAtFiles(.pipeline)])
        #expect(update(&state, .pairEvents(.loop, Sample.inTheMiddle().events)).isEmpty)
        #expect(state.runGoesOn)
    }

    @Test("N-04: Esc stops both in three steps, those that go on; when both are over it leads back to the one that was looked at")
    func stops() {
        var state = pair(.inTheMiddle(), .executing())
        let both: [Effect] = [.ofRun("01run", .stop), .ofRun("01run", .stop)]
        for step in 1...3 {
            #expect(state.press(.escape) == both && state.pairStopStep == step)
            #expect(state.screen.contains("stopping both"))
        }
        #expect(state.press(.character("q")).isEmpty && state.screen.contains("Two runs are going."))
        state.now += 1_000_000
        #expect(state.press(.character("y")) == [.stopEverything, .quit])
        state = pair(.completed(), .executing())
        #expect(state.press(.escape).count == 1)
        state = pair(.completed(), .pipelineCompleted())
        _ = state.press(.tab)
        #expect(state.press(.escape) == [.endBoth] && state.pair == nil)
        #expect(state.run?.currentMode == .pipeline && !state.runGoesOn && state.focus == .transcript)
    }

    @Test("N-04: a move in one run moves the other to what it did at that time, and the end is followed in both") func synchronised() throws
    {
        var state = pair(.completed(), .pipelineCompleted(), rows: 20)
        _ = state.press(.character("g"))
        let lanes = try #require(state.pair?.lanes)
        #expect(lanes.allSatisfy { !$0.transcript.follows })
        // The loop's first round began when the pipeline was in its first stage.
        #expect(lanes[1].cursorRound == 0)
        for _ in 0..<40 { _ = state.press(.character("l")) }
        let moved = try #require(state.pair?.lanes)
        let (loop, pipeline) = (try #require(moved[0].run), try #require(moved[1].run))
        let time = loop.rounds[try #require(moved[0].cursorRound)].startedMicroseconds
        let shown = try #require(moved[1].cursorRound)
        #expect(pipeline.rounds[shown].startedMicroseconds <= time)
        #expect(!pipeline.rounds.indices.contains(shown + 1) || pipeline.rounds[shown + 1].startedMicroseconds > time)
        _ = state.press(.character("G"))
        #expect(state.pair?.lanes.allSatisfy(\.transcript.follows) == true)
    }

    @Test("N-04: what one run asks is asked in its column, and the answer goes to that run") func asks() throws {
        var asking = Sample.inTheMiddle()
        asking.add(
            .userInputRequested(
                UserInputRequested(
                    questionID: "q1", toolCallID: "c3", question: "Which tone?", options: ["Warm", "Formal"], selection: .single)))
        var state = pair(.executing(), asking)
        state.now += 400_000
        // Keys move in the loop, which asks nothing.
        #expect(state.press(.enter).isEmpty && state.screen.contains("Which tone?"))
        _ = state.press(.tab)
        #expect(state.press(.enter) == [.ofRun("01run", .answer(questionID: "q1", "Warm"))])
    }

    @Test("N-04: any size and any key leave a screen", arguments: [(30, 8), (40, 11), (40, 12), (119, 24), (121, 13), (400, 100)])
    func sizes(_ columns: Int, _ rows: Int) {
        var state = pair(.inTheMiddle(), .executing())
        _ = update(&state, .resized(ScreenSize(columns: columns, rows: rows)))
        for key in "jkghlGoO {}[]EuKzrcRt?1234i" { _ = state.press(.character(key)) }
        for key in [Key.up, .down, .pageUp, .pageDown, .enter, .tab, .backtab, .home, .end] { _ = state.press(key) }
        let screen = state.screen
        #expect(state.pair != nil && screen.contains { !$0.isWhitespace })
    }
}
