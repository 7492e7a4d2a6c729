import Events
import TestKit
import Testing

private let schema: JSON = [
    "type": "object", "required": ["path", "count", "mode"],
    "properties": [
        "path": ["type": "string"], "count": ["type": "integer", "minimum": 3], "mode": ["enum": ["fast", "slow"]],
        "more": ["type": "null"],
    ],
]

@Suite("A provider that is only there to be asked")
struct TurnTests {
    private func provider() throws -> FormatClient {
        let provider = try LoopbackProvider()
        provider.respond { ModelReply.answer(to: $0) }
        return FormatClient(provider: provider)
    }

    @Test("a person with tools on offer gets a call whose arguments fit the schema")
    func call() async throws {
        let client = try provider()
        let answer = try JSON(
            parsing: try await client.ask(
                "/v1/responses",
                ["model": "m", "input": "Look.", "tools": [["type": "function", "name": "look", "parameters": schema]]]))
        let call = try #require(answer["output"]?.array?.last)
        let arguments = try JSON(parsing: try #require(call["arguments"]?.string))
        #expect(call["name"] == "look")
        #expect(arguments == ["path": "README.md", "count": 3, "mode": "fast"])
    }

    @Test("the tool is the one that the message names, and the first one otherwise", arguments: ["use second", "do something"])
    func naming(prompt: String) async throws {
        let tools: JSON = [["name": "first", "input_schema": schema], ["name": "second", "input_schema": schema]]
        let message: JSON = ["role": "user", "content": [["type": "text", "text": .string(prompt)]]]
        let answer = try JSON(
            parsing: try await provider().ask(
                "/v1/messages", ["model": "m", "max_tokens": 9, "tools": tools, "messages": [message]],
                headers: "anthropic-version: 2023-06-01\r\n"))
        #expect(answer["content"]?.array?.last?["name"] == (prompt == "use second" ? "second" : "first"))
    }

    @Test("the result of a tool gets the greeting")
    func greeting() async throws {
        let call: JSON = ["id": "c1", "type": "function", "function": ["name": "look", "arguments": "{}"]]
        let messages: JSON = [
            ["role": "user", "content": "Look."], ["role": "assistant", "content": .null, "tool_calls": [call]],
            ["role": "tool", "tool_call_id": "c1", "content": "seen"],
        ]
        let tools: JSON = [["type": "function", "function": ["name": "look", "parameters": schema]]]
        let answer = try JSON(
            parsing: try await provider().ask("/v1/chat/completions", ["model": "m", "tools": tools, "messages": messages]))
        #expect(answer["choices"]?[0]?["message"]?["content"] == "Hello from the test provider.")
    }

    @Test("what the services refuse is refused, in the words of the format")
    func refused() async throws {
        let client = try provider()
        let version = "anthropic-version: 2023-06-01\r\n"
        let user: JSON = ["role": "user", "content": "Look."]
        let use: JSON = ["role": "assistant", "content": [["type": "tool_use", "id": "t1", "name": "look", "input": [:]]]]
        let unsigned: JSON = ["role": "assistant", "content": [["type": "thinking", "thinking": "hm", "signature": ""]]]
        let lost: JSON = ["type": "function_call_output", "call_id": "c1", "output": ""]
        let requests: [(path: String, body: JSON, headers: String, said: String)] = [
            ("/v1/chat/completions", [:], "", "model: field required"),
            ("/v1/chat/completions", ["model": "m"], "", "messages: field required"),
            ("/v1/chat/completions", ["model": "m", "messages": [["role": "tool", "tool_call_id": "c1"]]], "", "has the id c1"),
            ("/v1/responses", ["model": "m", "input": [lost]], "", "call_id c1"),
            ("/v1/messages", ["model": "m", "max_tokens": 1, "messages": [user]], "", "anthropic-version"),
            ("/v1/messages", ["model": "m", "messages": [user]], version, "max_tokens: field required"),
            ("/v1/messages", ["model": "m", "max_tokens": 1, "messages": [user, use, user]], version, "t1"),
            ("/v1/messages", ["model": "m", "max_tokens": 1, "messages": [user, unsigned, user]], version, "no signature"),
        ]
        for request in requests {
            let answer = try JSON(parsing: try await client.ask(request.path, request.body, headers: request.headers))
            #expect(answer["error"]?["type"] == "invalid_request_error")
            #expect(answer["error"]?["message"]?.string?.contains(request.said) == true, "\(answer.text)")
        }
    }

    @Test("models are listed in the form of the client that asks")
    func models() async throws {
        let provider = try LoopbackProvider(models: ["a", "b"])
        let client = try LoopbackClient(port: provider.port)
        try client.send("GET /v1/models HTTP/1.1\r\nHost: x\r\nanthropic-version: 2023-06-01\r\n\r\n")
        try await client.waitFor("\"last_id\":\"b\"")
        try client.send("GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n")
        try await client.waitFor("\"owned_by\":\"test\"")
    }
}
