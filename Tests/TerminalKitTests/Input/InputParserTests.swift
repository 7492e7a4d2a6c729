import Testing

@testable import TerminalKit

@Suite("InputParser")
struct InputParserTests {
    private func events(_ text: String) -> [InputEvent] { events(Array(text.utf8)) }

    private func events(_ bytes: [UInt8]) -> [InputEvent] {
        var parser = InputParser()
        return parser.feed(bytes, now: 0) + parser.expire(now: .max)
    }

    static let keys: [(String, Key, Modifiers)] = [
        ("a", .character("a"), []), ("A", .character("A"), []), ("é", .character("é"), []), ("🙂", .character("🙂"), []),
        (" ", .character(" "), []), ("\r", .enter, []), ("\t", .tab, []), ("\u{7F}", .backspace, []), ("\u{1B}", .escape, []),
        ("\u{00}", .character(" "), .control), ("\u{01}", .character("a"), .control), ("\u{03}", .character("c"), .control),
        ("\u{08}", .character("h"), .control), ("\n", .character("j"), .control), ("\u{1A}", .character("z"), .control),
        ("\u{1C}", .character("\\"), .control), ("\u{1F}", .character("_"), .control),
        ("\u{1B}a", .character("a"), .alt), ("\u{1B}é", .character("é"), .alt), ("\u{1B}\r", .enter, .alt),
        ("\u{1B}\u{7F}", .backspace, .alt),
        ("\u{1B}\u{03}", .character("c"), [.alt, .control]), ("\u{1B}[", .character("["), .alt), ("\u{1B}O", .character("O"), .alt),
        ("\u{1B}]", .character("]"), .alt), ("\u{1B}P", .character("P"), .alt),
        ("\u{1B}[A", .up, []), ("\u{1B}[B", .down, []), ("\u{1B}[C", .right, []), ("\u{1B}[D", .left, []), ("\u{1B}OA", .up, []),
        ("\u{1B}[H", .home, []), ("\u{1B}[F", .end, []), ("\u{1B}OH", .home, []), ("\u{1B}[1~", .home, []), ("\u{1B}[4~", .end, []),
        ("\u{1B}[7~", .home, []), ("\u{1B}[8~", .end, []), ("\u{1B}[2~", .insert, []), ("\u{1B}[3~", .delete, []),
        ("\u{1B}[5~", .pageUp, []), ("\u{1B}[6~", .pageDown, []), ("\u{1B}[Z", .backtab, []),
        ("\u{1B}[1;5A", .up, .control), ("\u{1B}[1;2C", .right, .shift), ("\u{1B}[1;3D", .left, .alt),
        ("\u{1B}[1;8H", .home, [.shift, .alt, .control]),
        ("\u{1B}[3;5~", .delete, .control), ("\u{1B}[6;2~", .pageDown, .shift), ("\u{1B}[1;9A", .up, .command),
        ("\u{1B}\u{1B}[A", .up, .alt), ("\u{1B}\u{1B}OB", .down, .alt),
        ("\u{1B}OP", .function(1), []), ("\u{1B}OS", .function(4), []), ("\u{1B}[15~", .function(5), []), ("\u{1B}[17~", .function(6), []),
        ("\u{1B}[21~", .function(10), []), ("\u{1B}[23~", .function(11), []), ("\u{1B}[24;2~", .function(12), .shift),
        ("\u{1B}[34~", .function(20), []), ("\u{1B}[1;2R", .function(3), .shift), ("\u{1B}[[A", .function(1), []),
        ("\u{1B}[[E", .function(5), []),
        ("\u{1B}OM", .enter, []), ("\u{1B}Oj", .character("*"), []), ("\u{1B}Oy", .character("9"), []),
        ("\u{1B}O5P", .function(1), .control),
        ("\u{1B}[a", .up, .shift), ("\u{1B}Oa", .up, .control), ("\u{1B}[3$", .delete, .shift), ("\u{1B}[3^", .delete, .control),
        ("\u{1B}[3@", .delete, [.control, .shift]),
        // kitty
        ("\u{1B}[97;5u", .character("a"), .control), ("\u{1B}[27u", .escape, []), ("\u{1B}[13;2u", .enter, .shift),
        ("\u{1B}[9;2u", .backtab, []),
        ("\u{1B}[9;5u", .tab, .control), ("\u{1B}[127;5u", .backspace, .control), ("\u{1B}[105;5u", .character("i"), .control),
        ("\u{1B}[97;2u", .character("A"), []), ("\u{1B}[49:33;2u", .character("!"), []),
        ("\u{1B}[97;6u", .character("a"), [.shift, .control]),
        ("\u{1B}[233;3u", .character("é"), .alt), ("\u{1B}[57414u", .enter, []), ("\u{1B}[57417;5u", .left, .control),
        ("\u{1B}[57376u", .function(13), []), ("\u{1B}[57404u", .character("5"), []), ("\u{1B}[1;1:1A", .up, []),
        ("\u{1B}[97;1:2u", .character("a"), []),
        ("\u{1B}[97;69u", .character("a"), .control), ("\u{1B}[99;5;99u", .character("c"), .control),
        // modifyOtherKeys
        ("\u{1B}[27;5;13~", .enter, .control), ("\u{1B}[27;2;13~", .enter, .shift), ("\u{1B}[27;5;105~", .character("i"), .control),
        ("\u{1B}[27;6;65~", .character("a"), [.shift, .control]), ("\u{1B}[27;2;33~", .character("!"), []),
        ("\u{1B}[27;2;9~", .backtab, []),
        ("\u{1B}[27;5;32~", .character(" "), .control),
    ]

    @Test("every key sequence is its key", arguments: keys.indices)
    func key(index: Int) {
        let (text, key, modifiers) = Self.keys[index]
        #expect(events(text) == [.key(key, modifiers)], "\(text.utf8.map { String($0, radix: 16) })")
    }

    @Test(
        "sequences that are no keys vanish whole",
        arguments: [
            "\u{1B}[97;1:3u", "\u{1B}[1;1:3A", "\u{1B}[99999999999999999999u", "\u{1B}[201~", "\u{1B}[999~", "\u{1B}[E", "\u{1B}[57358u",
            "\u{1B}[55296u",
            "\u{1B}[<0;1M", "\u{1B}[<64;1;1m", "\u{1B}[=5h", "\u{1B}[1;2;3;4;5;6;7x", "\u{1B}Oz", "\u{1B}[!p", "\u{1B}[M", "\u{1B}[<",
            "\u{1B}[12;3", "\u{C2}\u{9B}",
            "\u{1B}[" + String(repeating: "1;", count: 500) + "u", "\u{1B}[[Z", "\u{1B}[27;5~", "\u{1B}[0u", "\u{1B}]52;c;torn", "\u{1B}Pq",
        ])
    func unknown(text: String) {
        var scalars = text.unicodeScalars.filter { $0 != "\u{C2}" }
        if scalars.isEmpty { scalars = text.unicodeScalars }
        var bytes: [UInt8] = []
        for scalar in scalars { bytes += Array(String(scalar).utf8) }
        #expect(events(bytes) == [])
        var parser = InputParser()
        let before = parser.feed(bytes, now: 0) + parser.expire(now: .max)
        #expect(before + parser.feed(Array("k".utf8), now: 1) == [.key(.character("k"), [])])
    }

    @Test("the mouse tells kind, button, place and modifiers")
    func mouse() {
        #expect(events("\u{1B}[<0;3;4M") == [.mouse(MouseEvent(kind: .press, button: .left, x: 2, y: 3))])
        #expect(events("\u{1B}[<2;209;1m") == [.mouse(MouseEvent(kind: .release, button: .right, x: 208, y: 0))])
        #expect(events("\u{1B}[<32;3;4M") == [.mouse(MouseEvent(kind: .drag, button: .left, x: 2, y: 3))])
        #expect(events("\u{1B}[<35;3;4M") == [.mouse(MouseEvent(kind: .move, x: 2, y: 3))])
        #expect(events("\u{1B}[<64;1;1M\u{1B}[<65;1;1M").map(\.kind) == [.wheelUp, .wheelDown])
        #expect(events("\u{1B}[<84;1;1M") == [.mouse(MouseEvent(kind: .wheelUp, x: 0, y: 0, modifiers: [.shift, .control]))])
        #expect(events("\u{1B}[<0;99999999999;1M").map(\.kind) == [.press])
        #expect(events("\u{1B}[<0;0;0M") == [])
        #expect(events("\u{1B}[M !!") == [.mouse(MouseEvent(kind: .press, button: .left, x: 0, y: 0))])
        #expect(events("\u{1B}[M#!!").map(\.kind) == [.release])
    }

    @Test("focus and answers are events of their own, never keys")
    func answers() {
        #expect(events("\u{1B}[I\u{1B}[O") == [.focus(true), .focus(false)])
        #expect(events("\u{1B}[?2026;2$y") == [.reply(.mode(number: 2026, state: 2))])
        #expect(events("\u{1B}[?62;1;4c") == [.reply(.attributes)])
        #expect(events("\u{1B}[>41;354;0c") == [.reply(.attributes)])
        #expect(events("\u{1B}[?1u") == [.reply(.keyboard(flags: 1))])
        #expect(events("\u{1B}[24;80R") == [.reply(.cursor(row: 24, column: 80))])
        #expect(events("\u{1B}[?997;1n") == [.reply(.colorScheme(dark: true))])
        #expect(events("\u{1B}]11;rgb:ffff/8080/0000\u{1B}\\") == [.reply(.background(red: 65_535, green: 32_896, blue: 0))])
        #expect(events("\u{1B}]10;rgb:f/8/0\u{07}") == [.reply(.foreground(red: 65_535, green: 34_952, blue: 0))])
        #expect(events("\u{1B}]11;rgba:ff/80/00/ff\u{1B}\\") == [.reply(.background(red: 65_535, green: 32_896, blue: 0))])
        #expect(events("\u{1B}]11;rgb:-f/8/0\u{07}\u{1B}]11;rgb:\u{07}\u{1B}]\u{07}") == [.reply(.other), .reply(.other), .reply(.other)])
        #expect(events("\u{1B}P>|kitty(0.40)\u{1B}\\") == [.reply(.version("kitty(0.40)"))])
        #expect(events("\u{1B}_Gi=1;OK\u{1B}\\x") == [.reply(.other), .key(.character("x"), [])])
    }

    @Test("Ctrl-C is heard even inside a sequence that never ends")
    func interrupt() {
        for beginning in [
            "\u{1B}]11;rgb", "\u{1B}[12", "\u{1B}P1", "\u{1B}O", "\u{1B}[M", "\u{1B}[[", "\u{1B}[" + String(repeating: "1", count: 300),
        ] {
            #expect(events(beginning + "\u{03}") == [.key(.character("c"), .control)], "\(beginning.dropFirst())")
        }
    }

    @Test("a paste is one event: line ends are one kind, controls are gone")
    func paste() {
        #expect(events("\u{1B}[200~hello\r\nthere\ryou\n\u{1B}[201~") == [.paste("hello\nthere\nyou\n")])
        #expect(events("\u{1B}[200~a\u{1B}[31mb\u{07}\tc\u{9B}d\u{7F}\u{1B}[201~x") == [.paste("a[31mb\tcd"), .key(.character("x"), [])])
        #expect(events("\u{1B}[200~\u{1B}[20\u{1B}[201~") == [.paste("[20")])
        #expect(events("\u{1B}[200~\u{1B}[201~") == [])
        #expect(events([0x1B, 0x5B, 0x32, 0x30, 0x30, 0x7E, 0xFF, 0x61, 0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]) == [.paste("\u{FFFD}a")])
    }

    @Test("a paste keeps at most its limit and forgets the rest")
    func pasteLimit() {
        var parser = InputParser(pasteLimit: 10)
        let events = parser.feed(Array("\u{1B}[200~0123456789ABCDEF\u{1B}[201~k".utf8), now: 0)
        #expect(events == [.paste("0123456789"), .key(.character("k"), [])])
    }

    @Test("a paste without an end is given out two seconds after its last byte")
    func tornPaste() {
        var parser = InputParser()
        #expect(parser.feed(Array("\u{1B}[200~abc".utf8), now: 0) == [])
        #expect(parser.feed(Array("def".utf8), now: 1_500_000) == [])
        #expect(parser.deadlineMicros == 3_500_000)
        #expect(parser.expire(now: 3_499_999) == [])
        #expect(parser.expire(now: 3_500_000) == [.paste("abcdef")])
        #expect(parser.deadlineMicros == nil)
    }

    @Test("a lone Esc waits 3 ms here and 100 ms over ssh; one behind other bytes waits as a torn sequence would")
    func escapeTiming() {
        var parser = InputParser()
        #expect(parser.feed([0x1B], now: 1_000) == [])
        #expect(parser.deadlineMicros == 4_000)
        #expect(parser.expire(now: 3_999) == [])
        #expect(parser.expire(now: 4_000) == [.key(.escape, [])])
        var remote = InputParser(timing: .remote)
        _ = remote.feed([0x1B], now: 0)
        #expect(remote.deadlineMicros == 100_000)
        _ = parser.feed([0x61, 0x1B], now: 0)
        #expect(parser.deadlineMicros == 50_000)
        _ = parser.feed([0x5B], now: 10_000)
        #expect(parser.deadlineMicros == 60_000)
        #expect(parser.feed([0x41], now: 20_000) == [.key(.up, [])])
        #expect(parser.deadlineMicros == nil)
        #expect(parser.feed([0x1B, 0x1B], now: 0) == [])
        #expect(parser.expire(now: 50_000) == [.key(.escape, []), .key(.escape, [])])
        #expect(parser.feed([0x1B, 0x1B, 0x78], now: 0) == [.key(.escape, []), .key(.character("x"), .alt)])
    }

    @Test("broken UTF-8 becomes replacement characters, as in Swift", arguments: [1, 2, 3] as [UInt64])
    func brokenUTF8(seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        let interesting: [UInt8] = [0x41, 0x80, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xA0, 0x9F, 0xF0, 0xF4, 0x90, 0x8F, 0xF5, 0xFF, 0xE2, 0x82]
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 1..<9, using: &numbers)).map { _ in interesting.randomElement(using: &numbers) ?? 0x41 }
            let wanted = String(decoding: bytes, as: UTF8.self).unicodeScalars.filter { !(0x80...0x9F).contains($0.value) }
            let got = events(bytes).compactMap { event -> Character? in
                if case .key(.character(let character), []) = event { character } else { nil }
            }
            #expect(got.flatMap(\.unicodeScalars) == Array(wanted), "seed \(seed): \(bytes)")
        }
    }

    @Test("the backspace byte is the terminal's")
    func backspaceByte() {
        var parser = InputParser(backspaceByte: 8)
        #expect(parser.feed([8, 0x7F], now: 0) == [.key(.backspace, []), .key(.backspace, [])])
    }
}

extension InputEvent {
    fileprivate var kind: MouseEvent.Kind? {
        if case .mouse(let event) = self { event.kind } else { nil }
    }
}
