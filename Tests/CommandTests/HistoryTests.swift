import Events
import TestKit
import Testing

@Suite struct HistoryTests {
    @Test("past runs are listed newest first, filtered, and as JSON")
    func runs() async throws {
        let scenario = try Scenario()
        #expect(try await scenario.lathe(["runs"]).outputText.contains("There is no run yet"))
        #expect(try await scenario.lathe(["show", "last"]).errorText == "lathe: there is no run yet; start one with `lathe run`\n")
        for prompt in ["First thing", "Second thing"] { _ = try await scenario.lathe(["run", prompt], script: Scenario.answering) }
        let lines = try await scenario.lathe(["runs"]).outputLines
        #expect(lines.count == 3 && lines[0].hasPrefix("RUN") && lines[1].contains("Second thing") && lines[2].contains("First thing"))
        let filtered = try await scenario.lathe(["runs", "first", "--json"]).outputLines
        let run = try JSON(parsing: try #require(filtered.first))
        #expect(filtered.count == 1 && run["prompt"]?.string == "First thing" && run["status"]?.string == "completed")
        #expect(try await scenario.lathe(["runs", "--limit", "1", "--json"]).outputLines.count == 1)
    }

    @Test("a run is shown by a prefix of its id, whole or one round of it")
    func show() async throws {
        let scenario = try Scenario()
        _ = try await scenario.lathe(["run", "First thing"], script: Scenario.answering)
        let id = try #require(try await scenario.events().first?.runID)
        let whole = try await scenario.lathe(["show", String(id.prefix(20))])
        #expect(
            whole.outputText.contains("> First thing") && whole.outputText.contains("(thinking) I think.")
                && whole.outputText.contains("All is well."))
        let round = try await scenario.lathe(["show", "last", "--iteration", "1", "--json"]).outputLines
        #expect(!round.isEmpty && round.allSatisfy { $0.contains("\"iteration\":1") })
        let missing = try await scenario.lathe(["show", "last", "--iteration", "9"])
        #expect(missing.status == .code(2) && missing.errorText.contains("no round 9; "))
        #expect(try await scenario.lathe(["show", "nothing"]).status == .code(1))
        #expect(try await scenario.lathe(["replay", "last", "--plain", "--speed", "100"]).outputText == whole.outputText)
    }

    @Test("a store that is none is named with what to do about it")
    func badStore() async throws {
        let scenario = try Scenario()
        let path = try scenario.environment.folder.write("notes.txt", String(repeating: "no database ", count: 400))
        let run = try await scenario.lathe(["runs", "--store", path])
        #expect(run.status == .code(1) && run.errorText.hasPrefix("lathe: ") && run.errorText.contains("is not a database; "))
        let missing = try await scenario.lathe(["runs", "--store", "/nowhere/at/all.db"])
        #expect(missing.status == .code(1) && missing.errorText.contains("/nowhere/at"))
    }

    @Test("the doctor finds a machine fit when a run could start, and names what is missing when not")
    func doctor() async throws {
        let scenario = try Scenario()
        let sick = try await scenario.lathe(["doctor"])
        #expect(
            sick.status == .code(1) && sick.outputText.contains("none is configured") && sick.outputText.contains("Not ready: provider"))
        let fit = try await scenario.lathe(["doctor"], script: Scenario.answering)
        #expect(fit.status == .code(0) && fit.outputText.contains("SQLite") && fit.outputText.contains("Ready"), "\(fit.outputText)")
        let provider = try LoopbackProvider()
        defer { provider.stop() }
        let online = try await scenario.lathe(["doctor", "--base-url", provider.baseURL, "--model", "m"])
        #expect(online.status == .code(0), "\(online.outputText)")
        let offline = try await scenario.lathe(["doctor", "--base-url", "http://127.0.0.1:9/v1", "--model", "m"])
        #expect(offline.status == .code(1) && offline.outputText.contains("does not answer"))
    }
}
