import Engine
import Events
import TestKit
import Testing
import Wire

@testable import API
@testable import Service

@Suite struct ReadingTests {
    @Test("000-35: GET /api/runs/{id}/events gives the run's events by cursor and limit, each once", arguments: ["after", "cursor"])
    func pages(cursor: String) async throws {
        let world = try APIWorld()
        let run = try await world.post("/api/agent/run", ["prompt": "x"])
        let runID = try #require(run.json["runId"]?.string)
        let kept = try world.events(runID)
        var seen: [JSON] = []
        var after = 0
        while true {
            let page = try await world.get("/api/runs/\(runID)/events?\(cursor)=\(after)&limit=4").json
            #expect(page["run_id"]?.string == runID && page["is_ended"] == true)
            seen += page["events"]?.array ?? []
            after = page["next_after"]?.integer ?? .max
            if page["is_last_page"] == true { break }
        }
        #expect(seen == kept.map(\.json) && after == kept.count && kept.count > 8)
        let beyond = try await world.get("/api/runs/\(runID.prefix(20))/events?after=9999").json
        #expect(beyond["events"] == [] && beyond["next_after"] == 9999)
        let camel = try await world.get("/api/runs/last/events?profile=camel&limit=1").json["events"]?[0]
        #expect(camel?["runId"]?.string == runID)
    }

    @Test("runs are listed newest first, page by page, and can be looked for")
    func list() async throws {
        let world = try APIWorld()
        for prompt in ["one", "two", "three"] { _ = try await world.post("/api/agent/run", ["prompt": .string(prompt)]) }
        let first = try await world.get("/api/runs?limit=2").json
        #expect(first["runs"]?.array?.map { $0["prompt"] } == ["three", "two"])
        let next = try #require(first["next_before"]?.string)
        let second = try await world.get("/api/runs?limit=2&before=\(next)").json
        #expect(second["runs"]?.array?.map { $0["prompt"] } == ["one"] && second["next_before"] == .null)
        #expect(try await world.get("/api/runs?matching=TWO").json["runs"]?.array?.map { $0["prompt"] } == ["two"])
    }

    @Test("health and tools say what is there")
    func standing() async throws {
        let world = try APIWorld()
        let health = try await world.get("/api/health")
        #expect(
            health.json["status"] == "ok" && health.json["version"] == "1.2.3" && health.json["live_runs"] == 0
                && health.json["approve"] == "all")
        let tools = try await world.get("/api/tools").json["tools"]?.array ?? []
        #expect(tools == ToolSummary.all.map(\.json) && tools.count > 10)
        let head = try await world.client.send(HTTPRequest(method: "HEAD", url: world.server.url + "/api/health"))
        #expect(head.head.status == 200 && head.body.isEmpty)
    }
}
