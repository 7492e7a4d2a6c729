import Testing

@testable import TerminalKit

@Suite struct CodeHighlighterTests {
    private func roles(_ language: String, _ lines: String...) -> [String] {
        var highlighter = CodeHighlighter(language: language)
        return lines.map { line in highlighter.spans(line).map { String($0.role.snapshotCode) + ":" + $0.text }.joined(separator: "|") }
    }

    @Test("tokens get their roles")
    func tokens() {
        #expect(roles("swift", "if x2 == 10 { \"a\\\"b\" }") == ["K:if|c: x2 == |N:10|c: { |S:\"a\\\"b\"|c: }"])
        #expect(roles("python", "def f(): # note") == ["K:def|c: f(): |C:# note"])
        #expect(roles("sh", "echo $# 'x' # y") == ["K:echo|c: $# |S:'x'|c: |C:# y"])
        #expect(roles("json", "{\"a\": true, \"b\": 1.5e3}") == ["c:{|S:\"a\"|c:: |K:true|c:, |S:\"b\"|c:: |N:1.5e3|c:}"])
        #expect(roles("rust", "fn f<'a>(c: 'a) { 'x' }") == ["K:fn|c: f<'a>(c: 'a) { |S:'x'|c: }"])
        #expect(roles("c++", "char c = '\\n'; // x") == ["K:char|c: c = |S:'\\n'|c:; |C:// x"])
        #expect(roles("go", "var s = `raw") == ["K:var|c: s = |S:`raw"])
    }

    @Test("comments and long strings stay open over lines")
    func carried() {
        #expect(roles("swift", "a /* b /* c */", "d */ let") == ["c:a |C:/* b /* c */", "C:d */|c: |K:let"])
        #expect(roles("py", "x = '''a", "b''' + 1") == ["c:x = |S:'''a", "S:b'''|c: + |N:1"])
        #expect(roles("js", "`a", "b` if") == ["S:`a", "S:b`|c: |K:if"])
    }

    @Test("an unknown language is plain code and no text is ever lost")
    func complete() {
        #expect(roles("klingon", "if \"x\"") == ["c:if \"x\""])
        let pieces = ["\"", "'", "`", "/*", "*/", "//", "#", "\\", "let", "12", "一", " ", "'''", "{", "--"]
        for name in ["swift", "python", "ts", "c", "go", "rust", "sh", "json", "sql", "yaml", "diff"] {
            var highlighter = CodeHighlighter(language: name)
            for seed in UInt64(0)..<100 {
                var draw = SeededDraw(seed: seed)
                let line = draw.text(from: pieces, count: 20)
                #expect(highlighter.spans(line).map(\.text).joined() == line, "\(name) seed \(seed)")
            }
        }
    }
}
