import Events
import Glibc
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct BadInputTests {
        @Test("wrong words, scripts, runs and stores each get one line with a fault and a cure")
        func messages() async throws {
            let world = try World()
            let folder = world.environment.folder
            let wrong = try folder.write("wrong.json5", "{turns: [{text: 7}]}")
            let broken = try folder.write("broken.json5", "{turns: [")
            let notes = try folder.write("notes.db", String(repeating: "no database ", count: 400))
            let cases: [(arguments: [String], status: Int32, part: String)] = [
                (["run", "x", "--aprove", "all"], 2, "did you mean --approve?"), (["rnu", "x"], 2, "did you mean `lathe run`?"),
                (["run", "x", "--script", wrong], 2, "text"), (["run", "x", "--script", broken], 2, "broken.json5"),
                (["run", "x", "--script", folder.path], 2, folder.path), (["show", "01ABCDEF"], 1, "01ABCDEF"),
                (["replay", "01ABCDEF"], 2, "terminal"), (["replay", "01ABCDEF", "--plain"], 1, "01ABCDEF"),
                (["runs", "--store", notes], 1, "is not a database"), (["demo"], 2, "there is no terminal"),
                (["x y"], 2, "there is no terminal"),
            ]
            for (arguments, status, part) in cases {
                let run = try await world.lathe(arguments)
                #expect(run.status == .code(status) && run.outputText.isEmpty, "\(arguments): \(run.status) \(run.outputText)")
                #expect(
                    run.errorText.hasPrefix("lathe: ") && run.errorText.contains(part) && run.errorText.contains("; ")
                        && run.errorText.split(separator: "\n").count == 1, "\(arguments): \(run.errorText)")
            }
            #expect(try folder.text(of: "notes.db").hasPrefix("no database "))
        }

        @Test("a store that cannot be written can still be read, and a run on it says what to do", .enabled(if: geteuid() != 0))
        func readOnly() async throws {
            let world = try World()
            let turn = try world.script(World.saying("All is well."))
            #expect(try await world.lathe(["run", "x"] + turn).status == .code(0))
            let store = world.environment.folder.path(of: "data/lathe")
            chmod(store + "/lathe.db", 0o400)
            chmod(store, 0o500)
            defer { chmod(store, 0o700) }
            #expect(try await world.lathe(["show", "last"]).outputText.contains("All is well."))
            let run = try await world.lathe(["run", "x"] + turn)
            #expect(run.status == .code(1) && run.errorText.hasPrefix("lathe: ") && run.errorText.contains("; "), "\(run.errorText)")
        }

        @Test(
            "a terminal that cannot move its cursor, or does not say what it is, gets a sentence and stays as it was",
            arguments: ["dumb", nil])
        func poorTerminal(term: String?) async throws {
            let world = try World(["TERM": term])
            let lathe = try world.terminal(["demo"])
            #expect(try await lathe.waitForExit() == .code(2))
            #expect(lathe.screenText.hasPrefix("lathe: the terminal ") && lathe.screenText.contains("lathe run PROMPT"))
            #expect(try lathe.damage() == [] && !lathe.rawOutput.contains(0x1B))
        }

        @Test("a terminal of one cell shows what it can, and the whole screen once it is enlarged")
        func oneCell() async throws {
            let world = try World()
            let lathe = try world.terminal(["Talk to me"] + world.script(World.saying("All is well.")), columns: 1, rows: 1)
            try await eventually("the end of the run") { try await world.events().last?.type == "run_completed" }
            #expect(lathe.exitStatus == nil)
            try lathe.resize(columns: 20, rows: 5)
            try await lathe.waitUntil("enlarge: need 40x10")
            try lathe.resize(columns: 80, rows: 24)
            try await lathe.waitUntil("✓ completed")
            try await lathe.waitUntil("All is well.")
            #expect(lathe.screen.row(0).hasPrefix(" lathe ") && lathe.screenText.contains("Enter starts"))
            try lathe.resize(columns: 1, rows: 1)
            try lathe.resize(columns: 120, rows: 40)
            try await lathe.waitUntil("┬")
            #expect(try await lathe.leaveIdle() == .code(0))
            #expect(try lathe.damage() == [])
        }

        @Test("without LANG and LC_ALL the lines and signs of the screen are still right")
        func noLocale() async throws {
            let world = try World(["LANG": nil, "LC_ALL": nil])
            let lathe = try world.terminal(["Über 漢字"] + world.script(World.saying("Größer – 漢字 ✓.")))
            try await lathe.waitUntil("✓ completed")
            try await lathe.waitUntil("Größer – 漢字 ✓.")
            let text = lathe.screenText
            #expect(text.contains("───") && text.contains("┬") && text.contains("│") && text.contains("›"))
            #expect(!text.contains("\u{FFFD}") && lathe.screen.row(0).contains("Über 漢字"))
            #expect(try await lathe.leaveIdle() == .code(0))
            #expect(try lathe.damage() == [])
        }

        @Test("control sequences in what tools and models say never reach the terminal")
        func hostileOutput() async throws {
            let world = try World()
            let nasty =
                #"printf '\033]0;pwned\007\033]52;c;cHduZWQ=\007\033[2J\033[H\033[?1049l\033[31mvisible\033[0m\033P1;2q\033\\\302\2332J\r\nend of it\n'"#
            _ = try world.environment.folder.write("workspace/nasty.sh", nasty)
            let spoken = "\u{1B}]0;pwned\u{7}Spoken\u{1B}[2J \u{9B}31mplainly"
            let turns = [World.calling("execute_shell_command", "{command: 'sh nasty.sh'}"), World.saying(spoken)]
            let lathe = try world.terminal(
                ["--approve", "all", "Print it\u{1B}]0;pwned\u{7}"] + world.script(turns.joined(separator: ", ")))
            try await lathe.waitUntil("✓ completed")
            try await lathe.waitUntil("Spoken")
            lathe.key(.escape)
            try await lathe.waitUntil("i write")
            lathe.send("OO")
            try await lathe.waitUntil("end of it")
            #expect(lathe.screenText.contains("visible") && lathe.screen.row(0).hasPrefix(" lathe "))
            lathe.send("q")
            #expect(try await lathe.waitForExit() == .code(0))
            let raw = String(decoding: lathe.rawOutput, as: UTF8.self)
            #expect(!raw.contains("\u{1B}]0;") && !raw.contains("\u{1B}]52") && !raw.contains("\u{1B}P1;2q") && !raw.contains("\u{9B}"))
            #expect(lathe.screen.clipboardWrites.isEmpty && lathe.screen.title != "pwned")
            #expect(try lathe.damage() == [])
            let shown = try await world.lathe(["show", "last"])
            #expect(shown.outputText.contains("visible") && !shown.outputText.contains("\u{1B}"))
        }
    }
}
