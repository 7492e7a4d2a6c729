import CShims

extension Grid {
    /// Writes one line of text from column x, and returns the columns it took.
    ///
    /// Stops before the column that would pass `limit` (columns, counted from x) or the right edge, and never in the middle of a wide cell.
    /// What lies left of column 0 is skipped but counted. Controls become blanks; zero-width controls are dropped; a scalar of no known
    /// width becomes U+FFFD. Marks join the cell before them, at most two. Plain ASCII takes one look at each byte.
    @discardableResult
    public mutating func put(
        _ text: String, x: Int, y: Int, limit: Int = .max, role: Role = .text, attributes: Attributes = []
    ) -> Int {
        guard y >= 0, y < height, x < width, x > -65_536, limit > 0 else { return 0 }
        let end = min(width, x.addingReportingOverflow(limit).overflow ? width : x + limit)
        let style = Cell(base: 0x20, width: 1, role: role, attributes: attributes)
        let used = text.utf8.withContiguousStorageIfAvailable { put(bytes: $0, x: x, end: end, row: y, style: style) }
        return used ?? Array(text.utf8).withUnsafeBufferPointer { put(bytes: $0, x: x, end: end, row: y, style: style) }
    }

    /// Writes a styled line from column x, and returns the columns it took; clips as the other `put` does.
    @discardableResult
    public mutating func put(_ line: StyledLine, x: Int, y: Int, limit: Int = .max) -> Int {
        var used = 0
        for span in line.spans {
            let room = limit &- used
            guard room > 0, x &+ used < width else { break }
            let columns = put(span.text, x: x &+ used, y: y, limit: room, role: span.role, attributes: span.attributes)
            used &+= columns
            if columns < room, columns < CellWidth.of(span.text) { break }
        }
        return used
    }

    private mutating func put(bytes: UnsafeBufferPointer<UInt8>, x: Int, end: Int, row: Int, style: Cell) -> Int {
        let start = row * width
        var column = x
        var index = 0
        let first = max(0, x)
        let cutsWideCell = first > 0 && cells[start + first].width == 0
        cells.withUnsafeMutableBufferPointer { cells in
            var cell = style
            while index < bytes.count, column < end {
                let byte = bytes[index]
                if byte < 0x80 {
                    if column >= 0 {
                        cell.base = byte >= 0x20 && byte != 0x7F ? UInt32(byte) : 0x20
                        cells[start + column] = cell
                    }
                    column += 1
                    index += 1
                    continue
                }
                let (value, length) = UTF8Scalar.decode(bytes, at: index)
                let glyph = Glyph(value)
                if column + glyph.width > end { break }
                Self.write(glyph, style: style, column: column, leftmost: first, row: cells.extracting(start..<(start + width)))
                column += glyph.width
                index += length
            }
            // Marks after the last cell that fits still belong to it.
            while index < bytes.count, bytes[index] >= 0x80 {
                let (value, length) = UTF8Scalar.decode(bytes, at: index)
                let glyph = Glyph(value)
                guard glyph.width == 0 else { break }
                Self.write(glyph, style: style, column: column, leftmost: first, row: cells.extracting(start..<(start + width)))
                index += length
            }
        }
        if column > first {
            if cutsWideCell { cells[start + first - 1].erase() }
            if column < width, cells[start + column].width == 0 { cells[start + column].erase() }
        }
        return column - x
    }

    /// Draws one non-ASCII glyph at a column that may lie left of the grid.
    private static func write(_ glyph: Glyph, style: Cell, column: Int, leftmost: Int, row: UnsafeMutableBufferPointer<Cell>) {
        var cell = style
        cell.base = glyph.value
        switch glyph.width {
        case 0:
            guard glyph.value != 0, column > leftmost else { return }
            let target = row[column - 1].width == 0 ? column - 2 : column - 1
            if target >= leftmost { row[target].add(mark: glyph.value) }
        case 2:
            if column >= 0 {
                cell.width = 2
                row[column] = cell
                cell.base = 0
                cell.width = 0
                row[column + 1] = cell
            } else if column == -1 {
                row[0] = style
            }
        default:
            if column >= 0 { row[column] = cell }
        }
    }
}

/// How a non-ASCII scalar is drawn: its value and columns; value 0 is nothing at all.
private struct Glyph {
    let value: UInt32
    let width: Int

    init(_ scalar: UInt32) {
        switch lathe_cell_kind(scalar) {
        case Int32(LATHE_CELL_NARROW): (value, width) = (scalar, 1)
        case Int32(LATHE_CELL_WIDE): (value, width) = (scalar, 2)
        case Int32(LATHE_CELL_ZERO): (value, width) = (scalar, 0)
        case Int32(LATHE_CELL_FORMAT): (value, width) = (0, 0)
        case Int32(LATHE_CELL_UNASSIGNED): (value, width) = (0xFFFD, 1)
        default: (value, width) = (0x20, 1)
        }
    }
}
