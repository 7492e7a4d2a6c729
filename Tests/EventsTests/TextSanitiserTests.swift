import FoundationEssentials
import Testing

@testable import Events

@Suite struct TextSanitiserTests {
    private static let cases: [(name: String, input: [UInt8], output: String)] = [
        ("csi_sgr", bytes("\u{1B}[31mred"), "red"),
        ("csi_ed", bytes("\u{1B}[2J"), ""),
        ("csi_cuu", bytes("\u{1B}[99Aspoof"), "spoof"),
        ("csi_alt_on", bytes("\u{1B}[?1049h"), ""),
        ("csi_paste_end", bytes("\u{1B}[201~rm -rf x\n"), "rm -rf x\n"),
        ("csi_dsr_status", bytes("\u{1B}[5n"), ""),
        ("csi_private_garb", bytes("\u{1B}[<>=?!\"$'m"), ""),
        ("csi_scs_gfx", bytes("\u{1B}(0qqq"), "qqq"),
        ("csi_ls2", bytes("\u{1B}n"), ""),
        ("csi_media_copy_on", bytes("\u{1B}[5i|sh"), "|sh"),
        ("osc_0_bel", bytes("\u{1B}]0;t;id\n\u{7}"), "\n␇"),
        ("osc_0_st", bytes("\u{1B}]0;t;id\n\u{1B}\\"), "\n"),
        ("osc_2_bel", bytes("\u{1B}]2;pwned\u{7}after"), "after"),
        ("osc_2_none", bytes("\u{1B}]2;pwned"), ""),
        ("osc_8_st", bytes("\u{1B}]8;;http://evil.example/\u{1B}\\click\u{1B}]8;;\u{1B}\\\u{1B}\\"), "click"),
        ("osc_8_c1st", bytes("\u{1B}]8;;http://evil.example/\u{1B}\\click\u{1B}]8;;\u{1B}\\\u{9C}"), "click"),
        ("osc_8_bel", bytes("\u{1B}]8;;javascript:alert(1)\u{7}x\u{7}"), "x␇"),
        ("osc_52_c1st", bytes("\u{1B}]52;c;cm0gLXJmIH4=\u{9C}ok"), "ok"),
        ("osc_52_bel", bytes("\u{1B}]52;p;cm0gLXJmIH4K\u{7}"), ""),
        ("osc_1337_st", bytes("\u{1B}]1337;CopyToClipboard=general\u{7}evil\u{1B}]1337;EndCopy\u{1B}\\"), "evil"),
        ("seq_dcs_tmux_pass", bytes("\u{1B}Ptmux;\u{1B}\u{1B}]52;c;aGk=\u{7}\u{1B}\\."), "."),
        ("seq_dcs_udk", bytes("\u{1B}P1;1|17/726d\u{1B}\\"), ""),
        ("seq_apc_kitty", bytes("\u{1B}_Gf=24,s=1,v=1;AAAA\u{1B}\\x"), "x"),
        ("seq_sos", bytes("\u{1B}Xsos\u{1B}\\"), ""),
        ("seq_esc_esc", bytes("\u{1B}\u{1B}\u{1B}[31m"), ""),
        ("seq_esc_eof", bytes("\u{1B}"), ""),
        ("seq_csi_eof", bytes("\u{1B}[31"), ""),
        ("c0_00", bytes("safe\u{0}EVIL"), "safe␀EVIL"),
        ("c0_08", bytes("safe\u{8}EVIL"), "safEVIL"),
        ("c0_0b", bytes("safe\u{B}EVIL"), "safe␋EVIL"),
        ("c0_18", bytes("safe\u{18}EVIL"), "safe␘EVIL"),
        ("c0_1a", bytes("safe\u{1A}EVIL"), "safe␚EVIL"),
        ("del", bytes("a\u{7F}"), "a␡"),
        ("c1_84", bytes("safe\u{84}31mEVIL"), "safe31mEVIL"),
        ("c1_9b", bytes("safe\u{9B}31mEVIL"), "safeEVIL"),
        ("c1_9d", bytes("safe\u{9D}31mEVIL\nx"), "safe\nx"),
        ("c1_raw_9c", [0x73, 0x9C, 0x33], "s\u{FFFD}3"),
        ("enc_overlong_esc2", [0xC0, 0x9B, 0x5B, 0x33], "\u{FFFD}\u{FFFD}[3"),
        ("enc_overlong_esc3", [0xE0, 0x80, 0x9B, 0x5B], "\u{FFFD}\u{FFFD}\u{FFFD}["),
        ("enc_surrogate", [0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("enc_trunc4", [0xF0, 0x9F, 0x92], "\u{FFFD}"),
        ("enc_lone_cont", [0x80, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("enc_utf16", [0xFF, 0xFE, 0x1B, 0x00, 0x5B, 0x00, 0x33], "\u{FFFD}\u{FFFD}␀[␀3"),
        ("enc_rtl_cmd", bytes("rm \u{202E}/ fr-\u{202C} safe"), "rm \u{202E}/ fr-\u{202C} safe"),
        ("enc_tags", bytes("a\u{E0072}\u{E0020}\u{E007F}b"), "ab"),
        ("enc_bs_overwrite", bytes("curl|sh" + String(repeating: "\u{8}", count: 7) + "ls"), "ls"),
        ("enc_jqwik", bytes("Disregard this\u{1B}[2K\r\u{1B}[2K\r"), "Disregard this"),
        ("enc_nel", bytes("a\u{85}b"), "a\nb"),
        ("crlf", bytes("a\r\nb\r\r\nc\rd\te"), "a\nb\nd\te"),
        ("progress", bytes("10%\r50%\r100%\ndone"), "100%\ndone"),
        ("intermediate C0", bytes("\u{1B}[3\u{8}1mx"), "x"),
        ("wide text", bytes("grüße 一 👩‍🚀"), "grüße 一 👩‍🚀"),
    ]

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("escape sequences, controls and broken bytes come out as the policy says")
    func literals() {
        for (name, input, output) in Self.cases {
            #expect(Array(TextSanitiser.clean(bytes: input).unicodeScalars) == Array(output.unicodeScalars), "\(name)")
        }
    }

    @Test("an unterminated string is dropped for 4096 bytes, and what follows is kept")
    func cap() {
        let input = "\u{1B}]0;" + String(repeating: "B", count: 5000) + "kept"
        let output = TextSanitiser.clean(input)
        #expect(output.hasSuffix("BBkept"))
        #expect(output.utf8.count == input.utf8.count - 4096 - 2)
    }

    @Test("clean text comes back untouched")
    func untouched() {
        for text in ["", "hello\n\tworld", "grüße 一 \u{202E}", "\u{A0}\u{E0100}"] { #expect(TextSanitiser.clean(text) == text) }
        #expect(TextSanitiser.clean("a\u{9B}1mb") == "ab")
        #expect(TextSanitiser.clean("a\u{E0041}b") == "ab")
    }

    @Test("a carriage return across pieces becomes a line feed, a backspace across pieces nothing")
    func acrossPieces() {
        var sanitiser = TextSanitiser()
        #expect(sanitiser.feed("50%\r".utf8) == "50%")
        #expect(sanitiser.feed("60%\r70%".utf8) == "\n70%")
        #expect(sanitiser.feed("\u{8}!\r".utf8) == "!")
        #expect(sanitiser.feed("\nx".utf8) == "\nx")
        #expect(sanitiser.feed([0xE4, 0xB8] as [UInt8]) == "")
        #expect(sanitiser.feed([0x80] as [UInt8]) == "一")
        #expect(sanitiser.feed([0xE4] as [UInt8]) == "")
        #expect(sanitiser.finish() == "\u{FFFD}")
        #expect(sanitiser.feed("\u{1B}]0;lost".utf8) == "")
        #expect(sanitiser.finish() == "")
        #expect(sanitiser.feed("fresh".utf8) == "fresh")
    }

    @Test("no cut lets a control through, and pieces equal the whole")
    func chunking() {
        let pool: [[UInt8]] =
            Self.cases.map(\.input)
            + [
                [0x1B], [0x5B], [0x5D], [0x07], [0x9C], [0xC2], [0x9B], [0xF3, 0xA0], [0x81], [0x0A], [0x0D], [0x08], [0x1B, 0x5C], [0x41],
            ]
        for seed in UInt64(0)..<600 {
            var random = Random(state: seed)
            var input: [UInt8] = []
            for _ in 0..<Int.random(in: 1...8, using: &random) { input += pool[Int.random(in: 0..<pool.count, using: &random)] }
            let exact = seed % 2 == 0
            if exact { input.removeAll { $0 == 0x0D || $0 == 0x08 } }
            var sanitiser = TextSanitiser()
            var joined = ""
            var start = 0
            while start < input.count {
                let end = min(input.count, start + Int.random(in: 1...6, using: &random))
                joined += sanitiser.feed(input[start..<end])
                start = end
            }
            joined += sanitiser.finish()
            let whole = TextSanitiser.clean(bytes: input)
            if exact { #expect(joined == whole, "seed \(seed)") }
            #expect(isSafe(joined) && isSafe(whole), "seed \(seed)")
            #expect(TextSanitiser.clean(whole) == whole, "seed \(seed)")
        }
    }

    @Test("the whole corpus of escape sequences is harmless", .enabled(if: corpora != nil))
    func corpus() throws {
        struct Row: Decodable {
            var name: String
            var b64: Data
        }
        let folder = try #require(corpora)
        let file = try Data(contentsOf: URL(filePath: "\(folder)/ansi/lathe_escape_cases.jsonl"))
        let rows = file.split(separator: 0x0A)
        #expect(rows.count > 100)
        for line in rows {
            let row = try JSONDecoder().decode(Row.self, from: Data(line))
            #expect(isSafe(TextSanitiser.clean(bytes: row.b64)), "\(row.name)")
            var sanitiser = TextSanitiser()
            var pieces = ""
            for byte in row.b64 { pieces += sanitiser.feed([byte]) }
            #expect(isSafe(pieces + sanitiser.finish()), "\(row.name)")
        }
    }

    private func isSafe(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            let value = scalar.value
            return value == 0x0A || value == 0x09 || value >= 0x20 && !(0x7F...0x9F).contains(value) && !(0xE0000...0xE007F).contains(value)
        }
    }

    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
        }
    }
}

private let corpora = ProcessInfo.processInfo.environment["LATHE_CORPORA"]
