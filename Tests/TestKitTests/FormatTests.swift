import Events
import TestKit
import Testing

/// Asks one question and takes the answer apart.
struct FormatClient {
    let provider: LoopbackProvider

    /// The body of the answer, framing taken off.
    func ask(_ path: String, _ body: JSON, headers: String = "") async throws -> String {
        let client = try LoopbackClient(port: provider.port)
        let bytes = body.bytes
        try client.send(
            "POST \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(headers)Content-Length: \(bytes.count)\r\n\r\n" + body.text)
        try await client.waitForEnd()
        let text = client.receivedText
        let head = try #require(text.firstRange(of: "\r\n\r\n"))
        guard text[..<head.lowerBound].contains("chunked") else { return String(text[head.upperBound...]) }
        // Every piece is framed on its own: size, piece, line end.
        return text[head.upperBound...].split(separator: "\r\n").filter { Int($0, radix: 16) == nil }.joined()
    }

    /// The named events of a stream with their data; the name is empty when there is none.
    func stream(_ path: String, _ body: JSON, headers: String = "") async throws -> [(name: String, data: JSON)] {
        try await ask(path, body, headers: headers).split(separator: "\n\n").map { event in
            var (name, data) = ("", JSON.null)
            for line in event.split(separator: "\n") {
                if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
                if line.hasPrefix("data: ") { data = (try? JSON(parsing: String(line.dropFirst(6)))) ?? .string(String(line.dropFirst(6))) }
            }
            return (name, data)
        }
    }
}

private let usage = ModelReply.Usage(input: 100, cached: 60, cacheWritten: 10, output: 40, reasoning: 15)
private let reply = ModelReply(
    reasoning: "Let me think.", signature: "sig", text: "I read it.", toolCalls: [.init("read_file", #"{"path":"a.txt"}"#), .init("now")],
    usage: usage)

private func question(stream: Bool) -> JSON {
    [
        "model": "m1", "max_tokens": 100, "stream": .bool(stream), "stream_options": ["include_usage": true],
        "messages": [["role": "user", "content": "Hi"]], "input": "Hi", "include": ["reasoning.encrypted_content"],
    ]
}

private func joined(_ parts: [JSON?]) -> String { parts.compactMap { $0?.string }.joined() }

@Suite("One reply in three formats")
struct FormatTests {
    @Test("Chat Completions streams reasoning, text, calls with their index, the finish reason and then usage")
    func chatStream() async throws {
        let client = FormatClient(provider: try LoopbackProvider([.reply(reply)]))
        let events = try await client.stream("/v1/chat/completions", question(stream: true))
        #expect(events.last?.data == "[DONE]")
        #expect(events.allSatisfy { $0.name.isEmpty })
        let choices = events.compactMap { $0.data["choices"]?[0] }
        let deltas = choices.compactMap { $0["delta"] }
        #expect(deltas.first?["role"] == "assistant")
        #expect(joined(deltas.map { $0["reasoning_content"] }) == "Let me think.")
        #expect(joined(deltas.map { $0["content"] }) == "I read it.")
        let fragments = deltas.compactMap { $0["tool_calls"]?[0] }
        #expect(fragments.filter { $0["index"] == 0 }.compactMap { $0["id"]?.string } == ["call_1_0"])
        #expect(joined(fragments.filter { $0["index"] == 0 }.map { $0["function"]?["arguments"] }) == #"{"path":"a.txt"}"#)
        #expect(fragments.compactMap { $0["function"]?["name"]?.string } == ["read_file", "now"])
        #expect(choices.last?["finish_reason"] == "tool_calls")
        let last = try #require(events.dropLast().last?.data)
        #expect(last["choices"] == [])
        #expect(last["usage"]?["total_tokens"] == 140)
        #expect(last["model"] == "m1")
        #expect(last["usage"]?["prompt_tokens_details"]?["cached_tokens"] == 60)
        #expect(last["usage"]?["completion_tokens_details"]?["reasoning_tokens"] == 15)
    }

    @Test("Responses numbers its events, opens and closes every item, and ends with the whole response")
    func responsesStream() async throws {
        let client = FormatClient(provider: try LoopbackProvider([.reply(reply)]))
        let events = try await client.stream("/v1/responses", question(stream: true))
        #expect(events.allSatisfy { $0.name == $0.data["type"]?.string })
        #expect(events.compactMap { $0.data["sequence_number"]?.integer } == Array(0..<events.count))
        var names: [String] = []
        for event in events where names.last != event.name { names.append(event.name) }
        let opened = "response.output_item.added"
        let closed = "response.output_item.done"
        let call = [opened, "response.function_call_arguments.delta", "response.function_call_arguments.done", closed]
        let expected: [[String]] = [
            ["response.created", "response.in_progress"],
            [opened, "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta"],
            ["response.reasoning_summary_text.done", "response.reasoning_summary_part.done", closed],
            [opened, "response.content_part.added", "response.output_text.delta", "response.output_text.done"],
            ["response.content_part.done", closed], call, call, ["response.completed"],
        ]
        #expect(names == expected.flatMap { $0 })
        let items = try #require(events.last?.data["response"]?["output"]?.array)
        #expect(events.filter { $0.name == closed }.compactMap { $0.data["item"] } == items)
        #expect(items.compactMap { $0["type"]?.string } == ["reasoning", "message", "function_call", "function_call"])
        #expect(items[0]["summary"]?[0]?["text"] == "Let me think.")
        #expect(items[0]["encrypted_content"] == "sig")
        #expect(items[1]["content"]?[0]?["text"] == "I read it.")
        #expect(items[2]["call_id"] == "call_1_2")
        #expect(items[2]["arguments"] == #"{"path":"a.txt"}"#)
        let counts = events.last?.data["response"]?["usage"]
        #expect(counts?["input_tokens"] == 100)
        #expect(counts?["input_tokens_details"]?["cached_tokens"] == 60)
        #expect(counts?["output_tokens_details"]?["reasoning_tokens"] == 15)
        let added = events.filter { $0.name == opened }.compactMap { $0.data["item"] }
        #expect(added.map { $0["id"] } == items.map { $0["id"] })
        #expect(added[1]["content"] == [])
    }

    @Test("Messages streams blocks one after another with a ping and a signature, and counts the cache apart")
    func messagesStream() async throws {
        let client = FormatClient(provider: try LoopbackProvider([.reply(reply)]))
        let events = try await client.stream("/v1/messages", question(stream: true))
        #expect(events.allSatisfy { $0.name == $0.data["type"]?.string })
        var names: [String] = []
        for event in events where names.last != event.name { names.append(event.name) }
        let block = ["content_block_start", "content_block_delta", "content_block_stop"]
        let expected: [[String]] = [
            ["message_start", "content_block_start", "ping", "content_block_delta", "content_block_stop"], block, block, block,
            ["message_delta", "message_stop"],
        ]
        #expect(names == expected.flatMap { $0 })
        let start = try #require(events.first?.data["message"])
        #expect(start["content"] == [])
        #expect(start["stop_reason"]?.isNull == true)
        #expect(start["usage"]?["input_tokens"] == 30)
        let deltas = events.compactMap { $0.data["delta"] }
        #expect(joined(deltas.map { $0["thinking"] }) == "Let me think.")
        #expect(joined(deltas.map { $0["signature"] }) == "sig")
        #expect(joined(deltas.map { $0["text"] }) == "I read it.")
        let second = events.filter { $0.data["index"] == 2 }
        #expect(second.first?.data["content_block"]?["id"] == "toolu_1_0")
        #expect(second.first?.data["content_block"]?["input"] == [:])
        #expect(joined(second.map { $0.data["delta"]?["partial_json"] }) == #"{"path":"a.txt"}"#)
        let end = try #require(events.dropLast().last?.data)
        #expect(end["delta"]?["stop_reason"] == "tool_use")
        #expect(end["usage"]?["output_tokens"] == 40)
        #expect(end["usage"]?["cache_read_input_tokens"] == 60)
        #expect(end["usage"]?["cache_creation_input_tokens"] == 10)
    }

    @Test("without `stream` each format gives the same in one JSON object")
    func whole() async throws {
        let client = FormatClient(provider: try LoopbackProvider([.reply(reply), .reply(reply), .reply(reply)]))
        let chat = try JSON(parsing: try await client.ask("/v1/chat/completions", question(stream: false)))
        let message = chat["choices"]?[0]?["message"]
        #expect(message?["content"] == "I read it.")
        #expect(message?["reasoning_content"] == "Let me think.")
        #expect(message?["tool_calls"]?[0]?["function"]?["arguments"] == #"{"path":"a.txt"}"#)
        #expect(chat["usage"]?["prompt_tokens"] == 100)
        let response = try JSON(parsing: try await client.ask("/v1/responses", question(stream: false)))
        #expect(response["status"] == "completed")
        #expect(response["output"]?.array?.count == 4)
        let answer = try JSON(parsing: try await client.ask("/v1/messages", question(stream: false)))
        #expect(answer["content"]?[0] == ["type": "thinking", "thinking": "Let me think.", "signature": "sig"])
        #expect(answer["content"]?[2]?["input"] == ["path": "a.txt"])
        #expect(answer["usage"]?["input_tokens"] == 30)
    }

    @Test("every way to end has its word in every format", arguments: ModelReply.Finish.allCases)
    func finish(finish: ModelReply.Finish) async throws {
        let client = FormatClient(provider: try LoopbackProvider(Array(repeating: .reply(ModelReply(text: "x", finish: finish)), count: 3)))
        let chat = try await client.stream("/v1/chat/completions", question(stream: true))
        let words: [ModelReply.Finish: [String]] = [
            .complete: ["stop", "completed", "end_turn"], .toolCalls: ["tool_calls", "completed", "tool_use"],
            .outputLimit: ["length", "incomplete", "max_tokens"], .contentFilter: ["content_filter", "incomplete", "refusal"],
        ]
        let response = try await client.stream("/v1/responses", question(stream: true)).last
        let message = try await client.stream("/v1/messages", question(stream: true)).dropLast().last
        let expected = try #require(words[finish])
        #expect(chat.compactMap { $0.data["choices"]?[0]?["finish_reason"]?.string }.last == expected[0])
        #expect(response?.data["response"]?["status"]?.string == expected[1])
        #expect(response?.name == "response." + expected[1])
        #expect(message?.data["delta"]?["stop_reason"]?.string == expected[2])
    }

    @Test("a refusal is told in the place each format has for it, and reasoning of open models as it is")
    func refusal() async throws {
        var open = ModelReply(reasoning: "raw", refusal: "I will not.")
        open.showsRawReasoning = true
        let client = FormatClient(provider: try LoopbackProvider([.reply(open), .reply(open), .reply(open)]))
        let chat = try await client.stream("/v1/chat/completions", question(stream: true))
        #expect(joined(chat.map { $0.data["choices"]?[0]?["delta"]?["refusal"] }) == "I will not.")
        let response = try await client.stream("/v1/responses", question(stream: true))
        #expect(joined(response.filter { $0.name == "response.refusal.delta" }.map { $0.data["delta"] }) == "I will not.")
        #expect(joined(response.filter { $0.name == "response.reasoning_text.delta" }.map { $0.data["delta"] }) == "raw")
        let message = try await client.stream("/v1/messages", question(stream: true))
        #expect(message.dropLast().last?.data["delta"]?["stop_details"]?["explanation"] == "I will not.")
    }

    @Test("faults work on replies as on streams, and a path of no format is not found")
    func faults() async throws {
        let provider = try LoopbackProvider([
            .reply(ModelReply(text: "long enough")).cutAfter(bytes: 40), .reply(reply), .failure(529, "busy", in: .messages),
        ])
        let client = try LoopbackClient(port: provider.port)
        let body = question(stream: true).text
        try client.send("POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        #expect(try await client.waitForEnd() == .closed)
        #expect(provider.requests.first?.bodyBytesSent == 40)
        let nowhere = try JSON(parsing: try await FormatClient(provider: provider).ask("/v1/embeddings", [:]))
        #expect(nowhere["error"]?["type"] == "not_found_error")
        let busy = try JSON(parsing: try await FormatClient(provider: provider).ask("/v1/messages", [:]))
        #expect(busy["type"] == "error")
        #expect(busy["error"]?["type"] == "overloaded_error")
    }
}
