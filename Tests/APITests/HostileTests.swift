import Events
import TestKit
import Testing
import Wire

@testable import API
@testable import Service

@Suite struct HostileTests {
    /// What is sent to `/api/agent/run`, the status, and a part of the message.
    private static let bodies: [(String, Int, String)] = [
        ("", 400, "is not JSON"), ("{", 400, "not JSON at byte"), ("[]", 400, "no JSON object"), ("null", 400, "no JSON object"),
        ("{}", 400, "no prompt"),
        (#"{"prompt": ""}"#, 400, "no prompt"), (#"{"prompt": " \n"}"#, 400, "no prompt"),
        (#"{"prompt": 7}"#, 400, "prompt must be a text"),
        (#"{"prompt": "x"} trailing"#, 400, "something follows"), (#"{"prompt": "x", "promt": "y"}"#, 400, "did you mean prompt?"),
        (#"{"prompt": "x", "maxIteration": 3}"#, 400, "did you mean max_iterations?"),
        (#"{"prompt": "x", "workspace": "/"}"#, 400, "unknown member workspace"),
        (#"{"prompt": "x", "max_iterations": 1e999}"#, 400, "max_iterations must be a whole number"),
        (#"{"prompt": "x", "max_iterations": 99999999999999999999999}"#, 400, "max_iterations must be a whole number"),
        (#"{"prompt": "x", "max_iterations": -1}"#, 400, "max_iterations must be a whole number from 1"),
        (#"{"prompt": "x", "max_iterations": "many"}"#, 400, "max_iterations must be a whole number"),
        (#"{"prompt": "x", "timeout": "soon"}"#, 400, "timeout must be a time"),
        (#"{"prompt": "x", "approve": "everything"}"#, 400, "approve must be one of"),
        (#"{"prompt": "x", "mode": 1}"#, 400, "mode must be"),
        (#"{"prompt": "x", "tokens": "no"}"#, 400, "tokens must be true or false"),
        (#"{"prompt": "x", "when_asked": "never"}"#, 400, "when_asked must be one of wait, stop"),
        (#"{"prompt": "x", "prompt": "y"}"#, 400, "prompt twice"),
        (#"{"prompt": "x", "maxTokens": 1, "max_tokens": 1}"#, 400, "max_tokens twice"),
        (#"{"prompt": "x", "previous_runs": "last"}"#, 400, "must be a list of texts"),
        (#"{"prompt": "x", "previous_runs": ["nope"]}"#, 400, "names no run nope"),
        (#"{"prompt": "x", "force_pipeline": true, "mode": "loop"}"#, 400, "contradict"),
        (String(repeating: "[", count: 100_000), 400, "not JSON"),
        ("{\"prompt\": \"" + String(repeating: "x", count: 1 << 20) + "\"}", 413, "longer than 1 MiB"),
        ("\u{0}\u{1}\u{2}", 400, "not JSON"),
    ]

    @Test("a body that is wrong is told what is wrong, starts no run, and the next request works")
    func wrongBodies() async throws {
        let world = try APIWorld()
        for path in ["/api/agent/run", "/api/agent/run/stream"] {
            for (body, status, part) in Self.bodies {
                let response = try await world.client.send(
                    HTTPRequest(
                        method: "POST", url: world.server.url + path, headers: [("Content-Type", "application/json")],
                        body: Array(body.utf8)))
                let error = try JSON(parsing: response.body)["error"]
                #expect(
                    response.head.status == status && error?["message"]?.string?.contains(part) == true,
                    "\(body.prefix(60)): \(error?.text ?? "")")
                #expect(error?["code"]?.string == (status == 413 ? "too_large" : "bad_request"))
            }
        }
        #expect(try world.service.runs(limit: 1).isEmpty && world.server.waitingCount == 0)
        #expect(try await world.post("/api/agent/run", ["prompt": "x"]).status == 200)
    }

    @Test("a body that says it is huge is refused before it comes, one that comes in bits is cut off, and others are served meanwhile")
    func hugeBodies() async throws {
        let world = try APIWorld()
        let announced = try LoopbackClient(port: world.server.port)
        try announced.send(
            "POST /api/agent/run HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 999999999999\r\n\r\n")
        try await announced.waitFor("too_large")
        #expect(announced.receivedText.hasPrefix("HTTP/1.1 413 "))
        try await announced.waitForEnd()
        let cut = try LoopbackClient(port: world.server.port)
        try cut.send(
            "POST /api/agent/run HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{\"prompt\": ")
        #expect(try await world.get("/api/health").status == 200)
        cut.close()
        #expect(try await world.post("/api/agent/run", ["prompt": "x"]).status == 200)
        #expect(try world.service.runs(limit: 9).count == 1)
    }

    @Test("what is no HTTP ends its own connection and nothing else")
    func garbage() async throws {
        let world = try APIWorld()
        let head = "GET /api/health HTTP/1.1\r\nHost: localhost\r\n"
        for bytes in [
            "\u{16}\u{3}\u{1}garbage\r\n\r\n", "GET\r\n\r\n", "GET /api/health HTTP/9.9\r\n\r\n",
            "\(head)X: \(String(repeating: "y", count: 60_000))\r\n\r\n",
            "\(head)\r\nGARBAGE GARBAGE GARBAGE\r\n\r\n\r\n\r\n",
            "POST /api/agent/run HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n\r\n",
            "POST /api/agent/run HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
            "GET /%00%ff%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        ] {
            let client = try LoopbackClient(port: world.server.port)
            try client.send(bytes)
            try await client.waitForEnd()
            #expect(try await world.get("/api/health").status == 200, "after \(bytes.prefix(40))")
        }
        let two = try LoopbackClient(port: world.server.port)
        try two.send("\(head)\r\n\(head)Connection: close\r\n\r\n")
        try await two.waitForEnd()
        #expect(two.receivedText.split(separator: "HTTP/1.1 200 OK").count == 2)
    }

    @Test("an address or a method that is not there is told what is, and so is a member of the query")
    func addresses() async throws {
        let world = try APIWorld()
        for (method, path, status, part) in [
            ("GET", "/", 404, "nothing at /"), ("GET", "/api/helth", 404, "did you mean /api/health?"),
            ("GET", "/api/agent/run", 405, "takes POST"),
            ("DELETE", "/api/runs", 405, "takes GET"), ("POST", "/api/runs/x/events", 405, "takes GET"),
            ("GET", "/api/runs//events", 404, "nothing at"),
            ("GET", "/api/runs/nope", 404, "no run begins with nope"), ("GET", "/api/runs/last", 404, "there is no run yet"),
            ("GET", "/api/runs?limit=0", 400, "limit must be a whole number from 1 to 200"),
            ("GET", "/api/runs?limt=1", 400, "did you mean limit?"),
            ("GET", "/api/health?x=1", 400, "it takes none"),
        ] {
            let answer = try await world.ask(method, path)
            #expect(answer.status == status && answer.message.contains(part), "\(method) \(path): \(answer.message)")
        }
        _ = try await world.post("/api/agent/run", ["prompt": "x"])
        for (query, part) in [
            ("after=-1", "after must be a whole number"), ("after=99999999999999999999", "after must be"), ("limit=1001", "limit must be"),
            ("profile=snake", "profile must be one of events, camel, loop"), ("tokens=maybe", "tokens must be true or false"),
            ("cursor=x", "cursor must be"),
        ] {
            let answer = try await world.get("/api/runs/last/events?\(query)")
            #expect(answer.status == 400 && answer.message.contains(part), "\(query): \(answer.message)")
        }
    }

    @Test("so many streams that wait leave a connection to stop a run with")
    func crowd() async throws {
        let world = try APIWorld(script: APIWorld.silent)
        let first = world.stream("POST", "/api/agent/run/stream", ["prompt": "x"])
        try await first.wait(for: "text_delta")
        let more = (1..<APIServer.waitingLimit).map { _ in world.stream("GET", "/api/runs/last/events") }
        for reader in more { try await reader.waitForHead() }
        let refused = try await world.get("/api/runs/last/events", headers: [("Accept", "text/event-stream")])
        #expect(refused.status == 503 && refused.code == "busy" && refused.head.value("Retry-After") == "5")
        #expect(try await world.post("/api/runs/last/stop", nil).json["status"] == "cancelled")
        for reader in more { #expect(try await reader.all().last?.name == "run_cancelled") }
    }
}
