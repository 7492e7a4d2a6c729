import Glibc
import Synchronization
import TestKit
import Testing

@testable import Wire

/// Says what it is told to, then waits for the bell or the end.
private final class Words: HTTPBodySource {
    let bell = Bell()
    let words: Mutex<[String]>
    let ends = Mutex<[Bool]>([])

    init(_ words: [String]) { self.words = Mutex(words) }

    func next(_ peer: HTTPPeer) -> [UInt8]? {
        if let word = words.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return Array(word.utf8) }
        _ = peer.wait(for: bell, milliseconds: nil, noticesHalfClose: true)
        return nil
    }

    func end(isWhole: Bool) { ends.withLock { $0.append(isWhole) } }
}

@Suite struct HTTPServerTests {
    private static func server(_ limits: HTTPServer.Limits = HTTPServer.Limits(), _ handler: @escaping HTTPServer.Handler) throws
        -> HTTPServer
    {
        try HTTPServer(on: ListeningSocket(address: "127.0.0.1", port: 0), limits: limits, handler: handler)
    }

    @Test("a request comes in whole: method, path, query, headers and body, also in chunks")
    func whole() async throws {
        let seen = Mutex<[HTTPServerRequest]>([])
        let server = try Self.server { request, _ in
            seen.withLock { $0.append(request) }
            return .whole(status: 201, headers: [("X-One", "1")], body: request.body)
        }
        let client = try LoopbackClient(port: server.port)
        try client.send("PUT /a%20b/c?x=1&y&z=a%2Bb HTTP/1.1\r\nHost: localhost\r\nX-Two: 2\r\nx-two: 3\r\nContent-Length: 3\r\n\r\nabc")
        try await client.waitFor("\r\n\r\nabc")
        #expect(client.receivedText.hasPrefix("HTTP/1.1 201 ") && client.receivedText.contains("X-One: 1\r\n"))
        try client.send("POST /d HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ndef\r\n2\r\ngh\r\n0\r\n\r\n")
        try await client.waitFor("\r\n\r\ndefgh")
        let requests = seen.withLock { $0 }
        #expect(requests.map(\.path) == ["/a b/c", "/d"] && requests.map(\.method) == ["PUT", "POST"])
        #expect(requests[0].query.map(\.name) == ["x", "y", "z"] && requests[0].query.map(\.value) == ["1", "", "a+b"])
        #expect(requests[0].values("x-two") == ["2", "3"] && !requests[0].isTooLong)
    }

    @Test("a body longer than the limit is told as too long, and the connection goes on")
    func tooLong() async throws {
        var limits = HTTPServer.Limits()
        limits.bodyBytes = 100
        let server = try Self.server(limits) { request, _ in
            .whole(status: request.isTooLong ? 413 : 200, headers: [], body: Array("\(request.body.count)".utf8))
        }
        let client = try LoopbackClient(port: server.port)
        for (length, status) in [(100, 200), (101, 413), (1600, 413)] {
            try client.send(
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(length)\r\n\r\n" + String(repeating: "x", count: length))
            try await client.waitFor("HTTP/1.1 \(status) ")
        }
        try client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1601\r\n\r\n")
        try await client.waitForEnd()
        #expect(client.receivedText.split(separator: "HTTP/1.1 413 ").count == 4)
    }

    @Test("who takes too long to send a request loses the connection, who waits for an answer does not")
    func deadlines() async throws {
        let inside = Gate()
        let bell = Bell()
        let server = try Self.server { _, peer in
            inside.open()
            _ = peer.wait(for: bell, milliseconds: nil, noticesHalfClose: true)
            return .whole(status: 200, headers: [], body: [])
        }
        let waiting = try LoopbackClient(port: server.port)
        try waiting.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try await eventually("the handler has it") { inside.isOpen }
        let slow = try LoopbackClient(port: server.port)
        try slow.send("GET / HTTP/1.1\r\nHo")
        server.sweep(now: Wire.monotonicMicroseconds() + 15_000_000)
        // A slow client can still be heard of as long as it has time.
        #expect(slow.end == nil)
        try await eventually("the slow one is gone") {
            server.sweep(now: Wire.monotonicMicroseconds() + 31_000_000)
            return slow.end != nil
        }
        bell.ring()
        try await waiting.waitFor("200 OK")
    }

    @Test("an answer that takes longer than silence may is given all the same, in one piece and in a stream")
    func patience() async throws {
        var limits = HTTPServer.Limits()
        limits.silentSeconds = 2
        let server = try Self.server(limits) { request, peer in
            if request.path == "/stream" { return .stream(headers: [], body: Late()) }
            _ = peer.wait(for: Bell(), milliseconds: 2600, noticesHalfClose: true)
            return .whole(status: 200, headers: [], body: Array("at last".utf8))
        }
        let whole = try LoopbackClient(port: server.port)
        try whole.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let stream = try LoopbackClient(port: server.port)
        try stream.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try await whole.waitFor("at last")
        try await stream.waitFor("at last")
    }

    private final class Late: HTTPBodySource {
        private let isDone = Mutex(false)

        func next(_ peer: HTTPPeer) -> [UInt8]? {
            guard !isDone.withLock({ $0 }) else { return nil }
            isDone.withLock { $0 = true }
            _ = peer.wait(for: Bell(), milliseconds: 2600, noticesHalfClose: true)
            return Array("at last".utf8)
        }

        func end(isWhole: Bool) {}
    }

    @Test("a stream is sent as it is made and is told once how it ended: whole, or left by its reader, or by the server")
    func streams() async throws {
        let sources = Mutex<[Words]>([])
        let server = try Self.server { _, _ in
            let source = Words(["first ", String(repeating: "x", count: 100_000)])
            sources.withLock { $0.append(source) }
            return .stream(headers: [("Content-Type", "text/plain")], body: source)
        }
        func open() async throws -> (LoopbackClient, Words) {
            let client = try LoopbackClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            try await client.waitFor("first ")
            try await eventually("all is there") { client.received.count > 100_000 }
            return (client, try #require(sources.withLock { $0.last }))
        }
        let (whole, ends) = try await open()
        ends.bell.ring()
        try await whole.waitFor("\r\n0\r\n\r\n")
        let (gone, left) = try await open()
        gone.close()
        try await eventually("the source is told") { left.ends.withLock { !$0.isEmpty } }
        let (reader, cut) = try await open()
        withExtendedLifetime(reader) { server.stop(graceMicroseconds: 1_000_000) }
        #expect(ends.ends.withLock { $0 } == [true])
        #expect(left.ends.withLock { $0.count } == 1 && cut.ends.withLock { $0.count } == 1)
    }
}
