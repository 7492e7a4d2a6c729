/// Rows in columns, two blanks between them.
struct TextTable {
    enum Side { case left, right }

    private let sides: [Side]
    private var rows: [[String]] = []

    init(_ sides: [Side]) { self.sides = sides }

    /// - Parameter cells: one for each column.
    mutating func add(_ cells: [String]) { rows.append(cells) }

    /// One line a row, without blanks at its end.
    var text: String {
        let widths = sides.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = zip(row.indices, row).map { column, cell in
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                return sides[column] == .left ? cell + blanks : blanks + cell
            }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}
