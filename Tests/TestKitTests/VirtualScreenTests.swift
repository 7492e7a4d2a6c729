import TestKit
import Testing

@Suite("The virtual screen shows what a terminal would")
struct VirtualScreenTests {
    @Test("text, position, attributes and colours are read back")
    func cells() {
        let screen = VirtualScreen(columns: 20, rows: 4)
        screen.feed("\u{1B}[2;3H\u{1B}[1;7;31mA\u{1B}[0m\u{1B}[38;5;200;48;5;17mB\u{1B}[0;38;2;1;2;3mC\u{1B}[0m d   ")
        #expect(screen.text == "\n  ABC d\n\n")
        #expect(screen.row(1) == "  ABC d")
        let bold = screen.cell(2, 1)
        #expect(bold.text == "A" && bold.bold && bold.reverse && bold.foreground == .index(1))
        let indexed = screen.cell(3, 1)
        #expect(indexed.foreground == .index(200) && indexed.background == .index(17) && !indexed.bold)
        #expect(screen.cell(4, 1).foreground == .rgb(1, 2, 3))
        #expect(screen.cell(0, 0) == .blank)
        #expect(screen.cell(99, 99) == .blank && screen.cell(-1, 0) == .blank)
        #expect(screen.cursor == (x: 10, y: 1))
    }

    @Test("wide characters cover two cells and combining marks none")
    func widths() {
        let screen = VirtualScreen(columns: 10, rows: 1)
        screen.feed("日e\u{301}x")
        #expect(screen.text == "日e\u{301}x")
        #expect(screen.cell(0, 0).text == "日" && screen.cell(0, 0).width == 2)
        #expect(screen.cell(1, 0).text == "")
        #expect(screen.cell(2, 0).text == "e\u{301}")
        #expect(screen.cell(3, 0).text == "x")
    }

    @Test("modes, title, clipboard and clears are the same however the bytes are cut")
    func anyChunking() {
        let bytes = Array(
            ("\u{1B}[?1049h\u{1B}[?2004;1004h\u{1B}[?25l\u{1B}]0;my title\u{1B}\\\u{1B}]52;c;aGk=\u{7}\u{1B}[2J\u{1B}[2;3r\u{1B}="
                + "\u{1B}[>1u\u{1B}[?2026h日本\u{1B}[?2026l\u{7}\u{1B}Pq 2J\u{1B}\\\u{1B}[1J").utf8)
        for size in 1...bytes.count {
            let screen = VirtualScreen(columns: 12, rows: 4)
            for start in stride(from: 0, to: bytes.count, by: size) { screen.feed(Array(bytes[start..<min(start + size, bytes.count)])) }
            #expect(screen.isAlternate && !screen.cursorIsVisible)
            #expect(screen.unrestoredModes == [25, 1004, 1049, 2004])
            #expect(screen.modeChanges.suffix(2) == [ModeChange(2026, isOn: true), ModeChange(2026, isOn: false)])
            #expect(screen.title == "my title")
            #expect(screen.clipboardWrites == ["c;aGk="])
            #expect(screen.fullClearCount == 1)
            #expect(screen.bellCount == 1)
            #expect(screen.scrollRegion == 2...3)
            #expect(screen.leftovers.count == 7, "\(screen.leftovers)")
        }
    }

    @Test("a synchronized update shows when it is whole, however the bytes are cut, and not before")
    func synchronizedUpdate() {
        let bytes = Array("\u{1B}[?2026h\u{1B}[Hone\r\n日本\u{1B}[?2026l".utf8)
        for size in 1...bytes.count {
            let screen = VirtualScreen(columns: 12, rows: 4)
            screen.feed("before")
            for start in stride(from: 0, to: bytes.count, by: size) {
                #expect(screen.text == "before\n\n\n")
                screen.feed(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(screen.text == "oneore\n日本\n\n", "\(size)")
        }
    }

    @Test("a terminal that was put back is as found, and every single leftover is told")
    func leftovers() {
        let screen = VirtualScreen()
        #expect(screen.isAsFound)
        screen.feed("\u{1B}[?1049h\u{1B}[?1h\u{1B}=\u{1B}[?25l\u{1B}[1mhello\u{1B}[5;9r")
        #expect(!screen.isAsFound)
        screen.feed("\u{1B}[0m\u{1B}[r\u{1B}>\u{1B}[?1l\u{1B}[?25h\u{1B}[?1049l")
        #expect(screen.isAsFound, "\(screen.leftovers)")
        for one in ["\u{1B}[?2004h", "\u{1B}[?7l", "\u{1B}[31m", "\u{1B}[4m", "\u{1B}=", "\u{1B}[2;4r", "\u{1B}[>5u"] {
            let screen = VirtualScreen()
            screen.feed(one)
            #expect(screen.leftovers.count == 1, "\(one.dropFirst()): \(screen.leftovers)")
        }
    }

    @Test("the alternate screen hides the main one and gives it back")
    func alternate() {
        let screen = VirtualScreen(columns: 10, rows: 2)
        screen.feed("main\u{1B}[?1049h\u{1B}[Hother")
        #expect(screen.row(0) == "other")
        screen.feed("\u{1B}[?1049l")
        #expect(screen.row(0) == "main")
    }

    @Test("questions to the terminal are answered")
    func replies() {
        let screen = VirtualScreen()
        screen.feed("\u{1B}[3;5H\u{1B}[6n")
        #expect(String(decoding: screen.takeReplies(), as: UTF8.self) == "\u{1B}[3;5R")
        #expect(screen.takeReplies().isEmpty)
    }

    @Test("random bytes and random sizes do no harm")
    func storm() {
        var random = SeededGenerator(seed: 0x5EED)
        let screen = VirtualScreen()
        for _ in 0..<400 {
            let pieces = [
                "\u{1B}[", "?1049h", "?1049l", "H", "2J", "日", "e\u{301}", "\r\n", "5;9r", "\u{1B}]0;", "\u{7}", "1;31m", "L", "M", "P",
                "9@",
            ]
            screen.feed((0..<20).map { _ in pieces.randomElement(using: &random) ?? "" }.joined())
            screen.feed((0..<20).map { _ in UInt8.random(in: 0...255, using: &random) })
            if Bool.random(using: &random) {
                screen.resize(columns: Int.random(in: -1...150, using: &random), rows: Int.random(in: -1...60, using: &random))
            }
            #expect(screen.lines.count == screen.rows)
        }
    }
}
