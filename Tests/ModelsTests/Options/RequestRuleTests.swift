import Events
import Testing

@testable import Models

private struct Row: Sendable, CustomTestStringConvertible {
    let model: String
    /// What is sent of the options, as JSON without the conversation.
    let body: String
    var format = WireFormatID.chat
    var host = "gateway.example"
    var streams = true
    var effort: ReasoningEffort?
    var limit: Int?
    var ceiling: Int?
    var testDescription: String { "\(model), \(format.rawValue), \(host), \(effort?.rawValue ?? "-"), \(streams ? "stream" : "whole")" }
}

private let thinks = #""thinking":{"type":"enabled","budget_tokens":16000}"#
private let google = "generativelanguage.googleapis.com"
private let adaptive = #""thinking":{"type":"adaptive","display":"summarized"}"#

private let rows: [String: [Row]] = [
    "001-48": [
        Row(model: "deepseek-reasoner", body: #"{"model":"deepseek-reasoner","temperature":0.6}"#),
        Row(model: "openai/deepseek-r1-tools", body: #"{"model":"openai/deepseek-r1-tools","temperature":0.6}"#, streams: false),
        Row(model: "deepseek-chat", body: #"{"model":"deepseek-chat"}"#),
    ],
    "001-49": [
        Row(model: "claude-3-7-sonnet-thinking", body: #"{"model":"claude-3-7-sonnet","max_tokens":20000,"temperature":1.0,\#(thinks)}"#),
        Row(model: "claude-3.7-sonnet-thinking", body: #"{"model":"claude-3.7-sonnet","max_tokens":20000,"temperature":1.0,\#(thinks)}"#),
        Row(
            model: "anthropic/claude-opus-4-6-thinking",
            body: #"{"model":"anthropic/claude-opus-4-6","max_tokens":20000,"temperature":1.0,\#(thinks)}"#),
        Row(
            model: "claude-sonnet-4-5-thinking", body: #"{"model":"claude-sonnet-4-5","max_tokens":30000,"temperature":1.0,\#(thinks)}"#,
            format: .anthropic, limit: 30_000),
        Row(
            model: "claude-sonnet-4-thinking", body: #"{"model":"claude-sonnet-4","max_tokens":20000,"temperature":1.0,\#(thinks)}"#,
            format: .anthropic),
        // Servers of other models that speak this format know the number.
        Row(
            model: "deepseek-chat",
            body: #"{"model":"deepseek-chat","max_tokens":20096,"temperature":1.0,\#(thinks)}"#, format: .anthropic, effort: .high),
        Row(
            model: "claude-sonnet-4-5-thinking",
            body: #"{"model":"claude-sonnet-4-5","max_tokens":4000,"temperature":1.0,"thinking":{"type":"enabled","budget_tokens":2976}}"#,
            format: .anthropic, limit: 4000),
        Row(
            model: "claude-sonnet-4-5-thinking", body: #"{"model":"claude-sonnet-4-5","max_tokens":1500}"#, format: .anthropic, limit: 1500),
        Row(model: "claude-opus-4-7-thinking", body: #"{"model":"claude-opus-4-7","max_tokens":20000,\#(adaptive)}"#, format: .anthropic),
        Row(model: "claude-sonnet-5-thinking", body: #"{"model":"claude-sonnet-5","max_tokens":20000,\#(adaptive)}"#),
        Row(model: "claude-sonnet-4-5", body: #"{"model":"claude-sonnet-4-5","max_tokens":8192}"#, format: .anthropic),
        Row(
            model: "claude-sonnet-4.5",
            body: #"{"model":"claude-sonnet-4.5","max_tokens":12288,"temperature":1.0,"thinking":{"type":"enabled","budget_tokens":8192}}"#,
            format: .anthropic, effort: .medium),
        Row(
            model: "claude-opus-4-1",
            body: #"{"model":"claude-opus-4-1","max_tokens":32000,"temperature":1.0,"thinking":{"type":"enabled","budget_tokens":27904}}"#,
            format: .anthropic, effort: .most, ceiling: 32_000),
        Row(
            model: "claude-opus-4-7",
            body: #"{"model":"claude-opus-4-7","max_tokens":36096,\#(adaptive),"output_config":{"effort":"xhigh"}}"#,
            format: .anthropic, effort: .veryHigh),
        Row(
            model: "claude-opus-4-7", body: #"{"model":"claude-opus-4-7","max_tokens":8192,"thinking":{"type":"disabled"}}"#,
            format: .anthropic, effort: .off),
    ],
    "001-50": [
        Row(model: "o3-mini-high", body: #"{"model":"o3-mini","reasoning_effort":"high"}"#),
        Row(model: "openai/o4-mini-high", body: #"{"model":"openai/o4-mini","reasoning_effort":"high"}"#, streams: false),
        Row(model: "gpt-5.1-codex-high", body: #"{"model":"gpt-5.1-codex","reasoning_effort":"high"}"#),
        Row(model: "gpt-5-high", body: #"{"model":"gpt-5","reasoning_effort":"low"}"#, effort: .low),
        Row(
            model: "gpt-5-high",
            body:
                #"{"model":"gpt-5","store":false,"include":["reasoning.encrypted_content"],"reasoning":{"effort":"high","summary":"auto"}}"#,
            format: .responses),
        Row(
            model: "gpt-5",
            body: #"{"model":"gpt-5","store":false,"include":["reasoning.encrypted_content"],"reasoning":{"summary":"auto"}}"#,
            format: .responses),
        Row(model: "gpt-5", body: #"{"model":"gpt-5","store":false,"reasoning":{"effort":"none"}}"#, format: .responses, effort: .off),
        Row(model: "gpt-4.1", body: #"{"model":"gpt-4.1","store":false}"#, format: .responses),
        Row(model: "m", body: #"{"model":"m","reasoning_effort":"minimal"}"#, effort: .minimal),
    ],
    "001-51": [
        Row(model: "qwen3-32b-thinking", body: #"{"model":"qwen3-32b","enable_thinking":true}"#),
        Row(model: "Qwen/qwen3-next-80b-a3b-thinking", body: #"{"model":"Qwen/qwen3-next-80b-a3b-thinking","enable_thinking":true}"#),
        Row(model: "qwen3-vl-8b-thinking", body: #"{"model":"qwen3-vl-8b-thinking","enable_thinking":true}"#),
        Row(model: "qwen3-max", body: #"{"model":"qwen3-max","enable_thinking":false}"#, host: "dashscope.aliyuncs.com"),
        Row(model: "qwen3-max-thinking", body: #"{"model":"qwen3-max","enable_thinking":true}"#, host: "dashscope.aliyuncs.com"),
        // Others refuse members they do not know, so that nothing is said where nothing has to be.
        Row(model: "qwen3-max", body: #"{"model":"qwen3-max"}"#),
        Row(model: "qwen3-max-thinking", body: #"{"model":"qwen3-max-thinking"}"#, streams: false),
        Row(model: "qwen2.5-thinking", body: #"{"model":"qwen2.5-thinking"}"#),
    ],
    "001-52": [
        Row(model: "glm-4.6-thinking", body: #"{"model":"glm-4.6","thinking":{"type":"enabled"},"tool_stream":true}"#),
        Row(model: "zai/glm-5-thinking", body: #"{"model":"zai/glm-5","thinking":{"type":"enabled"}}"#, streams: false),
        Row(model: "glm-4.6", body: #"{"model":"glm-4.6"}"#),
    ],
    "001-53": [
        Row(
            model: "gemini-2.5-pro",
            body: #"{"model":"gemini-2.5-pro","extra_body":{"google":{"thinking_config":{"thinkingBudget":-1,"include_thoughts":true}}}}"#,
            host: google),
        Row(
            model: "gemini-2.5-flash",
            body: #"{"model":"gemini-2.5-flash","extra_body":{"google":{"thinking_config":{"thinkingBudget":0,"include_thoughts":true}}}}"#,
            host: google, effort: .off),
        Row(
            model: "gemini-3-pro",
            body:
                #"{"model":"gemini-3-pro-preview","temperature":1.0,"extra_body":{"google":{"thinking_config":{"thinkingLevel":"high","include_thoughts":true}}}}"#,
            host: google),
        Row(
            model: "gemini-3-flash-preview",
            body:
                #"{"model":"gemini-3-flash-preview","temperature":1.0,"extra_body":{"google":{"thinking_config":{"thinkingLevel":"low","include_thoughts":true}}}}"#,
            host: google, effort: .low),
        Row(model: "google/gemini-3-flash", body: #"{"model":"google/gemini-3-flash-preview","reasoning_effort":"high"}"#, effort: .high),
    ],
]

/// The table of document 001: what is sent for which model, where and how (001-47).
@Suite struct RequestRuleTests {
    @Test(
        "001-47, 001-48, 001-49, 001-50, 001-51, 001-52, 001-53: the options of a request follow the rules of its model, in every place",
        arguments: rows.keys.sorted())
    func table(row: String) throws {
        for one in rows[row] ?? [] {
            var endpoint = ModelEndpoint(format: one.format, baseURL: "https://\(one.host)/v1")
            (endpoint.streams, endpoint.effort, endpoint.maxOutputTokens) = (one.streams, one.effort, one.ceiling)
            let request = ModelRequest(model: one.model, messages: [], tools: [], maxOutputTokens: one.limit)
            var body = try #require(JSON(parsing: sent(request, endpoint)).object)
            for key in ["stream", "stream_options", "messages", "input"] { body[key] = nil }
            #expect(try JSON.object(body) == JSON(parsing: one.body), "\(row): \(one.testDescription)")
        }
    }

    @Test("001-47: what the person adds to the body wins over every rule")
    func personWins() throws {
        var endpoint = ModelEndpoint(format: .anthropic, baseURL: "https://h")
        endpoint.extraBody = JSONObject([.init("thinking", nil), .init("max_tokens", 5)])
        let body = try JSON(parsing: sent(ModelRequest(model: "claude-sonnet-4-5-thinking", messages: [], tools: []), endpoint))
        #expect(body["thinking"] == nil && body["max_tokens"] == 5 && body["model"] == "claude-sonnet-4-5")
    }

    @Test("001-56: reasoning in words goes back where the model wants it, within the newest task only")
    func reasoningBack() throws {
        let messages: [ChatMessage] = [
            .user("a"), .assistant(text: "b", reasoning: "old", toolCalls: []), .user("c"),
            .assistant(text: "d", reasoning: "new", toolCalls: []),
        ]
        for (model, expected) in [
            ("kimi-k2", true), ("deepseek-chat", true), ("MiniMax-M2", true), ("glm-4.6", true), ("gpt-5", false), ("qwen3-max", false),
        ] {
            let body = sent(ModelRequest(model: model, messages: messages, tools: []), ModelEndpoint(baseURL: "https://h/v1"))
            #expect(body.contains(#""reasoning_content":"new""#) == expected, "\(model)")
            #expect(!body.contains("old"), "\(model)")
        }
    }

    @Test("001-47: of several system messages MiniMax hears the later ones from the person")
    func oneSystemMessage() throws {
        func roles(_ model: String) throws -> [String] {
            let request = ModelRequest(model: model, messages: [.system("a"), .system("b"), .user("c")], tools: [])
            return try JSON(parsing: sent(request, ModelEndpoint(baseURL: "https://h/v1")))["messages"]?.array?.compactMap {
                $0["role"]?.string
            } ?? []
        }
        #expect(try roles("MiniMax-M2") == ["system", "user", "user"] && roles("m") == ["system", "system", "user"])
    }

    @Test("001-59: whether arguments come whole in each piece is found by host and model, and can be set")
    func cumulative() {
        func isCumulative(_ model: String, _ host: String, set: Bool? = nil) -> Bool {
            var endpoint = ModelEndpoint(baseURL: "https://\(host)/v1")
            endpoint.argumentsAreCumulative = set
            return endpoint.options(ModelRequest(model: model, messages: [], tools: [])).argumentsAreCumulative
        }
        #expect(isCumulative("qwen-plus", "dashscope.aliyuncs.com") && !isCumulative("qwen3-max", "dashscope.aliyuncs.com"))
        #expect(!isCumulative("gpt-5", "api.openai.com") && !isCumulative("m", "127.0.0.1:8080"))
        #expect(isCumulative("m", "h", set: true) && !isCumulative("qwen-plus", "dashscope.aliyuncs.com", set: false))
    }

    @Test("001-47: a name that does not tell its family follows the rules of the one that is known")
    func family() {
        func options(_ model: String, _ family: String?) -> RequestOptions {
            var endpoint = ModelEndpoint(baseURL: "https://h/v1")
            endpoint.family = family
            return endpoint.options(ModelRequest(model: model, messages: [], tools: []))
        }
        let known = options("house-model-thinking", "qwen3")
        #expect(known.model == "house-model" && known.body["enable_thinking"] == true)
        #expect(options("house-model-thinking", nil).model == "house-model-thinking")
        #expect(options("qwen3-8b-thinking", "qwen3") == options("qwen3-8b-thinking", nil))
    }
}
