import TerminalKit

/// Where the panes are.
///
/// Computed from the size and a few facts of the state; cheap.
struct Layout {
    enum Kind {
        /// One line says what size is needed.
        case tiny
        /// One pane with tabs.
        case narrow
        /// The transcript over a strip.
        case medium
        /// The transcript beside the side panes.
        case wide
    }

    var kind = Kind.tiny
    var header = Rect.zero
    var ribbon = Rect.zero
    /// The line with the titles.
    var titles = Rect.zero
    var transcript = Rect.zero
    var side = Rect.zero
    var todo = Rect.zero
    var metrics = Rect.zero
    var tools = Rect.zero
    var strip = Rect.zero
    var sheet = Rect.zero
    var composerRule = Rect.zero
    var composer = Rect.zero
    var footer = Rect.zero
    /// The pane shown alone, when one is.
    var alone: State.Focus?

    static let smallest = ScreenSize(columns: 40, rows: 10)

    init(size: ScreenSize, zoomed: Bool, focus: State.Focus, state: State) {
        guard size.columns >= Layout.smallest.columns, size.rows >= Layout.smallest.rows else { return }
        kind = size.columns < 80 ? .narrow : size.columns < 120 ? .medium : .wide
        var rest = Rect(x: 0, y: 0, width: size.columns, height: size.rows)
        (header, rest) = rest.splitTop(1)
        (ribbon, rest) = rest.splitTop(1)
        (footer, rest) = rest.splitBottom(1)
        let rows = DraftLayout(state.composer.draft, width: Layout.composerTextWidth(size)).rows.count
        (composer, rest) = rest.splitBottom(min(max(1, rows), max(1, size.rows / 4)))
        (composerRule, rest) = rest.splitBottom(1)
        (titles, rest) = rest.splitTop(1)
        if let dialog = state.dialog {
            let wanted = DialogSheet(dialog: dialog, glyphs: state.glyphs, now: state.now).height(width: size.columns)
            (sheet, rest) = rest.splitBottom(min(wanted, max(4, rest.height - 3)))
        }
        placePanes(in: rest, zoomed: zoomed, focus: focus, todoCount: TodoPane.rowCount(state.run))
    }

    private mutating func placePanes(in rest: Rect, zoomed: Bool, focus: State.Focus, todoCount: Int) {
        if zoomed || kind == .narrow, focus != .transcript, focus != .composer {
            alone = focus
            switch focus {
            case .todo: todo = rest
            case .metrics: metrics = rest
            default: tools = rest
            }
            transcript = Rect(x: rest.x, y: rest.y, width: rest.width, height: 0)
            return
        }
        if zoomed || kind == .narrow {
            alone = .transcript
            transcript = rest
            return
        }
        if kind == .medium {
            // In the medium layout a side pane with the focus takes the place of the transcript's lower half.
            var body = rest
            (strip, body) = rest.splitBottom(1)
            if focus == .todo || focus == .metrics || focus == .tools {
                let (lower, upper) = body.splitBottom(min(10, body.height / 2))
                // One row between them for the title.
                (_, transcript) = upper.splitBottom(1)
                switch focus {
                case .todo: todo = lower
                case .metrics: metrics = lower
                default: tools = lower
                }
            } else {
                transcript = body
            }
            return
        }
        let sideWidth = rest.width >= 180 ? 52 : 40
        (side, transcript) = rest.splitRight(sideWidth)
        side = side.inset(left: 1, right: 0, top: 0, bottom: 0)
        // Metrics have a fixed height; the todo list gets what it needs, the tools what is left.
        let todoRows = min(max(3, todoCount), max(3, side.height - MetricsPane.rowCount - 3 - 3))
        var below: Rect
        (todo, below) = side.splitTop(todoRows)
        (_, below) = below.splitTop(1)
        (metrics, below) = below.splitTop(min(MetricsPane.rowCount, below.height))
        (_, tools) = below.splitTop(1)
    }

    static func composerTextWidth(_ size: ScreenSize) -> Int { max(1, size.columns - 4) }

    /// Columns for the text of the transcript: a gutter for the cursor on the left, one free column on the right.
    var transcriptTextWidth: Int { max(1, (alone != nil && alone != .transcript ? composer.width : transcript.width) - 2) }
}
