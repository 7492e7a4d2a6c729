import Events
import Glibc
import Synchronization
import TestKit
import Testing
import Wire

@testable import Models

/// Recordings of what providers sent: written while it comes, read again, and played.
@Suite struct RecordingTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path(of: "r.jsonl")
    }

    @Test("003-17: what was recorded over HTTP plays back as the same events, errors too", arguments: WireFormatID.allCases)
    func again(format: WireFormatID) async throws {
        let good = try #require(allStreams.first { $0.format == format && $0.name == "plain" })
        let server = LoopbackServer { connection in
            guard let request = connection.readRequest() else { return }
            let body = String(decoding: request.body, as: UTF8.self)
            if body.contains("\"refused\"") {
                return connection.write("HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nSet-Cookie: a=b\r\nContent-Length: 4\r\n\r\nslow")
            }
            connection.writeStreamHead(more: "Set-Cookie: a=b\r\n")
            // Cut where a piece is no whole text.
            for byte in good.bytes.prefix(body.contains("\"half\"") ? 250 : .max) { connection.write([byte]) }
        }
        var recorded: [Reading] = []
        for model in ["good", "refused", "half"] {
            let file = try file()
            let transport = RecordingTransport(HTTPClient(), file: file, now: testSurroundings.monotonicMicroseconds)
            recorded.append(await Reading(driver(format, server.url, transport).stream(question(model))))
            file.settle(withinMicroseconds: 10_000_000)
            let played = await play(try recording()).first
            #expect(
                played?.summary == recorded.last?.summary && played?.eventsWithoutTimes == recorded.last?.eventsWithoutTimes, "\(model)")
            #expect((played?.error as? ModelsError)?.retryAfter == (recorded.last?.error as? ModelsError)?.retryAfter)
        }
        #expect(recorded.map(\.code) == [nil, .rateLimited, .streamCut])
        #expect(try !text().contains("Set-Cookie"), "headers that could hold an account are left out")
    }

    @Test("a key is in no recording, also where a server says it again across two pieces, in a header or in an error")
    func secrets() async throws {
        let key = "sk-secret-123456"
        let echo = delta(#"{"content":"you sent \#(key)!"}"#) + "data: " + key + "\n\n"
        let bytes = Array(echo.utf8)
        let file = try file()
        for cut in bytes.indices {
            let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
            let transport = RecordingTransport(
                PieceTransport(
                    pieces: pieces, headers: [("x-request-id", "r-\(key)")], end: .failure(.brokenStream(host: "h", port: 1, reason: key))),
                file: file, now: { 0 })
            _ = await Reading(driver(.chat, "http://h", transport, key: key).stream(question("m \(key)")))
            _ = await Reading(driver(.anthropic, "http://h", transport, key: key).stream(question("m")))
        }
        let text = try text()
        #expect(!text.contains("secret") && text.contains("****************"))
        #expect(try recording().exchanges.count == 2 * bytes.count)
    }

    @Test("a recording that a killed program left is read up to there, and its last exchange ends as cut")
    func killed() async throws {
        let bytes = try Fixture.bytes("litellm-chat")
        let whole = try #require(await play(try Recording(bytes: bytes, name: "r")).first)
        var random = SeededGenerator(seed: 5)
        for cut in [bytes.count - 1, bytes.count - 2, bytes.count - 40]
            + (0..<60).map({ _ in Int.random(in: 0..<bytes.count, using: &random) })
        {
            do {
                let reading = try #require(await play(try Recording(bytes: Array(bytes[..<cut]), name: "r")).first)
                #expect(reading.code == .streamCut || reading.summary == whole.summary, "cut at \(cut): \(reading.summary)")
            } catch let error as ModelsError {
                #expect(error.message.contains("begins no recording") && cut < 200, "cut at \(cut): \(error.message)")
            }
        }
    }

    @Test("a recording with a broken line is refused with the number of the line and what to do")
    func broken() throws {
        let lines = String(decoding: try Fixture.bytes("litellm-chat"), as: UTF8.self).split(separator: "\n").map(String.init)
        for (line, text, words) in [
            (3, "{\"exchange\":1,", "is not JSON"), (1, "{\"lathe_recording\":2}", "newer kind"),
            (4, "{\"at_us\":1}", "not of a recording"),
            (2, "{\"exchange\":1,\"at_us\":1,\"request\":{},\"format\":\"smoke\"}", "no known format"),
            (4, "{\"exchange\":9,\"at_us\":1,\"text\":\"x\"}", "belongs to no exchange"),
            (4, "{\"exchange\":1,\"at_us\":1,\"banana\":1}", "nothing that is known"),
            (4, "{\"exchange\":1,\"at_us\":1,\"base64\":\"?\"}", "nothing that is known"),
            (4, "{\"exchange\":1,\"at_us\":-1,\"text\":\"\"}", "not of a"),
        ] {
            var changed = lines
            changed[line - 1] = text
            let error = #expect(throws: ModelsError.self) {
                try Recording(bytes: Array(changed.joined(separator: "\n").utf8), name: "a\u{1B}.jsonl")
            }
            #expect(error?.code == .settings && error?.message.hasPrefix("line \(line) of a .jsonl ") == true, "\(error?.message ?? "")")
            #expect(error?.message.contains(words) == true && error?.message.contains("; record it anew") == true)
        }
    }

    @Test("what is written is what is read, whatever the bytes and however they were cut")
    func roundTrip() throws {
        var random = SeededGenerator.fresh("RecordingTests.roundTrip")
        let pieces = (0..<40).map { at in
            Recording.Piece(
                at: Int64(at * 3),
                bytes: (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) })
        }
        let exchanges = WireFormatID.allCases.map { format in
            Recording.Exchange(
                format: format, url: "http://h/v1", request: ["model": "m"],
                head: .init(status: 200, headers: [.init(name: "a", value: "b\"")], at: 1),
                pieces: pieces, end: format == .chat ? .whole : .fault("broken", "why"), sentAt: 1, endedAt: 500)
        }
        let recording = Recording(exchanges: exchanges)
        #expect(try Recording(bytes: recording.bytes, name: "r") == recording)
    }

    @Test("a recording is its owner's, one that cannot be written is a fault of the settings, and one that ends says so")
    func faults() async throws {
        _ = try file()
        var information = stat()
        #expect(stat(path, &information) == 0 && information.st_mode & 0o777 == 0o600)
        let error = #expect(throws: ModelsError.self) { try RecordingFile(path: folder.path(of: "none/r.jsonl")) }
        #expect(error?.code == .settings && error?.message.contains("; name another file") == true)
        // A file of the person's is not written over by a slip; an older recording is.
        let other = try folder.write("notes.md", "mine\n")
        let refused = #expect(throws: ModelsError.self) { try RecordingFile(path: other) }
        #expect(refused?.message.contains("is no recording; ") == true)
        #expect(try folder.bytes(of: "notes.md") == Array("mine\n".utf8))
        _ = try file()
        let driver = RecordedDriver(recording: Recording(), surroundings: testSurroundings)
        #expect(await Reading(driver.stream(question("m"))).code == .scriptExhausted)
    }

    private func file() throws -> RecordingFile { try RecordingFile(path: path) }
    private func question(_ model: String) -> ModelRequest { ModelRequest(model: model, messages: [.user("hello")], tools: []) }

    private func driver(_ format: WireFormatID, _ url: String, _ transport: any ModelTransport, key: String? = nil) -> FormatDriver {
        FormatDriver(
            endpoint: ModelEndpoint(format: format, baseURL: url, apiKey: key), transport: transport, surroundings: testSurroundings)
    }

    private func text() throws -> String {
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func recording() throws -> Recording { try Recording(bytes: Array(try text().utf8), name: "r.jsonl") }
}

/// A provider without a network, that sends these pieces.
private struct PieceTransport: ModelTransport {
    let pieces: [[UInt8]]
    let headers: [(name: String, value: String)]
    let end: Result<Void, WireError>

    func start(_ request: HTTPRequest, receiver: any HTTPReceiver) -> @Sendable () -> Void {
        _ = receiver.receive(head: HTTPHead(status: 200, headers: headers))
        for piece in pieces { _ = piece.withUnsafeBytes { receiver.receive(body: $0) } }
        receiver.end(end)
        return {}
    }
}
