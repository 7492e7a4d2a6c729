import Testing

@testable import TerminalKit

@Suite struct StyledLineTests {
    @Test("a line counts its columns and joins runs of one look")
    func width() {
        var line = StyledLine("ab", .code).appending("一", .code).appending("!", .dim)
        #expect(line.width == 5)
        #expect(line.spans == [Span("ab一", .code), Span("!", .dim)])
        line.spans = [Span("x")]
        #expect(line.width == 1)
        #expect(line.plain == "x")
    }

    @Test("a line never holds control characters, breaks or tabs")
    func safe() {
        #expect(StyledLine("a\u{1B}[31m\tb\nc\u{202E}").plain == "a␛[31m b⏎c")
        #expect(StyledLine([Span("x\u{7}y")]).plain == "x␇y")
    }

    @Test("clipping leaves an ellipsis in the last column and never half a wide character")
    func clipping() {
        #expect(StyledLine("hello world").clipped(to: 6).plain == "hello…")
        #expect(StyledLine("hello").clipped(to: 5).plain == "hello")
        #expect(StyledLine("hello").clipped(to: 4, ellipsis: false).plain == "hell")
        #expect(StyledLine("一二三").clipped(to: 4).plain == "一…")
        #expect(StyledLine("一二三").clipped(to: 4).width == 3)
        #expect(StyledLine("abc").clipped(to: 0).isEmpty)
        #expect(StyledLine("abc").clipped(to: 1).plain == "…")
        let two = StyledLine("ab", .dim).appending("cd", .code).clipped(to: 3)
        #expect(two.spans == [Span("ab", .dim), Span("…", .code)])
        let marked = StyledLine("ax\u{301}bc").clipped(to: 2, ellipsis: false)
        #expect(marked.plain.unicodeScalars.count == 3)
    }

    @Test("padding fills with blanks up to the column asked for")
    func padding() {
        #expect(StyledLine("ab").padded(to: 4).plain == "ab  ")
        #expect(StyledLine("abcd").padded(to: 2).plain == "abcd")
    }
}
