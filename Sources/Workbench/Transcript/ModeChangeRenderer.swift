import Events
import TerminalKit

/// Draws a change of mode: from what to what, who wanted it and why; which events show it, and what was carried over (N-05).
///
/// Three lines until it is opened.
struct ModeChangeRenderer {
    let width: Int
    let glyphs: Glyphs
    let isExpanded: Bool

    private var words: EventWords { EventWords(glyphs) }
    private var under: UnderLines { UnderLines(width: width, glyphs: glyphs) }

    func lines(_ change: ModeChange) -> [StyledLine] {
        isExpanded ? [head(change)] + whole(change) : [head(change), evidence(change), carried(change)]
    }

    private func head(_ change: ModeChange) -> StyledLine {
        let changed = change.changed
        let left = StyledLine([
            Span("\(glyphs.switching) ", .accent), Span(words.change(changed), .strong, .bold), Span("  ", .text),
            Span(DisplayText.line(changed.reason), .text),
        ])
        return left.justified(with: StyledLine(EventWords.words(changed.trigger), .dim), width: width)
    }

    private func evidence(_ change: ModeChange) -> StyledLine {
        var line = under.mark(first: true)
        guard !change.evidence.isEmpty else { return line.appending("no event is named", .dim) }
        for (place, item) in change.evidence.enumerated() {
            if place > 0 { line.append(" \(glyphs.dot) ", .dim) }
            line.append(DisplayText.line(String(item.words.prefix(200))), item.block == nil ? .dim : .link)
        }
        return hinted(line, change.evidence.contains { $0.block != nil } ? "Enter shows" : "")
    }

    private func carried(_ change: ModeChange) -> StyledLine {
        let text = words.carried(change.changed.carriedOver)
        let line = under.mark(first: false).appending(text.isEmpty ? "nothing is carried over" : "carried over: \(text)", .dim)
        return hinted(line, text.isEmpty ? "" : "o opens")
    }

    /// What a key does, where the line leaves room for it.
    private func hinted(_ line: StyledLine, _ hint: String) -> StyledLine {
        let right = StyledLine(hint, .dim)
        return line.width + 2 + right.width <= width ? line.justified(with: right, width: width) : line.clipped(to: width)
    }

    // MARK: Opened

    private func whole(_ change: ModeChange) -> [StyledLine] {
        var rows = section("because", change.evidence.map { ($0.words, $0.block == nil ? .dim : .link) }, first: true)
        for part in words.sections(change.changed.carriedOver) {
            rows += section(part.heading, part.items.map { ($0, .text) }, first: false)
        }
        return rows
    }

    /// A heading in a column of its own, beside it the items; at most 100 of them.
    private func section(_ heading: String, _ items: [(text: String, role: Role)], first: Bool) -> [StyledLine] {
        let column = 16
        var rows: [StyledLine] = []
        for (place, item) in items.prefix(100).enumerated() {
            let mark = under.mark(first: first && place == 0).appending((place == 0 ? heading : "").rightPadded(column), .dim)
            let next = StyledLine(String(repeating: " ", count: 6 + column))
            rows += Wrap.lines(String(item.text.prefix(1000)), role: item.role, width: width, firstIndent: mark, nextIndent: next).prefix(6)
        }
        if items.count > 100 {
            rows.append(StyledLine(String(repeating: " ", count: 6 + column) + "+ \(items.count - 100) more", .dim))
        }
        return rows
    }
}
