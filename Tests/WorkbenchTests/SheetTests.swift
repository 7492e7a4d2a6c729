import Events
import TerminalKit
import TestKit
import Testing

@testable import Service
@testable import Workbench

/// The sheets in every size, with many options and long texts; and runs that wait though nothing of them goes on.
@Suite struct SheetTests {
    private func check(_ name: String, _ state: State) throws {
        let grid = WorkbenchScreen.draw(state)
        try Snapshot.check("\(name)-\(state.size.columns)x\(state.size.rows)", grid.plainText() + "\n\n" + grid.roleText())
    }

    private static let options = (1...20).map { number in
        number % 7 == 0
            ? "Layout \(number), with a word on why one would want it: it keeps the old names, so that nothing that stands in the books changes"
            : "Layout \(number)"
    }

    private func asked(
        _ selection: AnswerSelection, _ options: [String] = Self.options, question: String = "Which layouts shall the report have?",
        columns: Int = 80, rows: Int = 24
    ) -> State {
        var sample = Sample.inTheMiddle()
        sample.add(
            .userInputRequested(
                UserInputRequested(questionID: "q", toolCallID: "c3", question: question, options: options, selection: selection)))
        var state = State.live(sample, columns: columns, rows: rows)
        state.now += 400_000
        return state
    }

    private static let longQuestion = (1...40).map { "Sentence \($0) of a question that somebody thought about for long." }.joined(
        separator: " ")

    @Test("001-31: one of twenty options, at every size", arguments: NoteTests.sizes)
    func single(_ columns: Int, _ rows: Int) throws {
        var state = asked(.single, columns: columns, rows: rows)
        for _ in 0..<13 { _ = state.press(.down) }
        try check("question-single", state)
        #expect(state.press(.enter) == [.answer(questionID: "q", Self.options[13])])
    }

    @Test("001-31: several of twenty options, at every size", arguments: NoteTests.sizes)
    func multiple(_ columns: Int, _ rows: Int) throws {
        var state = asked(.multiple, columns: columns, rows: rows)
        _ = state.press(.character("2"))
        _ = state.press(.end)
        _ = state.press(.character(" "))
        try check("question-multiple", state)
        #expect(state.press(.enter) == [.answer(questionID: "q", "Layout 2, Layout 20")])
    }

    @Test("001-31: a free answer of several lines to a long question, at every size", arguments: NoteTests.sizes)
    func text(_ columns: Int, _ rows: Int) throws {
        var state = asked(.text, [], question: Self.longQuestion, columns: columns, rows: rows)
        let answer = (1...12).map { "word\($0) of the answer" }.joined(separator: ", ")
        state.type(answer)
        try check("question-text", state)
        for _ in 0..<20 { _ = state.press(.pageDown) }
        #expect(state.screen.contains("Sentence 40"))
        #expect(state.press(.enter) == [.answer(questionID: "q", answer)])
    }

    @Test("001-31: wherever the choice goes, the chosen option is on the screen", arguments: NoteTests.sizes)
    func choiceIsSeen(_ columns: Int, _ rows: Int) {
        var state = asked(.single, question: Self.longQuestion, columns: columns, rows: rows)
        var random = SeededGenerator(seed: 7)
        for _ in 0..<60 {
            let keys: [TerminalKit.Key] = [.down, .down, .up, .home, .end, .character("7")]
            _ = state.press(keys.randomElement(using: &random) ?? .down)
            #expect(state.screen.contains(Self.options[state.dialog?.selected ?? 0].prefix(9)))
            #expect(state.screen.contains("▌"))
        }
    }

    @Test("001-31: an option that is not on the screen is shown before it is answered") func unseen() {
        var state = asked(.single, ["Yes", "No"], question: Self.longQuestion + Self.longQuestion)
        #expect(!state.screen.contains("1 Yes"))
        #expect(state.press(.enter).isEmpty)
        #expect(state.screen.contains("1 Yes"))
        #expect(state.press(.enter) == [.answer(questionID: "q", "Yes")])
    }

    @Test("001-31: a question of the model may be answered in other words than its options") func ownWords() {
        var state = asked(.single, ["Warm", "Formal"])
        #expect(state.screen.contains("e own words"))
        _ = state.press(.character("e"))
        state.type("neither")
        var back = state
        _ = back.press(.escape)
        #expect(back.screen.contains("1 Warm"))
        #expect(state.press(.enter) == [.answer(questionID: "q", "neither")])
    }

    // MARK: Runs that wait elsewhere

    private let request = ApprovalRequested(
        approvalID: "a1", toolCallID: "c3", tool: "execute_shell_command", what: "make", risk: "runs a program", scopes: [.once])

    private func opened(_ sample: Sample) -> State {
        var state = makeState()
        state.focus = .transcript
        _ = update(&state, .opened(runID: "01run", events: sample.events))
        state.now += 400_000
        return state
    }

    @Test("001-31: a run of an earlier process that waits opens with its question, and the answer has it taken up") func takenUp() {
        var state = opened(.circles())
        #expect(state.screen.contains("the answer takes the run up again") && state.screen.contains("8 more rounds"))
        #expect(!state.runGoesOn, "nothing of it goes on")
        let seq = Sample.circles().events.count
        #expect(
            state.press(.enter) == [.answer(questionID: "limit-1", "8 more rounds"), .follow(runID: "01run", after: seq)])
        #expect(!state.runGoesOn && state.dialog == nil, "it does not go on before its first event says so")
        _ = update(&state, .events(Array(Sample.goesOn().events.dropFirst(seq))))
        #expect(state.runGoesOn && state.screen.contains("round 5 of 16"))
        #expect(state.press(.escape) == [.stop])
    }

    @Test("an approval of a run of an earlier process is given in the same sheet") func approvalLater() {
        var sample = Sample.inTheMiddle()
        sample.add(.approvalRequested(request))
        var state = opened(sample)
        #expect(state.screen.contains("Approve execute_shell_command?"))
        #expect(
            state.press(.character("y")) == [
                .resolve(approvalID: "a1", .approved, .once, reason: nil), .follow(runID: "01run", after: sample.events.count),
            ])
    }

    @Test("a run that only waits cannot be stopped or steered, and says so") func nothingToStop() {
        var state = opened(.circles())
        #expect(state.press(.escape).isEmpty && state.screen.contains("nothing of this run goes on"))
        #expect(!state.screen.contains("Esc stop"))
        _ = state.press(.tab)
        #expect(state.screen.contains("a new task; Tab answers this run"))
        state.type("hello")
        #expect(state.press(.enter) == [.start("hello")])
    }

    @Test("a past run that has ended opens without a sheet") func endedRun() {
        var sample = Sample.circles()
        sample.add(.runCancelled(RunCancelled(reason: "user", receipt: StopReceipt(step: 1))))
        #expect(opened(sample).dialog == nil)
    }

    @Test("N-21, W-20: the runs that wait for a person come first, then the interrupted ones, the others stay in their order")
    func waitingFirst() {
        func row(_ id: String, _ status: String) -> RunSummary {
            RunSummary(
                runID: id, prompt: id, model: "m", provider: "p", mode: "loop", workspace: "/w", startedAt: 0, durationMicroseconds: 0,
                status: status, iterations: 0, inputTokens: 0, outputTokens: 0, cost: nil, summary: "", eventCount: 1, isEnded: false)
        }
        var state = makeState()
        _ = state.perform(.runs)
        _ = update(
            &state,
            .runs([
                row("1", "running"), row("2", "waiting_approval"), row("3", "completed"), row("4", "waiting_user"), row("5", "failed"),
                row("6", "interrupted"),
            ]))
        guard case .runs(let table) = state.overlay else {
            Issue.record("no table")
            return
        }
        #expect(table.rows.map(\.runID) == ["2", "4", "6", "1", "3", "5"])
    }
}
