/// Breaks text into lines of a given width.
///
/// Text is made safe to draw first. A line feed ends a line (one at the very end adds none), a tab fills up to the next eighth column, and
/// blanks at a line's end are dropped. Indents count against the width; they are left out where fewer than four columns would remain.
/// No line is wider than `width` (at least 1); where only one column is left, wide characters become U+FFFD. The cost is linear.
public enum Wrap {
    /// Fills lines with words: breaks at blanks and beside wide characters, inside a word too long for a line after `-`, `/` or `,`,
    /// and elsewhere only when nothing else is left.
    public static func lines(
        _ spans: [Span], width: Int, firstIndent: StyledLine? = nil, nextIndent: StyledLine? = nil
    ) -> [StyledLine] {
        let frame = WrapFrame(width: width, firstIndent: firstIndent, nextIndent: nextIndent)
        let text = FlatText(spans, narrowOnly: frame.smallest < 2)
        return text.withBytes { bytes in
            var filler = WordFiller(bytes: bytes, builder: LineBuilder(bytes: bytes, runs: text.runs, frame: frame))
            return filler.fill()
        }
    }

    public static func lines(
        _ text: String, role: Role = .text, attributes: Attributes = [], width: Int, firstIndent: StyledLine? = nil,
        nextIndent: StyledLine? = nil
    ) -> [StyledLine] {
        lines([Span(text, role, attributes)], width: width, firstIndent: firstIndent, nextIndent: nextIndent)
    }

    /// Cuts lines at the right edge and nowhere else: for code and program output.
    public static func hard(
        _ spans: [Span], width: Int, firstIndent: StyledLine? = nil, nextIndent: StyledLine? = nil
    ) -> [StyledLine] {
        let frame = WrapFrame(width: width, firstIndent: firstIndent, nextIndent: nextIndent)
        let text = FlatText(spans, narrowOnly: frame.smallest < 2)
        return text.withBytes { bytes in
            var builder = LineBuilder(bytes: bytes, runs: text.runs, frame: frame)
            builder.cutHard()
            return builder.lines
        }
    }
}

/// The room each line has, and what stands before it.
struct WrapFrame {
    let firstIndent: StyledLine?
    let nextIndent: StyledLine?
    let firstRoom: Int
    let nextRoom: Int

    init(width: Int, firstIndent: StyledLine?, nextIndent: StyledLine?) {
        let width = max(1, width)
        let enough = min(4, width)
        let first = width &- (firstIndent?.width ?? 0)
        let next = width &- (nextIndent?.width ?? 0)
        self.firstIndent = first >= enough ? firstIndent : nil
        self.nextIndent = next >= enough ? nextIndent : nil
        firstRoom = first >= enough ? first : width
        nextRoom = next >= enough ? next : width
    }

    var smallest: Int { min(firstRoom, nextRoom) }
}
