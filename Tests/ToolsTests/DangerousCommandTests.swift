import Events
import Glibc
import Host
import Testing

@testable import Tools

@Suite("Dangerous commands")
struct DangerousCommandTests {
    @Test("001-37: a dangerous command is warned of, in plain sight and in disguise", arguments: DangerousLines.all)
    func dangerous(line: String, word: String) {
        let warning = DangerousCommand.warning(line)
        #expect(warning?.contains(word) == true, "\(line): \(warning ?? "no warning")")
    }

    @Test("001-37: an everyday command is not warned of", arguments: BenignLines.all)
    func benign(line: String) {
        #expect(DangerousCommand.warning(line) == nil)
    }

    @Test("001-37: what cannot be read is said to be unreadable", arguments: DangerousLines.unreadable)
    func unreadable(line: String) {
        #expect(DangerousCommand.warning(line)?.contains("tell what runs") == true)
    }

    @Test("001-37: a warning is one short line that hides nothing itself")
    func sentence() {
        let warning = DangerousCommand.warning("rm -rf 'a\u{1B}[2K\u{202E}\nb" + String(repeating: "x", count: 500) + "'") ?? ""
        #expect(
            warning.hasPrefix("deletes files recursively: rm -rf") && warning.hasSuffix("; holds characters that cannot be seen: U+001B"))
        #expect(warning.count < 160 && warning.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E })
    }

    @Test("001-37: a prepared call of execute_shell_command carries the warning, other calls carry none")
    func prepared() {
        let dispatcher = ToolDispatcher()
        func warning(_ tool: String, _ arguments: JSON) -> String? { dispatcher.prepare(name: tool, arguments: arguments.text).warning }
        #expect(warning(ToolName.executeShellCommand, ["command": "cd build && rm -rf *"]) == "deletes files recursively: rm -rf *")
        #expect(warning(ToolName.executeShellCommand, ["command": "swift build"]) == nil)
        #expect(warning(ToolName.executeShellCommand, ["command": 3]) == nil)
        #expect(warning(ToolName.readFile, ["path": "rm -rf"]) == nil)
        let manual = dispatcher.specs.first { $0.name == ToolName.executeShellCommand }?.manual ?? ""
        #expect(manual.contains("looks dangerous"))
    }

    @Test("001-37: of the corpus of disguises most are seen through", .enabled(if: getenv("LATHE_CORPORA") != nil, "set LATHE_CORPORA"))
    func corpus() throws {
        let base = getenv("LATHE_CORPORA").map { String(cString: $0) } ?? ""
        let bytes = try Workspace(path: base).file("commands/lathe_guard_bypass.jsonl").readAll(limitBytes: 1_000_000)
        var seen = (writing: 0, asWritten: 0, deleting: 0, other: 0, otherSeen: 0)
        var missed: [String] = []
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let value = try JSON(parsing: String(line))
            guard let command = value["cmd"]?.string else { continue }
            guard command.contains("{CANARY}") else {
                seen.other += 1
                if DangerousCommand.warning(CorpusLine.written(command)) != nil { seen.otherSeen += 1 }
                continue
            }
            seen.writing += 1
            if DangerousCommand.warning(CorpusLine.written(command)) != nil { seen.asWritten += 1 } else { missed.append(command) }
            if DangerousCommand.warning(CorpusLine.deleting(command)) != nil { seen.deleting += 1 }
        }
        // A hint, not a boundary: these are the shares that were measured, so that they do not fall unseen.
        print(
            """
            001-37: of \(seen.writing) lines that write to a file of the system \(seen.asWritten) are warned of, \(seen.deleting) when they delete a \
            folder of the workspace instead; of \(seen.other) others \(seen.otherSeen). Writing and not warned of: \(missed)
            """)
        #expect(seen.writing >= 69 && seen.asWritten >= 69 && seen.deleting >= 60)
    }

    @Test("001-37: random and mangled lines up to 100 KB neither trap nor take more than the steps of their length")
    func fuzz() {
        let seed: UInt64 = .random(in: 0 ... .max)
        var random = Seeded(state: seed)
        let lines = DangerousLines.all.map(\.0) + BenignLines.all + DangerousLines.unreadable
        let pieces = [
            "$(", ")", "`", "\"", "'", "\\", "${", "}", "((", "))", "<<E\n", "\nE\n", ";", "|", "&", "sh -c ", "eval ", "find . -exec ",
            "{a,b}", "a=", "$a", "\n", "case x in ", "[[ ", "\u{202E}", "é", "\0", "f()", "$'", "xargs ", "env -S ",
        ]
        for round in 0..<600 {
            var bytes: [UInt8] = []
            let length = round % 100 == 0 ? 100_000 : Int.random(in: 0...400, using: &random)
            while bytes.count < length {
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes += (lines.randomElement(using: &random) ?? "").utf8
                case 1: bytes.append(UInt8.random(in: 0...255, using: &random))
                default: bytes += (pieces.randomElement(using: &random) ?? "").utf8
                }
                if !bytes.isEmpty, Bool.random(using: &random) {
                    bytes.remove(at: Int.random(in: max(0, bytes.count - 40)..<bytes.count, using: &random))
                }
            }
            let line = String(decoding: bytes.prefix(100_000), as: UTF8.self)
            check(line, "seed \(seed), round \(round)")
        }
    }

    @Test(
        "001-37: what nests or repeats without end takes steps in proportion to its length",
        arguments: [
            "$(", "$((", "$((1+", "`", "\\`", "(", "{", "${a", "${a:-$((", "\"$(", "<(", "<<E\n", "f()", "case x in ", "[[ ", "eval ",
            "env ", "{env,} ", "sh -c '",
            "find . -exec ", "xargs ", "a=$a$a; ", "a=xxxxxxxxxxxxxxxxxxxxxxxxxx;$a ", "PAGER=PAGER=", "trap '", "ssh h ", "watch ",
            "rm -rf x;", "| sh ", "x=( ", "git -c a ",
            "echo 'a' | ", "$'\\x72", "sed s/a/", "if ", "#\n", "&&", ">", "> >(", "env -S ", "{a,b}", "\u{202E}", "rm ",
            "submodule git submodule foreach ",
        ])
    func bounded(piece: String) {
        for count in [1000, 20_000] { check(String(repeating: piece, count: count / piece.utf8.count), piece) }
        let closed = String(repeating: "$((1+", count: 10_000) + String(repeating: "))", count: 10_000)
        check(closed, "closed")
    }

    private func check(_ line: String, _ place: String) {
        let (warning, steps) = DangerousCommand.look(line)
        // One reading of a text may pass the limit, by no more than the text.
        #expect(steps <= DangerousCommand.stepLimit(byteCount: line.utf8.count) + 2 * line.utf8.count, "\(place)")
        #expect((warning?.utf8.count ?? 0) < 1000, "\(place)")
    }

    @Test("001-37: an ordinary line takes a few steps for each byte, however long it is")
    func linear() {
        let short = BenignLines.all.filter { !$0.contains("\n") }.joined(separator: "\n")
        let long = Array(repeating: short, count: 20).joined(separator: "\n")
        let (one, many) = (DangerousCommand.look(short), DangerousCommand.look(long))
        #expect(one.warning == nil && many.warning == nil)
        #expect(one.steps < 6 * short.utf8.count && many.steps < 6 * long.utf8.count)
    }
}

/// Lines of the corpus with their places filled in.
private enum CorpusLine {
    /// As they stand, with a file of the system to write to.
    static func written(_ line: String) -> String { filled(line) }

    /// The same disguises around a deletion in place of a `touch`.
    static func deleting(_ line: String) -> String {
        var text = line
        let pairs = [
            ("t''ouch", "r''m -rf"), ("$'\\x74ouch'", "$'\\x72m' -rf"), ("$'\\164ouch'", "$'\\162m' -rf"),
            ("a=to b=uch; $a$b", "a=r b=m; $a$b -rf"),
            ("touch${IFS}", "rm${IFS}-rf${IFS}"), ("{touch,", "{rm,-rf,"), ("to*ch", "r*m -rf"), ("t\u{43E}uch", "r\u{43C} -rf"),
            ("TOUCH", "RM -RF"),
            ("touch", "rm -rf"),
        ]
        for (from, to) in pairs { text = text.split(separator: from, omittingEmptySubsequences: false).joined(separator: to) }
        return filled(text, canary: "some/folder")
    }

    private static func filled(_ line: String, canary: String = "/etc/canary") -> String {
        var text = line
        for (from, to) in [("{CANARY}", canary), ("{SECRET}", "~/.ssh/id_rsa"), ("{PORT}", "8080")] {
            text = text.split(separator: from, omittingEmptySubsequences: false).joined(separator: to)
        }
        if let start = text.firstIndex(of: "{"), text[start...].hasPrefix("{HEX:"), let end = text[start...].firstIndex(of: "}") {
            let inner = text[start..<end].dropFirst(5)
            text.replaceSubrange(start...end, with: inner.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        }
        return text
    }
}
