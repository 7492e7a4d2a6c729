import Events
import Testing
import Wire

@testable import Models

private func driver(_ url: String, key: String? = "sk-secret-123456", client: HTTPClient = HTTPClient(), idle: Duration = .seconds(20))
    -> FormatDriver
{
    var endpoint = ModelEndpoint(baseURL: url + "/v1/", apiKey: key)
    endpoint.firstByteTimeout = idle
    endpoint.idleTimeout = idle
    return FormatDriver(endpoint: endpoint, transport: client, surroundings: testSurroundings)
}

private let question = ModelRequest(model: "m-1", messages: [.user("hello")], tools: [])

@Suite struct FormatDriverTests {
    @Test("the request is what the format asks for, byte for byte")
    func payload() {
        let request = ModelRequest(
            model: "m",
            messages: [
                .system("s"), .user("u\n\"é\""),
                .assistant(
                    text: "", reasoning: "r",
                    toolCalls: [ToolCall(id: "c", name: "a b", arguments: "{\"x\":1}"), ToolCall(id: "d", name: "e", arguments: "oops")]),
                .tool(toolCallID: "c", name: "a", content: "out"), .assistant(text: "t", reasoning: "", toolCalls: []),
            ], tools: [ToolDescription(name: "a", description: "does", parameters: ["type": "object"])], maxOutputTokens: 9)
        let text = sent(request, ModelEndpoint(baseURL: "http://h/v1"))
        #expect(
            text == #"{"model":"m","stream":true,"stream_options":{"include_usage":true},"max_tokens":9,"#
                + #""tools":[{"type":"function","function":{"name":"a","description":"does","parameters":{"type":"object"}}}],"#
                + #""messages":[{"role":"system","content":"s"},{"role":"user","content":"u\n\"é\""},{"role":"assistant","content":null,"#
                + #""tool_calls":[{"id":"c","type":"function","function":{"name":"a_b","arguments":"{\"x\":1}"}},"#
                + #"{"id":"d","type":"function","function":{"name":"e","arguments":"{\"_raw\":\"oops\"}"}}]},"#
                + #"{"role":"tool","tool_call_id":"c","content":"out"},{"role":"assistant","content":"t"}]}"#)
        #expect(sent(request, ModelEndpoint(baseURL: "https://api.openai.com/v1")).contains(#""max_completion_tokens":9"#))
        var kimi = request
        kimi.model = "kimi-k2-thinking"
        #expect(sent(kimi, ModelEndpoint(baseURL: "http://h/v1")).contains(#""reasoning_content":"r""#))
    }

    @Test("003-17: an answer streams over HTTP with its times, and the key is in the Authorization header only")
    func overHTTP() async throws {
        let seen = Box<(head: String, body: [UInt8])>()
        let server = LoopbackServer { connection in
            guard let request = connection.readRequest() else { return }
            seen.set(request)
            connection.writeStreamHead()
            for byte in Array((hello + stop + done).utf8) { connection.write([byte]) }
        }
        let before = monotonicMicroseconds()
        let reading = await Reading(
            driver(server.url).stream(ModelRequest(model: "m-1", messages: [.user("x")], tools: [], maxOutputTokens: 77)))
        let after = monotonicMicroseconds()
        #expect(reading.summary == "stop:Hello")
        let timing = try #require(reading.completion?.timing)
        let (first, last) = (try #require(timing.firstContent), try #require(timing.lastContent))
        #expect(before <= timing.requestSent && timing.requestSent <= first && first <= last && last <= after)
        #expect(timing.firstKind == .text && timing.pieces == 2)
        let request = try #require(seen.now)
        #expect(request.head.hasPrefix("POST /v1/chat/completions HTTP/1.1\r\n"))
        #expect(request.head.contains("Authorization: Bearer sk-secret-123456\r\n"))
        let body = try JSON(parsing: request.body)
        #expect(body["model"] == "m-1" && body["max_tokens"] == 77 && body["stream"] == true)
    }

    @Test("the connection is used again for the next round")
    func nextRound() async {
        let server = LoopbackServer { connection in
            while connection.readRequest() != nil {
                let body = hello + stop + done
                connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
                connection.write("\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n0\r\n\r\n")
            }
        }
        let driver = driver(server.url)
        for _ in 0..<3 { #expect(await Reading(driver.stream(question)).summary == "stop:Hello") }
        #expect(server.connections == 1)
    }

    @Test("a server that keeps the connection open after [DONE] does not keep the reader")
    func lingering() async {
        let closed = Box<Bool>()
        let server = LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.writeStreamHead()
            connection.write(hello + stop + done)
            closed.set(connection.timeUntilClosed() != nil)
        }
        #expect(await Reading(driver(server.url).stream(question)).summary == "stop:Hello")
        #expect(await closed.wait() == true)
    }

    @Test("nobody there is told with a cure")
    func nobody() async {
        let port = LoopbackServer.deadPort()
        let reading = await Reading(driver("http://127.0.0.1:\(port)").stream(question))
        #expect(reading.code == .modelUnreachable)
        #expect(reading.message == "no server answers at 127.0.0.1:\(port); start it or set --base-url")
    }

    @Test(
        "001-57: each refusal has its code, its status, whether to try again, and a cure",
        arguments: [
            ("401 Unauthorized", #"{"error":{"message":"no"}}"#, "unauthorized", false, "set LATHE_API_KEY"),
            ("403 Forbidden", "", "unauthorized", false, "another key"),
            (
                "404 Not Found", #"{"error":{"message":"The model `m-1` does not exist","code":"model_not_found"}}"#, "model_not_found",
                false, "check --model"
            ),
            (
                "400 Bad Request", #"{"error":{"message":"too long","code":"context_length_exceeded"}}"#, "context_full", false,
                "shorten the conversation"
            ),
            ("422 Unprocessable", #"{"detail":[{"msg":"field required"}]}"#, "bad_request", false, "field required"),
            ("429 Too Many Requests", #"{"error":{"message":"slow"}}"#, "rate_limited", true, "wait 2 s"),
            ("429 Too Many Requests", #"{"error":{"message":"none","code":"insufficient_quota"}}"#, "rate_limited", false, "add credit"),
            (
                "500 Internal Server Error", "<html><head><TITLE>Oh no</TITLE></head>\(String(repeating: "x", count: 100_000))",
                "server_error", true, "Oh no"
            ),
            ("503 Service Unavailable", #"{"message":"loading model"}"#, "server_error", true, "loading model"),
            ("302 Found", "", "bad_request", false, "set --base-url"),
        ] as [(String, String, String, Bool, String)])
    func refusals(status: String, body: String, code: String, retryable: Bool, words: String) async {
        let server = LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(
                "HTTP/1.1 \(status)\r\nRetry-After: 2\r\nLocation: http://elsewhere/\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        }
        let reading = await Reading(driver(server.url).stream(question))
        let error = reading.error as? ModelsError
        #expect(error?.code.word == code && error?.retryable == retryable)
        #expect(error?.status == Int(status.prefix(3)))
        #expect(error?.retryAfter == .seconds(2))
        #expect(reading.message.contains(words), "\(reading.message)")
        #expect(reading.message.contains("; ") && reading.message.count < 600 && !reading.message.contains("secret"))
    }

    @Test("half a stream, a reset and silence are told apart")
    func transport() async {
        let server = LoopbackServer { connection in
            guard let request = connection.readRequest() else { return }
            let model = String(decoding: request.body, as: UTF8.self)
            connection.writeStreamHead()
            if !model.contains("\"early\"") { connection.write(hello) }
            if model.contains("\"reset\"") {
                _ = connection.closedWithin(milliseconds: 20)
                connection.reset()
            }
            if model.contains("\"silent\"") { _ = connection.timeUntilClosed() }
        }
        let client = HTTPClient()
        func read(_ model: String, idle: Duration = .seconds(20)) async -> ModelsError? {
            let request = ModelRequest(model: model, messages: [], tools: [])
            return await Reading(driver(server.url, client: client, idle: idle).stream(request)).error as? ModelsError
        }
        let half = await read("half")
        #expect(half?.code == .streamCut && half?.retryable == false)
        let early = await read("early")
        #expect(early?.code == .streamCut && early?.retryable == true)
        #expect(await read("reset")?.code == .streamCut)
        #expect(await read("silent", idle: .milliseconds(100))?.code == .streamStalled)
    }

    @Test("keep-alive comments do not hold the idle limit off")
    func commentsAreNoProgress() async {
        let server = LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.writeStreamHead()
            repeat { connection.write(": OPENROUTER PROCESSING\n\n") } while !connection.closedWithin(milliseconds: 10)
        }
        let reading = await Reading(driver(server.url, idle: .milliseconds(100)).stream(question))
        #expect(reading.code == .streamStalled)
    }

    @Test("000-39: cancelling the reading task, or dropping the stream, closes the connection", arguments: [true, false])
    func cancel(byTask: Bool) async throws {
        // The best of a few tries, because other tests keep the machine busy.
        var best = Int64.max
        for _ in 0..<5 where best >= 100_000 { best = min(best, try await timeToClose(byTask: byTask)) }
        #expect(best < 100_000)
    }

    /// Microseconds from giving up to the server's end of file.
    private func timeToClose(byTask: Bool) async throws -> Int64 {
        let closed = Box<Int64>()
        let began = Box<Bool>()
        let server = LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.writeStreamHead()
            connection.write(hello)
            if connection.timeUntilClosed() != nil { closed.set(monotonic()) }
        }
        let driver = driver(server.url)
        var cancelled: Int64 = 0
        if byTask {
            let task = Task { await Reading(driver.stream(question), onBatch: { began.set(true) }) }
            _ = await began.wait()
            cancelled = monotonic()
            task.cancel()
            #expect(await task.value.completion == nil)
        } else {
            var iterator: ModelStream.Iterator? = driver.stream(question).makeAsyncIterator()
            _ = try await iterator?.next()
            cancelled = monotonic()
            iterator = nil
        }
        return try #require(await closed.wait()) - cancelled
    }

    @Test(
        "Retry-After is read in both forms",
        arguments: [
            ("7", 7_000), ("0.5", 500), ("Tue, 14 Nov 2023 22:13:50 GMT", 30_000), ("Tuesday, 14-Nov-23 22:13:50 GMT", 30_000),
            ("Tue Nov 14 22:13:50 2023", 30_000), ("Tue, 14 Nov 2023 22:13:10 GMT", 0), ("Thu, 29 Feb 2024 00:00:00 GMT", 86_400_000),
            ("soon", nil), ("-3", nil), ("", nil), ("Tue, 44 Nov 2023 22:13:50 GMT", nil), ("1e400", nil),
        ] as [(String, Int?)])
    func retryAfter(text: String, milliseconds: Int?) {
        let head = HTTPHead(status: 429, headers: [("retry-after", text)])
        #expect(RetryAfter.read(head, wallMilliseconds: 1_700_000_000_000) == milliseconds.map { .milliseconds($0) })
        #expect(RetryAfter.read(HTTPHead(status: 429, headers: [("Retry-After-Ms", "250")]), wallMilliseconds: 0) == .milliseconds(250))
    }
}
