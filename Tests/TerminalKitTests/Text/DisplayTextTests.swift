import Testing

@testable import TerminalKit

@Suite struct DisplayTextTests {
    @Test("the cluster policy leaves what every terminal draws alike")
    func policy() {
        let cases: [(String, String)] = [
            ("plain", "plain"), ("❤\u{FE0F}", "❤"), ("⚠\u{FE0E}", "⚠"), ("1\u{FE0F}\u{20E3}", "1"), ("👍🏽", "👍"),
            ("👨\u{200D}👩\u{200D}👧", "👨"), ("👩🏽\u{200D}🚀!", "👩!"), ("❤\u{FE0F}\u{200D}🔥", "❤"), ("🇩🇪", "🇩🇪"),
            ("a\u{200B}b\u{FEFF}c\u{2060}", "abc"), ("rm \u{202E}/ fr-\u{202C} x", "rm / fr- x"), ("so\u{AD}ft", "soft"),
            ("e\u{301}", "\u{E9}"), ("か\u{3099}", "\u{304C}"), ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"), ("\u{301}x", "◌\u{301}x"),
            ("\u{E0061}\u{E0062}", ""), ("\u{0378}", "\u{FFFD}"), ("a\u{1B}b", "a␛b"), ("a\u{7F}", "a␡"), ("a\u{9B}31m", "a\u{FFFD}31m"),
            ("a\u{2028}b", "a b"), ("a\tb\n", "a\tb\n"), ("🏳\u{FE0F}\u{200D}🌈", "🏳"),
        ]
        for (text, expected) in cases {
            #expect(Array(DisplayText.conservative(text).unicodeScalars) == Array(expected.unicodeScalars), "\(text.debugDescription)")
        }
    }

    @Test("a cell keeps a base and two marks")
    func marks() {
        let zalgo = "x" + String(repeating: "\u{309}\u{31B}\u{335}", count: 50) + "y"
        #expect(DisplayText.conservative(zalgo).unicodeScalars.count == 4)
    }

    @Test("doing it twice changes nothing and nothing dangerous remains")
    func property() {
        for seed in UInt64(0)..<400 {
            var draw = SeededDraw(seed: seed)
            var text = String.UnicodeScalarView()
            for _ in 0..<40 {
                let top: UInt32 = [0x80, 0x400, 0x3100, 0x1FFFF, 0xE01FF, 0x10FFFF][Int.random(in: 0..<6, using: &draw)]
                if let scalar = Unicode.Scalar(UInt32.random(in: 0...top, using: &draw)) { text.append(scalar) }
                if Bool.random(using: &draw), let mark = Unicode.Scalar(UInt32.random(in: 0x300...0x36F, using: &draw)) {
                    text.append(mark)
                }
                if Int.random(in: 0..<8, using: &draw) == 0 { text.append("\u{200D}") }
            }
            let once = DisplayText.conservative(String(text))
            #expect(Array(DisplayText.conservative(once).unicodeScalars) == Array(once.unicodeScalars), "seed \(seed)")
            for scalar in once.unicodeScalars {
                let kind = scalar.properties.generalCategory
                #expect(
                    scalar == "\n" || scalar == "\t" || kind != .control && kind != .format || CellWidth.of(scalar) == 1, "seed \(seed)")
            }
        }
    }

    @Test("approvals see every hidden character spelled out")
    func visible() {
        let cases: [(String, String)] = [
            ("ls -la\nrm", "ls -la\nrm"), ("rm \u{202E}x", "rm \\u{202E}x"), ("a\tb", "a\\u{9}b"), ("a\r\u{1B}[2K", "a\\u{D}\\u{1B}[2K"),
            ("a\u{A0}b", "a\\u{A0}b"), ("a\u{3000}b", "a\\u{3000}b"), ("x\u{E0041}", "x\\u{E0041}"), ("\u{200B}", "\\u{200B}"),
            ("\u{2800}", "\\u{2800}"), ("grüße 一", "grüße 一"), ("\u{E000}", "\\u{E000}"), ("\u{85}", "\\u{85}"), ("\u{115F}", "\\u{115F}"),
        ]
        for (text, expected) in cases { #expect(DisplayText.visible(text) == expected) }
    }

    @Test("one-line text shows its line feeds")
    func line() {
        #expect(DisplayText.line("a\nb\tc") == "a⏎b c")
    }
}
