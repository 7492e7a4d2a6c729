import Events
import TestKit
import Testing
import Wire

@testable import Models

/// Servers that do what no server should, over real sockets: each ends in an error of ours within its limit.
@Suite struct BadServerTests {
    @Test("a redirect to another host is told and not followed, so that no key goes along", arguments: WireFormatID.allCases)
    func redirect(format: WireFormatID) async {
        let other = LoopbackServer { _ in }
        let server = LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 307 Temporary Redirect\r\nLocation: \(other.url)/v1\r\nContent-Length: 0\r\n\r\n")
        }
        let reading = await ask(server, format)
        #expect(reading.code == .badRequest && other.connections == 0)
        #expect(reading.message.contains(other.url) && reading.message.contains("; set --base-url") && !reading.message.contains("secret"))
    }

    @Test("001-57: Retry-After as a date is the time until then")
    func retryDate() async {
        let server = LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 429 Slow\r\nRetry-After: Tue, 14 Nov 2023 22:13:50 GMT\r\nContent-Length: 0\r\n\r\n")
        }
        let error = await ask(server).error as? ModelsError
        #expect(error?.code == .rateLimited && error?.retryable == true && error?.retryAfter == .seconds(30))
        #expect(error?.message.contains("wait 30 s") == true)
    }

    @Test("a refusal is told by its status, though its body never ends, breaks off, or is nested without end")
    func refusals() async {
        for body in ["reset", "silent", "deep"] {
            let server = LoopbackServer { connection in
                guard connection.readRequest() != nil else { return }
                connection.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 300000\r\n\r\n{\"error\":")
                if body == "deep" { connection.write(String(repeating: "[", count: 100_000)) }
                if body == "silent" { _ = connection.timeUntilClosed() }
                if body == "reset" { connection.reset() }
            }
            #expect(await ask(server).code == .unauthorized, "\(body)")
        }
    }

    @Test("a connection that is reset anywhere in the stream is a cut and no call", arguments: WireFormatID.allCases)
    func reset(format: WireFormatID) async throws {
        let one = try #require(
            allStreams.first { $0.format == format && ["call without an end", "call cut in its arguments"].contains($0.name) })
        var random = SeededGenerator(seed: 9)
        for count in (0..<6).map({ _ in Int.random(in: 0...one.bytes.count, using: &random) }) {
            let server = LoopbackServer { connection in
                guard connection.readRequest() != nil else { return }
                connection.writeStreamHead()
                connection.write(Array(one.bytes.prefix(count)))
                _ = connection.closedWithin(milliseconds: 5)
                connection.reset()
            }
            let reading = await ask(server, format)
            #expect(reading.code == .streamCut && reading.endings == 1, "after \(count) bytes: \(reading.summary)")
        }
    }

    @Test("silence before the head ends with the limit for the first byte, and may be tried again")
    func silentBeforeHead() async {
        let server = LoopbackServer { connection in
            if connection.readRequest() != nil { _ = connection.timeUntilClosed() }
        }
        let error = await ask(server) { $0.firstByteTimeout = .milliseconds(80) }.error as? ModelsError
        #expect(error?.code == .streamStalled && error?.retryable == true)
    }

    @Test("a head that never ends is refused when it is too long, and given up when it is too slow")
    func endlessHead() async {
        let long = LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\n")
            while !connection.closedWithin(milliseconds: 0) { connection.write("X-More: \(String(repeating: "x", count: 4000))\r\n") }
        }
        #expect(await ask(long).code == .malformedStream)
        let slow = LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nX-More: ")
            while !connection.closedWithin(milliseconds: 10) { connection.write("x") }
        }
        #expect(await ask(slow) { $0.firstByteTimeout = .milliseconds(80) }.code == .streamStalled)
    }

    @Test("a server that trickles for ever is ended by the limit of the whole call", arguments: WireFormatID.allCases)
    func trickle(format: WireFormatID) async throws {
        let one = try #require(allStreams.first { $0.format == format && $0.summary == "error:stream_cut" && $0.bytes.count > 100 })
        let server = LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.writeStreamHead()
            for byte in one.bytes where !connection.closedWithin(milliseconds: 10) { connection.write([byte]) }
        }
        let reading = await ask(server, format) { $0.totalTimeout = .milliseconds(150) }
        #expect(reading.code == .timeout && (reading.error as? ModelsError)?.retryable == false)
    }

    @Test(
        "a line of 100 MB is refused long before its end, and so are an answer in one piece and one of nothing but blanks",
        arguments: [("data: ", "malformed_stream"), ("", "stream_stalled"), ("{\"choices\":\"", "malformed_stream")])
    func hugeLine(beginning: String, code: String) async {
        let total = 100 << 20
        let sent = Box<Int>()
        let server = LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.writeStreamHead()
            connection.write(beginning)
            let block = [UInt8](repeating: beginning.isEmpty ? 0x20 : 0x7A, count: 1 << 20)
            var count = 0
            while count < total, !connection.closedWithin(milliseconds: 0) {
                connection.write(block)
                count += block.count
            }
            sent.set(count)
        }
        #expect(await ask(server) { if beginning.isEmpty { $0.idleTimeout = .milliseconds(300) } }.code?.word == code)
        // Far beyond what the buffers of two sockets hold.
        let limit = beginning == "data: " ? 48 : 80
        #expect(await sent.wait() ?? total < limit << 20)
    }

    @Test("interim answers, early hints and trailers are no part of the answer")
    func interim() async {
        let server = LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n")
            let body = hello + stop + done
            connection.write("\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n0\r\nX-Sum: 1\r\nRetry-After: 9\r\n\r\n")
        }
        #expect(await ask(server).summary == "stop:Hello")
    }

    @Test("a kept connection that the server has closed meanwhile is made anew, and the question is asked once")
    func staleConnection() async {
        let asked = Box<Bool>()
        let server = LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            let body = hello + stop + done
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            // Closed without a word after the first answer.
            asked.set(true)
        }
        let client = HTTPClient()
        for _ in 0..<3 {
            #expect(await ask(server, client: client).summary == "stop:Hello")
            _ = await asked.wait()
        }
        #expect(server.connections == 3)
    }

    private func ask(
        _ server: LoopbackServer, _ format: WireFormatID = .chat, client: HTTPClient = HTTPClient(),
        _ change: (inout ModelEndpoint) -> Void = { _ in }
    ) async -> Reading {
        var endpoint = ModelEndpoint(format: format, baseURL: server.url + "/v1", apiKey: "sk-secret-123456")
        (endpoint.firstByteTimeout, endpoint.idleTimeout) = (.seconds(20), .seconds(20))
        change(&endpoint)
        let driver = FormatDriver(endpoint: endpoint, transport: client, surroundings: testSurroundings)
        let reading = await Reading(driver.stream(ModelRequest(model: "m", messages: [.user("hello")], tools: [])))
        #expect(reading.error == nil || reading.error is ModelsError)
        return reading
    }
}
