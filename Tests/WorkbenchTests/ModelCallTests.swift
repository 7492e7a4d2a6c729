import Events
import TerminalKit
import TestKit
import Testing

@testable import Workbench

/// What the screen shows of model calls: silence, faults, places, speed, cost and cache.
@Suite struct ModelCallTests {
    static let sizes = [(80, 24), (120, 40), (200, 50)]

    private func live(_ run: Sample, _ columns: Int = 120, _ rows: Int = 40, later: Int64 = 0) -> State {
        var state = State.live(run, columns: columns, rows: rows)
        state.now += later
        return state
    }

    private func row(_ state: State, _ index: Int) -> String {
        let lines = state.screen.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.indices.contains(index) ? String(lines[index]) : ""
    }

    private func line(_ state: State, _ part: String) -> String {
        state.screen.split(separator: "\n").first { $0.contains(part) }.map(String.init) ?? ""
    }

    // MARK: States

    @Test("W-15, N-17: each state of a model call, at every size", arguments: 0..<9, sizes)
    func states(_ index: Int, _ size: (Int, Int)) throws {
        let (name, run, later) = Sample.callStates[index]
        let state = live(run, size.0, size.1, later: later)
        let grid = WorkbenchScreen.draw(state)
        try Snapshot.check("call-\(name)-\(size.0)x\(size.1)", grid.plainText() + "\n\n" + grid.roleText())
    }

    @Test("W-15: every two states differ in glyph, word and role, in both sets of glyphs", arguments: [false, true])
    func apart(_ isAscii: Bool) {
        let glyphs = isAscii ? Glyphs.ascii : .unicode
        let states = Sample.callStates.filter { $0.name != "late" && $0.name != "failover" }
        let looks = states.compactMap { state in live(state.run, later: state.later).pulse.map { glyphs.mark($0) } }
        #expect(looks.count == 7)
        #expect(Set(looks.map(\.glyph)).count == 7 && Set(looks.map(\.word)).count == 7 && Set(looks.map(\.role)).count == 7)
    }

    @Test("W-15: the header, the ribbon and the head of the round say the same state, also at 80x24", arguments: sizes)
    func sameEverywhere(_ columns: Int, _ rows: Int) {
        let expected = [
            ("waiting", "◌ wait", "◌ waiting 2.1 s", "◌ Round 3   waiting"),
            ("late", "◌ wait", "◌ no answer yet 7 s · no byte in 5 s", "◌ Round 3   no answer yet 7 s"),
            ("thinking", "think", "◐ thinking 0.3 s", "◐ Round 3   thinking"),
            ("writing", "✎ write", "✎ writing 0.3 s", "✎ Round 3   writing"),
            ("stalled", "⚠ stalled", "⚠ stalled 7 s · last byte ≤3 s", "⚠ Round 3   stalled 7 s"),
            ("retrying", "↻ retry", "↻ retry 2 of 4 in 2.8 s", "↻ Round 3   retry 2 of 4 in 3 s"),
            ("switching", "→ switch", "→ next endpoint", "→ Round 3   next endpoint"),
            ("asking", "◇ asks you", "◇ asks you", "◇ Round 3   asks you"),
        ]
        for (name, header, ribbon, round) in expected {
            guard let (_, run, later) = Sample.callStates.first(where: { $0.name == name }) else { continue }
            let state = live(run, columns, rows, later: later)
            #expect(row(state, 0).contains(header), "\(name): \(row(state, 0))")
            #expect(row(state, 1).contains(ribbon), "\(name): \(row(state, 1))")
            #expect(line(state, "Round 3").contains(round), "\(name): \(line(state, "Round 3"))")
        }
    }

    @Test("N-17: the times go on while nothing comes, each second at the latest, and end with the next piece") func silence() {
        var run = Sample.thinking()
        var state = live(run)
        #expect(state.nextTick.map { $0 - state.now <= 1_000_000 } == true)
        state.now += 4_900_000
        #expect(row(state, 1).contains("◐ thinking 4.9 s"))
        state.now += 200_000
        #expect(row(state, 1).contains("◐ thinking 5.1 s"), "what is held back is no silence: only the run knows")
        var silent = run
        silent.stall(.content)
        state = live(silent)
        #expect(row(state, 1).contains("⚠ stalled 5 s"), "told after five seconds, shown at once")
        for second in 6...12 {
            state.now += 1_000_000
            #expect(row(state, 1).contains("⚠ stalled \(second) s"))
        }
        run.stall(.content, byte: 1_000_000)
        state = live(run)
        #expect(row(state, 1).contains("⚠ stalled 5 s · last byte 1 s"))
        state.now += 3_000_000
        #expect(row(state, 1).contains("⚠ stalled 8 s · last byte ≤4 s"), "what is not told is not known")
        run.say("so")
        #expect(row(live(run), 1).contains("✎ writing 0.0 s"))
        run.endModel()
        #expect(live(run, later: 9_000_000).pulse == nil)
    }

    @Test("N-17: the wait before a try counts down, then the try says which it is") func countdown() {
        var run = Sample.retrying()
        var state = live(run, later: 1_200_000)
        #expect(row(state, 1).contains("↻ retry 2 of 4 in 2.0 s · 429 rate limited"))
        state.now += 5_000_000
        #expect(row(state, 1).contains("↻ retry 2 of 4 now"))
        run.ask(place: "api.a.com", attempt: 2, of: 4)
        #expect(row(live(run, later: 1_000_000), 1).contains("◌ waiting 1.0 s · attempt 2 of 4"))
    }

    @Test("W-15: in a replay the state is shown too, and its time goes on while the run is silent") func replay() {
        let run = Sample.stalled()
        var state = makeState()
        _ = update(&state, .replayOpened(runID: "01run", total: run.events.count + 1, speed: 1))
        var events = run.events
        events.append(
            RunEvent(
                runID: "01run", seq: events.count + 1, wallMilliseconds: 0, monotonicMicroseconds: 60_000_000, loopID: "L1", iteration: 3,
                agentStatus: .thinking, payload: .textDelta(TextDelta(callID: "m3", text: "x"))))
        _ = update(&state, .replayPage(events))
        for _ in 0..<200 where !row(state, 0).contains("stalled") {
            state.now += 100_000
            _ = update(&state, .tick)
        }
        #expect(row(state, 0).contains("⚠ stalled"))
        #expect(state.nextTick.map { $0 - state.now <= 250_000 } == true)
    }

    @Test("a run of numbers at their ends is drawn without a trap") func extremes() {
        for number in [Int.min, -1, 0, Int.max] {
            var run = Sample.threeRounds()
            run.add(.modelCallStalled(ModelCallStalled(callID: "m3", phase: .content, silentUs: number, byteSilentUs: number)))
            run.add(.textDelta(TextDelta(callID: "m3", text: "x")))
            run.add(.modelCallStalled(ModelCallStalled(callID: "m3", phase: .content, silentUs: number, byteSilentUs: number)))
            for next in NextStep.allCases {
                var failed = run
                failed.failModel(cause: ["HTTP "], attempt: number, next: next, after: number)
                for size in ModelCallTests.sizes { #expect(!live(failed, size.0, size.1, later: 3_000_000).screen.isEmpty) }
                failed.ask(attempt: number, of: number)
                failed.endModel(
                    usage: Usage(inputTokens: number, outputTokens: number, cachedInputTokens: number), cost: Double(number) * 1e300)
                failed.ask(attempt: number, of: number)
                failed.endModel(
                    usage: Usage(inputTokens: number, outputTokens: number, cachedInputTokens: number), cost: .infinity)
                for size in ModelCallTests.sizes { #expect(!live(failed, size.0, size.1).screen.isEmpty) }
            }
        }
    }

    // MARK: Transcript

    @Test("W-15: a fault says its cause, which attempt it was, where, and what is done about it") func faults() {
        let cases: [(NextStep?, Int?, String)] = [
            (.retry, 3_200_000, "↻ retry in 3.2 s"), (.nextKey, nil, "→ next key"), (.nextEndpoint, nil, "→ next endpoint"),
            (.nextRound, nil, "↻ asked again in the next round"), (.ask, 120_000_000, "◇ asks whether to wait 2:00"),
            (.giveUp, nil, "✗ given up"),
        ]
        for (next, wait, words) in cases {
            var run = Sample.threeRounds()
            run.failModel(next: next, after: wait)
            let state = live(run, 80, 24)
            #expect(state.screen.contains("✗ rate_limited  api.a.com answered 429"))
            #expect(line(state, "attempt 1 of 4").contains("\(words) · attempt 1 of 4 · 429 rate limited"), "\(words)")
        }
        var run = Sample.threeRounds()
        run.failModel(next: nil)
        #expect(line(live(run), "attempt 1 of 4").contains("  attempt 1 of 4 · 429 rate limited · api.a.com") && live(run).pulse == nil)
    }

    @Test("W-15: another place or model than before is told in a line, and a call of another purpose with its model") func asked() {
        var state = live(.failover())
        state.transcript.folds = [2: false, 3: false]
        #expect(state.screen.contains("→ now asks api.b.com; the cache begins anew there"))
        #expect(line(state, "Review").contains("· Review  gpt-5") && line(state, "Review").contains("api.c.com"))
        var run = Sample.threeRounds()
        run.endModel()
        run.ask(model: "gpt-5", place: "api.a.com")
        #expect(live(run).screen.contains("→ now asks gpt-5") && !live(run).screen.contains("now asks gpt-5 at"))
        run.endModel()
        run.ask(.review, model: "small", place: "api.c.com")
        #expect(row(live(run, later: 500_000), 0).contains("review  "))
        #expect(row(live(run, later: 500_000), 1).contains("◌ waiting 0.5 s"))
    }

    // MARK: Figures

    @Test("W-13, N-08: prefill, decode and rate are told apart, with p50 and p95, round by round, and a gap where one is not known")
    func figures() {
        var run = Sample()
        run.begin()
        for (number, ttft) in [200_000, nil, 400_000, 300_000].enumerated() {
            run.beginRound(number + 1)
            run.add(
                .modelCallFinished(
                    ModelCallFinished(
                        callID: "m\(number + 1)", finishReason: .stop, usage: Usage(inputTokens: 10, outputTokens: 100), ttftUs: ttft,
                        decodeUs: ttft.map { $0 * 10 }, durationUs: 1)))
            run.endRound()
        }
        let rows = MetricsPane.rows(live(run), width: 39).map(\.plain)
        func row(_ name: String) -> String { rows.first { $0.hasPrefix(name) } ?? "" }
        #expect(rows.first == "               now   p50   p95")
        #expect(row("TTFT") == "TTFT        0.30 s  0.30  0.40 ▅ █▆")
        #expect(row("decode") == "decode      3.00 s  3.00  4.00 ▅ █▆")
        #expect(row("rate") == "rate      33 tok/s    33    50 █ ▅▆")
        #expect(line(live(run), "Round 1").contains("TTFT 0.20   50 tok/s"))
        #expect(line(live(run), "Round 2").contains("TTFT    –          –"))
        var empty = Sample()
        empty.begin()
        let dashes = MetricsPane.rows(live(empty), width: 39).map(\.plain)
        for name in ["TTFT", "decode", "rate"] {
            #expect(dashes.contains { $0.hasPrefix(name) && $0.hasSuffix("–             ") })
        }
    }

    @Test("N-08, W-23: the pane shows the same at every width, in two columns where there is room", arguments: [39, 51, 79, 80, 118])
    func metricsWidths(_ width: Int) {
        let rows = MetricsPane.rows(live(.failover()), width: width).map(\.plain)
        for part in ["TTFT", "decode", "rate", "tokens", "cached", "context", "cost", "calls", "time", "own"] {
            #expect(rows.contains { $0.contains(part) }, "\(part)")
        }
        #expect(rows.allSatisfy { CellWidth.of($0) <= width - 1 })
        #expect(rows.count == (width < 80 ? MetricsPane.rowCount : 6))
    }

    @Test("W-23: the cost and the cache's share are shown live, for the run and for each round; what is not known is marked") func cost() {
        var state = live(.threeRounds())
        #expect(line(state, "cost ").contains("cost     $0.0093  this round $0.0062"))
        #expect(line(state, "cached ").contains("cached   3.5k  29 %  this round 44 %"))
        state.transcript.folds = [1: false]
        #expect(state.screen.contains("    cached 3.5k (44 %) · $0.0062"))
        #expect(live(.threeRounds(), 80, 24).screen.contains("$0.0093"), "without the pane, in the strip")
        var open = Sample.threeRounds()
        open.endModel(usage: Usage(inputTokens: 9000, outputTokens: 10, cachedInputTokens: 7000), cost: 0.001)
        #expect(
            line(live(open, 80, 24), "Round 3").contains("◐ Round 3   cached 7.0k (78 %) · $0.0010 "), "no line moves while a round goes on"
        )
        #expect(line(live(open), "Round 3").contains("cached 7.0k (78 %)"))
        #expect(line(live(.threeRounds(), 200, 50), "Round 2").contains("cached 3.5k (44 %)  $0.0062"))
        #expect(line(live(.failover()), "cost ").contains("$0.0323+"), "the review has no price")
        var broken = Sample.writing()
        broken.failModel(.streamCut, "cut", cause: [], next: .nextRound)
        #expect(line(live(broken), "cost ").contains("$0.0093+"), "an answer that broke off may have cost something")
        var none = Sample()
        none.begin()
        none.beginRound(1)
        none.endModel()
        #expect(line(live(none), "cost ").contains("cost     –") && line(live(none), "cached ").contains("cached   –"))
        #expect(Figures.dollars(0.00001) == "<$0.0001" && Figures.dollars(12.345) == "$12.35" && Figures.dollars(0) == "$0.0000")
    }

    @Test("N-08, W-23: the metrics under the transcript, with their title between them") func metricsBelow() throws {
        var state = live(.failover(), 80, 24)
        state.focus = .metrics
        let grid = WorkbenchScreen.draw(state)
        try Snapshot.check("metrics-80x24", grid.plainText() + "\n\n" + grid.roleText())
        #expect(line(state, "Metrics").hasSuffix("────────") && !line(state, "Metrics").contains("So I"))
    }

    // MARK: Cache

    /// The marks of the ribbon and why, after a call like the first but for what `change` does.
    private func cacheBreak(_ change: (inout Sample) -> Void) -> (isMarked: Bool, why: String) {
        var run = Sample()
        run.begin()
        run.beginEmptyRound(1)
        run.ask(place: "a.com", tools: ["read_file", "read_image"])
        run.endModel()
        run.endRound()
        run.beginEmptyRound(2)
        change(&run)
        let state = live(run, 200, 50)
        return (row(state, 1).contains("2≠"), line(state, "the cache begins anew"))
    }

    @Test("N-22: a round whose prompt does not begin as the one before it is marked in the ribbon and says why") func cacheBreaks() {
        let tools = ["read_file", "read_image"]
        let same = cacheBreak { $0.ask(place: "a.com", tools: tools) }
        #expect(!same.isMarked && same.why.isEmpty)
        func expect(_ why: String, _ change: (inout Sample) -> Void) {
            let found = cacheBreak(change)
            #expect(found.isMarked && found.why.contains("≠ the cache begins anew: \(why)"), "\(why): \(found.why)")
        }
        expect("new tool edit_file; gone tool read_image") { $0.ask(place: "a.com", tools: ["read_file", "edit_file"], hash: "ee") }
        expect("the prompt changed") { $0.ask(place: "a.com", tools: tools, hash: "ee") }
        for change: (model: String, place: String, words: String) in [
            ("gpt-5", "a.com", "now asks gpt-5"), ("qwen3-coder", "b.com", "now asks b.com"), ("gpt-5", "b.com", "now asks gpt-5 at b.com"),
        ] {
            let found = cacheBreak { $0.ask(model: change.model, place: change.place, tools: tools, hash: "ee") }
            #expect(found.isMarked && found.why.contains("→ \(change.words); the cache begins anew there"), "\(found.why)")
        }
        expect("the context was compacted") {
            $0.compact(rounds: [1, 1])
            $0.ask(place: "a.com", tools: tools)
        }
        expect("the prompt changed, the context was compacted, the context was restored") {
            $0.compact(rounds: [1, 1])
            $0.add(.contextRestored(ContextRestored(entries: 1, tokens: 1)))
            $0.ask(place: "a.com", tools: tools, hash: "ee")
        }
        // What has no cache yet cannot lose one, a retry is no second break, and a review has a prompt of its own.
        let retry = cacheBreak { run in
            run.ask(.review, model: "other", place: "c.com", tools: [], hash: "aa")
            run.endModel()
            run.ask(place: "a.com", tools: tools)
        }
        #expect(!retry.isMarked)
        var first = Sample()
        first.begin()
        first.beginEmptyRound(1)
        first.ask(place: "a.com", of: 2)
        first.failModel(next: .nextEndpoint)
        first.ask(place: "b.com", attempt: 2, of: 2)
        #expect(!row(live(first), 1).contains("≠"))
    }

    @Test("N-22: the break is told once, and what was compacted before an answered call is not told again") func cacheOnce() {
        var run = Sample.failover()
        #expect(row(live(run), 1).contains("3≠") && row(live(run), 1).contains("4≠") && row(live(run), 1).contains("5≠"))
        run.endModel()
        run.endRound()
        run.beginEmptyRound(6)
        run.ask(place: "api.b.com", tools: ["read_file", "edit_file"], hash: "ee")
        #expect(!row(live(run), 1).contains("6≠"))
        #expect(live(run).run?.blocks.count { if case .cacheBreak = $0.kind { true } else { false } } == 2)
    }
}
