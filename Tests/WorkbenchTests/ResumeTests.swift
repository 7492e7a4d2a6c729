import Events
import TerminalKit
import Testing

@testable import Service
@testable import Workbench

/// Interrupted runs on the screen (W-20).
@Suite struct ResumeTests {
    private static var interrupted: Sample {
        var sample = Sample.inTheMiddle()
        sample.add(.runStatus(RunStatusChanged(status: .interrupted, reason: "the process that drove the run is gone")))
        return sample
    }

    private func row(_ id: String, _ status: String) -> RunSummary {
        RunSummary(
            runID: id, prompt: "Mend the shop's prices", model: "m", provider: "p", mode: "loop", workspace: "/w", startedAt: 0,
            durationMicroseconds: 0, status: status, iterations: 2, inputTokens: 0, outputTokens: 0, cost: nil, summary: "", eventCount: 1,
            isEnded: false)
    }

    private func opened(_ sample: Sample = Self.interrupted) -> State {
        var state = makeState()
        state.focus = .transcript
        _ = update(&state, .opened(runID: "01run", events: sample.events))
        return state
    }

    @Test("W-20: an interrupted run opens with sign and word, says its key, and goes on with it; its events are followed") func resume() {
        var state = opened()
        #expect(state.screen.contains("⌁ interrupted") && state.screen.contains("⌁ Run interrupted"))
        #expect(state.screen.contains("c goes on with it") && !state.runGoesOn)
        let seq = Self.interrupted.events.count
        #expect(state.press(.character("c")) == [.resume(runID: "01run")])
        #expect(update(&state, .resumed(runID: "01run")) == [.follow(runID: "01run", after: seq)])
        #expect(!state.runGoesOn, "it does not go on before its first event says so")
        #expect(state.press(.character("c")).isEmpty, "nor is it taken up twice")
        var sample = Self.interrupted
        sample.add(.runStatus(RunStatusChanged(status: .running)))
        _ = update(&state, .events(Array(sample.events.dropFirst(seq))))
        #expect(state.runGoesOn && !state.screen.contains("goes on with it"))
        #expect(state.press(.escape) == [.stop])
    }

    @Test("W-20: a refusal leaves the interrupted run as it is, and it can be tried again") func refused() {
        var state = opened()
        _ = state.press(.character("c"))
        _ = update(&state, .failed("its folder is gone; make it again"))
        #expect(state.screen.contains("its folder is gone"))
        #expect(state.press(.character("c")) == [.resume(runID: "01run")])
    }

    @Test(
        "W-20: the first page tells of the newest interrupted run in one line, with the key that works where the person is",
        arguments: [(40, 12), (80, 24), (120, 40)])
    func firstPage(columns: Int, rows: Int) {
        var state = makeState(columns: columns, rows: rows)
        #expect(!state.screen.contains("interrupted"))
        _ = update(&state, .interrupted(row("01run", "interrupted")))
        #expect(
            state.screen.contains(
                columns < 80 ? "– Alt-c goes on" : "a run was interrupted: Mend the shop's prices – Alt-c goes on with it"))
        #expect(state.press(.character("c"), .alt) == [.open(runID: "01run"), .resume(runID: "01run")])
        #expect(state.press(.character("c")).isEmpty, "in the composer it is a letter")
        _ = state.press(.backspace)
        _ = state.press(.escape)
        #expect(state.screen.contains("– c goes on"))
        #expect(state.press(.character("c")) == [.open(runID: "01run"), .resume(runID: "01run")])
        _ = update(&state, .opened(runID: "01run", events: Self.interrupted.events))
        #expect(!state.screen.contains("a run was interrupted:"))
    }

    @Test("W-20: in the list of runs the key goes on with an interrupted one, and with no other") func list() {
        var state = makeState()
        _ = state.perform(.runs)
        _ = update(&state, .runs([row("1", "interrupted"), row("2", "completed"), row("3", "waiting_user")]))
        // Those that wait come first.
        #expect(!state.screen.contains("c go on"))
        #expect(state.press(.character("c")).isEmpty && state.screen.contains("waits for your answer"))
        state.notice = nil
        _ = state.press(.down)
        #expect(state.screen.contains("c go on") && state.screen.contains("⌁"))
        #expect(state.press(.character("c")) == [.open(runID: "1"), .resume(runID: "1")])
        state.notice = nil
        _ = state.press(.down)
        #expect(!state.screen.contains("c go on") && state.press(.character("c")).isEmpty)
        #expect(state.screen.contains("this run was not interrupted"))
    }

    @Test("where nothing was interrupted the key says so, and while a run goes on too") func nothing() {
        var state = makeState()
        state.focus = .transcript
        #expect(state.press(.character("c")).isEmpty && state.screen.contains("nothing was interrupted here"))
        var live = State.live(Sample.inTheMiddle(), columns: 100, rows: 30)
        live.focus = .transcript
        #expect(live.press(.character("c")).isEmpty && live.screen.contains("a run goes on here"))
    }
}
