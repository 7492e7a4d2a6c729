import Engine
import Events
import TestKit
import Testing
import Wire

@testable import API
@testable import Service

@Suite struct PeopleTests {
    @Test("003-16: POST /api/runs/{id}/stop ends a run with what it does, and its stream ends with it")
    func stop() async throws {
        let world = try APIWorld(script: APIWorld.silent)
        let reader = world.stream("POST", "/api/agent/run/stream", ["prompt": "x"])
        try await reader.wait(for: "text_delta")
        let answer = try await world.post("/api/runs/\(reader.runID)/stop", nil)
        #expect(answer.status == 200 && answer.json["status"] == "cancelled" && answer.json["is_ended"] == true)
        #expect(try await reader.all().last?.name == "run_cancelled")
        let again = try await world.post("/api/runs/\(reader.runID)/stop")
        #expect(again.status == 409 && again.code == "not_running_here" && again.message.contains("is over"))
    }

    @Test("003-16: a run that waits for a person and was left can be stopped too")
    func stopWaiting() async throws {
        let world = try APIWorld(script: APIWorld.asking)
        let left = try await world.post("/api/agent/run", ["prompt": "x"])
        let runID = try #require(left.json["runId"]?.string)
        #expect(world.service.liveRuns.isEmpty)
        let answer = try await world.post("/api/runs/\(runID)/stop")
        #expect(answer.status == 200 && answer.json["status"] == "cancelled")
    }

    @Test("X-03: a question is answered over HTTP, in the stream that waits and in a run that was left", arguments: [true, false])
    func answer(streams: Bool) async throws {
        let world = try APIWorld(script: APIWorld.asking)
        let reader = streams ? world.stream("POST", "/api/agent/run/stream", ["prompt": "x"]) : nil
        try await reader?.wait(for: "user_input_requested")
        let runID: String
        if let reader {
            runID = reader.runID
        } else {
            runID = try #require(try await world.post("/api/agent/run", ["prompt": "x"]).json["runId"]?.string)
        }
        let shown = try await world.get("/api/runs/\(runID)").json["waiting_for"]
        #expect(shown?["kind"] == "question" && shown?["question"] == "Which one?")
        let id = try #require(shown?["question_id"])
        for (path, body, status, part): (String, JSON, Int, String) in [
            ("answer", [:], 400, "no answer"), ("answer", ["answer": 3], 400, "must be a text"),
            ("approve", ["approved": true], 409, "use /answer"),
            ("answer", ["answer": "red", "question_id": "q-9"], 409, "look at the run again"),
            ("answer", ["answr": "red"], 400, "did you mean answer?"),
        ] {
            let refused = try await world.post("/api/runs/\(runID)/\(path)", body)
            #expect(refused.status == status && refused.message.contains(part), "\(refused.message)")
        }
        let heard = try await world.post("/api/runs/\(runID)/answer", ["answer": "red", "question_id": id])
        #expect(heard.status == 202 && heard.json["run_id"]?.string == runID)
        if let reader { #expect(try await reader.all().last?.name == "run_completed") }
        try await world.wait(for: "run_completed", in: runID)
        #expect(try world.events(runID).contains { $0.json["payload"]?["answer"] == "red" })
        let late = try await world.post("/api/runs/\(runID)/answer", ["answer": "red"])
        #expect(late.status == 409 && late.code == "not_waiting")
    }

    @Test("X-03: a call is allowed or denied over HTTP", arguments: [true, false])
    func approve(isYes: Bool) async throws {
        let world = try APIWorld(script: APIWorld.writing) { settings, _ in settings.approve = .ask }
        let reader = world.stream("POST", "/api/agent/run/stream", ["prompt": "x"])
        try await reader.wait(for: "approval_requested")
        #expect(!world.folder.exists("work/a.txt"))
        let shown = try await world.get("/api/runs/\(reader.runID)").json["waiting_for"]
        #expect(shown?["kind"] == "approval" && shown?["tool"] == "write_file")
        for (body, status): (JSON, Int) in [
            ([:], 400), (["approved": "yes"], 400), (["approved": true, "scope": "always"], 400),
            (["approved": true, "approval_id": "a-9"], 409),
        ] {
            #expect(try await world.post("/api/runs/\(reader.runID)/approve", body).status == status, "\(body.text)")
        }
        let heard = try await world.post("/api/runs/\(reader.runID)/approve", ["approved": .bool(isYes), "reason": "not that one"])
        #expect(heard.status == 202)
        #expect(try await reader.all().last?.name == "run_completed")
        #expect(world.folder.exists("work/a.txt") == isYes)
    }

    @Test("a run that was started with more rights than the server has is taken up with those of the server")
    func rights() async throws {
        let script = APIWorld.turns(
            "{tool_calls: [{name: 'ask_user', arguments: {question: 'Go on?'}}]}, "
                + "{tool_calls: [{name: 'write_file', arguments: {path: 'a.txt', content: 'x'}}]}, {text: 'Written.'}")
        let world = try APIWorld(script: script) { settings, _ in settings.approve = .ask }
        var settings = world.service.settings
        settings.approve = .all
        let other = try Service(settings: settings, surroundings: .live(environment: ["HOME": world.folder.path]))
        let runID = try other.start("x", options: RunOptions(whenAsked: .stop))
        _ = await other.outcome(of: runID)
        other.shutDown()
        #expect(try await world.post("/api/runs/\(runID)/answer", ["answer": "yes"]).status == 202)
        try await world.wait(for: "approval_requested", in: runID)
        #expect(!world.folder.exists("work/a.txt"))
        try await eventually("it is left again") { world.service.liveRuns.isEmpty }
        #expect(try await world.post("/api/runs/\(runID)/approve", ["approved": true]).status == 202)
        try await world.wait(for: "run_completed", in: runID)
        #expect(world.folder.exists("work/a.txt"))
    }
}
