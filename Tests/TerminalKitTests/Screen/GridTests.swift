import Testing

@testable import TerminalKit

@Suite("Grid")
struct GridTests {
    @Test("a cell is the sixteen bytes that the C side reads")
    func layout() {
        #expect(MemoryLayout<Cell>.size == 16)
        #expect(MemoryLayout<Cell>.stride == 16)
        var cell = Cell(base: 0x11, width: 2, role: .accent, attributes: .bold)
        cell.mark1 = 0x22
        cell.mark2 = 0x33
        withUnsafeBytes(of: cell) { bytes in
            #expect(bytes.loadUnaligned(fromByteOffset: 0, as: UInt32.self) == 0x11)
            #expect(bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self) == 0x22)
            #expect(bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self) == 0x33)
            #expect(Array(bytes[12...]) == [2, Role.accent.rawValue, Attributes.bold.rawValue, 0])
        }
    }

    @Test("text is clipped at the limit, at the grid and at the left, and tells its columns")
    func clipping() {
        var grid = Grid(width: 6, height: 2)
        #expect(grid.put("hello world", x: 1, y: 0) == 5)
        #expect(grid.text(row: 0) == " hello")
        #expect(grid.put("hello", x: 0, y: 1, limit: 3) == 3)
        #expect(grid.text(row: 1) == "hel")
        #expect(grid.put("abcdef", x: -3, y: 1) == 6)
        #expect(grid.text(row: 1) == "def")
        #expect(grid.put("x", x: 0, y: 2) == 0)
        #expect(grid.put("x", x: 0, y: -1) == 0)
        #expect(grid.put("x", x: 6, y: 0) == 0)
        #expect(grid.put("x", x: .min, y: 0) == 0)
        #expect(grid.put("x", x: .max, y: 0) == 0)
        #expect(grid.put("x", x: 0, y: 0, limit: 0) == 0)
        #expect(grid.put("x", x: 0, y: 0, limit: -4) == 0)
    }

    @Test("a wide character is never cut: not by the limit, not by the right edge, not by the left")
    func wideClipping() {
        var grid = Grid(width: 5, height: 3)
        #expect(grid.put("一二三", x: 0, y: 0) == 4)
        #expect(grid.text(row: 0) == "一二")
        #expect(grid.put("a一二", x: 0, y: 1, limit: 4) == 3)
        #expect(grid.text(row: 1) == "a一")
        #expect(grid.put("一x", x: -1, y: 2) == 3)
        #expect(grid.text(row: 2) == " x")
    }

    @Test(
        "overwriting either half of a wide character blanks the other",
        arguments: [
            ("x", 0, "x 二"), ("x", 1, " x二"), ("x", 2, "一x"), ("x", 3, "一 x"), ("三", 1, " 三"), ("", 1, "一二"),
            ("\u{301}", 1, "一二"), ("xy", 1, " xy"),
        ])
    func wideOverwrite(text: String, x: Int, expected: String) {
        var grid = Grid(width: 6, height: 1)
        grid.put("一二", x: 0, y: 0)
        grid.put(text, x: x, y: 0)
        #expect(grid.text(row: 0) == expected)
        #expect(isWellFormed(grid))
    }

    @Test("filling across half a wide character blanks the other half")
    func wideFill() {
        var grid = Grid(width: 6, height: 1)
        grid.put("一二三", x: 0, y: 0)
        grid.fill(Rect(x: 1, y: 0, width: 2, height: 1), "-", role: .border)
        #expect(grid.text(row: 0) == " -- 三")
        #expect(isWellFormed(grid))
        #expect(grid[1, 0].role == .border)
        grid.fill(Rect(x: 0, y: 0, width: 6, height: 1), "一")
        #expect(grid.text(row: 0) == "")
    }

    @Test("at most two marks stay with their cell, also at the limit; marks without a cell are dropped")
    func marks() {
        var grid = Grid(width: 4, height: 2)
        #expect(grid.put("e\u{301}\u{302}\u{303}か\u{3099}", x: 0, y: 0, limit: 3) == 3)
        #expect(grid[0, 0].text == "e\u{301}\u{302}")
        #expect(grid[1, 0].text == "か\u{3099}")
        #expect(grid[2, 0].width == 0)
        #expect(grid.put("\u{301}a", x: 1, y: 1) == 1)
        #expect(grid.text(row: 1) == " a")
        #expect(grid[1, 1].mark1 == 0)
    }

    @Test("controls are blanks, invisible formatting is dropped, unknown scalars are replaced")
    func unclean() {
        var grid = Grid(width: 12, height: 1)
        #expect(grid.put("a\tb\u{7F}c\u{9B}d\u{200B}\u{202E}e\u{E0041}f", x: 0, y: 0) == 9)
        #expect(grid.text(row: 0) == "a b c def")
        grid.clear()
        #expect(grid.put("\u{0378}", x: 0, y: 0) == 1)
        #expect(grid[0, 0].base == 0xFFFD)
    }

    @Test("a styled line keeps each span's role and stops where it is clipped")
    func styledLine() {
        var grid = Grid(width: 10, height: 1)
        var line = StyledLine("ab", .accent)
        line.append("一二", .code, .bold)
        line.append("z", .key)
        #expect(grid.put(line, x: 1, y: 0) == 7)
        #expect(grid[2, 0].role == .accent)
        #expect(grid[3, 0].role == .code)
        #expect(grid[4, 0].attributes == .bold)
        #expect(grid[7, 0].role == .key)
        grid.clear()
        #expect(grid.put(line, x: 0, y: 0, limit: 5) == 4)
        #expect(grid.text(row: 0) == "ab一")
    }

    @Test("snapshots tell text, roles and attributes")
    func snapshots() {
        var grid = Grid(width: 6, height: 2)
        grid.put("ab", x: 0, y: 0, role: .accent)
        grid.put("cd", x: 3, y: 0, attributes: [.bold, .reverse])
        #expect(grid.plainText() == "ab cd\n")
        #expect(grid.roleText() == "aa\n\na accent\n0: 3-4 bold reverse")
        grid.restyle(Rect(x: 0, y: 0, width: 1, height: 9), role: .selection, adding: .underline)
        #expect(grid.roleText() == "La\nL\na accent\nL selection\n0: 0-0 underline\n0: 3-4 bold reverse\n1: 0-0 underline")
        #expect(grid.text(row: 0) == "ab cd")
    }

    @Test("rectangles split without gaps and never turn inside out")
    func rectangles() {
        let rect = Rect(x: 2, y: 3, width: 10, height: 5)
        #expect(rect.splitLeft(4) == (Rect(x: 2, y: 3, width: 4, height: 5), Rect(x: 6, y: 3, width: 6, height: 5)))
        #expect(rect.splitRight(4) == (Rect(x: 8, y: 3, width: 4, height: 5), Rect(x: 2, y: 3, width: 6, height: 5)))
        #expect(rect.splitTop(1) == (Rect(x: 2, y: 3, width: 10, height: 1), Rect(x: 2, y: 4, width: 10, height: 4)))
        #expect(rect.splitBottom(9) == (rect, Rect(x: 2, y: 3, width: 10, height: 0)))
        #expect(rect.splitLeft(-1).0.isEmpty)
        #expect(rect.inset(3) == Rect(x: 5, y: 6, width: 4, height: 0))
        #expect(rect.inset(left: 20) == Rect(x: 12, y: 3, width: 0, height: 5))
        #expect(rect.intersection(Rect(x: 0, y: 0, width: 4, height: 4)) == Rect(x: 2, y: 3, width: 2, height: 1))
        #expect(rect.intersection(Rect(x: 50, y: 0, width: 4, height: 4)).isEmpty)
        #expect(Rect(width: -3, height: 2).isEmpty)
    }

    @Test("random writes always leave whole wide characters", arguments: [1, 2, 3, 4])
    func random(seed: UInt64) {
        var edits = GridEdits(seed: seed)
        var grid = Grid(width: 23, height: 4)
        for step in 0..<3_000 {
            edits.edit(&grid)
            guard isWellFormed(grid) else {
                Issue.record("seed \(seed), step \(step): half a wide character\n\(grid.plainText())")
                return
            }
        }
    }
}

/// Every trailing half follows its leading half, and every leading half has one.
func isWellFormed(_ grid: Grid) -> Bool {
    for y in 0..<grid.height {
        for x in 0..<grid.width {
            let cell = grid[x, y]
            switch cell.width {
            case 0: if x == 0 || grid[x - 1, y].width != 2 || cell.base != 0 { return false }
            case 2: if x + 1 >= grid.width || grid[x + 1, y].width != 0 { return false }
            case 1: if cell.base == 0 { return false }
            default: return false
            }
        }
    }
    return true
}
