import Events
import Service
import TerminalKit
import TestKit
import Testing

@testable import Workbench

/// What keys and events do to the state, and what they ask of the world.
@Suite struct UpdateTests {
    @Test("typed text goes to the composer and Enter starts a run with it") func start() {
        var state = makeState()
        state.type("zqx 三")
        #expect(state.screen.contains("zqx 三"))
        #expect(state.press(.enter) == [.start("zqx 三")])
        #expect(state.composer.draft.isEmpty)
        _ = state.press(.up)
        #expect(state.composer.draft.text == "zqx 三")
    }

    @Test("an empty draft starts nothing, and without a model the draft is kept") func refused() {
        var state = makeState()
        #expect(state.press(.enter).isEmpty)
        state = makeState(provider: nil)
        state.type("hello")
        #expect(state.press(.enter).isEmpty)
        #expect(state.composer.draft.text == "hello")
        #expect(state.notice?.text.contains("LATHE_BASE_URL") == true)
    }

    @Test("a prompt that could not start a run is given back, and not over what is being written") func givenBack() {
        var state = makeState()
        state.type("hello")
        _ = state.press(.enter)
        _ = update(&state, .notStarted(prompt: "hello", reason: "no provider is configured; set one"))
        #expect(state.composer.draft.text == "hello" && state.notice?.text == "no provider is configured; set one")
        state = makeState()
        state.type("new words")
        _ = update(&state, .notStarted(prompt: "hello", reason: "no"))
        #expect(state.composer.draft.text == "new words")
    }

    @Test("W-19: while a run goes on Enter steers and Alt-Enter queues") func steer() {
        var state = State.live(.inTheMiddle())
        state.focus = .composer
        state.type("use pytest")
        #expect(state.press(.enter) == [.say("use pytest", .steer)])
        state.type("then commit")
        #expect(state.press(.enter, .alt) == [.say("then commit", .queue)])
    }

    @Test("W-19: what was said is shown until the model is told of it") func chips() {
        var sample = Sample.inTheMiddle()
        sample.add(.userMessage(UserMessage(text: "use pytest", delivery: .steer)))
        #expect(State.live(sample).screen.contains("steers next: use pytest"))
        sample.endTool("c3", "edit_file")
        sample.endRound()
        sample.beginRound(4)
        #expect(!State.live(sample).screen.contains("steers next"))
    }

    @Test("what was queued starts the next run when this one completes") func queued() {
        var sample = Sample.inTheMiddle()
        sample.add(.userMessage(UserMessage(text: "then commit", delivery: .queue)))
        var state = State.live(sample)
        let shown = sample.events.count
        sample.endTool("c3", "edit_file")
        sample.endRound()
        sample.complete("done")
        #expect(update(&state, .events(Array(sample.events.dropFirst(shown)))).contains(.start("then commit")))
    }

    @Test("003-16, W-06: Esc stops in three steps and the footer says what the next one does") func stopSteps() {
        var state = State.live(.inTheMiddle())
        #expect(state.press(.escape) == [.stop])
        #expect(state.screen.contains("edit_file may still end by itself"))
        #expect(state.screen.contains("ends the tools and their processes"))
        #expect(state.press(.escape) == [.stop])
        #expect(state.screen.contains("waits for nothing any more"))
        #expect(state.press(.escape) == [.stop])
        #expect(state.stopStep == 3)
    }

    @Test("Esc does not stop a run that is over, and the footer offers no stop") func idleEscape() {
        var state = State.live(.completed())
        #expect(!state.screen.contains("Esc stop"))
        #expect(state.press(.escape).isEmpty)
    }

    @Test("q asks before it leaves a run that goes on, and takes no key in the first 300 ms") func leave() {
        var state = State.live(.inTheMiddle())
        state.focus = .transcript
        #expect(state.press(.character("q")).isEmpty)
        #expect(state.press(.character("y")).isEmpty)
        state.now += 300_000
        #expect(state.press(.character("y")) == [.stopEverything, .quit])
        var idle = makeState()
        idle.focus = .transcript
        #expect(idle.press(.character("q")) == [.quit])
    }

    @Test("Ctrl-C twice within two seconds leaves when idle; once clears the draft") func interrupt() {
        var state = makeState()
        state.type("draft")
        #expect(state.press(.character("c"), .control).isEmpty)
        #expect(state.composer.draft.isEmpty)
        #expect(state.press(.character("c"), .control).isEmpty)
        state.now += 2_100_000
        #expect(state.press(.character("c"), .control).isEmpty)
        state.now += 1_000_000
        #expect(state.press(.character("c"), .control) == [.quit])
    }

    // MARK: Sheets

    private func asked(_ request: ApprovalRequested) -> State {
        var sample = Sample.inTheMiddle()
        sample.add(.approvalRequested(request))
        return .live(sample)
    }

    private let request = ApprovalRequested(
        approvalID: "a1", toolCallID: "c3", tool: "execute_shell_command", what: "make", risk: "runs a program", scopes: [.once, .run])

    @Test("W-08: keys typed before a sheet was visible for 300 ms do not answer it") func arming() {
        var state = asked(request)
        #expect(state.press(.character("y")).isEmpty)
        state.now += 299_000
        #expect(state.press(.character("y")).isEmpty)
        state.now += 2_000
        #expect(state.press(.character("y")) == [.resolve(approvalID: "a1", .approved, .once, reason: nil)])
    }

    @Test("W-08: a sheet takes no letters while a draft is being written; Tab gives it the focus") func draftIsSafe() {
        var state = makeState()
        _ = update(&state, .attached(runID: "01run"))
        state.type("half a sent")
        var sample = Sample.inTheMiddle()
        sample.add(.approvalRequested(request))
        _ = update(&state, .events(sample.events))
        state.now += 1_000_000
        state.type("ence y")
        #expect(state.composer.draft.text == "half a sentence y")
        _ = state.press(.tab)
        #expect(state.press(.character("y")) == [.resolve(approvalID: "a1", .approved, .once, reason: nil)])
        #expect(state.composer.draft.text == "half a sentence y")
    }

    @Test("an approval is given once or for the run, or refused with a reason") func verdicts() {
        var state = asked(request)
        state.now += 400_000
        #expect(state.press(.enter).isEmpty, "no single Enter approves")
        var copy = state
        #expect(copy.press(.character("a")) == [.resolve(approvalID: "a1", .approved, .run, reason: nil)])
        copy = state
        #expect(copy.press(.character("n")) == [.resolve(approvalID: "a1", .denied, .once, reason: nil)])
        _ = state.press(.character("e"))
        state.type("use make -n")
        #expect(state.press(.enter) == [.resolve(approvalID: "a1", .denied, .once, reason: "use make -n")])
    }

    @Test("T2: a command longer than the sheet cannot be approved before its end was on the screen") func longCommand() {
        var long = request
        long.what = (1...60).map { "line \($0)" }.joined(separator: "\n")
        var state = asked(long)
        state.now += 400_000
        #expect(state.press(.character("y")).isEmpty)
        for _ in 0..<60 { _ = state.press(.down) }
        #expect(state.screen.contains("line 60"))
        #expect(state.press(.character("y")).count == 1)
    }

    @Test("001-31: questions are answered by one option, several, or text") func questions() {
        func ask(_ selection: AnswerSelection, _ options: [String]) -> State {
            var sample = Sample.inTheMiddle()
            sample.add(.userInputRequested(UserInputRequested(questionID: "q", question: "Which?", options: options, selection: selection)))
            var state = State.live(sample)
            state.now += 400_000
            return state
        }
        var single = ask(.single, ["Warm", "Formal"])
        _ = single.press(.down)
        #expect(single.press(.enter) == [.answer(questionID: "q", "Formal")])
        var multiple = ask(.multiple, ["A", "B", "C"])
        #expect(multiple.press(.enter).isEmpty)
        _ = multiple.press(.character("1"))
        _ = multiple.press(.character("3"))
        #expect(multiple.press(.enter) == [.answer(questionID: "q", "A, C")])
        var text = ask(.text, [])
        text.type("my words")
        #expect(text.press(.enter) == [.answer(questionID: "q", "my words")])
    }

    @Test("the sheet goes when the run ends") func sheetGoes() {
        var state = asked(request)
        #expect(state.dialog != nil)
        var end = Sample.inTheMiddle()
        end.add(.approvalRequested(request))
        end.add(.runCancelled(RunCancelled(reason: "user", receipt: StopReceipt(step: 2, endedPIDs: [42]))))
        _ = update(&state, .events(end.events))
        #expect(state.dialog == nil)
        #expect(state.screen.contains("Run stopped") && state.screen.contains("pid 42"))
    }

    // MARK: Replay

    @Test("000-30, N-07: a replay ends with the same screen as the live run", arguments: [false, true])
    func replayEqualsLive(_ isEventful: Bool) {
        let sample = isEventful ? Sample.eventfulCompleted() : .completed()
        let events = sample.events
        let live = State.live(sample)
        var replayed = makeState()
        #expect(
            update(&replayed, .replayOpened(runID: "01run", total: events.count, speed: .infinity)) == [
                .loadReplayPage(runID: "01run", after: 0)
            ])
        _ = update(&replayed, .replayPage(events))
        _ = update(&replayed, .replayPage([]))
        for _ in 0..<10 {
            replayed.now += 20_000
            _ = update(&replayed, .tick)
        }
        #expect(replayed.run == live.run)
        #expect(replayed.screen.contains("REPLAY"))
        func transcript(_ state: State) -> [String] { state.screen.split(separator: "\n").dropFirst(3).prefix(30).map(String.init) }
        var same = live
        same.focus = .transcript
        #expect(transcript(replayed) == transcript(same))
    }

    @Test("a replay at speed 1 shows an event when its time has come, pauses and steps") func replayClock() {
        let events = Sample.completed().events
        var state = makeState()
        _ = update(&state, .replayOpened(runID: "01run", total: events.count, speed: 1))
        _ = update(&state, .replayPage(events))
        _ = update(&state, .replayPage([]))
        let before = state.replay?.shown ?? 0
        #expect(before < events.count)
        state.now += 340_000
        _ = update(&state, .tick)
        let after = state.replay?.shown ?? 0
        #expect(after > before && after < events.count)
        _ = state.press(.character(" "))
        state.now += 5_000_000
        _ = update(&state, .tick)
        #expect(state.replay?.shown == after)
        _ = state.press(.character("."))
        #expect(state.replay?.shown == after + 1)
        _ = state.press(.character(">"))
        #expect(state.run?.rounds.count == 2)
    }

    @Test("with nothing running there is no next tick: the program sleeps") func sleeps() {
        #expect(makeState().nextTick == nil)
        var state = State.live(.completed())
        #expect(state.nextTick == nil)
        state = .live(.inTheMiddle())
        #expect(state.nextTick != nil)
    }
}
