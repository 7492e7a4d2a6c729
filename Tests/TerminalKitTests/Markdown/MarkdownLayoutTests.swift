import Testing

@testable import TerminalKit

@Suite struct MarkdownLayoutTests {
    private func plain(_ text: String, _ width: Int = 40) -> [String] {
        MarkdownLayout.lines(of: text, width: width).map(\.plain)
    }

    private func spans(_ text: String) -> [Span] {
        MarkdownLayout.lines(of: text, width: 80).flatMap(\.spans)
    }

    @Test("blocks stand one empty line apart, none at the ends")
    func gaps() {
        #expect(plain("# Head\ntext\n\n\n\nmore\n\n") == ["Head", "", "text", "", "more"])
        #expect(plain("") == [])
        #expect(plain("\n\n```\n\n```\n\nx") == ["x"])
    }

    @Test("inline marks become roles and attributes")
    func inlines() {
        #expect(
            spans("a *b* **c** `d` ~~e~~") == [
                Span("a "), Span("b", .text, .italic), Span(" "), Span("c", .strong, .bold), Span(" "), Span("d", .code), Span(" "),
                Span("e", .dim),
            ])
        #expect(spans("# Head `x`") == [Span("Head ", .heading, .bold), Span("x", .code, .bold)])
        #expect(plain("cp ~/a ~/b and ~x~") == ["cp ~/a ~/b and ~x~"])
    }

    @Test("a link says where it leads when its text does not")
    func links() {
        #expect(spans("[docs](http://a.b/c)") == [Span("docs", .link), Span(" (http://a.b/c)", .dim)])
        #expect(spans("<http://a.b>") == [Span("http://a.b", .link)])
        #expect(spans("[http://good.x](http://evil.x)").map(\.text) == ["http://good.x", " (http://evil.x)"])
        #expect(plain("![a cat](cat.png)") == ["[image: a cat] (cat.png)"])
    }

    @Test("lists have marks, numbers and hanging indents, and are apart where the source is")
    func lists() {
        #expect(plain("- one two three\n- b\n  - c\n\n- d", 10) == ["• one two", "  three", "• b", "  • c", "", "• d"])
        #expect(plain("9. a\n10. b\n\n    c") == ["9. a", "10. b", "", "    c"])
        #expect(plain("- [ ] a\n- [x] b") == ["○ a", "✓ b"])
    }

    @Test("quotes carry a bar on every line")
    func quotes() {
        #expect(plain("> a b\n>\n> > c") == ["▎ a b", "▎", "▎ ▎ c"])
    }

    @Test("fenced code is indented, kept as it is and coloured")
    func code() {
        #expect(plain("```\na  b\n\n\tc\n```", 20) == ["  a  b", "", "          c"])
        let colored = spans("```swift\nlet x = \"s\" // c 1\nreturn 42\n```")
        #expect(
            colored.filter { $0.text != "  " }.map(\.role) == [
                .codeKeyword, .code, .codeString, .code, .codeComment, .codeKeyword, .code, .codeNumber,
            ])
        #expect(plain("```\nabcdefgh\n```", 6) == ["  abcd", "  efgh"])
        #expect(spans("```diff\n+a\n-b\n@@ c\n```").map(\.role).filter { $0 != .code } == [.diffAdd, .diffDel, .diffHunk])
    }

    @Test("tables are aligned, shrink to fit, and fall apart into records where they cannot")
    func tables() {
        let table = "| name | n |\n|---|--:|\n| parser | 1 |\n| a | 22 |"
        #expect(plain(table) == ["name   │  n", "───────┼───", "parser │  1", "a      │ 22"])
        #expect(
            plain("| a | b |\n|---|---|\n| one two three | x |", 12) == ["a        │ b", "─────────┼──", "one two  │ x", "three    │ "])
        #expect(plain("| aaaa | bbbb |\n|---|---|\n| 1 | 2 |", 8) == ["aaaa: 1", "bbbb: 2"])
    }

    @Test("rules, HTML and entities are drawn as harmless text")
    func rest() {
        #expect(plain("---", 5) == ["─────"])
        #expect(plain("<div>\nx\n</div>") == ["<div>", "x", "</div>"])
        #expect(plain("a<br>b") == ["a", "b"])
        #expect(plain("x &#27;[31m &#x202E; &#13; y") == ["x ␛[31m  ␍ y"])
    }

    @Test("no line is wider than asked, at any width", arguments: [1, 2, 3, 4, 7, 20, 80] as [Int])
    func widths(width: Int) {
        for sample in MarkdownSamples.all {
            for line in MarkdownLayout.lines(of: sample, width: width) {
                #expect(line.width <= width, "\(sample.debugDescription)")
                #expect(line.width == CellWidth.of(line.plain), "\(sample.debugDescription)")
            }
        }
    }

    @Test("blocks stand apart once, never twice, outside code")
    func neverTwice() {
        for sample in MarkdownSamples.all where !sample.contains("```") && !sample.contains("~~~") {
            let lines = plain(sample)
            #expect(lines.first != "" && lines.last != "", "\(sample.debugDescription)")
            #expect(!zip(lines, lines.dropFirst()).contains { $0.isEmpty && $1.isEmpty }, "\(sample.debugDescription)")
        }
    }

    @Test("indexes outside the text give an empty line, and another width lays out anew")
    func reading() {
        let layout = MarkdownLayout(width: 10)
        layout.append("hello brave new world")
        #expect(layout.lineCount == 3)
        #expect(layout.line(at: 99).isEmpty)
        #expect(layout.line(at: -1).isEmpty)
        layout.relayout(width: 40)
        #expect(layout.lineCount == 1)
        layout.finish()
        layout.append("ignored")
        #expect(layout.source == "hello brave new world")
        #expect(layout.stableLineCount == 1)
    }
}
