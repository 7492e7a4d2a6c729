import CCMark

/// Lays out a table: columns as wide as their content, shrunk to fit; cells wrap.
///
/// Columns are measured on the first rows only, so that a table that keeps growing keeps its shape.
struct TableLayout {
    private static let measuredRows = 64
    private static let narrowestColumn = 3
    private static let gap = StyledLine(" │ ", .border)

    private var header: [[Span]] = []
    private var rows: [[[Span]]] = []
    /// Where the header and the last row stand in what was parsed.
    private(set) var headerLine = 0
    private(set) var lastRowLine: Int?
    private var isRightAligned: [Bool] = []
    private var isCentred: [Bool] = []

    init(_ node: MarkdownNode, role: Role) {
        let count = Int(cmark_gfm_extensions_get_table_columns(node.pointer))
        let alignments = cmark_gfm_extensions_get_table_alignments(node.pointer)
        for column in 0..<count {
            isRightAligned.append(alignments?[column] == UInt8(ascii: "r"))
            isCentred.append(alignments?[column] == UInt8(ascii: "c"))
        }
        for row in node.children {
            let isHeader = cmark_gfm_extensions_get_table_row_is_header(row.pointer) != 0
            var cells = row.children.prefix(count).map {
                InlineLayout.spans(of: $0, role: isHeader ? .strong : role, attributes: isHeader ? .bold : [])
            }
            while cells.count < count { cells.append([]) }
            if isHeader {
                header = cells
                headerLine = row.startLine
            } else {
                rows.append(cells)
                lastRowLine = row.startLine
            }
        }
    }

    /// The form a table has, settled by its first rows.
    enum Shape: Sendable {
        case columns([Int])
        /// Each row as "header: cell" lines, where the columns cannot stand side by side.
        case records
    }

    var columnCount: Int { header.count }

    /// Whether enough rows are there to settle the shape for good.
    var hasFinalShape: Bool { rows.count >= TableLayout.measuredRows }

    static func hasFinalShape(_ node: MarkdownNode) -> Bool {
        var count = 0
        for _ in node.children {
            count &+= 1
            if count > measuredRows { return true }
        }
        return false
    }

    /// Whether bytes alone make a table of so many columns.
    static func isHeader(_ bytes: [UInt8], columns: Int) -> Bool {
        guard let tree = MarkdownTree(bytes), let node = tree.root.firstChild, node.kind == .table, node.next == nil else { return false }
        return Int(cmark_gfm_extensions_get_table_columns(node.pointer)) == columns
    }

    func lines(width: Int) -> [StyledLine] {
        guard !header.isEmpty else { return [] }
        switch shape(width: width) {
        case .columns(let widths):
            var lines = row(header, widths)
            var rule = StyledLine()
            for (column, columns) in widths.enumerated() {
                rule.append((column > 0 ? "─┼─" : "") + String(repeating: "─", count: columns), .border)
            }
            lines.append(rule)
            return lines + rows.flatMap { row($0, widths) }
        case .records:
            return records(rows.isEmpty ? [header.map { _ in [] }] : rows, width: width)
        }
    }

    /// The lines of the rows alone, below others of the same table.
    func lines(width: Int, goingOnAs shape: Shape) -> [StyledLine] {
        switch shape {
        case .columns(let widths): rows.flatMap { row($0, widths) }
        case .records: rows.isEmpty ? [] : [StyledLine()] + records(rows, width: width)
        }
    }

    func shape(width: Int) -> Shape {
        var widths = header.indices.map { column in
            ([header] + rows.prefix(TableLayout.measuredRows)).map { TableLayout.natural($0[column]) }.max() ?? 0
        }.map { max(1, $0) }
        let room = width &- (widths.count &- 1) &* TableLayout.gap.width
        let least = widths.reduce(0) { $0 &+ min($1, TableLayout.narrowestColumn) }
        guard least <= room else { return .records }
        var total = widths.reduce(0, &+)
        while total > room {
            guard let widest = widths.max() else { break }
            let second = widths.filter { $0 < widest }.max() ?? 0
            let share = widths.filter { $0 == widest }.count
            let floor = max(second, TableLayout.narrowestColumn, widest &- max(1, (total &- room) / share))
            for column in widths.indices where widths[column] == widest && total > room {
                let cut = min(max(1, widest &- floor), total &- room)
                widths[column] &-= cut
                total &-= cut
            }
        }
        return .columns(widths)
    }

    private static func natural(_ cell: [Span]) -> Int {
        let text = cell.reduce(into: "") { $0 += $1.text }
        return text.split(separator: "\n").map { CellWidth.of(DisplayText.conservative(String($0))) }.max() ?? 0
    }

    private func row(_ cells: [[Span]], _ widths: [Int]) -> [StyledLine] {
        let columns = zip(cells, widths).map { Wrap.lines($0, width: $1) }
        let height = max(1, columns.map(\.count).max() ?? 1)
        return (0..<height).map { index in
            var line = StyledLine()
            for (column, lines) in columns.enumerated() {
                if column > 0 { line.append(TableLayout.gap) }
                let cell = index < lines.count ? lines[index] : StyledLine()
                line.append(placed(cell, in: widths[column], column: column, isLast: column == columns.count &- 1))
            }
            return line
        }
    }

    private func placed(_ cell: StyledLine, in width: Int, column: Int, isLast: Bool) -> StyledLine {
        let rest = max(0, width &- cell.width)
        let before = isRightAligned[column] ? rest : isCentred[column] ? rest / 2 : 0
        let lead = before > 0 ? StyledLine(String(repeating: " ", count: before)).appending(cell) : cell
        return isLast ? lead : lead.padded(to: width)
    }

    private func records(_ rows: [[[Span]]], width: Int) -> [StyledLine] {
        var lines: [StyledLine] = []
        for cells in rows {
            if !lines.isEmpty { lines.append(StyledLine()) }
            for (name, cell) in zip(header, cells) where !name.isEmpty || !cell.isEmpty {
                lines += Wrap.lines(name + [Span(": ", .strong)] + cell, width: width, nextIndent: StyledLine("  "))
            }
        }
        return lines
    }
}
