import Events
import TerminalKit

/// TTFT and rate by round, tokens, cache, context, cost and where the time went.
///
/// A dash where it cannot be measured.
enum MetricsPane {
    /// Rows of one column.
    static let rowCount = 11
    private static let twoColumns = 80

    static func draw(_ state: State, into grid: inout Grid, _ area: Rect) {
        for (offset, row) in rows(state, width: area.width, height: area.height).prefix(area.height).enumerated() {
            grid.put(row, x: area.x + 1, y: area.y + offset, limit: area.width - 1)
        }
    }

    /// In two columns where there is room for them; of one column the least important rows give way when it is too high.
    static func rows(_ state: State, width: Int, height: Int = .max) -> [StyledLine] {
        let run = state.run ?? RunModel()
        let parts = Parts(run: run, glyphs: state.glyphs, width: width >= twoColumns ? 39 : min(width, 60))
        if width >= twoColumns {
            let right = parts.account + parts.time
            return parts.speed.enumerated().map { index, left in
                let line = left.clipped(to: 38)
                guard right.indices.contains(index) else { return line }
                return line.appending(String(repeating: " ", count: 40 - line.width)).appending(right[index])
            }
        }
        var rows = parts.speed + parts.account + parts.time
        // The heads of the columns and Lathe's own share of the time say least.
        if rows.count > height { rows.removeFirst() }
        return rows
    }

    private struct Parts {
        let run: RunModel
        let glyphs: Glyphs
        let width: Int

        private var metrics: Metrics { run.metrics }
        private var mark: String { metrics.estimated ? "~" : "" }

        private func row(_ name: String, _ parts: [Span]) -> StyledLine { StyledLine([Span(name.rightPadded(9), .dim)] + parts) }

        /// How fast the model is, and what it reads and writes.
        var speed: [StyledLine] {
            let head = StyledLine([Span("".rightPadded(9) + "now".leftPadded(9) + "p50".leftPadded(6) + "p95".leftPadded(6), .dim)])
            return [
                head,
                figures(
                    "TTFT", metrics.ttftMicroseconds.last.map(Figures.seconds), metrics.ttft.map { (seconds($0.median), seconds($0.p95)) }
                ) { $0.ttftMicroseconds.map(Double.init) },
                figures(
                    "decode", metrics.decodeMicroseconds.last.map(Figures.seconds),
                    metrics.decode.map { (seconds($0.median), seconds($0.p95)) }
                ) { $0.decodeMicroseconds.map(Double.init) },
                figures(
                    "rate", metrics.rates.last.map { "\(mark)\(Figures.decimal($0, 0)) tok/s" },
                    metrics.rate.map { (Figures.decimal($0.median, 0), Figures.decimal($0.p95, 0)) }
                ) { $0.tokensPerSecond },
                row(
                    "tokens",
                    [
                        Span(
                            "\(glyphs.up)\(mark)\(Figures.count(metrics.inputTokens)) \(glyphs.down)\(mark)\(Figures.count(metrics.outputTokens))"
                        ),
                        Span(metrics.reasoningTokens == 0 ? "" : "  reasoning \(Figures.count(metrics.reasoningTokens))", .dim),
                    ]),
                row("cached", cached),
            ]
        }

        /// How full the context is, and what it costs.
        var account: [StyledLine] {
            [
                row("context", context), row("cost", cost),
                row("calls", [Span("\(metrics.modelCalls) model  \(metrics.toolCalls) tool"), Span(faults, .statusError)]),
            ]
        }

        /// A figure now, its middle and its high end, and its course round by round: a gap where it could not be measured (N-08).
        private func figures(
            _ name: String, _ now: String?, _ spread: (median: String, p95: String)?, _ value: (RoundModel) -> Double?
        ) -> StyledLine {
            let cells = max(0, width - 1 - 9 - 9 - 6 - 6 - 2)
            let course = Gauge.course(run.rounds.suffix(cells).map(value), glyphs: glyphs)
            return row(
                name,
                [
                    Span((now ?? glyphs.dash).leftPadded(9)), Span((spread?.median ?? "").leftPadded(6), .dim),
                    Span((spread?.p95 ?? "").leftPadded(6), .dim), Span(" " + course, .sparkline),
                ])
        }

        private func seconds(_ microseconds: Int) -> String { Figures.decimal(Double(microseconds) / 1_000_000, 2) }

        /// `7.0k  74 %`, and of the newest round.
        private var cached: [Span] {
            guard let share = Figures.cachedShare(metrics.spending) else { return [Span(glyphs.dash)] }
            let newest = answered.flatMap { Figures.cachedShare($0.spending) }
            return [
                Span("\(Figures.count(metrics.spending.cachedTokens))  \(share)"), Span(newest.map { "  this round \($0)" } ?? "", .dim),
            ]
        }

        private var cost: [Span] {
            guard let sum = Figures.cost(metrics.spending) else { return [Span(glyphs.dash)] }
            let newest = answered.flatMap { Figures.cost($0.spending) }
            return [Span(sum), Span(newest.map { "  this round \($0)" } ?? "", .dim)]
        }

        /// The newest round that a model has answered in.
        private var answered: RoundModel? { run.rounds.suffix(2).last { $0.usage != nil } }

        /// `▰▰▱▱▱▱▱▱  31 %   ~40k of 128k`; a dash before the first answer, and where nobody knows how much goes in.
        private var context: [Span] {
            guard let fill = run.contextFill, run.limits.contextTokens > 0 else { return [Span(glyphs.dash)] }
            let tokens = (fill.isEstimated ? "~" : "") + Figures.count(fill.tokens)
            guard !run.limits.contextAssumed else { return [Span(glyphs.dash), Span("  \(tokens) of unknown", .dim)] }
            let percent = min(999, Figures.percent(fill.tokens, of: run.limits.contextTokens))
            let isHigh = run.limits.compactPercent > 0 && percent >= run.limits.compactPercent
            return Gauge.line(percent: percent, cells: 8, glyphs: glyphs).spans + [
                Span(" \(percent) %".leftPadded(6), isHigh ? .warning : .text),
                Span("  " + tokens.leftPadded(5) + " of \(Figures.count(run.limits.contextTokens))", .dim),
            ]
        }

        private var faults: String {
            let count = metrics.errors + metrics.failedToolCalls
            return count == 0 ? "" : "  \(count) failed"
        }

        /// The ledger in whole percent: model, tool, you, own (W-14).
        var time: [StyledLine] {
            let ledger = metrics.ledger
            let total = ledger.totalMicroseconds
            guard total > 0 else { return [row("time", [Span(glyphs.dash)])] }
            func percent(_ accounts: TimeLedger.Account...) -> Int {
                Figures.percent(accounts.reduce(0) { $0 + ledger[$1] }, of: total)
            }
            let rest = percent(.backOff)
            return [
                row(
                    "time",
                    [
                        Span("model \(percent(.prefill, .reasoning, .answer))  tool \(percent(.tool))  you \(percent(.approval, .user)) %")
                    ]),
                row("", [Span("own \(percent(.own)) %" + (rest > 0 ? "  back-off \(rest) %" : ""), .dim)]),
            ]
        }
    }
}
