import Events
import TestKit
import Testing

@testable import Models

/// Chunks that are read without being parsed.
@Suite struct TextMouldTests {
    private static let texts = [
        "word ", "三月", "say \"hi\"", "a\\b", "line\nbreak", "", "{", "}]", "finish_reason", "\"content\":\"x\"", "\u{1F600}", "tab\t",
        "data: ", "\\u0041",
    ]

    private func chunk(_ text: String, form: Int) -> String {
        let value = JSON.string(text).text
        switch form {
        case 0: return #"{"id":"c","choices":[{"index":0,"delta":{"content":\#(value)},"finish_reason":null}]}"#
        case 1:
            return #"{"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":\#(value),"tool_calls":null}}],"usage":null}"#
        case 2: return #"{"id": "c", "choices": [{"delta": {"reasoning_content": \#(value)}, "index": 0}]}"#
        case 3: return #"{"id":"c","choices":[{"index":0,"delta":{"content":\#(value),"reasoning":"why"},"finish_reason":null}]}"#
        case 4:
            return
                #"{"id":"\#(text.utf8.count)","choices":[{"index":0,"delta":{"content":\#(value)}}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#
        case 5: return #"{"choices":[{"index":1,"delta":{"content":\#(value)}}]}"#
        default:
            return
                #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"k","function":{"name":"f","arguments":""}}],"content":\#(value)}}]}"#
        }
    }

    @Test("a stream read with the mould gives what parsing every chunk gives", arguments: 0..<40)
    func equalToParsing(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var builder = AnswerBuilder(
            calls: ToolCallAssembly(argumentsAreCumulative: false, identifiers: CallIdentifiers().giver(for: request)))
        var reader = ChatReader()
        var stream = ""
        var form = 0
        for _ in 0..<60 {
            if Int.random(in: 0..<4, using: &random) == 0 { form = Int.random(in: 0..<7, using: &random) }
            let text = try #require(Self.texts.randomElement(using: &random))
            let data = chunk(text, form: form)
            _ = try reader.read(JSON(parsing: data), into: &builder)
            stream += "data: \(data)\n\n"
        }
        let reading = await answer([
            Array((stream + #"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"# + "\n\ndata: [DONE]\n\n").utf8)
        ])
        let completion = try #require(reading.completion)
        #expect(completion.text == builder.text)
        #expect(completion.reasoning == builder.reasoning)
        #expect(completion.usage == builder.usage ?? completion.usage)
        #expect(completion.timing.pieces == builder.timing.pieces)
    }

    @Test("the same for the plain events of every format, with numbers and padding that change", arguments: WireFormatID.allCases)
    func everyFormat(format: WireFormatID) async throws {
        var random = SeededGenerator.fresh("TextMouldTests.everyFormat")
        var (stream, text, reasoning) = ("", "", "")
        for number in 0..<400 {
            let piece = try #require(Self.texts.randomElement(using: &random))
            let isThought = Int.random(in: 0..<5, using: &random) == 0
            if isThought { reasoning += piece } else { text += piece }
            let value = JSON.string(piece).text
            let padding = String(repeating: "x", count: Int.random(in: 0...9, using: &random))
            switch (format, isThought) {
            case (.chat, true): stream += "data: {\"choices\":[{\"delta\":{\"reasoning\":\(value)}}],\"obfuscation\":\"\(padding)\"}\n\n"
            case (.chat, false): stream += "data: {\"choices\":[{\"delta\":{\"content\":\(value)}}],\"obfuscation\":\"\(padding)\"}\n\n"
            case (.responses, _):
                let type = isThought ? "response.reasoning_text.delta" : "response.output_text.delta"
                stream += event(
                    type,
                    #""output_index":\#(isThought ? 0 : 1),"content_index":0,"delta":\#(value),"sequence_number":\#(number),"obfuscation":"\#(padding)""#
                )
            case (.anthropic, true):
                stream += event("content_block_delta", #""index":0,"delta":{"type":"thinking_delta","thinking":\#(value)}"#)
            case (.anthropic, false): stream += event("content_block_delta", #""index":1,"delta":{"type":"text_delta","text":\#(value)}"#)
            }
        }
        let end = [WireFormatID.chat: stop, .responses: event("response.completed"), .anthropic: event("message_stop")][format] ?? ""
        let completion = try #require(await answer(stream + end, format: format).completion)
        #expect(completion.text == text && completion.reasoning == reasoning)
    }

    @Test("only a chunk that differs in nothing but its plain text fits")
    func fits() throws {
        var mould = TextMould()
        func learn(_ text: String) throws {
            let json = try JSON(parsing: text)
            Array(text.utf8).withUnsafeBytes { mould.learn(from: $0, ChatReader().plainText(of: json)) }
        }
        func read(_ text: String) -> String? { Array(text.utf8).withUnsafeBytes { mould.text(of: $0)?.text } }
        try learn(chunk("one", form: 0))
        #expect(read(chunk("two", form: 0)) == "two")
        #expect(read(chunk("", form: 0)) == "")
        #expect(read(chunk("with \"quotes\"", form: 0)) == nil)
        #expect(read(chunk("two", form: 1)) == nil)
        #expect(read(chunk("two", form: 0) + " ") == nil)
        #expect(read("{}") == nil)
        try learn(chunk("said with a reason", form: 3))
        #expect(read(chunk("two", form: 3)) == nil, "a chunk that says two things is parsed")
    }

    private var request: ModelRequest { ModelRequest(model: "m", messages: [], tools: []) }
}
