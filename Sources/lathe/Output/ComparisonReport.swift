import Engine
import Events
import Service
import Workbench

/// What is said of two compared runs once both are over: a table, and who did better by what (N-04).
struct ComparisonReport {
    let comparison: Comparison
    let pair: VerdictPair
    /// What was expected; nil for nothing.
    let expected: JSON?
    /// The runs whose copies stay.
    let kept: Set<RunMode>
    let ascii: Bool

    /// The last line of `--json`; `docs/comparing.md` tells of its members.
    var json: JSON {
        func run(_ mode: RunMode) -> JSON {
            var object = pair[mode].json.object ?? JSONObject()
            object["workspace"] = .string(TextSanitiser.clean(comparison.workspace(mode)))
            object["kept"] = .bool(kept.contains(mode))
            return .object(object)
        }
        return [
            "type": "comparison", "workspace": .string(TextSanitiser.clean(comparison.workspace)), "expect": expected ?? .null,
            "loop": run(.loop), "pipeline": run(.pipeline), "better": pair.standing.json,
            "notes": .array(comparison.notes.map { .string($0) }),
        ]
    }

    /// For people.
    var text: String {
        var text = "\n" + VerdictTable(loop: pair[.loop], pipeline: pair[.pipeline], isExpected: expected != nil, ascii: ascii).text + "\n"
        for mode in RunMode.allCases {
            guard let judgement = pair[mode].judgement, !judgement.reason.isEmpty else { continue }
            text += "\(mode.rawValue): \(judgement.verdict.rawValue) by \(judgement.by.rawValue): \(Phrases.line(judgement.reason, 300))\n"
        }
        text += StandingWords.sentence(pair.standing) + "\n"
        for mode in RunMode.allCases where kept.contains(mode) {
            text += "The copy of the \(mode.rawValue) is kept in \(TextSanitiser.clean(comparison.workspace(mode)))\n"
            guard pair[mode].status == .waitUser else { continue }
            text += "The \(mode.rawValue) goes on with `lathe answer \(comparison.runID(mode)) ANSWER`\n"
        }
        return text
    }
}

/// The figures of two compared runs, side by side, in at most 80 columns.
struct VerdictTable {
    let loop: RunVerdict
    let pipeline: RunVerdict
    /// Whether something was expected of the results.
    let isExpected: Bool
    let ascii: Bool

    private var dash: String { ascii ? "-" : "–" }
    private var minus: String { ascii ? "-" : "−" }

    var text: String {
        var table = TextTable([.left, .left, .left])
        table.add(["", "loop", "pipeline"])
        let rows: [(String, (RunVerdict) -> String)] = [
            ("outcome", outcome), ("rounds, stages", rounds), ("model calls", { Phrases.number($0.metrics.modelCalls) }),
            ("tool calls", calls),
            ("tokens", tokens), ("cost", { EventWords(ascii: ascii).cost($0.metrics.spending) ?? dash }),
            ("time", { Phrases.duration($0.microseconds) }), ("files", files), ("verdict", verdict),
        ]
        for (name, cell) in rows { table.add([name, Phrases.line(cell(loop), 31), Phrases.line(cell(pipeline), 31)]) }
        return table.text
    }

    private func outcome(_ run: RunVerdict) -> String {
        let words =
            switch run.status {
            case .running: "not ended"
            case .waitUser: "waits for you"
            case .completed: "completed"
            case .maxCycles: "limit reached"
            case .failed: "failed" + (run.error.map { " (\($0.code))" } ?? "")
            case .cancelled: "cancelled"
            }
        return run.lastMode == run.mode ? words : "\(words) as a \(run.lastMode.rawValue)"
    }

    private func rounds(_ run: RunVerdict) -> String {
        var parts: [String] = []
        if run.metrics.iterations > 0 || run.stages == 0 { parts.append(Phrases.count(run.metrics.iterations, "round", "rounds")) }
        if run.stages > 0 { parts.append(Phrases.count(run.stages, "stage", "stages")) }
        return parts.joined(separator: ", ")
    }

    private func calls(_ run: RunVerdict) -> String {
        let failed = run.metrics.failedToolCalls
        return Phrases.number(run.metrics.toolCalls) + (failed > 0 ? ", \(Phrases.number(failed)) failed" : "")
    }

    private func tokens(_ run: RunVerdict) -> String {
        let mark = run.metrics.estimated ? "~" : ""
        return "\(mark)\(Phrases.number(run.metrics.inputTokens)) in, \(mark)\(Phrases.number(run.metrics.outputTokens)) out"
    }

    private func files(_ run: RunVerdict) -> String {
        guard let changes = run.changes else { return dash }
        guard !changes.files.isEmpty else { return changes.isComplete ? "none changed" : dash }
        let lines = "+\(Phrases.number(changes.lines.added)) \(minus)\(Phrases.number(changes.lines.removed))"
        return Phrases.count(changes.files.count, "file", "files") + (changes.isComplete ? "" : " or more") + ", \(lines)"
            + (changes.countsAllLines ? "" : " or more")
    }

    private func verdict(_ run: RunVerdict) -> String {
        if let judgement = run.judgement { return judgement.verdict == .unclear ? "unclear" : judgement.verdict.rawValue }
        return isExpected ? "not judged: it gave no result" : "not judged"
    }
}
