import TerminalKit

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}

/// Changes a grid in ways a workbench would, and in some it would not.
struct GridEdits {
    private var numbers: SeededNumbers
    private static let pieces = [
        "a", "hello", "the quick brown fox jumps", "─│┌┐", "一", "二三四五", "가나", "é", "e\u{301}", "一\u{301}", "Ωж", "🙂", "  ", "x一y", "🇨🇭", "ﷺ",
    ]

    init(seed: UInt64) {
        numbers = SeededNumbers(seed: seed)
    }

    mutating func edit(_ grid: inout Grid) {
        let role = Role.allCases.randomElement(using: &numbers) ?? .text
        let attributes = Attributes(rawValue: UInt8.random(in: 0..<32, using: &numbers) & UInt8.random(in: 0..<32, using: &numbers))
        let x = Int.random(in: -3..<(grid.width + 2), using: &numbers)
        let y = Int.random(in: -1..<(grid.height + 1), using: &numbers)
        switch Int.random(in: 0..<20, using: &numbers) {
        case 0:
            grid.clear()
        case 1...3:
            let area = Rect(x: x, y: y, width: Int.random(in: 0..<12, using: &numbers), height: Int.random(in: 0..<4, using: &numbers))
            grid.fill(area, Bool.random(using: &numbers) ? " " : "░", role: role, attributes: attributes)
        case 4:
            grid.restyle(Rect(x: x, y: y, width: 9, height: 2), role: role, adding: attributes)
        case 5:
            grid.cursor = Bool.random(using: &numbers) ? nil : GridPosition(x: x, y: y)
        case 6:
            scroll(&grid)
        default:
            let text = (0..<Int.random(in: 1..<5, using: &numbers)).map { _ in Self.pieces.randomElement(using: &numbers) ?? "" }.joined()
            grid.put(text, x: x, y: y, limit: Int.random(in: 0..<40, using: &numbers), role: role, attributes: attributes)
        }
    }

    /// Takes marks off the last column: libvterm puts one that comes there into the next row.
    func spareEdge(of grid: inout Grid) {
        for y in 0..<grid.height {
            let x = grid[grid.width - 1, y].width == 0 ? grid.width - 2 : grid.width - 1
            let cell = grid[x, y]
            if cell.mark1 != 0, let base = cell.text.unicodeScalars.first {
                grid.put(String(base), x: x, y: y, role: cell.role, attributes: cell.attributes)
            }
        }
    }

    /// Moves every row up by one, as a transcript does.
    private func scroll(_ grid: inout Grid) {
        let old = grid
        grid.clear()
        for y in 1..<max(1, old.height) {
            for x in 0..<old.width where old[x, y].width != 0 {
                grid.put(old[x, y].text, x: x, y: y - 1, role: old[x, y].role, attributes: old[x, y].attributes)
            }
        }
    }
}
