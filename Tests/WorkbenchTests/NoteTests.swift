import Events
import TerminalKit
import TestKit
import Testing

@testable import Workbench

/// What the screen shows of guards, the context, background commands, hooks, images, limits and calls that run at once.
@Suite struct NoteTests {
    static let sizes = [(80, 24), (120, 40), (200, 50)]

    private func check(_ name: String, _ state: State) throws {
        let grid = WorkbenchScreen.draw(state)
        try Snapshot.check("\(name)-\(state.size.columns)x\(state.size.rows)", grid.plainText() + "\n\n" + grid.roleText())
    }

    @Test("000-18, 001-62, W-21: what came into the context and what left it, at every size", arguments: sizes)
    func contexts(_ columns: Int, _ rows: Int) throws {
        try check("contexts", .live(.contexts(), columns: columns, rows: rows))
    }

    @Test(
        "000-09, 000-23, 001-03, 001-23, 001-38: calls at once, behind, refused, tried again, with an image, at every size",
        arguments: sizes)
    func calls(_ columns: Int, _ rows: Int) throws {
        var state = State.live(.calls(), columns: columns, rows: rows)
        state.transcript.folds[0] = false
        try check("calls", state)
    }

    @Test("W-16: going in circles, halted, and the question at the limit, at every size", arguments: sizes)
    func circles(_ columns: Int, _ rows: Int) throws {
        var state = State.live(.circles(), columns: columns, rows: rows)
        state.now += 400_000
        try check("circles", state)
    }

    @Test("003-11: after the answer the run goes on and the words round N of M follow, at every size", arguments: sizes)
    func goesOn(_ columns: Int, _ rows: Int) throws {
        try check("goes-on", .live(.goesOn(), columns: columns, rows: rows))
    }

    // MARK: The fold

    @Test("000-30, N-07: any number of the events of any sample can be drawn, at any size", arguments: 0..<4)
    func prefixes(_ number: Int) {
        let events = Sample.eventful[number].events
        for size in [(40, 10), (80, 24), (200, 50)] {
            var state = makeState(columns: size.0, rows: size.1)
            _ = update(&state, .attached(runID: "01run"))
            for event in events {
                _ = update(&state, .events([event]))
                state.now += 300_000
                #expect(WorkbenchScreen.draw(state).width == size.0)
            }
        }
    }

    @Test("the words of the notes are plain ASCII where the glyphs are") func ascii() {
        for sample in Sample.eventful {
            for block in State.live(sample).run?.blocks ?? [] where block.isNote {
                for isExpanded in [false, true] {
                    let lines = NoteRenderer(width: 160, glyphs: .ascii, isExpanded: isExpanded).lines(block.kind) ?? []
                    #expect(!lines.isEmpty)
                    for line in lines { #expect(line.plain.replacing("…", with: "").utf8.allSatisfy { $0 < 0x7F }, "\(line.plain)") }
                }
            }
        }
    }

    private func card(_ sample: Sample, _ callID: String) -> ToolCard? { State.live(sample).run?.card(callID) }

    @Test("001-03: each of the six statuses of a result has its own word on the card") func statuses() {
        let words: [(ToolStatus, String)] = [
            (.success, "✓ probe"), (.error, "✗ probe"), (.waitResponse, "✓ probe"), (.running, "running in the background"),
            (.batchRunning, "3 running"), (.pendingCompress, "compressing"),
        ]
        for (status, word) in words {
            var run = Sample()
            run.begin()
            run.beginRound(1)
            run.beginTool("c", "probe", "")
            run.endTool("c", "probe", status: status, metadata: ["running": ["bg-1", "bg-2", "bg-3"]], display: ToolDisplay(kind: .none))
            #expect(State.live(run).screen.contains(word), "\(status)")
            #expect((State.live(run).screen.contains("✗")) == (status == .error))
        }
        var run = Sample()
        run.begin()
        run.beginRound(1)
        run.beginTool("c", "probe", "")
        run.endTool("c", "probe", status: .pendingCompress, display: ToolDisplay(kind: .none))
        run.compact(rounds: [1, 1], trigger: .tool)
        #expect(card(run, "c")?.state == .succeeded, "what was to be compacted is compacted")
    }

    @Test("001-38: a card follows its command in the background, also when that ends before the call does", arguments: [false, true])
    func background(_ endsFirst: Bool) {
        var run = Sample()
        run.begin()
        run.beginRound(1)
        run.beginTool("c", "execute_shell_command", "make check")
        run.background("bg-1", "c", "make check", .running)
        if endsFirst { run.background("bg-1", "c", "make check", .exited, status: 0, tail: "214 passed\n") }
        run.endTool("c", "execute_shell_command", status: .running, output: "started", display: ToolDisplay(kind: .none))
        if !endsFirst {
            #expect(State.live(run).run?.backgrounds.map(\.id) == ["bg-1"])
            #expect(State.live(run).screen.contains("◔ bg-1 make check"), "the tools pane lists it")
            #expect(State.live(run).screen.contains("running in the background"))
            #expect(State.live(run, columns: 80, rows: 24).screen.contains("background 1"), "so does the strip")
            run.background("bg-1", "c", "make check", .exited, status: 0, tail: "214 passed\n")
        }
        let state = State.live(run)
        #expect(state.run?.backgrounds.isEmpty == true)
        #expect(state.run?.card("c")?.state == .succeeded)
        #expect(state.screen.contains("✓ bg-1  make check") && state.screen.contains("exited 0") && state.screen.contains("214 passed"))
        #expect(!state.screen.contains("running in the background"))
    }

    @Test("001-38: the age of a command in the background goes on while the run does, in a column that does not jump") func age() {
        var state = State.live(.calls())
        func row() -> Substring? { state.screen.split(separator: "\n").first { $0.contains("◔ bg-1 make check") } }
        let before = row()
        state.now += 61_000_000
        let after = row()
        #expect(before != after && before?.count == after?.count)
    }

    @Test("000-10: a call that is tried again says so on its card and is no fault of its own") func retry() {
        var run = Sample.calls()
        var state = State.live(run)
        #expect(state.run?.card("p1")?.state == .retrying)
        #expect(state.screen.contains("retrying, attempt 2") && !state.screen.contains("tool_failed"))
        #expect(state.run?.errorBlocks.count == 1, "only the command that failed in the background")
        run.endTool("p1", "fetch_page", output: "news", display: ToolDisplay(kind: .none, fact: "200"))
        state = .live(run)
        #expect(state.screen.contains("2 attempts"))
        // The same error of a call that does not run is a fault like any other.
        run.add(
            .error(
                ErrorRaised(detail: ErrorDetail(code: .toolFailed, message: "late", source: .tool, recoverable: true, cause: ["call:p1"]))))
        #expect(State.live(run).screen.contains("tool_failed  late"))
    }

    @Test("000-09: of calls that run at once each has its own output and its own time") func parallel() {
        var run = Sample()
        run.begin()
        run.beginRound(1)
        run.beginTool("a", "first", "")
        run.add(.userMessage(UserMessage(text: "go on", delivery: .queue)), after: 5000)
        run.beginTool("b", "second", "")
        for (call, text) in [("a", "one\n"), ("b", "two\n"), ("a", "three\n")] {
            run.add(.toolOutputDelta(ToolOutputDelta(toolCallID: call, stream: .stdout, text: text)), status: .toolCall)
        }
        run.endTool("b", "second", output: "done", display: ToolDisplay(kind: .text))
        let state = State.live(run)
        #expect(state.run?.card("a")?.live == "one\nthree\n" && state.run?.card("b")?.output == "done")
        #expect(state.run?.runningCalls == ["a"])
        #expect(state.screen.contains("◐ tool"), "while one runs the header says so, though another has ended")
        let line = state.screen.split(separator: "\n").first { $0.contains("first") && $0.contains("running") }
        #expect(line?.contains("5 s") == true)
    }

    @Test("001-62: what a model writes as a summary is told by the compaction and not as an answer") func summaryText() {
        var run = Sample()
        run.begin()
        run.beginRound(1)
        run.add(
            .modelCallStarted(
                ModelCallStarted(
                    callID: "s1", purpose: .summarise, model: "small", attempt: 1, messageCount: 9, toolNames: [], prefixHash: "aa")))
        run.add(.textDelta(TextDelta(callID: "s1", text: "The task was this.")))
        #expect(State.live(run).screen.contains("◐ compact"))
        run.add(
            .modelCallFinished(
                ModelCallFinished(
                    callID: "s1", finishReason: .stop, usage: Usage(inputTokens: 100_000, outputTokens: 10), ttftUs: 1, firstKind: .text,
                    decodeUs: 1, durationUs: 2)))
        run.compact(rounds: [1, 1])
        let state = State.live(run)
        #expect(!state.screen.contains("The task was this."))
        #expect(state.run?.contextFill == ContextFill(tokens: 9000, isEstimated: true))
    }

    @Test("numbers of any size in the events are drawn without a trap") func extremes() {
        for number in [Int.min, -1, 0, Int.max] {
            var run = Sample()
            run.begin()
            run.beginRound(1)
            run.endModel(usage: Usage(inputTokens: number, outputTokens: number))
            run.beginTool("c", "probe", "")
            run.background("bg-1", "c", "make", .running)
            run.endTool("c", "probe", status: .batchRunning, metadata: ["running": .integer(Int64(number))])
            run.add(
                .error(
                    ErrorRaised(
                        detail: ErrorDetail(
                            code: .toolFailed, message: "", source: .tool, recoverable: true, cause: ["call:c"], attempt: number))))
            var limits = RunLimits(maxIterations: number, maxTokens: number, timeout: .microseconds(number))
            run.add(.limitsChanged(LimitsChanged(limits: limits, reason: .timeout, by: "user")))
            limits.contextTokens = number
            run.add(.limitsChanged(LimitsChanged(limits: limits, reason: .timeout, by: "user")))
            run.add(.contextRestored(ContextRestored(entries: number, tokens: number)))
            run.add(
                .contextCompacted(
                    ContextCompacted(
                        trigger: .tool, method: .model, beforeTokens: number, afterTokens: number, removedEntries: number,
                        keptEntries: number, removedIterations: [number], summary: "")))
            run.add(
                .guardWarning(
                    GuardWarning(
                        kind: .pingPong, message: "", count: number, halts: false, evidenceCalls: ["x"], evidenceIterations: [number])))
            for size in NoteTests.sizes {
                var state = State.live(run, columns: size.0, rows: size.1)
                _ = update(&state, .events(run.events))
                #expect(!state.screen.isEmpty)
            }
        }
    }

    @Test("what is longer than its line never pushes the facts off the screen", arguments: [40, 60, 80, 200])
    func longTexts(_ columns: Int) {
        var run = Sample()
        run.begin()
        run.beginRound(1)
        let long = String(repeating: "a long word ", count: 400)
        run.beginTool("c", "probe", long)
        run.background("bg-1", "c", long, .running)
        run.background("bg-1", "c", long + "\n" + long, .exited, status: 1, tail: long + "\n" + long)
        run.endTool("c", "probe", status: .running, images: [ImageReference(artifactID: "a", mediaType: "image/png", bytes: 9, path: long)])
        run.add(.hookApplied(HookApplied(hook: "h", toolCallID: "c", verdict: .refused, reason: long)))
        run.add(.contextAdded(ContextAdded(source: .memory, title: long, text: long)))
        let state = State.live(run, columns: columns, rows: 50)
        for block in state.run?.blocks ?? [] where block.isNote || block.card != nil {
            let key = LayoutKey(version: 0, width: columns - 2, expanded: true, seconds: 0, folded: false)
            let layout = BlockRenderer(model: state.run ?? RunModel(), width: columns - 2, glyphs: .unicode, key: key).layout(
                block, growing: nil)
            for line in 0..<layout.count { #expect(layout.line(line).width <= columns - 2) }
        }
        #expect(state.screen.contains("exit 1") && state.screen.contains("PNG  9 B"))
    }

    // MARK: Figures

    @Test("001-17: the gauge tells how full the context is: a dash, what was counted, what is estimated") func gauge() {
        func context(_ sample: Sample) -> String? {
            State.live(sample).screen.split(separator: "\n").first { $0.contains("context ") }.map { String($0.drop { $0 != "c" }) }
        }
        var run = Sample()
        run.begin()
        #expect(State.live(run).screen.contains("context  –"))
        run.beginRound(1)
        run.endModel()
        #expect(State.live(run).screen.contains("  1 %   1.3k of 128k"))
        run.compact(rounds: [1, 1])
        #expect(State.live(run).screen.contains("▰▱▱▱▱▱▱▱   7 %  ~9.0k of 128k"))
        run.add(.contextRestored(ContextRestored(entries: 6, tokens: 104_000)))
        let state = State.live(run)
        #expect(state.screen.contains("▰▰▰▰▰▰▱▱  81 %  ~104k of 128k"))
        #expect(MetricsPane.rows(state, width: 39).contains { $0.spans.contains { $0.text.contains("81 %") && $0.role == .warning } })
        #expect(MetricsPane.rows(state, width: 39).allSatisfy { $0.width <= 38 })
        var limits = RunLimits()
        limits.contextAssumed = true
        run.add(.limitsChanged(LimitsChanged(limits: limits, reason: .maxIterations, by: "user")))
        #expect(State.live(run).screen.contains("context  –  ~104k of unknown"), "no gauge of a size that nobody told")
    }

    // MARK: Keys

    @Test("W-21: u on a compaction that holds restores it, and nothing else does") func restoreKey() {
        var state = State.live(.contexts())
        state.focus = .transcript
        _ = state.press(.character("k"))
        #expect(state.screen.contains("u restores"), "the footer says so where it works")
        #expect(state.press(.character("u")) == [.restoreContext(runID: "01run")])
        _ = state.press(.character("k"))
        #expect(state.press(.character("u")).isEmpty && state.screen.contains("the cursor is not on a compaction"))
        _ = state.press(.character("k"))
        #expect(state.press(.character("u")).isEmpty && state.screen.contains("taken back already"))
        var covered = Sample.contexts()
        covered.compact(rounds: [1, 4])
        state = .live(covered)
        state.focus = .transcript
        for _ in 0..<3 { _ = state.press(.character("k")) }
        #expect(state.press(.character("u")).isEmpty && state.screen.contains("take that back first"))
    }

    @Test("001-62: K compacts the context of a run that goes on") func compactKey() {
        var state = State.live(.inTheMiddle())
        state.focus = .transcript
        #expect(state.press(.character("K")) == [.compactContext(runID: "01run")])
        state = .live(.completed())
        state.focus = .transcript
        #expect(state.press(.character("K")).isEmpty && state.screen.contains("no run goes on"))
    }

    @Test("W-21: o opens the summary in place and says how to restore; Enter shows it whole") func opening() {
        var state = State.live(.contexts())
        state.focus = .transcript
        _ = state.press(.character("k"))
        #expect(!state.screen.contains("Read: src/part1.py"))
        _ = state.press(.character("o"))
        #expect(state.screen.contains("Read: src/part1.py") && state.screen.contains("u puts back what left"))
        _ = state.press(.enter)
        #expect(state.screen.contains("The summary, as the model reads it") && state.screen.contains("u in the transcript puts back"))
        _ = state.press(.character("q"))
        _ = state.press(.character("g"))
        for _ in 0..<2 { _ = state.press(.character("j")) }
        _ = state.press(.character("o"))
        #expect(state.screen.contains("Dates are ISO."))
    }

    @Test("W-16: Enter on the warning shows the calls that go in circles") func evidence() {
        var state = State.live(.circles())
        state.dialog = nil
        state.focus = .transcript
        _ = state.press(.character("{"))
        _ = state.press(.enter)
        #expect(state.screen.contains("The calls") && state.screen.contains("read_file build.log"))
    }

    @Test("003-11: the question at a limit belongs to no call and is answered with the words of an option") func limitQuestion() {
        var state = State.live(.circles(), columns: 80, rows: 24)
        state.now += 400_000
        #expect(!state.screen.contains("own words"), "a limit knows only its own answers")
        var stop = state
        #expect(state.press(.enter) == [.answer(questionID: "limit-1", "8 more rounds")])
        _ = stop.press(.down)
        #expect(stop.press(.enter) == [.answer(questionID: "limit-1", "Stop")])
        #expect(State.live(.goesOn()).screen.contains("round 5 of 16"))
    }
}
