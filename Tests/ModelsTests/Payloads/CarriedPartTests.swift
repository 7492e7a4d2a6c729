import Events
import Testing
import Wire

@testable import Models

/// What a provider wants back unread: out of an answer, through an event of the run, into the next request (001-56).
@Suite struct CarriedPartTests {
    @Test("001-56: signed and redacted thinking of Messages goes back as it came, in its place, with the run's ids")
    func thinking() async throws {
        let stream =
            event("message_start", #""message":{}"#)
            + block(
                0, #"{"type":"thinking","thinking":"","signature":""}"#, #"{"type":"thinking_delta","thinking":"é\n"}"#,
                #"{"type":"signature_delta","signature":"c2l"}"#, #"{"type":"signature_delta","signature":"n"}"#)
            + block(1, #"{"type":"redacted_thinking","data":"ZGF0YQ=="}"#) + block(2, #"{"type":"text","text":"One. "}"#)
            + block(3, #"{"type":"thinking","thinking":"again","signature":"Mg=="}"#) + block(4, #"{"type":"text","text":"Two."}"#)
            + block(5, #"{"type":"tool_use","id":"t1","name":"x","input":{"n":1}}"#)
            + event("message_delta", #""delta":{"stop_reason":"tool_use"}"#) + event("message_stop")
        let turn = try await nextRequest(.anthropic, stream)["messages"]?[1]
        #expect(
            turn?["content"] == [
                ["type": "thinking", "thinking": "é\n", "signature": "c2ln"], ["type": "redacted_thinking", "data": "ZGF0YQ=="],
                ["type": "text", "text": "One. "], ["type": "thinking", "thinking": "again", "signature": "Mg=="],
                ["type": "text", "text": "Two."], ["type": "tool_use", "id": "run-0", "name": "x", "input": ["n": 1]],
            ])
    }

    @Test("001-56: a thought without a signature, or with nothing after it, is not sent back")
    func unsigned() async throws {
        let unsigned = block(0, #"{"type":"thinking","thinking":"hm","signature":""}"#) + block(1, #"{"type":"text","text":"Hi"}"#)
        let last = block(0, #"{"type":"text","text":"Hi"}"#) + block(1, #"{"type":"thinking","thinking":"hm","signature":"c2ln"}"#)
        for blocks in [unsigned, last] {
            let stream = blocks + event("message_delta", #""delta":{"stop_reason":"end_turn"}"#) + event("message_stop")
            let turn = try await nextRequest(.anthropic, stream)["messages"]?[1]
            #expect(turn == ["role": "assistant", "content": [["type": "text", "text": "Hi"]]])
        }
    }

    @Test("001-56: sealed reasoning of Responses goes back as it came, also where items end in another order than they began in")
    func sealed() async throws {
        let reasoning = #"{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"c2VhbGVk"}"#
        let stream =
            event(
                "response.output_item.added",
                #""output_index":0,"item":{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"half"}"#)
            + event("response.output_text.delta", #""output_index":1,"content_index":0,"delta":"Hi""#)
            + event(
                "response.output_item.added",
                #""output_index":2,"item":{"type":"function_call","call_id":"t1","name":"x","arguments":"{}"}"#)
            + event("response.output_item.done", #""output_index":0,"item":\#(reasoning)"#)
            + event("response.completed", #""response":{"status":"completed","output":[\#(reasoning)]}"#)
        let items = try await nextRequest(.responses, stream)["input"]?.array?.dropFirst() ?? []
        #expect(
            Array(items.prefix(3)) == [
                try JSON(parsing: reasoning), ["role": "assistant", "content": "Hi"],
                ["type": "function_call", "call_id": "run-0", "name": "x", "arguments": "{}"],
            ])
        #expect(items.last?["call_id"] == "run-0" && items.count == 4)
    }

    @Test("001-56: Gemini's extras go back with their calls, OpenRouter's details whole, and no member twice")
    func extras() async throws {
        let stream =
            delta(#"{"content":"<thought>plan","extra_content":{"google":{"thought":true}}}"#)
            + delta(#"{"content":"ning","extra_content":{"google":{"thought":true}}}"#) + delta(#"{"content":"</thought>Hi"}"#)
            + delta(#"{"reasoning_details":[{"type":"reasoning.text","index":0,"text":"a","format":"f"}]}"#)
            + delta(
                #"{"reasoning_details":[{"type":"reasoning.text","index":0,"text":"b","signature":"s"},{"type":"reasoning.encrypted","index":1,"data":"xx"}]}"#
            )
            + calls(
                #"{"id":"t1","type":"function","function":{"name":"x","arguments":"{}"},"extra_content":{"google":{"thought_signature":"c2ln"}}}"#
            )
            + calls(#"{"id":"t2","type":"function","function":{"name":"y","arguments":"{}"}}"#)
            + delta(#"{"content":"","extra_content":{"google":{"thought_signature":"bGFzdA=="}}}"#, finish: "\"tool_calls\"") + done
        let reading = await answer(stream)
        #expect(reading.completion?.reasoning == "planningab" && reading.completion?.text == "Hi")
        let message = try await nextRequest(.chat, stream)["messages"]?[1]
        #expect(
            message == [
                "role": "assistant", "content": "Hi",
                "reasoning_details": [
                    ["type": "reasoning.text", "index": 0, "text": "ab", "format": "f", "signature": "s"],
                    ["type": "reasoning.encrypted", "index": 1, "data": "xx"],
                ], "extra_content": ["google": ["thought_signature": "bGFzdA=="]],
                "tool_calls": [
                    [
                        "id": "run-0", "type": "function", "function": ["name": "x", "arguments": "{}"],
                        "extra_content": ["google": ["thought_signature": "c2ln"]],
                    ], ["id": "run-1", "type": "function", "function": ["name": "y", "arguments": "{}"]],
                ],
            ])
    }

    @Test("001-56: nothing is sent back to another format, host or model")
    func otherMakers() async throws {
        let stream = delta(#"{"content":"Hi","reasoning_details":[{"type":"t","index":0,"text":"secret"}]}"#) + stop
        let carried = try #require(await answer(stream).completion?.carried)
        let messages: [ChatMessage] = [.user("u"), .assistant(text: "Hi", reasoning: "secret", toolCalls: [], carried: carried)]
        func body(_ format: WireFormatID, _ url: String, _ model: String) -> String {
            sent(ModelRequest(model: model, messages: messages, tools: []), ModelEndpoint(format: format, baseURL: url))
        }
        #expect(body(.chat, "http://127.0.0.1:1/v1", "m").contains("secret"))
        #expect(
            !body(.chat, "http://127.0.0.1:2/v1", "m").contains("secret") && !body(.chat, "http://127.0.0.1:1/v1", "n").contains("secret"))
        #expect(!body(.responses, "http://127.0.0.1:1/v1", "m").contains("secret"))
        #expect(!body(.anthropic, "http://127.0.0.1:1/v1", "m").contains("secret"))
    }

    @Test("Messages: where the calls before were not thought of by this model, no tokens to think in are asked for")
    func thoughtOfElsewhere() throws {
        let call = ToolCall(id: "a", name: "x", arguments: "{}")
        let endpoint = ModelEndpoint(format: .anthropic, baseURL: "http://h")
        let thought = CarriedParts(
            maker: endpoint.maker(model: "claude-sonnet-4-5"), parts: [.raw(["type": "thinking", "thinking": "", "signature": "s"])])
        func thinking(_ model: String, _ carried: CarriedParts?, ends: Bool = false) throws -> JSON? {
            var messages: [ChatMessage] = [
                .user("u"), .assistant(text: "", reasoning: "", toolCalls: [call], carried: carried),
                .tool(toolCallID: "a", name: "x", content: "out"),
            ]
            if ends { messages += [.assistant(text: "done", reasoning: "", toolCalls: []), .user("more")] }
            return try JSON(parsing: sent(ModelRequest(model: model, messages: messages, tools: []), endpoint))["thinking"]?["type"]
        }
        #expect(try thinking("claude-sonnet-4-5-thinking", thought) == "enabled")
        #expect(try thinking("claude-sonnet-4-5-thinking", nil) == nil && thinking("claude-opus-4-5-thinking", thought) == nil)
        #expect(try thinking("claude-sonnet-4-5-thinking", nil, ends: true) == "enabled")
        #expect(try thinking("claude-opus-4-7-thinking", nil) == "adaptive", "newer models do not ask for it")
    }

    @Test("what would fill the run's log, or could not be read again, is not carried")
    func limits() async {
        let deep = String(repeating: "[", count: 90) + String(repeating: "]", count: 90)
        let big = String(repeating: "x", count: (4 << 20) + 1)
        for members in [#""data":"x","junk":\#(deep)"#, #""data":"\#(big)""#] {
            let stream =
                block(0, #"{"type":"redacted_thinking",\#(members)}"#) + block(1, #"{"type":"text","text":"Hi"}"#) + event("message_stop")
            let reading = await answer(stream, format: .anthropic)
            #expect(reading.summary == "stop:Hi" && reading.completion?.carried == nil)
        }
        let pieces = String(
            repeating: delta(#"{"reasoning_details":[{"type":"t","index":0,"text":"\#(String(repeating: "x", count: 2000))"}]}"#),
            count: 600)
        #expect(await answer(pieces + hello + stop).completion?.carried == nil)
    }

    private func block(_ index: Int, _ json: String, _ deltas: String...) -> String {
        event("content_block_start", #""index":\#(index),"content_block":\#(json)"#)
            + deltas.map { event("content_block_delta", #""index":\#(index),"delta":\#($0)"#) }.joined()
            + event("content_block_stop", #""index":\#(index)"#)
    }

    /// Reads the answer, keeps it as a run does, and makes the body of the request that follows.
    private func nextRequest(_ format: WireFormatID, _ stream: String) async throws -> JSON {
        let completion = try #require(await answer(stream, format: format).completion)
        let names = Dictionary(uniqueKeysWithValues: completion.toolCalls.enumerated().map { ($1.id, "run-\($0)") })
        let kept = try completion.carried.map { try JSON(parsing: $0.renaming(names).json.text) }
        let calls = completion.toolCalls.map { ToolCall(id: names[$0.id] ?? "", name: $0.name, arguments: $0.arguments) }
        var endpoint = ModelEndpoint(format: format, baseURL: "http://127.0.0.1:1/v1")
        endpoint.cachesPrompt = false
        let answered = ChatMessage.assistant(
            text: completion.text, reasoning: completion.reasoning, toolCalls: calls, carried: kept.flatMap { CarriedParts($0) })
        let results = calls.map { ChatMessage.tool(toolCallID: $0.id, name: $0.name, content: "done") }
        return try JSON(parsing: sent(ModelRequest(model: "m", messages: [.user("u"), answered] + results, tools: []), endpoint))
    }
}
