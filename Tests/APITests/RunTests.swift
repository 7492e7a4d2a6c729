import Engine
import Events
import Glibc
import TestKit
import Testing
import Wire

@testable import API
@testable import Service

@Suite struct RunTests {
    @Test("002-09: POST /api/agent/run answers once the run is over, with what came out, and needs nothing of the stream")
    func whole() async throws {
        let world = try APIWorld(
            script: APIWorld.turns("{tool_calls: [{name: 'list_directory', arguments: {}}]}, {text: 'Nothing there.'}"))
        let answer = try await world.post("/api/agent/run", ["prompt": "Look around"])
        #expect(answer.status == 200 && answer.head.value("Content-Type") == "application/json")
        let body = answer.json
        #expect(
            body.object?.keys == [
                "runId", "status", "finalOutput", "stepOutputs", "error", "stopReason", "waitingFor", "metrics", "mode", "model",
                "provider",
                "durationUs", "events",
            ])
        #expect(body["status"] == "completed" && body["finalOutput"] == "Nothing there." && body["stopReason"] == "final")
        #expect(body["error"] == .null && body["waitingFor"] == .null && body["stepOutputs"] == [])
        #expect(body["metrics"]?["toolCalls"] == 1 && body["metrics"]?["ledger"]?["ownUs"]?.integer != nil)
        let runID = try #require(body["runId"]?.string)
        let events = try world.events(runID)
        #expect(body["events"]?["count"]?.integer == events.count && events.last?.type == "run_completed")
        #expect(body["events"]?["url"]?.string == "/api/runs/\(runID)/events")
        // No stream was made for it.
        #expect(answer.head.value("Lathe-Run-Id") == nil && answer.head.value("Transfer-Encoding") == nil)
    }

    @Test("002-09, 002-22: a run that a limit ended, or that waits for a person, is told in the same form")
    func otherEnds() async throws {
        let looking = "{tool_calls: [{name: 'list_directory', arguments: {}}]}"
        let limited = try APIWorld(script: APIWorld.turns("\(looking), \(looking), {text: 'Never said.'}"))
        let failed = try await limited.post("/api/agent/run", ["prompt": "x", "max_iterations": 1])
        #expect(failed.status == 200 && failed.json["status"] == "failed" && failed.json["stopReason"] == "max_iterations")
        #expect(failed.json["error"]?["code"] == "max_iterations" && failed.json["finalOutput"] == .null)
        let asking = try APIWorld(script: APIWorld.asking)
        let waiting = try await asking.post("/api/agent/run", ["prompt": "x"])
        #expect(waiting.status == 200 && waiting.json["status"] == "waiting_user")
        #expect(waiting.json["waitingFor"]?["kind"] == "question" && waiting.json["waitingFor"]?["options"] == ["red", "blue"])
        let careful = try APIWorld(script: APIWorld.writing) { settings, _ in settings.approve = .ask }
        let asked = try await careful.post("/api/agent/run", ["prompt": "x"])
        #expect(asked.json["status"] == "waiting_approval" && asked.json["waitingFor"]?["tool"] == "write_file")
        #expect(!careful.folder.exists("work/a.txt"))
    }

    @Test("002-09, 003-16: who waits for a run hears how it ended when the server ends, however long the news takes")
    func serverEnds() async throws {
        for _ in 0..<8 {
            let world = try APIWorld(script: APIWorld.silent)
            async let answer = world.post("/api/agent/run", ["prompt": "x"])
            let runID = try await world.liveRun()
            try await world.wait(for: "text_delta", in: runID)
            let isOver = Gate()
            // Everything that goes on in tasks waits for its turn, the news of the run's end too.
            for _ in 0..<4 {
                Task.detached {
                    while !isOver.isOpen {
                        usleep(3000)
                        await Task.yield()
                    }
                }
            }
            try await aside {
                world.service.stopRuns()
                world.server.stop()
                isOver.open()
            }
            let told = try await answer
            #expect(told.status == 200 && told.json["status"] == "cancelled", "\(told.message)")
        }
    }

    @Test("002-09: who goes away leaves the run to go on, unless the request says otherwise", arguments: [false, true])
    func leaving(stops: Bool) async throws {
        let world = try APIWorld(script: APIWorld.silent)
        let request = Task { try await world.post("/api/agent/run", ["prompt": "x", "stop_on_disconnect": .bool(stops)]) }
        let runID = try await world.liveRun()
        try await world.wait(for: "text_delta", in: runID)
        request.cancel()
        _ = await request.result
        if stops {
            try await world.wait(for: "run_cancelled", in: runID)
        } else {
            // The server has noticed, and the run is as it was.
            let answer = try await world.get("/api/runs/\(runID)")
            #expect(answer.json["status"] == "running" && world.service.liveRuns == [runID])
        }
    }

    @Test("003-27: mode and force_pipeline of a request reach the settings of its run, in both spellings")
    func mode() throws {
        let world = try APIWorld()
        func read(_ body: JSON) throws -> RunBody {
            try RunBody(
                .init(method: "POST", path: "/", headers: [("content-type", "application/json")], body: body.bytes), whenAsked: .wait,
                world.service)
        }
        for body: JSON in [
            ["prompt": "x", "force_pipeline": true], ["prompt": "x", "forcePipeline": true], ["prompt": "x", "mode": "pipeline"],
            ["prompt": "x", "mode": "pipeline", "force_pipeline": true],
        ] {
            let options = try read(body).options
            #expect(options.mode == .pipeline && options.applied(to: world.service.settings).mode == .pipeline)
        }
        for body: JSON in [["prompt": "x"], ["prompt": "x", "force_pipeline": false]] { #expect(try read(body).options.mode == nil) }
        #expect(try read(["prompt": "x", "mode": "loop"]).options.mode == .loop)
        #expect(throws: APIError.self) { try read(["prompt": "x", "mode": "loop", "force_pipeline": true]) }
    }

    @Test("000-03: what a request says of its run holds for it, and never more than the settings of the server say")
    func bounds() async throws {
        let world = try APIWorld { settings, _ in
            settings.approve = .edits
            settings.limits.maxIterations = 5
            settings.origins[.maxIterations] = "options"
        }
        let settings = world.service.settings
        func limits(_ body: JSON) async throws -> JSON? {
            let answer = try await world.post("/api/agent/run", body)
            #expect(answer.status == 200, "\(answer.message)")
            let events = try world.events(try #require(answer.json["runId"]?.string))
            return events.first?.json["payload"]
        }
        let less = try await limits(["prompt": "x", "approve": "none", "maxIterations": 3, "max_tokens": 9000, "timeout": "90s"])
        #expect(less?["approve"] == "none" && less?["limits"]?["max_iterations"] == 3 && less?["limits"]?["max_tokens"] == 9000)
        #expect(less?["limits"]?["timeout_us"] == 90_000_000)
        let same = try await limits(["prompt": "x", "approve": "edits", "max_iterations": 5])
        #expect(same?["approve"] == "edits" && same?["limits"]?["max_failures"]?.integer == settings.limits.maxFailures)
        for (body, what): (JSON, String) in [
            (["prompt": "x", "approve": "all"], "approve may be edits at most"),
            (["prompt": "x", "max_iterations": 6], "max_iterations may be 5 at most"),
        ] {
            let answer = try await world.post("/api/agent/run", body)
            #expect(answer.status == 403 && answer.code == "denied" && answer.message.hasPrefix(what), "\(answer.message)")
        }
        // A limit that nobody set is the request's to choose.
        #expect(try await limits(["prompt": "x", "max_failures": 7])?["limits"]?["max_failures"] == 7)
    }

    @Test("002-22: step outputs are the last ones of the completed steps, in their order, and none without a plan")
    func steps() {
        func event(_ payload: Payload) -> RunEvent {
            RunEvent(runID: "r", seq: 1, wallMilliseconds: 0, monotonicMicroseconds: 0, payload: payload)
        }
        var steps = StepOutputs()
        #expect(steps.json == [])
        for (id, attempt, output) in [("s1", 1, "a"), ("s2", 1, "b"), ("s1", 2, "c")] {
            steps.apply(event(.stepCompleted(StepCompleted(stepID: id, attempt: attempt, output: output, durationUs: 5))))
            steps.apply(event(.textDelta(TextDelta(callID: "c", text: "x"))))
        }
        #expect(
            EventProfile.camel(steps.json) == [
                ["stepId": "s1", "output": "c", "attempt": 2, "durationUs": 5],
                ["stepId": "s2", "output": "b", "attempt": 1, "durationUs": 5],
            ])
    }
}
