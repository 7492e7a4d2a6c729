import TestKit
import Testing

private let question = "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\nContent-Length: 2\r\n\r\n{}"

/// Takes chunked framing off; nil when it is broken or not finished.
private func unchunked(_ body: [UInt8]) -> (bytes: [UInt8], sizes: [Int])? {
    var rest = body[...]
    var (bytes, sizes): ([UInt8], [Int]) = ([], [])
    while let end = rest.firstIndex(of: 13), rest[end...].starts(with: [13, 10]) {
        guard let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16) else { return nil }
        rest = rest[(end + 2)...]
        if size == 0 { return (bytes, sizes) }
        guard rest.count >= size + 2 else { return nil }
        bytes += rest.prefix(size)
        sizes.append(size)
        rest = rest.dropFirst(size + 2)
    }
    return nil
}

private func body(_ response: [UInt8]) -> [UInt8] {
    guard response.count >= 4 else { return [] }
    for index in 0...(response.count - 4) where response[index..<(index + 4)].elementsEqual([13, 10, 13, 10]) {
        return Array(response[(index + 4)...])
    }
    return []
}

@Suite("The loopback provider")
struct LoopbackProviderTests {
    @Test("records the request whole and streams the script in proper chunks")
    func stream() async throws {
        let provider = try LoopbackProvider([
            .stream([.text("Hel"), .text("lo \"you\"\n"), .finish("stop"), .usage(input: 3, output: 2), .done])
        ])
        let client = try LoopbackClient(port: provider.port)
        try client.send(String(question.dropLast(1)))
        #expect(provider.requests.isEmpty)
        try client.send("}")
        let request = try await provider.waitForFinish()
        #expect(request.method == "POST" && request.path == "/v1/chat/completions" && request.bodyText == "{}")
        #expect(request.header("authorization") == "Bearer k")
        let first = try #require(request.firstByteAt)
        let last = try #require(request.finishedAt)
        #expect(request.arrivedAt <= first && first <= last && request.peerClosedAt == nil)
        try await client.waitFor("\r\n0\r\n\r\n")
        #expect(client.receivedText.hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"))
        let (bytes, sizes) = try #require(unchunked(body(client.received)))
        #expect(sizes.count == 5 && bytes.count == request.bodyBytesSent)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains(#""delta":{"content":"lo \"you\"\n"},"finish_reason":null"#))
        #expect(text.hasSuffix("data: [DONE]\n\n"))
        #expect(client.end == nil)
    }

    @Test("keeps the connection for the next request, and says what it lacks when the script is empty")
    func keepAlive() async throws {
        let provider = try LoopbackProvider(
            [.says("one"), .failure(429, "slow down", headers: [("Retry-After", "2")])], models: ["m1", "m2"])
        let client = try LoopbackClient(port: provider.port)
        try client.send(question + question)
        try await client.waitFor("slow down")
        #expect(client.receivedText.contains("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 2\r\n"))
        try client.send("GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n")
        try await client.waitFor("\"m2\"")
        try client.send(question)
        try await client.waitFor("no answer for request 3")
        #expect(provider.connectionCount == 1 && provider.requests.count == 3)
        #expect(provider.otherRequests.map(\.path) == ["/v1/models"] && provider.unexpectedRequestCount == 1)
        #expect(client.end == nil)
    }

    @Test("reads chunked bodies, 100-continue, and closes when asked to")
    func requestForms() async throws {
        let provider = try LoopbackProvider([.json("{}")])
        let client = try LoopbackClient(port: provider.port)
        try client.send("POST /v1/x HTTP/1.1\r\nConnection: close\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n")
        try await client.waitFor("HTTP/1.1 100 Continue\r\n\r\n")
        try client.send("3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nX: y\r\n\r\n")
        #expect(try await client.waitForEnd() == .closed)
        #expect(provider.requests.first?.bodyText == "abcde")
        #expect(client.receivedText.contains("Connection: close\r\n"))
    }

    @Test("cuts a stream at any byte, by end or by reset", arguments: [false, true], [0, 1, 17])
    func cut(reset: Bool, bytes: Int) async throws {
        let provider = try LoopbackProvider([.stream([.text("a long enough text")]).cutAfter(bytes: bytes, reset: reset)])
        let client = try LoopbackClient(port: provider.port)
        try client.send(question)
        #expect(try await client.waitForEnd() == (reset ? .reset : .closed))
        #expect(unchunked(body(client.received)) == nil)
        let request = try #require(provider.requests.first)
        #expect(request.bodyBytesSent == bytes && request.finishedAt == nil && request.peerClosedAt == nil)
        let plain = try LoopbackProvider([.json("{\"a\":1}").cutAfter(bytes: 3)])
        let second = try LoopbackClient(port: plain.port)
        try second.send(question)
        #expect(try await second.waitForEnd() == .closed)
        #expect(second.receivedText.contains("Content-Length: 7\r\n") && second.receivedText.hasSuffix("\r\n\r\n{\"a"))
    }

    @Test("notices at once when the client leaves: while silent, in the middle, between slow pieces, at a gate")
    func peerClose() async throws {
        let gate = Gate()
        let answers: [ProviderAnswer] = [
            .hang, .stream([.text("a")]).thenHang(), .stream([.text("a"), .text("b")], pace: .seconds(300)),
            .stream([.text("a"), .hold(until: gate)]), .stream([.text("a")], firstDelay: .seconds(300)),
            .says("late").delayingHeaders(.seconds(300)), .stream([.text("a"), .pause(.seconds(300))]),
        ]
        let provider = try LoopbackProvider(answers)
        for number in 1...answers.count {
            let client = try LoopbackClient(port: provider.port)
            try client.send(question)
            let request = try await provider.waitForRequest(number)
            if [2, 3, 4, 7].contains(number) { try await client.waitFor("\"a\"") }
            #expect(request.peerClosedAt == nil)
            let left = monotonicMicroseconds()
            client.close()
            let closed = try #require(try await provider.waitForPeerClose(ofRequest: number).peerClosedAt)
            #expect(closed >= left && closed - left < 5_000_000, "answer \(number)")
        }
        #expect(provider.requests.allSatisfy { $0.finishedAt == nil })
    }

    @Test("splits at every byte, holds at a gate, and keeps delays")
    func pacing() async throws {
        let gate = Gate()
        let provider = try LoopbackProvider([
            .stream([.text("日")]).splitEvery(1),
            .stream([.text("first"), .hold(until: gate), .text("second")]),
            .stream([.text("x"), .text("y"), .text("z")], pace: .milliseconds(20), firstDelay: .milliseconds(30)),
        ])
        let client = try LoopbackClient(port: provider.port)
        try client.send(question)
        try await client.waitFor("\r\n0\r\n\r\n")
        #expect(unchunked(body(client.received))?.sizes.allSatisfy { $0 == 1 } == true)
        try client.send(question)
        try await client.waitFor("first")
        #expect(provider.requests[1].finishedAt == nil && !client.receivedText.contains("second"))
        gate.open()
        try await client.waitFor("second")
        try client.send(question)
        let slow = try await provider.waitForFinish(ofRequest: 3)
        let first = try #require(slow.firstByteAt)
        let last = try #require(slow.finishedAt)
        #expect(first - slow.arrivedAt >= 30_000 && last - first >= 39_000)
    }

    @Test("sends exact bytes: raw bodies, raw responses, bad UTF-8, interim heads, trailers, other framings")
    func exactBytes() async throws {
        let provider = try LoopbackProvider([
            .raw([1, 0xFF, 0]), .stream([.invalidUTF8]), .says("x").interim("HTTP/1.1 103 Early Hints\r\nLink: a"),
            .stream([.error("overloaded")]).trailers([("X-Sum", "1")]), .says("till the end").framed(.untilClose),
            .rawResponse(Array("not http".utf8)),
            .json("{}").droppingConnection(),
        ])
        func ask() throws -> LoopbackClient {
            let client = try LoopbackClient(port: provider.port)
            try client.send(question)
            return client
        }
        let raw = try ask()
        try await raw.waitFor("0\r\n\r\n")
        #expect(unchunked(body(raw.received))?.bytes == [1, 0xFF, 0])
        let bad = try ask()
        try await bad.waitFor("0\r\n\r\n")
        #expect(unchunked(body(bad.received))?.bytes.contains(0xC0) == true)
        let interim = try ask()
        try await interim.waitFor("[DONE]")
        #expect(interim.receivedText.hasPrefix("HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\n"))
        let trailers = try ask()
        try await trailers.waitFor("0\r\nX-Sum: 1\r\n\r\n")
        #expect(trailers.receivedText.contains("{\"error\":{\"message\":\"overloaded\""))
        let untilClose = try ask()
        #expect(try await untilClose.waitForEnd() == .closed)
        #expect(!untilClose.receivedText.contains("chunked") && untilClose.receivedText.hasSuffix("[DONE]\n\n"))
        let nonsense = try ask()
        #expect(try await nonsense.waitForEnd() == .closed)
        #expect(nonsense.receivedText == "not http")
        let stale = try ask()
        #expect(try await stale.waitForEnd() == .closed)
        #expect(stale.receivedText.hasSuffix("{}") && !stale.receivedText.contains("Connection: close"))
    }

    @Test("breaks tool calls up in every style, and no style loses an argument", arguments: ToolCallStyle.allCases)
    func toolCalls(style: ToolCallStyle) {
        let arguments = "{\"path\":\"a.txt\"}"
        let text = String(
            decoding: StreamChunk.toolCall(index: 2, id: "c9", name: "read_file", arguments: arguments, fragments: 3, style: style).bytes,
            as: UTF8.self)
        let events = text.split(separator: "\n\n")
        #expect(events.count == (style == .standard || style == .withoutIndex ? 4 : 3))
        #expect(events.allSatisfy { $0.contains("\"index\":2") } == (style != .withoutIndex))
        #expect(
            events.filter { $0.contains("read_file") && $0.contains("c9") }.count == (style == .standard || style == .withoutIndex ? 1 : 3))
        #expect(events.last?.contains(jsonString(arguments)) == (style == .cumulative))
    }

    @Test("a responder decides by request, and stopping ends every connection")
    func responder() async throws {
        let provider = try LoopbackProvider()
        provider.respond { $0.bodyText == "{}" ? .hang : nil }
        let client = try LoopbackClient(port: provider.port)
        try client.send(question)
        try await provider.waitForRequest()
        #expect(client.end == nil)
        provider.stop()
        #expect(try await client.waitForEnd() == .closed)
        let error = try await #require(throws: TestKitError.self) { try await provider.waitForRequest(2, within: .milliseconds(20)) }
        #expect("\(error)".contains("POST /v1/chat/completions"))
    }
}
