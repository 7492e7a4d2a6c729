import Events
import TestKit
import Testing
import Wire

@testable import API
@testable import Service

@Suite struct AccessTests {
    private static let word = "a-token-of-enough-letters"

    @Test("a Host header that names no address of this machine is refused, so that no page can reach us under a name of its own")
    func hosts() async throws {
        for host in ["127.0.0.1", "127.0.0.1:8421", "localhost", "LocalHost:1", "[::1]", "[::1]:80", "127.1.2.3:9"] {
            #expect(AccessCheck.isLoopback(host: host), "\(host)")
        }
        for host in [
            "", "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example:8421", "10.0.0.1", "::1", "127.0.0",
            "127.0.0.1:x",
            "127.0.0.300", "[::1", "127.0.0.1@evil", "0.0.0.0",
        ] { #expect(!AccessCheck.isLoopback(host: host), "\(host)") }
        let world = try APIWorld()
        for path in ["/api/health", "/api/runs", "/nowhere"] {
            let answer = try await world.get(path, headers: [("Host", "evil.example")])
            #expect(answer.status == 403 && answer.code == "denied" && answer.message.contains("Host"))
        }
        #expect(try await world.get("/api/health", headers: [("Host", "localhost:1")]).status == 200)
    }

    @Test("a page of another site is refused, one of this machine is not")
    func origins() async throws {
        let world = try APIWorld()
        for (origin, status) in [
            ("http://localhost:3000", 200), ("https://127.0.0.1", 200), ("http://evil.example", 403), ("null", 403), ("file://", 403),
            ("http://localhost.evil.example", 403),
        ] {
            #expect(try await world.get("/api/health", headers: [("Origin", origin)]).status == status, "\(origin)")
        }
        // What such a page can send without asking first is no JSON.
        let plain = try await world.client.send(
            HTTPRequest(
                method: "POST", url: world.server.url + "/api/agent/run", headers: [("Content-Type", "text/plain")],
                body: Array("{\"prompt\": \"x\"}".utf8)))
        #expect(plain.head.status == 415 && world.service.liveRuns.isEmpty)
        #expect(try world.service.runs(limit: 1).isEmpty)
    }

    @Test("with a token nothing is answered without it")
    func tokens() async throws {
        let world = try APIWorld { _, options in options.token = Secret(Self.word) }
        for header in [
            nil, "Bearer", "Bearer ", "Bearer wrong-token-of-same-size", "Basic \(Self.word)", "Bearer \(Self.word)x", Self.word,
        ] {
            let answer = try await world.get("/api/health", headers: header.map { [("Authorization", $0)] } ?? [])
            #expect(answer.status == 401 && answer.code == "unauthorized" && answer.head.value("WWW-Authenticate") == "Bearer")
            #expect(!answer.message.contains(Self.word))
        }
        for scheme in ["Bearer", "bearer"] {
            #expect(try await world.get("/api/health", headers: [("Authorization", "\(scheme) \(Self.word)")]).status == 200)
        }
        let twice = try await world.get(
            "/api/health", headers: [("Authorization", "Bearer \(Self.word)"), ("Authorization", "Bearer \(Self.word)")])
        #expect(twice.status == 401)
    }

    @Test("an address that others can reach needs a token, and a port that is taken is named")
    func addresses() async throws {
        #expect(throws: ServiceError.self) { try APIWorld { _, options in options.address = "0.0.0.0" } }
        let open = try APIWorld { _, options in
            options.address = "0.0.0.0"
            options.token = Secret(Self.word)
        }
        // Whoever knows the token may use any name.
        let request = HTTPRequest(
            url: "http://127.0.0.1:\(open.server.port)/api/health",
            headers: [("Host", "machine.example"), ("Authorization", "Bearer \(Self.word)")])
        #expect(try await open.client.send(request).head.status == 200)
        let error = #expect(throws: ServiceError.self) { try APIWorld { _, options in options.port = open.server.port } }
        #expect(error?.code == .settings && error?.message.contains("\(open.server.port) cannot be listened on") == true)
        #expect(throws: ServiceError.self) { try APIWorld { _, options in options.address = "example.com" } }
    }
}
