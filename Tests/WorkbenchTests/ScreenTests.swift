import Events
import TerminalKit
import TestKit
import Testing

@testable import Service
@testable import Workbench

/// What a person sees, kept as text with a second block of roles.
@Suite struct ScreenTests {
    private func check(_ name: String, _ state: State) throws {
        let grid = WorkbenchScreen.draw(state)
        try Snapshot.check(name, grid.plainText() + "\n\n" + grid.roleText())
    }

    @Test("003-29…34: a run in its third round at every size", arguments: [(60, 20), (80, 24), (120, 40), (200, 50)])
    func middle(_ columns: Int, _ rows: Int) throws {
        try check("middle-\(columns)x\(rows)", .live(.inTheMiddle(), columns: columns, rows: rows))
    }

    @Test("a completed run") func completed() throws { try check("completed", .live(.completed())) }

    @Test("the first page says how to set up a model") func firstPage() throws { try check("first-page", makeState(provider: nil)) }

    @Test("the first page tells which servers of this machine were found and which of them is asked", arguments: [(80, 24), (120, 40)])
    func firstPageFound(_ columns: Int, _ rows: Int) throws {
        var state = makeState(columns: columns, rows: rows, provider: nil, modelName: nil)
        _ = update(&state, .servers(.foundOnes))
        try check("first-page-found-\(columns)x\(rows)", state)
    }

    @Test("an empty workbench asks for a task") func empty() throws { try check("empty", makeState(columns: 80, rows: 24)) }

    @Test("an approval shows the whole command with hidden characters made visible") func approval() throws {
        var sample = Sample.inTheMiddle()
        sample.add(
            .approvalRequested(
                ApprovalRequested(
                    approvalID: "a1", toolCallID: "c3", tool: "execute_shell_command", what: "rm -rf build\u{202E} && echo\u{200B} done",
                    risk: "runs a program",
                    scopes: [.once, .run])))
        var state = State.live(sample)
        state.now += 400_000
        #expect(state.screen.contains("\\u{202E}") && state.screen.contains("\\u{200B}"))
        try check("approval", state)
    }

    @Test("001-31: a question with options") func question() throws {
        var sample = Sample.inTheMiddle()
        sample.add(
            .userInputRequested(
                UserInputRequested(
                    questionID: "q1", toolCallID: "c3", question: "Which tone?", options: ["Warm", "Formal"], selection: .single)))
        var state = State.live(sample, columns: 80, rows: 24)
        state.now += 400_000
        try check("question", state)
    }

    @Test("all runs as a table") func runs() throws {
        var state = makeState(columns: 100, rows: 20)
        state.overlay = .runs(RunsState())
        func row(_ id: String, _ prompt: String, _ status: String) -> RunSummary {
            RunSummary(
                runID: id, prompt: prompt, model: "m", provider: "openai", mode: "loop", workspace: "/w", startedAt: 1_700_000_000_000,
                durationMicroseconds: 18_000_000, status: status, iterations: 7, inputTokens: 12_000, outputTokens: 900, cost: nil,
                summary: "", eventCount: 10, isEnded: true)
        }
        _ = update(
            &state,
            .runs([
                row("1", "Needs you", "waiting_user"), row("4", "Was cut off", "interrupted"), row("2", "Mend it", "completed"),
                row("3", "Break it", "failed"),
            ]))
        try check("runs", state)
    }

    @Test("the help lists every key of the keymap") func help() {
        var state = makeState(columns: 120, rows: 100)
        _ = state.press(.function(1))
        for binding in Keymap.bindings {
            #expect(state.screen.contains(binding.keys[0].name), "\(binding.command)")
        }
    }

    @Test("any size draws without a trap, also 1x1 and while typing", arguments: 0..<40)
    func anySize(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let columns = seed == 0 ? 1 : Int.random(in: 1...210, using: &random)
        let rows = seed == 0 ? 1 : Int.random(in: 1...60, using: &random)
        var state = State.live(seed % 2 == 0 ? .completed() : .eventfulCompleted(), columns: 120, rows: 40)
        for _ in 0..<30 {
            let keys: [TerminalKit.Key] = [
                .up, .down, .pageUp, .pageDown, .tab, .character("o"), .character("h"), .character("z"), .character("?"), .escape, .enter,
                .home,
            ]
            _ = state.press(keys.randomElement(using: &random) ?? .up)
            _ = update(&state, .resized(ScreenSize(columns: columns, rows: Int.random(in: 1...rows, using: &random))))
            let grid = WorkbenchScreen.draw(state)
            #expect(grid.width == columns)
        }
    }

    @Test("in a window under 40x10 one line says what size is needed") func tiny() {
        let state = State.live(.inTheMiddle(), columns: 39, rows: 9)
        #expect(state.screen.hasPrefix("enlarge: need 40x10, have 39x9"))
    }

    @Test("003-33: the words round N are on the screen at every size while a loop runs", arguments: [(40, 10), (80, 24), (200, 50)])
    func roundWords(_ columns: Int, _ rows: Int) {
        #expect(State.live(.inTheMiddle(), columns: columns, rows: rows).screen.contains("round 3 of 8"))
    }
}
