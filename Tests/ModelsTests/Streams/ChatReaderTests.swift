import Events
import Testing
import Wire

@testable import Models

@Suite struct ChatReaderTests {
    @Test("invalid UTF-8 in the text becomes the replacement character")
    func invalidText() async {
        let parts = delta(#"{"content":"a?b"}"#).utf8.map { $0 == UInt8(ascii: "?") ? 0xFF : $0 }
        #expect(await answer([parts + Array(stop.utf8)]).summary == "stop:a\u{FFFD}b")
    }

    @Test(
        "001-58: reasoning is found under each of its names, once",
        arguments: [
            #"{"reasoning_content":"hm"}"#, #"{"reasoning":"hm"}"#, #"{"reasoning":{"text":"hm"}}"#,
            #"{"reasoning_details":[{"type":"t","text":"hm"}]}"#,
            #"{"reasoning":"hm","reasoning_details":[{"text":"hm"}]}"#, #"{"reasoning_content":"hm","reasoning":"hm"}"#,
            #"{"reasoning_content":"","reasoning":"hm"}"#, #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]}"#,
        ])
    func reasoning(json: String) async {
        let reading = await answer(delta(json) + hello + stop)
        #expect(reading.events.first == .reasoningDelta("hm"))
        #expect(reading.completion?.reasoning == "hm" && reading.completion?.text == "Hello")
        #expect(reading.completion?.timing.firstKind == .reasoning)
    }

    @Test("neighbouring deltas of a kind are one event, and kinds keep their order")
    func joined() async {
        let reading = await answer(
            delta(#"{"reasoning":"a"}"#) + delta(#"{"reasoning":"b"}"#) + hello
                + calls(#"{"index":0,"id":"c","function":{"name":"x","arguments":"{"}}"#)
                + calls(#"{"index":0,"function":{"arguments":"}"}}"#) + delta(#"{"content":"!"}"#) + callsEnd)
        #expect(
            reading.events.dropLast() == [
                .reasoningDelta("ab"), .textDelta("Hello"), .toolCallDelta(id: "c", name: "x", arguments: "{}"), .textDelta("!"),
            ])
        #expect(reading.completion?.timing.pieces == 7)
    }

    @Test("usage is taken from any chunk, with its details; without it an estimate is marked")
    func usage() async {
        let counted =
            #"{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2}}"#
        let expected = Usage(inputTokens: 10, outputTokens: 5, reasoningTokens: 2, cachedInputTokens: 4)
        let empty = await answer(hello + stop + "data: {\"choices\":[],\"usage\":\(counted)}\n\n" + done)
        let full = await answer(hello + stop + "data: {\"choices\":[{\"index\":0,\"delta\":{}}],\"usage\":\(counted)}\n\n" + done)
        #expect(empty.completion?.usage == expected && full.completion?.usage == expected)
        // xAI counts the reasoning beside the rest.
        let beside =
            #"{"prompt_tokens":32,"completion_tokens":9,"total_tokens":135,"completion_tokens_details":{"reasoning_tokens":94}}"#
        let summed = await answer(hello + stop + "data: {\"choices\":[],\"usage\":\(beside)}\n\n" + done)
        #expect(summed.completion?.usage == Usage(inputTokens: 32, outputTokens: 103, reasoningTokens: 94))
        let none = await answer(hello + "data: {\"usage\":null}\n\n" + stop)
        #expect(none.completion?.usage == Usage(inputTokens: 2, outputTokens: 2, estimated: true))
        let absurd = await answer(hello + stop + "data: {\"usage\":{\"prompt_tokens\":-4,\"completion_tokens\":1e300}}\n\n")
        #expect(absurd.completion?.usage.estimated == true)
    }

    @Test("ids are the provider's, made up where it gives none, and never used twice")
    func identifiers() async {
        let earlier = ChatMessage.assistant(
            text: "", reasoning: "",
            toolCalls: [ToolCall(id: "call_1", name: "x", arguments: "{}"), ToolCall(id: "c", name: "x", arguments: "{}")])
        let stream =
            calls(#"{"index":0,"function":{"name":"x","arguments":"{}"}},{"index":1,"id":"c","function":{"name":"x","arguments":"{}"}}"#)
            + calls(
                #"{"index":2,"id":"d","function":{"name":"x","arguments":"{}"}},{"index":3,"id":7,"function":{"name":"x","arguments":"{}"}}"#
            ) + callsEnd
        let reading = await answer([Array(stream.utf8)], messages: [earlier])
        #expect(reading.completion?.toolCalls.map(\.id) == ["call_2", "call_3", "d", "7"])
    }

    @Test("001-59: cumulative arguments replace where that is set, and are appended otherwise")
    func cumulative() async {
        let stream = [#"{\"a\""#, #"{\"a\":1"#, #"{\"a\":1}"#].map {
            calls(#"{"index":0,"id":"c","function":{"name":"x","arguments":"\#($0)"}}"#)
        }
        let bytes = Array((stream.joined() + callsEnd).utf8)
        let replaced = await answer([bytes], cumulative: true)
        #expect(replaced.summary == #"tool_calls:x{"a":1}"#)
        #expect(replaced.events.first == .toolCallDelta(id: "c", name: "x", arguments: #"{"a":1}"#))
        #expect(await answer([bytes]).summary == #"tool_calls:x{"a"{"a":1{"a":1}"#)
    }

    @Test("more calls than any model makes are an error")
    func tooManyCalls() async {
        let stream = (0..<300).map { calls(#"{"index":\#($0),"id":"c\#($0)","function":{"name":"x","arguments":"{}"}}"#) }.joined()
        #expect(await answer(stream + callsEnd).summary == "error:malformed_stream")
    }

    @Test("what the server echoes of the key is taken out of every error")
    func redacted() async {
        let key = "sk-secret-123456"
        for (status, body) in [
            (401, #"{"error":{"message":"bad key \#(key) given"}}"#), (500, "<html><title>\(key)</title>"), (400, "echo \(key)\u{1B}[31m"),
            (200, "data: {\"error\":\"\(key)\"}\n\n"), (200, "data: zzz \(key)\n\n"), (302, key),
        ] {
            let reading = await answer([Array(body.utf8)], status: status, key: key)
            #expect(reading.code != nil)
            #expect(!reading.message.contains("secret") && !reading.message.contains("\u{1B}"), "\(reading.message)")
        }
    }
}
