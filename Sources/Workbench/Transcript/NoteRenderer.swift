import Events
import TerminalKit

/// Draws what happens beside answers and calls: guards, the context, background commands, hooks, limits.
///
/// A glyph, a bold word, what it is about, and dim facts at the right edge.
struct NoteRenderer {
    let width: Int
    let glyphs: Glyphs
    let isExpanded: Bool

    private var under: UnderLines { UnderLines(width: width, glyphs: glyphs) }
    private var words: EventWords { EventWords(glyphs) }

    /// Nil for a block that is no note.
    func lines(_ kind: Block.Kind) -> [StyledLine]? {
        switch kind {
        case .circles(let warning): circles(warning)
        case .contextAdded(let added): self.added(added)
        case .compacted(let compacted, let state): self.compacted(compacted, state)
        case .restored(let restored):
            line(
                Look(glyphs.compacted, .statusOk, "Restored"), words.restored(restored), StyledLine(facts(tokens: restored.tokens), .dim))
        case .backgroundEnded(let session): ended(session)
        case .review(let review): self.review(review)
        case .hook(let hook, let tool): self.hook(hook, tool)
        case .limits(let changed, let before):
            line(Look(glyphs.retrying, .statusOk, words.more(changed, before: before)), "", StyledLine(limitFacts(changed), .dim))
        case .purpose(let call): SideCallRenderer(width: width, glyphs: glyphs, isExpanded: isExpanded).lines(call)
        case .sentBack(let faults): sentBack(faults)
        case .willGoOn(let mode): dim(glyphs.switching, .accent, EventWords.willGoOn(mode))
        case .nowAsks(let change, let breaksCache): dim(glyphs.switching, .dim, words.nowAsks(change, breaksCache: breaksCache))
        case .cacheBreak(let breaks): dim(glyphs.cacheBreak, .warning, words.cacheBegins(breaks))
        default: nil
        }
    }

    /// What is done about a fault and what is known of it: `↻ retry in 3.2 s · attempt 1 of 4 · 429 rate limited · api.a.com` (W-15).
    func facts(_ fault: ModelFault) -> [StyledLine] {
        let facts = NoteRenderer.facts(fault, words).joined(separator: " \(glyphs.dot) ")
        var spans: [Span] = []
        if let step = fault.nextStep {
            let look = look(step)
            spans = [Span("\(look.glyph) \(words.next(step, wait: fault.failed.retryAfterUs))", look.role), Span(" \(glyphs.dot) ", .dim)]
        }
        return Wrap.lines(
            spans + [Span(facts, .dim)], width: width, firstIndent: StyledLine("    "), nextIndent: StyledLine("      "))
    }

    /// Which attempt it was, why it failed, and where.
    static func facts(_ fault: ModelFault, _ words: EventWords) -> [String] {
        let error = fault.failed.error
        let cause = words.cause(error)
        // The code is said already; a status is not.
        let status = cause.first?.isNumber == true ? [cause] : error.cause.prefix(1).map { DisplayText.line($0) }
        return [words.attempt(error.attempt, of: fault.maxAttempts)] + status + (fault.place.map { [DisplayText.line($0)] } ?? [])
    }

    private func look(_ step: NextStep) -> Look {
        switch step {
        case .retry, .nextRound, .compact: Look(glyphs.retrying, .warning, "")
        case .nextKey, .nextEndpoint: Look(glyphs.switching, .strong, "")
        case .ask: Look(glyphs.needsApproval, .statusWaiting, "")
        case .giveUp: Look(glyphs.failed, .statusError, "")
        }
    }

    // MARK: Each

    private func circles(_ warning: GuardWarning) -> [StyledLine] {
        let look =
            warning.halts
            ? Look(glyphs.cancelled, .statusError, words.title(warning), wordRole: .statusError)
            : Look(glyphs.warning, .warning, words.title(warning), wordRole: .warning)
        let rounds = warning.evidenceIterations.suffix(4).map { "r\($0)" }.joined(separator: " ")
        return wrapped(look, warning.message, StyledLine(rounds, .dim))
    }

    private func added(_ added: ContextAdded) -> [StyledLine] {
        let count = UnderLines.split(added.text).count
        let head = line(
            Look(glyphs.added, .accent, words.title(added.source)), added.title, StyledLine(folded(lineCount: count), .dim))
        return isExpanded ? head + under.prose(added.text) : head
    }

    private func review(_ review: AnswerReviewed) -> [StyledLine] {
        let look =
            switch review.verdict {
            case .accept: Look(glyphs.added, .statusOk, words.title(review))
            case .revise: Look(glyphs.retrying, .warning, words.title(review), wordRole: .warning)
            case .unclear: Look(glyphs.warning, .dim, words.title(review))
            }
        return wrapped(look, review.reason, StyledLine())
    }

    private func compacted(_ compacted: ContextCompacted, _ state: CompactionState) -> [StyledLine] {
        var facts = StyledLine()
        if state == .takenBack {
            facts.append("taken back  ", .statusWaiting)
        } else if width >= 72, !isExpanded {
            facts.append("(o opens)  ", .dim)
        }
        facts.append(words.tokens(compacted), .dim)
        let head = line(Look(glyphs.compacted, .accent, "Compacted"), words.removed(compacted), facts)
        guard isExpanded else { return head }
        return head + under.prose(compacted.summary) + [
            under.mark(first: false).appending(words.origin(compacted), .dim).clipped(to: width), howToRestore(state),
        ]
    }

    private func howToRestore(_ state: CompactionState) -> StyledLine {
        let mark = under.mark(first: false)
        return switch state {
        case .holds: mark.appending("u", .key).appending(" puts back what left", .dim)
        case .covered: mark.appending("a newer compaction holds; take that back first", .dim)
        case .takenBack: mark.appending("what left is back", .dim)
        }
    }

    private func ended(_ session: BackgroundChanged) -> [StyledLine] {
        let look = glyphs.look(session)
        var facts = StyledLine(look.word, look.role == .statusOk ? .dim : look.role)
        facts.append("  " + Figures.duration(session.durationUs).leftPadded(6), .dim)
        let head = line(Look(look.glyph, look.role, session.sessionID), oneLine(session.command), facts)
        let tail = UnderLines.split(session.tail)
        let shown = isExpanded ? tail[...] : tail.suffix(3)
        return head + under.rows(Array(shown), hiddenBefore: tail.count - shown.count, hiddenAfter: 0) { _ in .dim }
    }

    private func hook(_ hook: HookApplied, _ tool: String) -> [StyledLine] {
        let look =
            hook.verdict == .refused
            ? Look(glyphs.denied, .statusDenied, words.title(hook)) : Look(glyphs.changed, .accent, words.title(hook))
        let text = [tool, hook.reason].filter { !$0.isEmpty }.joined(separator: ": ")
        return wrapped(look, text, StyledLine())
    }

    /// One line a fault, at most eight.
    private func sentBack(_ faults: [String]) -> [StyledLine] {
        let rows = faults.prefix(8).flatMap { fault in
            Wrap.lines(
                String(fault.prefix(400)), role: .text, width: width, firstIndent: StyledLine([Span("  \(glyphs.retrying) ", .warning)]),
                nextIndent: StyledLine("    ")
            ).prefix(4)
        }
        return faults.count > 8 ? rows + [StyledLine("    + \(faults.count - 8) more", .dim)] : rows
    }

    // MARK: Facts

    private func facts(tokens: Int) -> String { "~\(Figures.count(tokens)) tokens" }

    private func folded(lineCount: Int) -> String {
        let lines = "\(lineCount) line\(lineCount == 1 ? "" : "s")"
        return isExpanded || width < 60 ? lines : lines + " (o opens)"
    }

    private func limitFacts(_ changed: LimitsChanged) -> String {
        var parts = ["\(changed.limits.maxIterations) rounds"]
        if let tokens = changed.limits.maxTokens { parts.append("\(Figures.count(tokens)) tokens") }
        if let time = changed.limits.timeout { parts.append(Figures.clock(time.wholeMicroseconds)) }
        return "now " + parts.joined(separator: ", ")
    }

    // MARK: The line

    private struct Look {
        let glyph: String
        let role: Role
        let word: String
        let wordRole: Role

        init(_ glyph: String, _ role: Role, _ word: String, wordRole: Role = .strong) {
            self.glyph = glyph
            self.role = role
            self.word = word
            self.wordRole = wordRole
        }
    }

    /// Only the first line of a command of several.
    private func oneLine(_ text: String) -> String {
        let first = text.prefix { !$0.isNewline }
        return first.utf8.count < text.utf8.count ? "\(first) \(glyphs.ellipsis)" : text
    }

    /// What only accompanies.
    private func dim(_ glyph: String, _ role: Role, _ text: String) -> [StyledLine] {
        let lines = Wrap.lines(
            [Span(DisplayText.line(text), .dim)], width: width, firstIndent: StyledLine([Span("  \(glyph) ", role)]),
            nextIndent: StyledLine("    "))
        return Array(lines.prefix(4))
    }

    private func mark(_ look: Look) -> StyledLine {
        StyledLine([Span("  \(look.glyph) ", look.role), Span(look.word, look.wordRole, .bold)])
    }

    private func line(_ look: Look, _ text: String, _ facts: StyledLine) -> [StyledLine] {
        let left = text.isEmpty ? mark(look) : mark(look).appending("  ").appending(DisplayText.line(text), .text)
        return [left.justified(with: facts, width: width)]
    }

    /// The whole text, in as many lines as it needs; the facts stand at the end of the first.
    private func wrapped(_ look: Look, _ text: String, _ facts: StyledLine) -> [StyledLine] {
        let room = facts.isEmpty ? width : max(width - facts.width - 2, width / 2)
        var lines = Wrap.lines(
            [Span(text, .text)], width: room, firstIndent: mark(look).appending("  "), nextIndent: StyledLine("    "))
        if lines.isEmpty { lines = [mark(look)] }
        if !facts.isEmpty { lines[0] = lines[0].justified(with: facts, width: width) }
        return Array(lines.prefix(12))
    }
}
