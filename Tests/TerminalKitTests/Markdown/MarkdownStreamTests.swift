import Testing

@testable import TerminalKit

@Suite struct MarkdownStreamTests {
    /// Streams a text in pieces, reading after each; lines once called stable must stay unless definitions come late.
    private func stream(_ pieces: [String], width: Int, _ note: String) -> [StyledLine] {
        let layout = MarkdownLayout(width: width)
        var stable: [StyledLine] = []
        for piece in pieces {
            layout.append(piece)
            let count = layout.stableLineCount
            #expect(count >= stable.count, "\(note)")
            while stable.count < count { stable.append(layout.line(at: stable.count)) }
        }
        if let index = stable.indices.first(where: { layout.line(at: $0) != stable[$0] }) {
            Issue.record("stable line \(index) changed: \(note)")
        }
        layout.finish()
        return (0..<layout.lineCount).map { layout.line(at: $0) }
    }

    /// Names the first line that differs instead of printing both texts.
    private func expectSame(_ streamed: [StyledLine], _ whole: [StyledLine], _ note: String) {
        guard streamed != whole else { return }
        let index = zip(streamed, whole).prefix { $0 == $1 }.count
        let left = streamed.dropFirst(index).first, right = whole.dropFirst(index).first
        Issue.record("\(note): line \(index) of \(streamed.count) is \(left as Any), in one piece of \(whole.count) it is \(right as Any)")
    }

    @Test("cut in two at any place, a text comes out as in one piece")
    func everySplit() {
        for sample in MarkdownSamples.all {
            let whole = MarkdownLayout.lines(of: sample, width: 30)
            for index in sample.unicodeScalars.indices {
                let pieces = [String(sample[..<index]), String(sample[index...])]
                #expect(stream(pieces, width: 30, "\(pieces)").map(\.plain) == whole.map(\.plain), "\(pieces)")
            }
        }
    }

    @Test("scalar by scalar and in drawn pieces, roles included, a text comes out as in one piece")
    func drawnSplits() {
        for seed in UInt64(0)..<40 {
            var draw = SeededDraw(seed: seed)
            let text = MarkdownSamples.mixed(bytes: 1200, seed: seed)
            let whole = MarkdownLayout.lines(of: text, width: 50)
            let longest = [1, 4, 40, 400][Int(seed % 4)]
            var pieces: [String] = []
            var rest = Array(text.unicodeScalars)[...]
            while !rest.isEmpty {
                let count = min(rest.count, Int.random(in: 1...longest, using: &draw))
                var piece = String.UnicodeScalarView()
                piece.append(contentsOf: rest.prefix(count))
                pieces.append(String(piece))
                rest = rest.dropFirst(count)
            }
            expectSame(stream(pieces, width: 50, "seed \(seed)"), whole, "seed \(seed)")
        }
    }

    @Test("finished blocks and items are laid out for good, and code line by line")
    func stability() {
        let layout = MarkdownLayout(width: 40)
        layout.append("# A\n\ntext\n\n- one\n- two\n- th")
        #expect((0..<layout.stableLineCount).map { layout.line(at: $0).plain } == ["A", "", "text", "", "• one"])
        layout.append("ree\n\n```\nfirst\nsecond\nthi")
        #expect(layout.line(at: layout.stableLineCount - 1).plain == "  second")
        #expect(layout.line(at: layout.lineCount - 1).plain == "  thi")
    }

    @Test("long tables grow row by row and come out as in one piece", arguments: [4, 12, 40] as [Int])
    func longTables(width: Int) {
        for (number, sample) in MarkdownSamples.longTables.enumerated() {
            let whole = MarkdownLayout.lines(of: sample, width: width)
            for size in width == 12 ? [23, 90] : [90] {
                var pieces: [String] = []
                var rest = sample[...]
                while !rest.isEmpty {
                    pieces.append(String(rest.prefix(size)))
                    rest = rest.dropFirst(size)
                }
                expectSame(stream(pieces, width: width, "table \(number) by \(size)"), whole, "table \(number) by \(size)")
            }
        }
        let layout = MarkdownLayout(width: 40)
        layout.append(MarkdownSamples.longTables[0].replacing("\nend", with: ""))
        #expect(layout.stableLineCount > 70)
    }

    @Test("blocks beyond the size limit come out plain, the same however they are cut")
    func oversized() {
        let limit = BlockStream.longestBlockBytes
        let samples = [
            "start\n\n" + String(repeating: "word ", count: limit / 4) + "\n\nend *x*\n",
            "- item\n" + String(repeating: "  more of it\n", count: limit / 8) + "\n\n- next\n\n**end**\n",
            String(repeating: "    code\n\n", count: limit / 5) + "end *x*\n",
            "```\n" + String(repeating: "x", count: limit + 9000) + "\n" + String(repeating: "line\n", count: 300) + "```\n*end*\n",
            "  ```\n \t" + String(repeating: "y", count: 9000) + "\n\tz\n  ```\nend",
            "<!-- \n" + String(repeating: "\n", count: limit * 2) + "a *b*\n\nc",
            String(repeating: "| a | b |\n", count: 3) + String(repeating: "> q\n", count: limit / 3) + "\n*end*",
            MarkdownSamples.mixed(bytes: limit * 5 / 4, seed: 7),
        ]
        for (number, sample) in samples.enumerated() {
            let whole = MarkdownLayout.lines(of: sample, width: 60)
            var draw = SeededDraw(seed: UInt64(number))
            var pieces: [String] = []
            var rest = sample[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...40_000, using: &draw))
                pieces.append(String(piece))
                rest = rest[piece.endIndex...]
            }
            expectSame(stream(pieces, width: 60, "sample \(number)"), whole, "sample \(number)")
            #expect(!whole.isEmpty)
        }
    }

    @Test("hostile Markdown takes no more than its share of time and depth")
    func hostile() {
        let units = [
            "**a** ", "*a **b ", "[", "[a](", "![a](", "`", "``a`", "> ", "- ", "<", "<a ", "&", "\\", "_a__", "|", "|-|\n", "http://a.b/",
            "www.a(",
            "1. ", "~~", "<!--", "[a]: b\n", "a@b.c ", "]", "*_", "<?", "|a\n|-\n",
        ]
        for unit in units {
            let text = String(repeating: unit, count: 20_000 / unit.utf8.count)
            let clock = ContinuousClock()
            let spent = clock.measure { #expect(MarkdownLayout.lines(of: text, width: 80).count >= 0) }
            #expect(spent < .seconds(4), "\(unit.debugDescription) took \(spent)")
        }
        var deep = ""
        for depth in 0..<300 { deep += String(repeating: " ", count: depth * 2) + "- x\n" }
        #expect(!MarkdownLayout.lines(of: deep, width: 80).isEmpty)
        #expect(!MarkdownLayout.lines(of: String(repeating: ">", count: 50_000) + "x", width: 80).isEmpty)
    }
}
