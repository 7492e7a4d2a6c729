import Events
import TestKit
import Testing

@testable import Models

/// The bodies of requests, byte for byte, in every format; one golden line for each.
@Suite struct PayloadTests {
    @Test("001-54, X-05: the same conversation is sent as each format asks for, byte for byte", arguments: WireFormatID.allCases)
    func conversation(format: WireFormatID) throws {
        try Snapshot.check("conversation-\(format.rawValue)", sent(PayloadTests.whole, endpoint(format)))
    }

    @Test("001-54: asking for a stream or not differs in the members that say so and in nothing else", arguments: WireFormatID.allCases)
    func oneBuilder(format: WireFormatID) throws {
        var whole = endpoint(format)
        whole.streams = false
        for model in ["m", "gpt-5-high", "claude-sonnet-4-5-thinking", "gemini-3-pro", "kimi-k2"] {
            var request = PayloadTests.whole
            request.model = model
            var streamed = try #require(JSON(parsing: sent(request, endpoint(format))).object)
            #expect(streamed["stream"] == true)
            streamed["stream"] = nil
            streamed["stream_options"] = nil
            // The order of members counts: what is equal at the beginning is read from the provider's cache.
            #expect(try JSON.object(streamed) == JSON(parsing: sent(request, whole)), "\(model)")
        }
    }

    @Test(
        "X-05: the member that the setting extra_body names is replaced, added, or left out where it is null",
        arguments: WireFormatID.allCases)
    func extraBody(format: WireFormatID) throws {
        var endpoint = endpoint(format)
        endpoint.extraBody = JSONObject([.init("tools", nil), .init("temperature", 0.5), .init("model", "other"), .init("x", ["y": [1]])])
        let body = try JSON(parsing: sent(PayloadTests.whole, endpoint))
        #expect(body["tools"] == nil && body["model"] == "other" && body["temperature"] == 0.5 && body["x"] == ["y": [1]])
        #expect(body.object?.keys.count == Set(body.object?.keys ?? []).count)
    }

    @Test("what providers refuse for its form is made fit: names, ids and arguments of earlier calls", arguments: WireFormatID.allCases)
    func unfit(format: WireFormatID) throws {
        let calls = [
            ToolCall(id: "a b.c", name: "read file\u{1B}[31m", arguments: "{\"a\":1"), ToolCall(id: "", name: "", arguments: " \n"),
            ToolCall(id: "long", name: String(repeating: "n", count: 90), arguments: "[1]"),
            ToolCall(id: "deep", name: "é", arguments: String(repeating: "[", count: 100_000)),
        ]
        let messages: [ChatMessage] =
            [.user("u"), .assistant(text: "", reasoning: "", toolCalls: calls)]
            + calls.map { .tool(toolCallID: $0.id, name: $0.name, content: "") }
        let text = sent(ModelRequest(model: "m", messages: messages, tools: []), endpoint(format))
        try Snapshot.check("unfit-\(format.rawValue)", text.replacing(String(repeating: "[", count: 100_000), with: "[…"))
    }

    @Test("parts are marked for the provider's cache where the format has it, and not where that is switched off")
    func cacheMarks() throws {
        var request = PayloadTests.whole
        request.cacheKey = "run-1"
        var marked = endpoint(.anthropic)
        let body = try JSON(parsing: sent(request, marked))
        let mark: JSON = ["type": "ephemeral"]
        #expect(body["system"]?[0]?["cache_control"] == nil && body["system"]?[1]?["cache_control"] == mark)
        let turns = try #require(body["messages"]?.array)
        let marks = turns.map { turn in (turn["content"]?.array ?? []).map { $0["cache_control"] == mark } }
        #expect(marks.filter { $0.contains(true) }.count == 2, "the newest two words of the person")
        #expect(marks.last?.last == true && marks.joined().filter { $0 }.count == 2)
        marked.cachesPrompt = false
        #expect(!sent(request, marked).contains("cache_control"))
        for format in [WireFormatID.chat, .responses] {
            // OpenAI knows a name for the cache; servers that stand in for it need not.
            var openAI = ModelEndpoint(format: format)
            #expect(try JSON(parsing: sent(request, openAI))["prompt_cache_key"] == "run-1")
            openAI.cachesPrompt = false
            #expect(!sent(request, openAI).contains("cache") && !sent(request, endpoint(format)).contains("cache"))
        }
    }

    @Test("Messages: turns alternate, results come first, and nothing blank is said")
    func messagesForm() throws {
        let call = ToolCall(id: "a", name: "x", arguments: "{}")
        let messages: [ChatMessage] = [
            .system(" "), .user("one"), .user(" \n"), .assistant(text: " ", reasoning: "hm", toolCalls: []), .user("two"),
            .assistant(text: "\n", reasoning: "", toolCalls: [call]), .user("meanwhile"), .tool(toolCallID: "a", name: "x", content: ""),
            .system("later"), .assistant(text: "said", reasoning: "", toolCalls: []),
            .assistant(text: "more", reasoning: "", toolCalls: []),
        ]
        var endpoint = endpoint(.anthropic)
        endpoint.cachesPrompt = false
        try Snapshot.check("messages-form", sent(ModelRequest(model: "m", messages: messages, tools: []), endpoint))
    }

    @Test("the limit of output is the run's, the model's where the format must be told one, and never below what the format takes")
    func limits() throws {
        func limit(_ format: WireFormatID, _ key: String, asked: Int? = nil, known: Int? = nil) throws -> Int? {
            var endpoint = endpoint(format)
            endpoint.maxOutputTokens = known
            let request = ModelRequest(model: "m", messages: [.user("u")], tools: [], maxOutputTokens: asked)
            return try JSON(parsing: sent(request, endpoint))[key]?.integer
        }
        #expect(try limit(.chat, "max_tokens") == nil && limit(.chat, "max_tokens", asked: 9) == 9)
        #expect(try limit(.responses, "max_output_tokens") == nil && limit(.responses, "max_output_tokens", asked: 9) == 16)
        #expect(try limit(.anthropic, "max_tokens") == 8192 && limit(.anthropic, "max_tokens", asked: 9) == 9)
        #expect(try limit(.anthropic, "max_tokens", known: 4096) == 4096 && limit(.anthropic, "max_tokens", known: 128_000) == 32_000)
    }

    private func endpoint(_ format: WireFormatID) -> ModelEndpoint { ModelEndpoint(format: format, baseURL: "http://h/v1") }

    /// One of everything that a conversation can hold.
    static let whole = ModelRequest(
        model: "m",
        messages: [
            .system("You help."), .system("Memory: none."), .user("Look\n\"é\""),
            .assistant(
                text: "I look.", reasoning: "hm",
                toolCalls: [
                    ToolCall(id: "c1", name: "read", arguments: "{\"path\": \"a\"}"), ToolCall(id: "c2", name: "list", arguments: ""),
                ]),
            .tool(toolCallID: "c1", name: "read", content: "out\n"), .tool(toolCallID: "c2", name: "list", content: "two"),
            .images(text: "The images:", [ImageReference(artifactID: "i", mediaType: "image/png", bytes: 3, path: "i.png")]),
            .assistant(text: "A picture.", reasoning: "", toolCalls: []), .system("Answer now."), .user("Well?"),
        ],
        tools: [
            ToolDescription(
                name: "read", description: "Reads.", parameters: ["type": "object", "properties": ["path": ["type": "string"]]]),
            ToolDescription(name: "list", description: "Lists.", parameters: ["type": "object"]),
        ], maxOutputTokens: 900, images: ["i": [1, 2, 3]])
}
