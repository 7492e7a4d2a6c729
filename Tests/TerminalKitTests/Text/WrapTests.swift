import Testing

@testable import TerminalKit

@Suite struct WrapTests {
    private func plain(_ text: String, _ width: Int, first: String? = nil, next: String? = nil) -> [String] {
        Wrap.lines(text, width: width, firstIndent: first.map { StyledLine($0) }, nextIndent: next.map { StyledLine($0) }).map(\.plain)
    }

    @Test("words fill a line and blanks at its end are dropped")
    func words() {
        #expect(plain("the quick brown fox", 10) == ["the quick", "brown fox"])
        #expect(plain("the quick   ", 20) == ["the quick"])
        #expect(plain("a  b", 20) == ["a  b"])
    }

    @Test("a line feed ends a line and the last one adds none")
    func hardLines() {
        #expect(plain("a\n\nb\n", 9) == ["a", "", "b"])
        #expect(plain("\n", 9) == [""])
        #expect(plain("", 9) == [])
    }

    @Test("a word longer than the line breaks after - / and comma before it is cut")
    func longWords() {
        #expect(plain("see Sources/TerminalKit/Text/Wrap.swift", 16) == ["see Sources/", "TerminalKit/", "Text/Wrap.swift"])
        #expect(plain("see src/main.c now", 14) == ["see src/main.c", "now"])
        #expect(plain("abcdefghij", 4) == ["abcd", "efgh", "ij"])
        #expect(plain("id abcdefghij", 8) == ["id", "abcdefgh", "ij"])
    }

    @Test("text breaks between wide characters but never before closing punctuation")
    func wide() {
        #expect(plain("一二三四五", 4) == ["一二", "三四", "五"])
        #expect(plain("一二三、四", 6) == ["一二", "三、四"])
        #expect(plain("一二abc", 5) == ["一二", "abc"])
        #expect(plain("一二", 3) == ["一", "二"])
    }

    @Test("width one works, and wide characters give way")
    func oneColumn() {
        #expect(plain("ab c", 1) == ["a", "b", "c"])
        #expect(plain("a一", 1) == ["a", "\u{FFFD}"])
        #expect(plain("x", 0) == ["x"])
        #expect(plain("x", -5) == ["x"])
    }

    @Test("indents hang and are left out where no room remains")
    func indents() {
        #expect(plain("one two three", 9, first: "• ", next: "  ") == ["• one two", "  three"])
        #expect(plain("one two", 5, first: "123456 ", next: "  ") == ["one", "two"])
        #expect(plain("a\n\nb", 9, first: "▎ ", next: "▎ ") == ["▎ a", "▎", "▎ b"])
    }

    @Test("tabs fill up to the eighth column")
    func tabs() {
        #expect(plain("a\tb\n\tc", 40) == ["a       b", "        c"])
        #expect(plain("ab一\tb", 40) == ["ab一    b"])
    }

    @Test("leading blanks stay, and never make a line of their own")
    func leadingBlanks() {
        #expect(plain("   a", 9) == ["   a"])
        #expect(plain("       abc", 5) == ["abc"])
    }

    @Test("spans keep their roles across breaks")
    func roles() {
        let lines = Wrap.lines([Span("go ", .text), Span("big house", .strong, .bold)], width: 7)
        #expect(lines.map(\.plain) == ["go big", "house"])
        #expect(lines[0].spans == [Span("go ", .text), Span("big", .strong, .bold)])
        #expect(lines[1].spans == [Span("house", .strong, .bold)])
    }

    @Test("hard wrapping cuts at the edge and keeps blanks inside")
    func hard() {
        #expect(Wrap.hard([Span("a  b  cd")], width: 4).map(\.plain) == ["a  b", "  cd"])
        #expect(Wrap.hard([Span("一二三")], width: 3).map(\.plain) == ["一", "二", "三"])
    }

    @Test("no line is wider than asked, widths are true and no ink is lost", arguments: [1, 2, 3, 5, 8, 13, 40] as [Int])
    func property(width: Int) {
        let pieces = [
            "a", "bc", " ", "  ", "-", "/", ",", "一", "、", "（", "é", "e\u{301}", "👍🏽", "\n", "\t", "longerword", "👩‍🚀", "\u{202E}", "\u{7}",
        ]
        for seed in UInt64(0)..<200 {
            var draw = SeededDraw(seed: seed)
            let text = draw.text(from: pieces, count: Int.random(in: 0...60, using: &draw))
            let spans = text.split(separator: "b", omittingEmptySubsequences: false).map {
                Span(String($0), $0.count % 2 == 0 ? .text : .code)
            }
            for lines in [Wrap.lines(spans, width: width), Wrap.hard(spans, width: width)] {
                for line in lines {
                    #expect(line.width <= width, "seed \(seed) width \(width)")
                    #expect(line.width == CellWidth.of(line.plain), "seed \(seed) width \(width)")
                }
                let ink = lines.map(\.plain).joined().unicodeScalars.filter { $0 != " " }
                let source = DisplayText.conservative(spans.map(\.text).joined()).unicodeScalars.filter {
                    $0 != " " && $0 != "\n" && $0 != "\t"
                }
                if width > 1 { #expect(Array(ink) == Array(source) || text.contains("\u{301}"), "seed \(seed) width \(width)") }
            }
        }
    }

    @Test("a megabyte without a blank takes linear time")
    func linear() {
        let lines = Wrap.lines(String(repeating: "a-", count: 500_000), width: 80)
        #expect(lines.count == 12_500)
    }
}
