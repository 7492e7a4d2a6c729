/// The cells of a frame, and where its caret is.
///
/// Everything clips: writing outside changes nothing, and reading outside gives a blank. Half a wide cell never stays: overwriting either
/// half blanks the other.
public struct Grid: Sendable, Equatable {
    public let width: Int
    public let height: Int
    /// Where the terminal's real cursor stands, so that input methods and screen readers find it; nil hides it.
    public var cursor: GridPosition?
    var cells: [Cell]

    /// A blank grid.
    ///
    /// Sizes are brought into the range of `ScreenSize`.
    public init(width: Int, height: Int) {
        self.init(size: ScreenSize(columns: width, rows: height))
    }

    public init(size: ScreenSize) {
        width = size.columns
        height = size.rows
        cells = Array(repeating: .blank, count: size.columns * size.rows)
    }

    public var size: ScreenSize { ScreenSize(columns: width, rows: height) }
    public var bounds: Rect { Rect(width: width, height: height) }

    /// The cell at column x, row y; a blank outside the grid.
    public subscript(x: Int, y: Int) -> Cell {
        guard bounds.contains(x: x, y: y) else { return .blank }
        return cells[y * width + x]
    }

    /// Makes every cell blank and hides the caret.
    public mutating func clear() {
        cells.withUnsafeMutableBufferPointer { $0.update(repeating: .blank) }
        cursor = nil
    }

    /// Fills a rectangle with a scalar; a wide, zero-width or control scalar counts as a blank.
    public mutating func fill(_ rect: Rect, _ scalar: Unicode.Scalar = " ", role: Role = .text, attributes: Attributes = []) {
        let area = rect.intersection(bounds)
        guard !area.isEmpty else { return }
        let base = CellWidth.of(scalar) == 1 ? scalar.value : 0x20
        let cell = Cell(base: base, width: 1, role: role, attributes: attributes)
        for row in area.y..<area.maxY {
            openEdges(from: area.x, to: area.maxX, row: row)
            let start = row * width
            for index in (start + area.x)..<(start + area.maxX) { cells[index] = cell }
        }
    }

    /// Changes how a rectangle looks and keeps what it shows; a wide cell half inside changes as a whole.
    public mutating func restyle(_ rect: Rect, role: Role? = nil, adding attributes: Attributes = []) {
        let area = rect.intersection(bounds)
        guard !area.isEmpty else { return }
        for row in area.y..<area.maxY {
            let start = row * width
            var first = start + area.x
            var last = start + area.maxX
            if cells[first].width == 0, first > start { first -= 1 }
            if last < start + width, cells[last].width == 0 { last += 1 }
            for index in first..<last {
                if let role { cells[index].role = role }
                cells[index].attributes.formUnion(attributes)
            }
        }
    }

    /// Blanks the outer halves of wide cells that a write to columns `from..<to` would cut.
    mutating func openEdges(from: Int, to: Int, row: Int) {
        let start = row * width
        if from > 0, cells[start + from].width == 0 { cells[start + from - 1].erase() }
        if to < width, cells[start + to].width == 0 { cells[start + to].erase() }
    }
}
