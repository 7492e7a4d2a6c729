import Engine
import Events
import Glibc
import TestKit
import Testing
import Wire

@testable import API
@testable import Service

@Suite struct StreamTests {
    private static let looking = APIWorld.turns(
        "{reasoning: 'First I look.', tool_calls: [{name: 'list_directory', arguments: {}}]}, {text: 'All is well.', chunk: 3}")

    @Test("002-10: POST /api/agent/run/stream carries every event of the run once, in order, and ends with it")
    func whole() async throws {
        let world = try APIWorld(script: Self.looking)
        let reader = world.stream("POST", "/api/agent/run/stream?profile=events", ["prompt": "Look"])
        let seen = try await reader.all()
        #expect(reader.head?.status == 200 && reader.head?.value("Content-Type") == "text/event-stream")
        let kept = try world.events(reader.runID)
        #expect(seen.map(\.data) == kept.map { String(decoding: $0.line, as: UTF8.self) })
        #expect(seen.map(\.id) == kept.map { String($0.seq) } && seen.map(\.name) == kept.map(\.type))
        #expect(seen.last?.name == "run_completed" && seen.count > 10)
    }

    @Test("002-10: the stream of a new run has the envelope in camelCase unless another profile is asked for")
    func camel() async throws {
        let world = try APIWorld()
        let reader = world.stream("POST", "/api/agent/run/stream", ["prompt": "x"])
        let first = try #require(try await reader.all().first?.json)
        #expect(first["runId"]?.string == reader.runID && first["seq"] == 1 && first["type"] == "run_started" && first["monoUs"] != nil)
        #expect(first["run_id"] == nil && first["payload"]?["limits"]?["max_iterations"] != nil)
    }

    @Test("003-35: the loop profile has function_call, tool_response and verbose, and keeps the type beside them")
    func loop() async throws {
        let world = try APIWorld(script: Self.looking)
        let seen = try await world.stream("POST", "/api/agent/run/stream?profile=loop", ["prompt": "x"]).all()
        #expect(Set(seen.map(\.name)) == ["function_call", "tool_response", "verbose"])
        #expect(seen.allSatisfy { $0.json["type"]?.string == $0.name })
        #expect(seen.filter { $0.name == "function_call" }.map { $0.json["event_type"] } == ["tool_call_started"])
        #expect(seen.filter { $0.name == "tool_response" }.map { $0.json["event_type"] } == ["tool_call_finished"])
        #expect(seen.first?.json["run_id"] != nil && seen.last?.json["event_type"] == "run_completed")
    }

    @Test("002-25: without tokens the pieces of what the model writes are left out and nothing else", arguments: [true, false])
    func tokens(inBody: Bool) async throws {
        let world = try APIWorld(script: Self.looking)
        let reader =
            inBody
            ? world.stream("POST", "/api/agent/run/stream", ["prompt": "x", "tokens": false])
            : world.stream("POST", "/api/agent/run/stream?tokens=false", ["prompt": "x"])
        let seen = try await reader.all()
        let kept = try world.events(reader.runID)
        let pieces: Set<String> = ["reasoning_delta", "text_delta", "tool_call_delta"]
        #expect(Set(kept.map(\.type)).isSuperset(of: pieces))
        #expect(seen.map(\.id) == kept.filter { !pieces.contains($0.type) }.map { String($0.seq) })
        let page = try await world.get("/api/runs/\(reader.runID)/events?tokens=false&limit=1000")
        #expect(page.json["events"]?.array?.map { $0["seq"]?.integer } == seen.map { Int($0.id) })
    }

    @Test("a stream that was cut goes on behind the last id, and one that is over says that there is no more")
    func resuming() async throws {
        let world = try APIWorld(script: Self.looking)
        let run = try await world.post("/api/agent/run", ["prompt": "x"])
        let runID = try #require(run.json["runId"]?.string)
        let kept = try world.events(runID)
        let rest = world.stream("GET", "/api/runs/\(runID)/events?after=2", headers: [("Last-Event-ID", "5")])
        #expect(try await rest.all().map(\.id) == kept.dropFirst(5).map { String($0.seq) })
        let over = try await world.get(
            "/api/runs/\(runID)/events", headers: [("Accept", "text/event-stream"), ("Last-Event-ID", String(kept.count))])
        #expect(over.status == 204)
        let bad = try await world.get("/api/runs/\(runID)/events", headers: [("Accept", "text/event-stream"), ("Last-Event-ID", "x")])
        #expect(bad.status == 400 && bad.code == "bad_request")
    }

    @Test(
        "a silent stream says that it is there, and a viewer that goes leaves the run to go on, unless the request says otherwise",
        arguments: [false, true])
    func viewer(stops: Bool) async throws {
        let world = try APIWorld(script: APIWorld.silent) { _, options in options.silence = .milliseconds(5) }
        let reader = world.stream("POST", "/api/agent/run/stream", ["prompt": "x", "stop_on_disconnect": .bool(stops)])
        let other = world.stream("GET", "/api/runs/last/events")
        try await reader.wait(for: "text_delta")
        try await eventually("a comment comes") { reader.text.hasSuffix(": still here\n\n") }
        let runID = reader.runID
        reader.leave()
        if stops {
            try await world.wait(for: "run_cancelled", in: runID)
        } else {
            try await eventually("the server lets go of the stream") { world.server.waitingCount <= 1 }
            #expect(world.service.liveRuns == [runID])
        }
        other.leave()
    }

    @Test("a reader that does not read holds up neither the run nor the others, and gets every event once it does")
    func slowReader() async throws {
        let calls = (0..<40).map { _ in
            "{text: '\(String(repeating: "x", count: 20000))', chunk: 40, tool_calls: [{name: 'list_directory', arguments: {}}]}"
        }
        let world = try APIWorld(script: APIWorld.turns((calls + ["{text: 'Done.'}"]).joined(separator: ", "))) { settings, _ in
            settings.limits.maxIterations = 100
            settings.limits.guardWarnings = 500
            settings.limits.guardHalts = 501
        }
        let run = try world.service.start("x", options: RunOptions())
        try await world.wait(for: "run_started", in: run)
        let slow = try SilentReader(port: world.server.port, path: "/api/runs/\(run)/events")
        _ = await world.service.outcome(of: run)
        let kept = try world.events(run)
        #expect(kept.last?.type == "run_completed" && kept.reduce(0) { $0 + $1.line.count } > 500_000)
        let text = slow.readAll()
        #expect(text.hasPrefix("HTTP/1.1 200"), "\(text.prefix(300))")
        let body = text.split(separator: "\r\n\r\n", maxSplits: 1).last ?? ""
        let ids = body.split(separator: "\n").filter { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) }
        #expect(ids == kept.map { String($0.seq) })
    }

    @Test("the end of the server stops the runs and lets their streams end with them, and leaves a run that waits")
    func stopping() async throws {
        let world = try APIWorld(script: APIWorld.silent)
        let reader = world.stream("POST", "/api/agent/run/stream", ["prompt": "x"])
        try await reader.wait(for: "text_delta")
        world.service.stopRuns()
        world.server.stop()
        #expect(try await reader.all().last?.name == "run_cancelled")
        let waiting = try APIWorld(script: APIWorld.asking)
        let open = waiting.stream("POST", "/api/agent/run/stream", ["prompt": "x"])
        try await open.wait(for: "user_input_requested")
        waiting.service.stopRuns()
        waiting.server.stop()
        #expect(try await open.all().last?.name == "user_input_requested")
        #expect(try waiting.service.run(open.runID)?.isWaiting == true)
    }
}
