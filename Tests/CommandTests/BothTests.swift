import Events
import Glibc
import TestKit
import Testing

/// `lathe run --mode both`, as a person and as a program see it.
@Suite(.timeLimit(.minutes(2))) struct BothTests {
    private static let run = ["run", "Leave marks", "--mode", "both", "--approve", "all"]

    private static func left(_ scenario: Scenario) -> [String] { scenario.environment.folder.list("temporary") }

    @Test("N-04: one command runs both ways, tells both, and ends with a row for each figure and who is better by what")
    func plain() async throws {
        let scenario = try Scenario()
        let run = try await scenario.lathe(Self.run, script: ModeTests.script())
        #expect(run.status == .code(0) && run.errorText.isEmpty, "\(run.errorText)")
        let lines = run.outputLines
        #expect(lines.contains("loop │ The loop is done.") && lines.contains("pipe │ The pipeline is done."))
        let table = Array(lines.suffix(12)).joined(separator: "\n")
        #expect(table.contains("outcome         completed            completed\n"), "\(table)")
        #expect(table.contains("files           1 file, +1 −0        1 file, +1 −0\n") && table.contains("verdict         not judged"))
        #expect(lines.last?.hasPrefix("Better: ") == true)
        // The workspace is as it was, and the copies are gone.
        #expect(scenario.environment.folder.list("workspace").isEmpty && Self.left(scenario).isEmpty)
    }

    @Test("N-04: --json gives every event of both runs with its run_id, and the comparison as the last line") func json() async throws {
        let scenario = try Scenario()
        let run = try await scenario.lathe(
            Self.run + ["--json", "--expect", "{contains: 'loop', command: 'grep -q tick marks'}"], script: ModeTests.script())
        let events = try run.outputLines.dropLast().map { try RunEvent(line: Array($0.utf8)) }
        let last = try JSON(parsing: try #require(run.outputLines.last))
        #expect(run.status == .code(0) && last["type"]?.string == "comparison")
        for mode in ["loop", "pipeline"] {
            let id = try #require(last[mode]?["run_id"]?.string)
            let mine = events.filter { $0.runID == id }
            #expect(mine.map(\.seq) == Array(1...mine.count) && mine.last?.type == "run_completed")
            #expect(try await scenario.events(id) == mine)
            guard case .runStarted(let start)? = mine.first?.payload else { Issue.record("no run_started"); return }
            #expect(start.mode.rawValue == mode && start.workspace == last[mode]?["workspace"]?.string)
            #expect(last[mode]?["changes"]?["files"]?.array?.map { $0["path"]?.string } == ["marks"])
        }
        #expect(Set(events.map(\.runID)).count == 2)
        #expect(last["loop"]?["judgement"]?["verdict"]?.string == "met" && last["pipeline"]?["judgement"]?["verdict"]?.string == "unmet")
        #expect(last["better"]?["loop"]?.array?.first == "expectation" && last["expect"]?["contains"]?.string == "loop")
    }

    @Test("N-04: when one run fails the other goes on, the worse status counts, and nobody is better") func oneFails() async throws {
        let scenario = try Scenario()
        let refusing = ModeTests.script().replacing("plan: [", with: "plan: [{error: {status: 401, message: 'no key'}}, ")
        let run = try await scenario.lathe(Self.run, script: refusing)
        #expect(run.status == .code(1) && run.errorText.contains("lathe: the pipeline: "), "\(run.errorText)")
        #expect(run.outputText.contains("loop │ The loop is done.") && run.outputText.contains("Only the loop came to a result"))
        let limited = try await scenario.lathe(Self.run + ["--max-iterations", "1"], script: ModeTests.script())
        #expect(limited.status == .code(4) && limited.outputText.contains("Only the pipeline came to a result"), "\(limited.outputText)")
    }

    @Test("N-04: an expectation that is a text is for a model, in a call that belongs to neither run") func judged() async throws {
        let scenario = try Scenario()
        let run = try await scenario.lathe(Self.run + ["--expect", "it says that it is done"], script: ModeTests.script())
        #expect(run.status == .code(0) && run.outputText.contains("loop: met by model: it did\npipeline: met by model: it did\n"))
        for event in try await scenario.events() where event.type == "output_evaluated" {
            guard case .outputEvaluated(let judged) = event.payload else { continue }
            #expect(judged.stepID == "s2")
        }
        let neither = try await scenario.lathe(Self.run + ["--expect", "{contains: 'nobody says this'}"], script: ModeTests.script())
        #expect(neither.status == .code(0) && neither.outputLines.last == "Neither result is what was expected; neither way is better.")
    }

    @Test("N-04: a question leaves its run with its copy, which can be answered, and the other goes on") func asks() async throws {
        let scenario = try Scenario()
        let run = try await scenario.lathe(
            ["run", "Leave marks", "--mode", "both", "--approve", "ask"],
            script: ModeTests.script().replacing(
                "execute_shell_command\", \"inputs\": {\"command\": \"echo tock >> marks\"}",
                with: "list_directory\", \"inputs\": {\"path\": \".\"}"))
        #expect(run.status == .code(3) && run.errorText.contains("lathe: the loop: "), "\(run.errorText)")
        #expect(run.outputText.contains("pipe │ The pipeline is done.") && run.outputText.contains("The copy of the loop is kept in "))
        let id = try #require(run.outputLines.first { $0.hasPrefix("loop │ Run ") }?.split(separator: " ")[3])
        #expect(run.outputText.contains("The loop goes on with `lathe answer \(id) ANSWER`\n"))
        let answered = try await scenario.lathe(["answer", String(id), "yes"], script: ModeTests.script())
        #expect(answered.status == .code(0) && answered.outputText.contains("The loop is done."), "\(answered.errorText)")
    }

    @Test("N-04: --keep leaves both copies and says where they are") func keep() async throws {
        let scenario = try Scenario()
        _ = try scenario.environment.folder.write("workspace/notes", "mine\n")
        let run = try await scenario.lathe(Self.run + ["--keep"], script: ModeTests.script())
        for (mode, mark) in [("loop", "tick\n"), ("pipeline", "tock\n")] {
            let line = try #require(run.outputLines.first { $0.hasPrefix("The copy of the \(mode) is kept in ") })
            let place = line.dropFirst("The copy of the \(mode) is kept in \(scenario.environment.folder.path)/".count)
            #expect(try scenario.environment.folder.text(of: "\(place)/marks") == mark)
            #expect(try scenario.environment.folder.text(of: "\(place)/notes") == "mine\n")
        }
    }

    @Test("N-04: an interrupt stops both runs in order, and the copies go away") func interrupted() async throws {
        let scenario = try Scenario()
        let script = ModeTests.script(slow: "intent").replacing(
            "{tool_calls: [{name: 'list_directory'",
            with: "{text: 'Working on it', chunk: 20, pace_ms: 3600000}, {tool_calls: [{name: 'list_directory'")
        let run = try scenario.start(Self.run + ["--json"], script: script)
        try await eventually("both models stream") {
            Set(run.outputText.split(separator: "\n").filter { $0.contains("text_delta") }.map { $0.prefix(60) }).count >= 2
                && run.outputText.contains("Working on it")
        }
        run.signal(SIGINT)
        #expect(try await run.waitForExit() == .code(130))
        let lines = run.outputText.split(separator: "\n").map(String.init)
        #expect(lines.count { $0.contains("\"type\":\"run_cancelled\"") } == 2)
        let last = try JSON(parsing: try #require(lines.last))
        #expect(last["better"]?["completed"]?.array?.isEmpty == true && last["loop"]?["status"]?.string == "cancelled")
        #expect(Self.left(scenario).isEmpty && run.survivors().isEmpty)
    }

    @Test(
        "N-04: what cannot be compared is refused with a word about what to do",
        arguments: [
            (["run", "x", "--expect", "x"], "--expect is for comparing; add --mode both"),
            (["run", "x", "--keep"], "--keep is for comparing; add --mode both"),
            (["run", "x", "--mode", "both", "--force-pipeline"], "; leave one of them out"),
            (["run", "x", "--mode", "both", "--expect", "{a"], "--expect begins like an object but is no JSON; correct it"),
            (["run", "x", "--mode", "both", "--expect", "{}"], "--expect has no rule; give one"),
            (["run", "x", "--mode", "both", "--expect", " "], "--expect is empty; give a text"),
            (["run", "x", "--mode", "both", "--expect", "{contain: 'x'}"], "--expect has no rule \"contain\"; use contains"),
            (["run", "x", "--mode", "both", "--expect", "{contains: []}"], "--expect.contains is neither a text nor a list of texts"),
            (["run", "x", "--mode", "both", "--expect", "{matches: '('}"], "--expect.matches is no regular expression; correct it"),
            (["run", "x", "--mode", "both", "--expect", "{command: ''}"], "--expect.command is no text; correct it"),
            (["run", "x", "--mode", "both", "--workspace", "/"], "; name a smaller one with --workspace"),
            (["serve", "--mode", "both"], "works with `lathe run` only; give loop or pipeline"),
            (["config", "--mode=both"], "works with `lathe run` only; give loop or pipeline"),
        ] as [([String], String)])
    func refused(arguments: [String], message: String) async throws {
        let scenario = try Scenario()
        let run = try await scenario.lathe(arguments, script: arguments[0] == "run" ? ModeTests.script() : nil)
        #expect(run.status == .code(2) && run.errorText.contains(message), "\(run.errorText)")
        #expect(run.outputText.isEmpty && Self.left(scenario).isEmpty)
    }
}
