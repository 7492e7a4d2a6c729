import Events
import TerminalKit

/// The todo list, with the rounds that touched each item (N-19).
enum TodoPane {
    static func draw(_ state: State, into grid: inout Grid, _ area: Rect) {
        let todos = state.run?.todos ?? []
        guard !todos.isEmpty else {
            grid.put("nothing planned yet", x: area.x + 1, y: area.y, limit: area.width - 1, role: .dim)
            return
        }
        // The one in progress stays in sight when the list is longer than the pane.
        let current = todos.firstIndex { $0.status == .inProgress } ?? 0
        let first = max(0, min(current - area.height / 2, todos.count - area.height))
        for (offset, item) in todos.dropFirst(first).prefix(area.height).enumerated() {
            let look = state.glyphs.look(item.status)
            var left = StyledLine([Span(" \(look.glyph) ", look.role)])
            left.append(DisplayText.line(item.text), item.status == .completed || item.status == .cancelled ? .dim : .text)
            if item.status == .blocked { left.append(" \(look.word)", look.role) }
            let rounds = item.iterations.suffix(3).map { "r\($0)" }.joined(separator: " ")
            grid.put(left.justified(with: StyledLine("\(rounds) ", .dim), width: area.width), x: area.x, y: area.y + offset)
        }
    }
}

/// TTFT, rate, tokens, context, cost and where the time went.
///
/// A dash where it cannot be measured.
enum MetricsPane {
    static func draw(_ state: State, into grid: inout Grid, _ area: Rect) {
        for (offset, row) in rows(state, width: area.width).prefix(area.height).enumerated() {
            grid.put(row, x: area.x + 1, y: area.y + offset, limit: area.width - 1)
        }
    }

    static func rows(_ state: State, width: Int) -> [StyledLine] {
        let metrics = state.run?.metrics ?? Metrics()
        let glyphs = state.glyphs
        let mark = metrics.estimated ? "~" : ""
        func row(_ name: String, _ parts: [Span]) -> StyledLine { StyledLine([Span(name.rightPadded(9), .dim)] + parts) }
        let ttft = metrics.ttftMicroseconds.last.map(Figures.seconds) ?? glyphs.dash
        let spread = metrics.ttftMedian.flatMap { median in
            metrics.ttftP95.map { "   p50 \(Figures.decimal(Double(median) / 1e6, 2))  p95 \(Figures.decimal(Double($0) / 1e6, 2))" }
        }
        let rate = metrics.rates.last.map { "\(mark)\(Figures.decimal($0, 0)) tok/s" } ?? glyphs.dash
        var rows = [
            row("TTFT", [Span(ttft.leftPadded(7)), Span(spread ?? "", .dim)]),
            row("rate", [Span(rate.leftPadded(10)), Span("  " + Gauge.sparkline(metrics.rates, cells: 12, glyphs: glyphs), .sparkline)]),
            row(
                "tokens",
                [
                    Span(
                        "\(glyphs.up)\(mark)\(Figures.count(metrics.inputTokens)) \(glyphs.down)\(mark)\(Figures.count(metrics.outputTokens))"
                    ),
                    Span(width >= 48 ? "  " + tokenDetails(metrics) : "", .dim),
                ]),
            row("context", context(state)),
            row("cost", [Span(metrics.cost.map { "$" + Figures.decimal($0, 4) } ?? glyphs.dash)]),
            row("calls", [Span("\(metrics.modelCalls) model  \(metrics.toolCalls) tool"), Span(faults(metrics), .statusError)]),
        ]
        if width < 48 { rows.insert(row("", [Span(tokenDetails(metrics), .dim)]), at: 3) }
        rows += ledger(metrics.ledger, row)
        return rows
    }

    /// How full the context is: `▰▰▱▱▱▱▱▱  31 %   ~40k of 128k`; a dash before the first answer, and where nobody knows how much goes in.
    private static func context(_ state: State) -> [Span] {
        guard let run = state.run, let fill = run.contextFill, run.limits.contextTokens > 0 else { return [Span(state.glyphs.dash)] }
        let tokens = (fill.isEstimated ? "~" : "") + Figures.count(fill.tokens)
        guard !run.limits.contextAssumed else { return [Span(state.glyphs.dash), Span("  \(tokens) of unknown", .dim)] }
        let percent = min(999, Figures.percent(fill.tokens, of: run.limits.contextTokens))
        let isHigh = run.limits.compactPercent > 0 && percent >= run.limits.compactPercent
        return Gauge.line(percent: percent, cells: 8, glyphs: state.glyphs).spans + [
            Span(" \(percent) %".leftPadded(6), isHigh ? .warning : .text),
            Span("  " + tokens.leftPadded(5) + " of \(Figures.count(run.limits.contextTokens))", .dim),
        ]
    }

    private static func tokenDetails(_ metrics: Metrics) -> String {
        "cached \(Figures.count(metrics.cachedInputTokens))  reasoning \(Figures.count(metrics.reasoningTokens))"
    }

    private static func faults(_ metrics: Metrics) -> String {
        let count = metrics.errors + metrics.failedToolCalls
        return count == 0 ? "" : "  \(count) failed"
    }

    /// The ledger in whole percent: model, tool, you, own (W-14).
    private static func ledger(_ ledger: TimeLedger, _ row: (String, [Span]) -> StyledLine) -> [StyledLine] {
        let total = ledger.totalMicroseconds
        guard total > 0 else { return [row("time", [Span("–")])] }
        func percent(_ accounts: TimeLedger.Account...) -> Int { Figures.percent(accounts.reduce(0) { $0 + ledger[$1] }, of: total) }
        var rows = [
            row(
                "time",
                [
                    Span("model \(percent(.prefill, .reasoning, .answer))  tool \(percent(.tool))  you \(percent(.approval, .user)) %")
                ])
        ]
        let rest = percent(.backOff)
        rows.append(row("", [Span("own \(percent(.own)) %" + (rest > 0 ? "  back-off \(rest) %" : ""), .dim)]))
        return rows
    }
}
