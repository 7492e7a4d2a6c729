import Events
import Glibc
import TestKit
import Testing

@Suite struct RunTests {
    @Test("a run for people says what it does, without escape codes, and ends with status 0")
    func plain() async throws {
        let run = try await Scenario().lathe(["run", "Look around"], script: Scenario.answering)
        #expect(run.status == .code(0) && run.errorText.isEmpty, "\(run.errorText)")
        #expect(
            run.outputText.contains("Round 1\n") && run.outputText.contains("All is well.")
                && run.outputText.contains("Completed · 1 round"))
        #expect(!run.outputText.contains("\u{1B}") && run.outputText.split(separator: "All is well.").count == 2)
    }

    @Test("run --json streams every event as it is kept, one a line")
    func json() async throws {
        let scenario = try Scenario()
        let run = try await scenario.lathe(["run", "Look around", "--json"], script: Scenario.answering)
        let events = try run.outputLines.map { try RunEvent(line: Array($0.utf8)) }
        #expect(run.status == .code(0) && events.map(\.seq) == Array(1...events.count))
        #expect(events.first?.type == "run_started" && events.last?.type == "run_completed")
        #expect(try await scenario.events() == events)
        #expect(try await scenario.lathe(["replay", "last", "--json"]).outputText == run.outputText)
    }

    @Test("a prompt can come from standard input, bad bytes are repaired, and a giant one is refused")
    func standardInput() async throws {
        let scenario = try Scenario()
        let run = try await scenario.lathe(
            ["run", "-", "--json"], script: Scenario.answering, input: Array("Mend ".utf8) + [0xFF, 0x1B, 0x5B, 0x4A])
        #expect(run.status == .code(0))
        guard case .runStarted(let start)? = try await scenario.events().first?.payload else { Issue.record("no run_started"); return }
        #expect(start.prompt == "Mend \u{FFFD}")
        let giant = try await scenario.lathe(
            ["run", "-"], script: Scenario.answering, input: [UInt8](repeating: 0x61, count: 1024 * 1024 + 1))
        #expect(giant.status == .code(2) && giant.errorText.contains("1 MiB; "))
    }

    @Test("003-11: a limit ends with status 4, a model that refuses with 1")
    func failures() async throws {
        let scenario = try Scenario()
        let looping = "{turns: [{tool_calls: [{name: 'todo_write', arguments: {todos: []}}], first_delay_ms: 0, pace_ms: 0}, {text: 'x'}]}"
        let limited = try await scenario.lathe(["run", "x", "--max-iterations", "1"], script: looping)
        #expect(limited.status == .code(4) && limited.errorText.hasPrefix("lathe: "), "\(limited.errorText)")
        let refusing = "{turns: [{error: {status: 401, message: 'no key'}, first_delay_ms: 0}]}"
        let refused = try await scenario.lathe(["run", "x"], script: refusing)
        #expect(refused.status == .code(1) && refused.errorText.contains("; "), "\(refused.errorText)")
    }

    @Test(
        "the first interrupt ends the run in order with 130, a termination with 143, a lost terminal with 129",
        arguments: [SIGINT, SIGTERM, SIGHUP])
    func signals(number: Int32) async throws {
        let scenario = try Scenario()
        let run = try scenario.start(["run", "x"], script: Scenario.hanging)
        try await run.waitForOutput("Working on it")
        run.signal(number)
        #expect(try await run.waitForExit() == .code(128 + number))
        let events = try await scenario.events()
        #expect(events.last?.type == "run_cancelled" && events.contains { $0.type == "iteration_finished" })
        #expect(run.survivors().isEmpty)
    }

    @Test("when nobody reads any more the run is stopped in order and the program ends quietly")
    func brokenPipe() async throws {
        let scenario = try Scenario()
        let talking = "{turns: [{text: '\(String(repeating: "word ", count: 2000))', chunk: 5, first_delay_ms: 0, pace_ms: 10}]}"
        let run = try scenario.start(["run", "x", "--json"], script: talking)
        try await run.waitForOutput("text_delta")
        run.closeAllPipes()
        #expect(try await run.waitForExit() == .code(128 + SIGPIPE))
        #expect(try await scenario.events().last?.type == "run_cancelled")
    }

    @Test("an interrupt counts even while the reader does not read")
    func stuckReader() async throws {
        let scenario = try Scenario()
        let flood =
            "{turns: [{text: '\(String(repeating: "word ", count: 60_000))', chunk: 500, first_delay_ms: 0, pace_ms: 1, tool_calls: "
            + "[{name: 'todo_write', arguments: {todos: []}}]}, {text: 'late', first_delay_ms: 3600000}]}"
        let run = try scenario.start(["run", "x", "--json"], script: flood)
        try await run.waitForOutput("text_delta")
        run.pauseReading()
        try await eventually("the run has written more than a pipe holds") {
            ((try? scenario.environment.folder.bytes(of: "data/lathe/lathe.db-wal").count) ?? 0) > 200_000
        }
        run.signal(SIGINT)
        // Nobody reads what it wants to say about its end either, so it gives up after a second.
        try await eventually("the program has left") {
            guard let bytes = try? scenario.environment.folder.bytes(of: "../../proc/\(run.processId)/stat") else { return true }
            return String(decoding: bytes, as: UTF8.self).contains(") Z ")
        }
        run.resumeReading()
        #expect(try await run.waitForExit() == .code(130))
    }

    @Test("000-32: what a killed program had shown is in the store, and the run is closed and told as interrupted by the next program")
    func killed() async throws {
        let scenario = try Scenario()
        for round in 0..<5 {
            let talking =
                "{turns: [{text: '\(String(repeating: "word ", count: 60_000))', chunk: 5, first_delay_ms: 0, pace_ms: \(2 + round * 3)}]}"
            let run = try scenario.start(["run", "x", "--json"], script: talking)
            try await run.waitForOutput("text_delta")
            run.signal(SIGKILL)
            #expect(try await run.waitForExit() == .signal(SIGKILL))
            var shown = run.outputText.split(separator: "\n").map(String.init)
            if !run.outputText.hasSuffix("\n") { shown.removeLast() }
            let stored = try await scenario.lathe(["show", "last", "--json"]).outputLines
            #expect(shown.count >= 5 && Array(stored.prefix(shown.count)) == shown, "\(shown.count) shown, \(stored.count) stored")
            let events = try stored.map { try RunEvent(line: Array($0.utf8)) }
            #expect(events.map(\.seq) == Array(1...events.count))
            #expect(events.last?.payload.tellsOfInterruption == true && !events.contains { $0.payload.isTerminal })
        }
    }

    @Test("a key appears nowhere: not in the output, the errors, the store or the log")
    func keys() async throws {
        let key = "sk-4f9d2-secret"
        let scenario = try Scenario(["LATHE_API_KEY": key, "LATHE_BASE_URL": "http://127.0.0.1:9/v1", "LATHE_MODEL": "m"])
        let run = try await scenario.lathe(["run", "x", "--json", "--timeout", "1s"])
        #expect(run.status != .code(0))
        var everything = run.standardOutput + run.standardError
        for file in ["data/lathe/lathe.db", "state/lathe/lathe.log"] { everything += try scenario.environment.folder.bytes(of: file) }
        #expect(!String(decoding: everything, as: UTF8.self).contains(key))
    }
}
