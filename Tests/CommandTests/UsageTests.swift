import TestKit
import Testing

@testable import lathe

@Suite struct UsageTests {
    @Test("every command has a help page with an example", arguments: Command.all.map(\.name))
    func help(name: String) async throws {
        let scenario = try Scenario()
        let page = try await scenario.lathe(name.isEmpty ? ["--help"] : [name, "--help"])
        #expect(page.status == .code(0) && page.errorText.isEmpty)
        #expect(page.outputText.contains("Usage: lathe") && page.outputText.contains("Example: lathe"))
        let named = try #require(Command.all.first { $0.name == name })
        for option in named.options { #expect(page.outputText.contains("--\(option.name)"), "\(option.name)") }
    }

    @Test(
        "wrong use ends with status 2, one line on standard error, and a cure",
        arguments: [
            (["rnus"], "did you mean `lathe runs`?"), (["run"], "needs PROMPT"), (["run", "a", "b"], "no more than PROMPT"),
            (["run", "x", "--jsn"], "did you mean --json?"), (["run", "x", "-v"], "options are long"),
            (["run", "x", "--model"], "needs a value"),
            (["run", "x", "--json=1"], "takes no value"), (["run", "x", "--max-iterations", "0"], "from 1 to"),
            (["run", "x", "--approve", "al"], "such as all"), (["run", "x", "--fallback", "loop"], "must be one of pipeline, none; "),
            (["run", "x", "--mode", "pipelin"], "such as pipeline"), (["run", "x"], "no provider is configured; "),
            (["run", " ", "--provider", "scripted"], "the prompt is empty; "),
            (["run", "x", "--provider", "opnai"], "did you mean openai?"),
            (["run", "x", "--script", "no.json5"], "no.json5 is not there; "),
            (["run", "x", "--config", "no.json5"], "no.json5 is not there; "),
            (["run", "x", "--base-url", "http://127.0.0.1:9/v1"], "no model is chosen; "),
            (["replay", "last", "--speed", "0.1"], "from 0.25"),
            (["runs", "--limit", "none"], "from 1 on"), (["demo", "mendd"], "did you mean mend?"),
            (["help", "shwo"], "did you mean `lathe show`?"),
        ] as [([String], String)])
    func wrongUse(arguments: [String], part: String) async throws {
        let run = try await Scenario().lathe(arguments)
        #expect(run.status == .code(2) && run.outputText.isEmpty, "\(run.status) \(run.outputText)")
        #expect(run.errorText.hasPrefix("lathe: ") && run.errorText.contains(part) && run.errorText.contains("; "), "\(run.errorText)")
        #expect(run.errorText.split(separator: "\n").count == 1)
    }

    @Test("--version and --help answer at once, -- makes an operand of anything")
    func small() async throws {
        let scenario = try Scenario()
        #expect(try await scenario.lathe(["--version"]).outputText == "lathe \(Lathe.version)\n")
        #expect(try await scenario.lathe(["help", "runs"]).outputText.contains("lathe runs"))
        let dashed = try await scenario.lathe([
            "run", "--script", try scenario.environment.folder.write("a.json5", Scenario.answering), "--json", "--", "--help",
        ])
        #expect(dashed.status == .code(0) && dashed.outputText.contains("\"prompt\":\"--help\""))
    }

    @Test("control characters of an argument never reach the terminal")
    func hostileArguments() async throws {
        let run = try await Scenario().lathe(["run", "x", "--sc\u{1B}]0;evil\u{7}"])
        #expect(run.status == .code(2) && !run.errorText.contains("\u{1B}") && !run.errorText.contains("\u{7}"))
    }

    @Test("reset turns off everything a full screen program may have left on")
    func reset() async throws {
        let run = try await Scenario().lathe(["reset"])
        #expect(run.status == .code(0))
        let screen = VirtualScreen(columns: 80, rows: 24)
        screen.feed("\u{1B}[?1049h\u{1B}[?1003h\u{1B}[?1006h\u{1B}[?2004h\u{1B}[?25l\u{1B}[?1h\u{1B}[31m\u{1B}[3;9r")
        screen.feed(ResetSequence.text)
        #expect(screen.isAsFound, "\(screen.unrestoredModes)")
    }
}
