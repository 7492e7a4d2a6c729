import Events
import Glibc
import Synchronization
import TestKit
import Testing
import Wire

@testable import lathe

/// `lathe serve`, the built program.
@Suite struct ServeTests {
    private static let script = """
        {first_delay_ms: 0, pace_ms: 0, turns: [
            {reasoning: 'I look.', tool_calls: [{name: 'list_directory', arguments: {}}, {name: 'read_file', arguments: {path: 'none.txt'}}]},
            {tool_calls: [{name: 'todo_write', arguments: {todos: [{id: '1', text: 'Rest', status: 'pending'}]}}]},
            {text: 'All is **well**.\\nNothing else.'},
        ]}
        """

    /// Starts it and waits for its address.
    private func serve(_ scenario: Scenario, _ script: String, _ options: [String] = []) async throws -> (PipedProgram, String) {
        let program = try scenario.start(["serve", "--port", "0"] + options, script: script)
        try await program.waitForOutput("\n")
        let line = program.outputText.split(separator: "\n").first.map(String.init) ?? ""
        #expect(line.hasPrefix("listening on http://127.0.0.1:"))
        return (program, String(line.split(separator: " ").last ?? ""))
    }

    private func post(_ url: String, _ body: JSON) -> HTTPRequest {
        HTTPRequest(method: "POST", url: url, headers: [("Content-Type", "application/json")], body: body.bytes)
    }

    @Test("002-10, 002-17: a run that is streamed over HTTP, written as JSON lines and told on the console is the same events three times")
    func threeWays() async throws {
        let scenario = try Scenario()
        let (program, url) = try await serve(scenario, Self.script)
        let response = try await HTTPClient().send(post(url + "/api/agent/run/stream?profile=events", ["prompt": "Look around"]))
        var parser = ServerSentEventParser()
        var streamed: [String] = []
        try response.body.withUnsafeBytes { bytes in
            try parser.feed(bytes) { streamed.append(String(decoding: $0.data, as: UTF8.self)) }
        }
        program.signal(SIGTERM)
        #expect(try await program.waitForExit() == .code(143))
        #expect(program.errorText.isEmpty)
        let runID = try #require(response.head.value("Lathe-Run-Id"))
        let lines = try await scenario.lathe(["show", runID, "--json"])
        #expect(lines.outputLines == streamed && streamed.count > 20)
        // What the console tells follows from the streamed events alone.
        var narrator = RunNarrator(.full, ascii: false)
        let told = try streamed.map { narrator.text(of: try RunEvent(line: Array($0.utf8))) }.joined()
        let console = try await scenario.lathe(["show", runID])
        #expect(console.outputText == told && told.contains("list_directory") && told.contains("Nothing else."))
    }

    @Test(
        "003-16: a signal ends lathe serve in order: its runs are stopped, one that waits is left, and the status tells the signal",
        arguments: [SIGINT, SIGTERM])
    func signals(number: Int32) async throws {
        let scenario = try Scenario()
        let (program, url) = try await serve(scenario, Scenario.hanging)
        let client = HTTPClient()
        let whole = Task { try await client.send(post(url + "/api/agent/run", ["prompt": "x"])) }
        try await eventually("the run goes on") {
            try JSON(parsing: try await client.send(HTTPRequest(url: url + "/api/health")).body)["live_runs"] == 1
        }
        program.signal(number)
        // Who waits for the run hears how it ended.
        let answer = try JSON(parsing: try await whole.value.body)
        #expect(answer["status"] == "cancelled")
        #expect(try await program.waitForExit() == .code(128 + number))
        #expect(try await scenario.events().last?.type == "run_cancelled")
        let asking =
            "{first_delay_ms: 0, pace_ms: 0, turns: [{tool_calls: [{name: 'ask_user', arguments: {question: 'Which?'}}]}, {text: 'Thanks.'}]}"
        let (second, place) = try await serve(scenario, asking)
        let waiting = Task { try await client.send(post(place + "/api/agent/run", ["prompt": "x", "when_asked": "wait"])) }
        try await eventually("it asks") {
            try JSON(parsing: try await client.send(HTTPRequest(url: place + "/api/runs?limit=1")).body)["runs"]?[0]?["status"]
                == "waiting_user"
        }
        second.signal(number)
        #expect(try JSON(parsing: try await waiting.value.body)["waitingFor"]?["question"] == "Which?")
        #expect(try await second.waitForExit() == .code(128 + number))
        let answered = try await scenario.lathe(["answer", "last", "this one"], script: asking)
        #expect(answered.status == .code(0) && answered.outputText.contains("Thanks."), "\(answered.errorText)")
    }

    @Test("what lathe serve cannot do with its options is said in one line, and nothing is open before")
    func wrongUse() async throws {
        let scenario = try Scenario()
        let readable = try scenario.environment.folder.write("token", "a-token-of-enough-letters\n", permissions: 0o644)
        let short = try scenario.environment.folder.write("short", "short\n", permissions: 0o600)
        for (arguments, part) in [
            (["--port", "70000"], "--port must be a whole number from 0 to 65535"),
            (["--address", "0.0.0.0"], "give a token with --token-file"),
            (["--address", "somewhere"], "no address in numbers"), (["--token-file", "none"], "cannot be read"),
            (["--token-file", readable], "chmod 600"),
            (["--token-file", short], "at least 16"), (["--prot", "1"], "did you mean --port?"),
        ] {
            let run = try await scenario.lathe(["serve", "--port", "0"] + arguments, script: Scenario.answering)
            #expect(run.status == .code(2) && run.outputText.isEmpty, "\(arguments)")
            #expect(run.errorText.hasPrefix("lathe: ") && run.errorText.contains(part) && run.errorText.contains("; "), "\(run.errorText)")
        }
        let token = try scenario.environment.folder.write("good", "a-token-of-enough-letters\n", permissions: 0o600)
        let (program, url) = try await serve(scenario, Scenario.answering, ["--token-file", token])
        #expect(try await HTTPClient().send(HTTPRequest(url: url + "/api/health")).head.status == 401)
        let known = HTTPRequest(url: url + "/api/health", headers: [("Authorization", "Bearer a-token-of-enough-letters")])
        #expect(try await HTTPClient().send(known).head.status == 200)
        program.signal(SIGTERM)
        #expect(try await program.waitForExit() == .code(143))
    }
}
