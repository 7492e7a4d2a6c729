import Testing

@testable import TerminalKit

extension OneAtATime {
    @Suite("CursesScreen")
    struct CursesScreenTests {
        private static let theme: Theme = {
            var looks: [Role: RoleLook] = [:]
            for role in Role.allCases {
                let number = UInt8(role.rawValue)
                var look = RoleLook.standard(role)
                if role != .text { look.foreground = .indexed(16 &+ number &* 5) }
                if number % 4 == 3 { look.background = .indexed(232 &+ number % 20) }
                looks[role] = look
            }
            return Theme(name: "test", kind: .dark, background: RGB(red: 0, green: 0, blue: 0), looks: looks)
        }()

        private func makeScreen(
            _ columns: Int, _ rows: Int, term: String = "xterm-256color", depth: ColorDepth? = nil, synchronized: Bool = true
        ) throws -> CursesScreen {
            let size = ScreenSize(columns: columns, rows: rows)
            let screen = try CursesScreen(settings: .init(term: term, size: size, depth: depth, synchronized: synchronized))
            screen.use(Self.theme)
            return screen
        }

        private func check(_ model: TerminalModel, _ grid: Grid, _ note: @autoclosure () -> String, depth: ColorDepth = .indexed256) -> Bool
        {
            if let fault = model.difference(from: grid, theme: Self.theme, depth: depth) {
                Issue.record("\(note()): \(fault)\n\(grid.plainText())")
                return false
            }
            if let cursor = grid.cursor, grid.bounds.contains(x: cursor.x, y: cursor.y), model.cursor != cursor {
                Issue.record("\(note()): cursor at \(model.cursor), not \(cursor)")
                return false
            }
            return true
        }

        @Test(
            "after any edits the terminal shows the grid",
            arguments: [(80, 24, 1), (80, 24, 2), (200, 50, 3), (1, 1, 4), (2, 3, 5), (7, 2, 6), (40, 12, 7)] as [(Int, Int, UInt64)])
        func edits(columns: Int, rows: Int, seed: UInt64) throws {
            let screen = try makeScreen(columns, rows)
            let model = try #require(TerminalModel(columns: columns, rows: rows))
            model.feed(screen.enterBytes)
            var grid = Grid(width: columns, height: rows)
            var edits = GridEdits(seed: seed)
            for step in 0..<(columns > 100 ? 25 : columns > 40 ? 60 : 200) {
                for _ in 0..<(step % 7 + 1) { edits.edit(&grid) }
                edits.spareEdge(of: &grid)
                if step % 50 == 49 { screen.repaintAll() }
                model.feed(screen.present(grid))
                guard check(model, grid, "seed \(seed), step \(step), \(columns)x\(rows)") else { return }
            }
        }

        @Test("after a resize the terminal shows the grid", arguments: [11, 12] as [UInt64])
        func resizes(seed: UInt64) throws {
            var numbers = SeededNumbers(seed: seed)
            let screen = try makeScreen(80, 24)
            let model = try #require(TerminalModel(columns: 80, rows: 24))
            model.feed(screen.enterBytes)
            var edits = GridEdits(seed: seed)
            for step in 0..<20 {
                let size = ScreenSize(columns: Int.random(in: 1..<150, using: &numbers), rows: Int.random(in: 1..<60, using: &numbers))
                var grid = Grid(size: size)
                model.resize(columns: size.columns, rows: size.rows)
                if step % 2 == 0 { screen.resize(to: size) }
                for _ in 0..<6 {
                    for _ in 0..<8 { edits.edit(&grid) }
                    edits.spareEdge(of: &grid)
                    model.feed(screen.present(grid))
                    guard check(model, grid, "seed \(seed), step \(step), \(size)") else { return }
                }
                #expect(screen.size == size)
            }
        }

        @Test("a frame that changes nothing has no bytes; one changed line has few")
        func nothingChanged() throws {
            let screen = try makeScreen(200, 50)
            var grid = Grid(width: 200, height: 50)
            grid.put("hello", x: 3, y: 4)
            #expect(!screen.present(grid).isEmpty)
            #expect(screen.present(grid).isEmpty)
            grid.put("jello", x: 3, y: 4)
            let bytes = screen.present(grid)
            #expect(bytes.count > 0 && bytes.count < 60)
            grid.cursor = GridPosition(x: 1, y: 1)
            #expect(!screen.present(grid).isEmpty)
            #expect(screen.present(grid).isEmpty)
        }

        @Test("frames are synchronized updates unless switched off, and contain no other full clear")
        func synchronized() throws {
            var grid = Grid(width: 20, height: 4)
            grid.put("hello", x: 3, y: 2)
            let marked = String(decoding: try makeScreen(20, 4).present(grid), as: UTF8.self)
            #expect(marked.hasPrefix("\u{1B}[?2026h") && marked.hasSuffix("\u{1B}[?2026l"))
            let screen = try makeScreen(20, 4, synchronized: false)
            let bare = String(decoding: screen.present(grid), as: UTF8.self)
            #expect(!bare.contains("2026"))
            #expect(bare.contains("\u{1B}[2J"))
            grid.put("hullo", x: 3, y: 2)
            #expect(!String(decoding: screen.present(grid), as: UTF8.self).contains("\u{1B}[2J"))
            screen.repaintAll()
            #expect(String(decoding: screen.present(grid), as: UTF8.self).contains("\u{1B}[2J"))
        }

        @Test("a row with wide characters or marks is sent whole, since terminals disagree about their columns")
        func disputedRows() throws {
            let screen = try makeScreen(30, 3)
            var grid = Grid(width: 30, height: 3)
            for (row, text) in ["plain start and x", "一 start and x", "e\u{301} start and x"].enumerated() { grid.put(text, x: 0, y: row) }
            _ = screen.present(grid)
            for row in 0..<3 { grid.put("y", x: row == 0 ? 16 : row == 1 ? 13 : 12, y: row) }
            let frame = String(decoding: screen.present(grid), as: UTF8.self)
            #expect(!frame.contains("plain"))
            #expect(frame.contains("一 start and y") && frame.contains("e\u{301} start and y"), "\(frame.debugDescription)")
        }

        @Test("a terminal written over is whole again after repaintAll")
        func repaint() throws {
            let screen = try makeScreen(30, 5)
            let model = try #require(TerminalModel(columns: 30, rows: 5))
            var grid = Grid(width: 30, height: 5)
            grid.put("one 一二 two", x: 2, y: 1, role: .accent)
            model.feed(screen.present(grid))
            model.feed(Array("\u{1B}[H\u{1B}[31mgarbage\r\n\r\nmore\u{1B}[?25l".utf8))
            screen.repaintAll()
            grid.cursor = GridPosition(x: 4, y: 2)
            let bytes = screen.present(grid)
            model.feed(bytes)
            #expect(check(model, grid, "repaint"))
            #expect(
                String(decoding: bytes, as: UTF8.self).contains("\u{1B}[?25h")
                    || String(decoding: bytes, as: UTF8.self).contains("\u{1B}[?12;25h"))
        }

        @Test("another theme recolours what is on the screen")
        func themeChange() throws {
            let screen = try makeScreen(30, 3)
            let model = try #require(TerminalModel(columns: 30, rows: 3))
            var grid = Grid(width: 30, height: 3)
            grid.put("coloured 一二", x: 2, y: 1, role: .statusError)
            model.feed(screen.present(grid))
            #expect(check(model, grid, "before"))
            screen.use(.plain)
            model.feed(screen.present(grid))
            #expect(model.difference(from: grid, theme: .plain, depth: .indexed256) == nil)
            screen.use(.plain)
            #expect(screen.present(grid).isEmpty)
        }

        @Test("the depth is what the terminal has, or less when asked; mono sends no colour", arguments: ColorDepth.allCases)
        func depths(depth: ColorDepth) throws {
            let screen = try makeScreen(20, 2, depth: depth)
            let model = try #require(TerminalModel(columns: 20, rows: 2))
            #expect(screen.depth == depth)
            var grid = Grid(width: 20, height: 2)
            grid.put("colour", x: 0, y: 0, role: .codeString)
            let bytes = screen.present(grid)
            model.feed(bytes)
            #expect(check(model, grid, "\(depth)", depth: depth))
            if depth == .mono {
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(!text.contains("\u{1B}[3") && !text.contains("\u{1B}[4") && !text.contains("38;5"))
            }
            #expect(try makeScreen(4, 2, term: "linux", depth: .indexed256).depth == .ansi8)
            #expect(try makeScreen(4, 2, term: "vt100", depth: .indexed256).depth == .mono)
        }

        @Test("the bottom right cell can be written without scrolling")
        func corner() throws {
            let screen = try makeScreen(10, 3)
            let model = try #require(TerminalModel(columns: 10, rows: 3))
            var grid = Grid(width: 10, height: 3)
            for y in 0..<3 { grid.put("0123456789", x: 0, y: y) }
            model.feed(screen.present(grid))
            #expect(check(model, grid, "narrow corner"))
            grid.put("一", x: 8, y: 2)
            model.feed(screen.present(grid))
            #expect(check(model, grid, "wide corner"))
        }

        @Test(
            "unknown and hostile terminal names fall back and say so; dumb ones are plain",
            arguments: [nil, "", "no-such-term", "tmux-unknown", "../../../etc/passwd", "a\0b", String(repeating: "x", count: 5_000)]
                as [String?])
        func unknownTerminal(name: String?) throws {
            let size = ScreenSize(columns: 10, rows: 2)
            let screen = try CursesScreen(settings: .init(term: name, size: size))
            #expect(screen.notice != nil)
            #expect(["xterm-256color", "screen-256color"].contains(screen.term))
            #expect(CursesScreen.capability(term: "dumb") == .plain)
            #expect(CursesScreen.capability(term: nil) == .plain)
            #expect(CursesScreen.capability(term: "xterm-256color") == .full)
            #expect(CursesScreen.capability(term: "no-such-term") == .full)
        }

        @Test("two screens live side by side, and closing one harms no other")
        func twoScreens() throws {
            let first = try makeScreen(20, 2)
            var second: CursesScreen? = try makeScreen(30, 3)
            let firstModel = try #require(TerminalModel(columns: 20, rows: 2))
            let secondModel = try #require(TerminalModel(columns: 30, rows: 3))
            var firstGrid = Grid(width: 20, height: 2)
            var secondGrid = Grid(width: 30, height: 3)
            firstGrid.put("first", x: 1, y: 1, role: .accent)
            secondGrid.put("second", x: 2, y: 2, role: .code)
            firstModel.feed(first.present(firstGrid))
            secondModel.feed(second?.present(secondGrid) ?? [])
            #expect(check(firstModel, firstGrid, "first"))
            #expect(check(secondModel, secondGrid, "second"))
            second = nil
            firstGrid.put("again", x: 9, y: 0)
            firstModel.feed(first.present(firstGrid))
            #expect(check(firstModel, firstGrid, "first again"))
        }

        @Test("the test screen keeps what it was shown")
        func testScreen() {
            let screen = TestScreen()
            var grid = Grid(size: screen.size)
            #expect(screen.present(grid).isEmpty)
            #expect(screen.frames == 1)
            grid.put("x", x: 0, y: 0)
            _ = screen.present(grid)
            _ = screen.present(grid)
            #expect(screen.frames == 2)
            #expect(screen.last == grid)
        }
    }
}
