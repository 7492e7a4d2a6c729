import Events
import TerminalKit

/// Draws a model call beside the conversation: what it is for and who is asked, and while it goes on the end of what it says, dim.
struct SideCallRenderer {
    let width: Int
    let glyphs: Glyphs
    let isExpanded: Bool

    /// Rows of what is being said.
    private static let shownRows = 3

    func lines(_ call: SideCall) -> [StyledLine] {
        let started = call.started
        let head = StyledLine([
            Span("  \(glyphs.dot) ", .dim), Span(EventWords(glyphs).title(started.purpose), .strong, .bold),
            Span("  \(DisplayText.line(started.model))", .text),
        ])
        let place = StyledLine(started.place.map { DisplayText.line($0) } ?? "", .dim)
        return [head.justified(with: place, width: width)] + said(call)
    }

    private func said(_ call: SideCall) -> [StyledLine] {
        guard call.isOpen || isExpanded, !call.text.isEmpty else { return [] }
        let mark = StyledLine([Span("    \(glyphs.reasoning) ", .reasoning)])
        // Only the end is shown, so only the end is laid out.
        let text = isExpanded ? call.text : String(call.text.suffix(width * (SideCallRenderer.shownRows + 1)))
        let rows = Wrap.lines(text, role: .reasoning, width: width, firstIndent: mark, nextIndent: mark)
        return isExpanded ? rows : Array(rows.suffix(SideCallRenderer.shownRows))
    }
}
