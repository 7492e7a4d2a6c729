extension Grid {
    /// One row as text, without the blanks at its end; empty outside the grid.
    public func text(row: Int) -> String {
        guard row >= 0, row < height else { return "" }
        var result = ""
        var pending = 0
        for cell in cells[(row * width)..<((row + 1) * width)] where cell.width != 0 {
            if cell.base == 0x20, cell.mark1 == 0 {
                pending += 1
                continue
            }
            result += String(repeating: " ", count: pending)
            pending = 0
            result += cell.text
        }
        return result
    }

    /// All rows as text, each without the blanks at its end, for snapshots.
    public func plainText() -> String {
        (0..<height).map(text(row:)).joined(separator: "\n")
    }

    /// What every cell means, for snapshots: one letter a cell in the shape of the rows, then a legend and the attributes.
    ///
    /// The letters are `Role.snapshotCode`; dots at the end of a row are left out. Below follow `letter role` for the roles in use, and
    /// `row: first-last attributes` for runs of cells with attributes.
    public func roleText() -> String {
        var lines: [String] = []
        var notes: [String] = []
        var used: Set<Role> = []
        for row in 0..<height {
            let slice = cells[(row * width)..<((row + 1) * width)]
            var codes = slice.map { $0.role.snapshotCode }
            for cell in slice { used.insert(cell.role) }
            while codes.last == Role.text.snapshotCode { codes.removeLast() }
            lines.append(String(codes))
            notes += attributeRuns(row: row)
        }
        let legend = Role.allCases.filter { $0 != .text && used.contains($0) }.map { "\($0.snapshotCode) \($0.name)" }
        return (lines + legend + notes).joined(separator: "\n")
    }

    private func attributeRuns(row: Int) -> [String] {
        var runs: [String] = []
        var first = 0
        while first < width {
            let attributes = self[first, row].attributes
            var last = first
            while last + 1 < width, self[last + 1, row].attributes == attributes { last += 1 }
            let names = Attributes.named.filter { attributes.contains($0.value) }.map(\.name)
            if !names.isEmpty { runs.append("\(row): \(first)-\(last) \(names.joined(separator: " "))") }
            first = last + 1
        }
        return runs
    }
}
