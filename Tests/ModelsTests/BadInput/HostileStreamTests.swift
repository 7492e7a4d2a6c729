import Events
import Testing

@testable import Models

/// Streams that are made to hurt a reader: they end soon, in an error or in what can be trusted of them.
@Suite struct HostileStreamTests {
    private static let deep = String(repeating: "[", count: 100_000)
    private static let deepObject = String(repeating: "{\"a\":", count: 100_000)

    @Test("JSON nested 100,000 deep ends in an error, as an event and as a whole answer", arguments: WireFormatID.allCases)
    func nested(format: WireFormatID) async {
        for text in ["data: \(Self.deepObject)\n\n", Self.deepObject, Self.deep, "data: {\"type\":\"x\",\"error\":\(Self.deep)\n\n"] {
            #expect(await answer(text, format: format).code == .malformedStream)
        }
        let lost = await answer("data: \(Self.deep)\n\n", format: format)
        #expect(lost.code == .streamCut, "a list is no event, and nothing else came")
    }

    @Test("arguments nested 100,000 deep are the model's fault: the call is told of, and sent back as a text")
    func nestedArguments() async throws {
        let arguments = JSON.string(Self.deepObject).text
        let stream = calls(#"{"index":0,"id":"c","function":{"name":"x","arguments":\#(arguments)}}"#) + callsEnd
        let completion = try #require(await answer(stream).completion)
        #expect(completion.toolCalls.map(\.arguments) == [Self.deepObject])
        let sentBack = SentCall.arguments(Self.deepObject)
        #expect(try JSON(parsing: sentBack)["_raw"]?.string == Self.deepObject)
    }

    @Test("an answer that is larger than anything of use is let go, streamed or in one piece, and what frames it is not counted")
    func large() async {
        let long = String(repeating: "x", count: 4 << 20)
        let piece = Array(delta("{\"content\":\"\(long)\"}").utf8)
        let streamed = await answer([[UInt8]](repeating: piece, count: 3), maximumContentBytes: 10 << 20)
        #expect(streamed.code == .malformedStream && streamed.message.contains("larger than"), "\(streamed.message)")
        let whole = await answer([Array("{\"x\":\"".utf8)] + [[UInt8]](repeating: Array(long.utf8), count: 17))
        #expect(whole.code == .malformedStream && whole.message.contains("larger than"), "\(whole.message)")
        let framed = Array((": " + long + "\n\n").utf8)
        #expect(await answer([[UInt8]](repeating: framed, count: 17) + [Array((hello + stop).utf8)]).summary == "stop:Hello")
    }

    @Test("white space without end is read once and not again with every piece")
    func blanks() async {
        let blank = [UInt8](repeating: 0x0A, count: 32 << 10)
        let start = monotonic()
        let chunks = [[UInt8]](repeating: blank, count: 50) + [Array((hello + stop).utf8)]
        #expect(await answer(chunks).summary == "stop:Hello")
        #expect(monotonic() - start < 10_000_000)
    }

    @Test("pieces of reasoning details without end are let go, and the answer is read")
    func details() async {
        let start = monotonic()
        let own = (0..<3000).map { delta(#"{"reasoning_details":[{"type":"t","index":\#($0),"text":"x"}]}"#) }.joined()
        let one = String(repeating: delta(#"{"reasoning_details":[{"type":"t","index":0,"text":"0123456789"}]}"#), count: 5000)
        for stream in [own, one] {
            let reading = await answer(stream + hello + stop)
            #expect(reading.summary == "stop:Hello")
        }
        #expect(await answer(own + hello + stop).completion?.carried == nil, "more items than any model makes")
        #expect(monotonic() - start < 10_000_000)
    }

    @Test("more calls than any model makes are an error in every format")
    func manyCalls() async {
        let responses = (0..<300).map {
            event("response.output_item.added", #""output_index":\#($0),"item":{"type":"function_call","call_id":"c\#($0)","name":"x"}"#)
        }
        let messages = (0..<300).map {
            event("content_block_start", #""index":\#($0),"content_block":{"type":"tool_use","id":"c\#($0)","name":"x","input":{}}"#)
        }
        #expect(await answer(responses.joined(), format: .responses).code == .malformedStream)
        #expect(await answer(messages.joined(), format: .anthropic).code == .malformedStream)
    }
}
