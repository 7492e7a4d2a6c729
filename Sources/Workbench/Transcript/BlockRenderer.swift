import Events
import TerminalKit

/// Turns one block into lines.
struct BlockRenderer {
    let model: RunModel
    let width: Int
    let glyphs: Glyphs
    let key: LayoutKey

    private var indent: StyledLine { StyledLine("  ") }

    func layout(_ block: Block, growing old: BlockLayout?) -> BlockLayout {
        switch block.kind {
        case .reasoning: return reasoning(block, old)
        case .answer: return answer(block, old)
        case .roundHeader(let round):
            guard model.rounds.indices.contains(round) else { return .fixed([]) }
            if let stage = model.rounds[round].stage {
                let header = StageHeaderRenderer(width: width, glyphs: glyphs, key: key, plan: model.plan)
                return .fixed([header.line(model.rounds[round], stage)])
            }
            return .fixed(
                RoundHeaderRenderer(
                    width: width, glyphs: glyphs, key: key,
                    tellsSpending: model.metrics.spending.cost != nil || model.metrics.spending.cachedTokens > 0
                ).lines(model.rounds[round]))
        case .loopHeader(let loop): return .fixed([loopHeader(loop)])
        case .tool: return .fixed(block.card.map { CardRenderer(width: width, glyphs: glyphs, key: key).lines($0) } ?? [])
        case .prompt(let text): return .fixed(person(text, sign: glyphs.prompt))
        case .question(let text): return .fixed(question(text))
        case .answerOfPerson(let text): return .fixed(person(text, sign: glyphs.prompt))
        case .message(let text, let delivery):
            return .fixed(person(text, sign: delivery == .steer ? "\(glyphs.prompt) steer" : "\(glyphs.prompt) queued"))
        case .modelFault(let fault):
            let error = fault.failed.error
            let notes = NoteRenderer(width: width, glyphs: glyphs, isExpanded: key.expanded)
            return .fixed(noted(glyphs.failed, .statusError, error.code.word, error.message) + notes.facts(fault))
        case .fault(let detail): return .fixed(fault(detail))
        case .ending(let status, let text): return ending(status, text)
        case .receipt(let receipt, let reason): return .fixed(self.receipt(receipt, reason))
        case .purpose(let call):
            return .fixed(SideCallRenderer(width: width, glyphs: glyphs, isExpanded: key.expanded).lines(call))
        case .plan(let plan): return .fixed(PlanRenderer(width: width, glyphs: glyphs, isExpanded: key.expanded).lines(plan))
        case .planRepaired(let change):
            return .fixed(PlanRenderer(width: width, glyphs: glyphs, isExpanded: key.expanded).lines(change))
        case .step(let step): return .fixed(StepRenderer(width: width, glyphs: glyphs, key: key).lines(step))
        case .agent(let agent):
            return .fixed(AgentRenderer(width: width, glyphs: glyphs, seconds: key.seconds, isExpanded: key.expanded).lines(agent))
        case .modeChanged(let change):
            return .fixed(ModeChangeRenderer(width: width, glyphs: glyphs, isExpanded: key.expanded).lines(change))
        case .stageFault(let detail): return .fixed(stageFault(detail))
        case .circles, .contextAdded, .review, .compacted, .restored, .backgroundEnded, .hook, .limits, .nowAsks, .cacheBreak, .sentBack,
            .willGoOn:
            return .fixed(NoteRenderer(width: width, glyphs: glyphs, isExpanded: key.expanded).lines(block.kind) ?? [])
        case .raw(let type, let text): return .fixed(noted(glyphs.unknown, .dim, type, String(text.prefix(400))))
        }
    }

    // MARK: Text of the model

    private func reasoning(_ block: Block, _ old: BlockLayout?) -> BlockLayout {
        let mark = StyledLine([Span("  \(glyphs.reasoning) ", .reasoning)])
        var flow = LineFlow(width: width, role: .reasoning, indent: mark)
        if case .flow(let grown)? = old { flow = grown }
        flow.extend(to: block.text)
        return .flow(flow)
    }

    private func answer(_ block: Block, _ old: BlockLayout?) -> BlockLayout {
        let utf8 = block.text.utf8
        if case .markdown(let layout, let consumed)? = old, consumed <= utf8.count {
            if consumed < utf8.count { layout.append(String(block.text[utf8.index(utf8.startIndex, offsetBy: consumed)...])) }
            return .markdown(layout, consumedBytes: utf8.count)
        }
        let layout = MarkdownLayout(width: max(1, width - TranscriptReader.answerIndent.width))
        layout.append(block.text)
        return .markdown(layout, consumedBytes: utf8.count)
    }

    // MARK: Headers

    private func loopHeader(_ index: Int) -> StyledLine {
        guard model.loops.indices.contains(index) else { return StyledLine() }
        let loop = model.loops[index]
        return StyledLine([Span("\(loop.mode == .pipeline ? "Pipeline" : "Loop") \(loop.id)", .heading, .bold)])
    }

    // MARK: People and ends

    private func person(_ text: String, sign: String) -> [StyledLine] {
        Wrap.lines(
            text, role: .user, width: width, firstIndent: StyledLine([Span("\(sign) ", .accent, .bold)]), nextIndent: StyledLine("  "))
    }

    /// The beginning of it; the sheet shows the whole, as Enter does later.
    private func question(_ text: String) -> [StyledLine] {
        let lines = noted(glyphs.needsApproval, .statusWaiting, "asks", String(text.prefix(4000)))
        return lines.count <= 6 ? lines : lines.prefix(5) + [StyledLine("    \(glyphs.ellipsis) (Enter opens)", .dim)]
    }

    private func noted(_ glyph: String, _ role: Role, _ word: String, _ text: String) -> [StyledLine] {
        Wrap.lines(
            [Span("\(word)  ", role, .bold), Span(text, .text)], width: width,
            firstIndent: StyledLine([Span("  \(glyph) ", role)]), nextIndent: StyledLine("    "))
    }

    /// What stops nothing is a warning.
    private func fault(_ detail: ErrorDetail) -> [StyledLine] {
        let attempt = detail.attempt > 1 ? " (attempt \(detail.attempt))" : ""
        return detail.recoverable || detail.source == .hook
            ? noted(glyphs.warning, .warning, detail.code.word + attempt, detail.message)
            : noted(glyphs.failed, .statusError, detail.code.word + attempt, detail.message)
    }

    /// What is wrong, and that nothing comes after it; an interrupted stage can be gone on with.
    private func stageFault(_ detail: ErrorDetail) -> [StyledLine] {
        if detail.code == .processDied { return noted(glyphs.failed, .statusError, detail.code.word, detail.message) }
        return noted(glyphs.failed, .statusError, detail.code.word, detail.message) + [
            StyledLine([Span("    \(glyphs.cancelled) ", .statusError), Span("the pipeline ends here", .dim)]).clipped(to: width)
        ]
    }

    private func ending(_ status: RunModel.Status, _ text: String) -> BlockLayout {
        if status == .interrupted {
            // Without figures: those of the run go on when it does.
            let head = StyledLine([Span("\(glyphs.interrupted) ", .statusWaiting), Span("Run interrupted", .statusWaiting, .bold)])
            return .fixed([head] + Wrap.lines(text, width: width, firstIndent: indent, nextIndent: indent))
        }
        let duration = Figures.clock(Int(clamping: model.microseconds))
        let rounds = passed
        let calls = "\(model.metrics.toolCalls) call\(model.metrics.toolCalls == 1 ? "" : "s")"
        let facts = " in \(duration) \(glyphs.dot) \(rounds) \(glyphs.dot) \(calls)"
        if status == .completed {
            let head = StyledLine([Span("\(glyphs.ok) ", .statusOk), Span("Run completed", .statusOk, .bold), Span(facts, .dim)])
            return .fixed(
                [head] + (text.isEmpty ? [] : MarkdownLayout.lines(of: text, width: max(1, width - 2)).map { indent.appending($0) }))
        }
        let reason = model.stopReason.map { $0 == .error || $0 == .consecutiveFailures ? "" : " (\($0.rawValue))" } ?? ""
        let head = StyledLine([
            Span("\(glyphs.failed) ", .statusError), Span("Run failed\(reason)", .statusError, .bold), Span(facts, .dim),
        ])
        return .fixed([head] + Wrap.lines(text, width: width, firstIndent: indent, nextIndent: indent))
    }

    /// `3 rounds`, `9 stages`, or both.
    private var passed: String {
        let rounds = model.metrics.iterations
        let stages = model.rounds.count - rounds
        func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
        return [rounds > 0 || stages <= 0 ? counted(rounds, "round") : nil, stages > 0 ? counted(stages, "stage") : nil]
            .compactMap(\.self).joined(separator: " \(glyphs.dot) ")
    }

    private func receipt(_ receipt: StopReceipt, _ reason: String) -> [StyledLine] {
        var lines = [
            StyledLine([
                Span("\(glyphs.cancelled) ", .statusCancelled), Span("Run stopped", .statusCancelled, .bold),
                Span(" after \(Figures.clock(Int(clamping: model.microseconds))), \(StopWords.done(receipt.step))", .dim),
            ])
        ]
        if !receipt.endedPIDs.isEmpty {
            lines += Wrap.lines(
                "ended: pid \(receipt.endedPIDs.map(String.init).joined(separator: ", "))", role: .dim, width: width, firstIndent: indent,
                nextIndent: indent)
        }
        let agents = model.agentRuns.names(of: receipt.endedRuns)
        if !agents.isEmpty {
            lines += Wrap.lines(
                "ended: agent \(agents.joined(separator: ", "))", role: .dim, width: width, firstIndent: indent, nextIndent: indent)
        }
        if !receipt.unresolvedCalls.isEmpty {
            lines += Wrap.lines(
                "outcome unknown: \(receipt.unresolvedCalls.joined(separator: ", "))", role: .statusWaiting, width: width,
                firstIndent: indent,
                nextIndent: indent)
        }
        return lines
    }
}

/// What the steps of a stop do, in words.
enum StopWords {
    static func done(_ step: Int) -> String {
        switch step {
        case ..<2: "the model's stream was closed"
        case 2: "the tools were ended with their processes"
        default: "nothing was waited for"
        }
    }

    /// What the next Esc will do.
    static func next(_ step: Int) -> String {
        switch step {
        case ..<1: "closes the model's stream"
        case 1: "ends the tools and their processes"
        default: "waits for nothing any more"
        }
    }
}

extension StyledLine {
    /// This line with `right` at the right edge; the left gives way.
    func justified(with right: StyledLine, width columns: Int) -> StyledLine {
        let room = columns - right.width
        guard room > 1 else { return clipped(to: columns) }
        var line = clipped(to: room - 1)
        line.append(String(repeating: " ", count: max(0, columns - line.width - right.width)))
        line.append(right)
        return line
    }
}

extension String {
    /// Spaces before the text up to `columns`; for short ASCII facts.
    func leftPadded(_ columns: Int) -> String {
        let width = CellWidth.of(self)
        return width >= columns ? self : String(repeating: " ", count: columns - width) + self
    }

    /// Spaces behind the text up to `columns`.
    func rightPadded(_ columns: Int) -> String {
        let width = CellWidth.of(self)
        return width >= columns ? self : self + String(repeating: " ", count: columns - width)
    }
}
