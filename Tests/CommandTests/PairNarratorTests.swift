import Engine
import Events
import Service
import TestKit
import Testing
import Workbench

@testable import lathe

/// Two runs in columns, and the table at the end.
@Suite struct PairNarratorTests {
    private func event(_ payload: Payload, _ seq: Int, milliseconds: Int64 = 0, run: String = "01run", iteration: Int? = 1) -> RunEvent {
        RunEvent(
            runID: run, seq: seq, wallMilliseconds: 0, monotonicMicroseconds: milliseconds * 1000, loopID: "L1", iteration: iteration,
            agentStatus: nil, payload: payload)
    }

    private func started(_ mode: RunMode) -> Payload {
        .runStarted(
            RunStarted(
                prompt: "Mend it", mode: mode, model: "script", provider: "scripted",
                workspace: "/tmp/lathe-both-1/\(mode.rawValue)/project",
                limits: RunLimits(), approve: "all", sandboxTier: "off"))
    }

    private func call(_ command: String) -> Payload {
        .toolCallStarted(
            ToolCallStarted(
                toolCallID: "t", tool: "execute_shell_command", arguments: [:], effects: [], summary: command, attempt: 1))
    }

    /// A loop that speaks at length while the pipeline is silent, then both at once, in pieces as they come.
    private func told(_ columns: Int?, ascii: Bool = false) -> String {
        var narrator = PairNarrator(ascii: ascii, columns: columns)
        var text = ""
        narrator.take([event(started(.loop), 1)], of: .loop)
        narrator.take([event(started(.pipeline), 1)], of: .pipeline)
        text += narrator.text(columns: columns)
        narrator.take([event(.iterationStarted(IterationStarted(maxIterations: 8)), 2)], of: .loop)
        text += narrator.text(columns: columns)
        let words = "The rule for leap years forgets the centuries, 見てください, and so February 1900 has a day too many."
        for (index, word) in words.split(separator: " ").enumerated() {
            narrator.take([event(.textDelta(TextDelta(callID: "c", text: (index == 0 ? "" : " ") + word)), 3)], of: .loop)
            text += narrator.text(columns: columns)
        }
        narrator.take([event(call("sh tests/run.sh --only dates --verbose --in february"), 4)], of: .loop)
        narrator.take(
            [event(.stageStarted(StageStarted(stage: .normalize, attempt: 1)), 2, iteration: nil), event(call("ls"), 3, iteration: nil)],
            of: .pipeline)
        text += narrator.text(columns: columns)
        narrator.take([event(.textDelta(TextDelta(callID: "c", text: "without an end")), 4)], of: .pipeline)
        return text + narrator.text(columns: columns) + narrator.rest(columns: columns)
    }

    @Test("N-04: two runs stand side by side where there are 80 columns, and a silent one leaves its column empty", arguments: [80, 120])
    func columns(width: Int) throws {
        let text = told(width)
        try Snapshot.check("both-columns-\(width)", text)
        let bars = text.split(separator: "\n").map {
            $0.prefix { $0 != "│" && $0 != "┼" }.reduce(0) { $0 + ($1.isASCII || "─…→·".contains($1) ? 1 : 2) }
        }
        #expect(Set(bars).count == 1, "the bar stands in one column: \(bars)")
    }

    @Test("N-04: below 80 columns, and where there is no terminal, each line begins with the name of its run") func lines() throws {
        #expect(told(79) == told(nil))
        try Snapshot.check("both-lines", told(nil))
        #expect(told(nil, ascii: true).allSatisfy { $0.isASCII || "見てください".contains($0) || $0 == "·" || $0 == "…" })
    }

    @Test("N-04: a terminal that is made narrow meanwhile gets lines from then on") func resized() {
        var narrator = PairNarrator(ascii: false, columns: 100)
        narrator.take([event(started(.loop), 1)], of: .loop)
        #expect(narrator.text(columns: 60).contains(" │\n"))
        narrator.take([event(.iterationStarted(IterationStarted(maxIterations: 8)), 2)], of: .loop)
        #expect(narrator.text(columns: 60) == "loop │\nloop │ Round 1\n")
    }

    private func verdict(_ mode: RunMode, _ payloads: [(Int64, Payload)]) -> RunVerdict {
        var verdict = RunVerdict(mode: mode)
        for (index, (time, payload)) in payloads.enumerated() { verdict.apply(event(payload, index + 1, milliseconds: time)) }
        return verdict
    }

    private func modelCall(_ id: String, _ input: Int, _ cost: Double?) -> [(Int64, Payload)] {
        [
            (
                0,
                .modelCallStarted(
                    ModelCallStarted(callID: id, purpose: .decide, model: "m", attempt: 1, messageCount: 1, toolNames: [], prefixHash: ""))
            ),
            (
                900,
                .modelCallFinished(
                    ModelCallFinished(
                        callID: id, finishReason: .stop, usage: Usage(inputTokens: input, outputTokens: 321), durationUs: 900, cost: cost))
            ),
        ]
    }

    @Test("N-04: the table has a row for each figure, a dash for what nobody knows, and stays within 80 columns") func table() throws {
        var loop = verdict(
            .loop,
            [(0, started(.loop)), (1, .iterationStarted(IterationStarted(maxIterations: 8)))] + modelCall("c1", 1_234_567, 0.0125)
                + [(4200, .runCompleted(RunCompleted(result: "done", summary: "")))])
        loop.changes = FileChanges(files: [
            .init(path: "a", how: .changed, lines: .init(added: 1200, removed: 3)), .init(path: "b", how: .added, lines: nil),
        ])
        loop.judgement = ResultCheck.Judgement(verdict: .met, reason: "it contains \"done\"", by: .rules)
        var pipeline = verdict(
            .pipeline,
            [(0, started(.pipeline)), (1, .stageStarted(StageStarted(stage: .normalize, attempt: 1)))] + modelCall("c1", 900, nil)
                + [(9000, .runFailed(RunFailed(error: ErrorDetail(code: .tokenBudget, message: "too many; allow more", source: .model))))])
        pipeline.changes = FileChanges(files: [], isComplete: true)
        for (name, isExpected) in [("expected", true), ("plain", false)] {
            if !isExpected { loop.judgement = nil }
            let table = VerdictTable(loop: loop, pipeline: pipeline, isExpected: isExpected, ascii: !isExpected)
            let text = table.text + "\n" + StandingWords.sentence(Standing(loop: loop, pipeline: pipeline))
            try Snapshot.check("both-table-\(name)", text)
            #expect(table.text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        }
        #expect(StandingWords.sentence(.compared(loop: [], pipeline: [])) == "Both ways did equally well by all that is known.")
        #expect(
            StandingWords.sentence(.compared(loop: [.time, .tokens, .cost], pipeline: [.toolCalls]))
                == "Better: the loop by time, tokens and cost; the pipeline by tool calls.")
    }
}
