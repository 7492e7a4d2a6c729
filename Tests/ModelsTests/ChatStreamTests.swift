import Events
import Glibc
import Testing
import Wire

@testable import Models

private struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let stream: String
    let summary: String
    var testDescription: String { name }

    init(_ name: String, _ stream: String, _ summary: String) {
        self.name = name
        self.stream = stream
        self.summary = summary
    }
}

private func calls(_ json: String) -> String { delta(#"{"tool_calls":[\#(json)]}"#) }
private let callsEnd = delta("{}", finish: "\"tool_calls\"")

private let cases: [Case] = [
    Case("plain", hello + stop + done, "stop:Hello"),
    Case("CRLF", (hello + stop + done).replacing("\n", with: "\r\n"), "stop:Hello"),
    Case("CR", (hello + stop + done).replacing("\n", with: "\r"), "stop:Hello"),
    Case("byte order mark", "\u{FEFF}" + hello + stop + done, "stop:Hello"),
    Case("comments between", ": ping\n\n" + hello + ": ping\n\n" + stop, "stop:Hello"),
    Case("no [DONE]", hello + stop, "stop:Hello"),
    Case("no finish reason, but [DONE]", hello + done, "stop:Hello"),
    Case("neither", hello, "error:stream_cut"),
    Case("nothing at all", "", "error:stream_cut"),
    Case("last blank line missing", hello + String(stop.dropLast(2)), "stop:Hello"),
    Case("last line half", hello + String(stop.dropLast(5)), "error:stream_cut"),
    Case("after the end", hello + stop + done + delta(#"{"content":"EVIL"}"#), "stop:Hello"),
    Case("twice done", hello + stop + done + done, "stop:Hello"),
    Case("choices empty", "data: {\"choices\":[]}\n\n" + hello + stop, "stop:Hello"),
    Case("choices no list", "data: {\"choices\":{\"0\":1}}\n\n" + hello + stop, "stop:Hello"),
    Case("delta null", delta("null") + hello + stop, "stop:Hello"),
    Case("content null", delta(#"{"content":null}"#) + hello + stop, "stop:Hello"),
    Case("content a list", delta(#"{"content":[{"type":"text","text":"Oh. "}]}"#) + hello + stop, "stop:Oh. Hello"),
    Case("content a number", delta(#"{"content":5}"#) + hello + stop, "stop:Hello"),
    Case("refusal", delta(#"{"refusal":"No."}"#) + stop, "refusal:No."),
    Case("another choice", "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"no\"}}]}\n\n" + hello + stop, "stop:Hello"),
    Case("unknown finish reason", hello + delta("{}", finish: "\"banana\"") + done, "other:Hello"),
    Case("content filter", delta("{}", finish: "\"content_filter\"") + done, "content_filter:"),
    Case("length", hello + delta("{}", finish: "\"length\"") + done, "length:Hello"),
    Case("broken JSON", hello + "data: {\"choices\":[{]}\n\n" + stop, "error:malformed_stream"),
    Case("not JSON", hello + "data: zzz\n\n" + stop, "error:malformed_stream"),
    Case("a list nested without end", "data: " + String(repeating: "[", count: 5000) + "\n\n" + hello + stop, "stop:Hello"),
    Case("an object nested without end", "data: " + String(repeating: "{\"a\":", count: 5000) + "\n\n" + stop, "error:malformed_stream"),
    Case("whole completion", #"{"choices":[{"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]}"#, "stop:hi"),
    Case(
        "whole completion with a call",
        #" {"choices":[{"message":{"content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"read","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}"#,
        "tool_calls:read{}"),
    Case("half a completion", #"{"choices":[{"message":{"content":"hi"}"#, "error:malformed_stream"),
    Case("a web page", "<!DOCTYPE html><html><head><title>Welcome to nginx!</title></head></html>", "error:malformed_stream"),
    Case(
        "error in the stream", hello + "event: error\ndata: {\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}\n\n",
        "error:server_error"),
    Case("error as a word", "data: {\"error\": \"boom\"}\n\n", "error:server_error"),
    Case("error with a status", "data: {\"error\":{\"message\":\"slow down\",\"code\":429}}\n\n", "error:rate_limited"),
    Case("error that is null", "data: {\"error\":null,\"choices\":[]}\n\n" + hello + stop, "stop:Hello"),
    Case("NUL in the text", delta(#"{"content":"a\u0000b"}"#) + stop, "stop:a\0b"),
    Case(
        "call without index",
        calls(#"{"function":{"name":"read","arguments":"{\"pa"},"id":"c1"}"#) + calls(#"{"function":{"arguments":"th\":\"a\"}"}}"#)
            + callsEnd + done,
        #"tool_calls:read{"path":"a"}"#),
    Case(
        "two calls interleaved by index",
        calls(#"{"index":0,"id":"c1","function":{"name":"read","arguments":"{\"path\""}}"#)
            + calls(#"{"index":1,"id":"c2","function":{"name":"list","arguments":"{\"path\""}}"#)
            + calls(#"{"index":0,"function":{"arguments":":\"a\"}"}}"#) + calls(#"{"index":1,"function":{"arguments":":\"b\"}"}}"#)
            + callsEnd,
        #"tool_calls:read{"path":"a"},list{"path":"b"}"#),
    Case(
        "two calls in one chunk",
        calls(
            #"{"index":0,"id":"a","function":{"name":"x","arguments":"{}"}},{"index":1,"id":"b","function":{"name":"y","arguments":"{}"}}"#)
            + callsEnd,
        "tool_calls:x{},y{}"),
    Case(
        "all calls with index 0 but their own ids",
        calls(#"{"index":0,"id":"a","function":{"name":"x","arguments":"{}"}}"#)
            + calls(#"{"index":0,"id":"b","function":{"name":"x","arguments":"{}"}}"#)
            + callsEnd, "tool_calls:x{},x{}"),
    Case(
        "name, id and old field repeated in each fragment",
        delta(
            #"{"function_call":{"name":"read","arguments":"{\"a\""},"tool_calls":[{"index":0,"id":"c","function":{"name":"read","arguments":"{\"a\""}}]}"#
        )
            + delta(
                #"{"function_call":{"name":"read","arguments":":1}"},"tool_calls":[{"index":0,"id":"c","function":{"name":"read","arguments":":1}"}}]}"#
            )
            + callsEnd, #"tool_calls:read{"a":1}"#),
    Case(
        "name repeated, no index, no id",
        calls(#"{"function":{"name":"read","arguments":"{\"a\""}}"#) + calls(#"{"function":{"name":"read","arguments":":1}"}}"#)
            + calls(#"{"function":{"name":"read","arguments":"{}"}}"#) + callsEnd, #"tool_calls:read{"a":1},read{}"#),
    Case(
        "old function_call", delta(#"{"function_call":{"name":"read","arguments":"{}"}}"#) + delta("{}", finish: "\"function_call\""),
        "tool_calls:read{}"),
    Case(
        "split name",
        calls(#"{"index":0,"id":"c","function":{"name":"re","arguments":""}}"#)
            + calls(#"{"index":0,"function":{"name":"ad","arguments":"{}"}}"#)
            + callsEnd, "tool_calls:read{}"),
    Case(
        "arguments as an object", calls(#"{"index":0,"id":"c","function":{"name":"read","arguments":{"path":"a"}}}"#) + callsEnd,
        #"tool_calls:read{"path":"a"}"#),
    Case(
        "arguments that are no JSON", calls(#"{"index":0,"id":"c","function":{"name":"read","arguments":"{\"n\":NaN}"}}"#) + callsEnd,
        #"tool_calls:read{"n":NaN}"#),
    Case(
        "call that ends with stop", calls(#"{"index":0,"id":"c","function":{"name":"read","arguments":"{}"}}"#) + stop, "tool_calls:read{}"),
    Case("call without an end", calls(#"{"index":0,"id":"c","function":{"name":"read","arguments":"{}"}}"#), "error:stream_cut"),
    Case(
        "call cut in its arguments, then [DONE]",
        calls(#"{"index":0,"id":"c","function":{"name":"rm","arguments":"{\"path\":\"a"}}"#) + done, "error:stream_cut"),
    Case(
        "call cut by the length limit",
        calls(#"{"index":0,"id":"c","function":{"name":"rm","arguments":"{\"path\":\"a"}}"#) + delta("{}", finish: "\"length\""),
        "length:"),
    Case("calls null", delta(#"{"tool_calls":null,"content":"a"}"#) + stop, "stop:a"),
]

@Suite struct ChatStreamTests {
    @Test("every known oddity of a stream ends in its defined way", arguments: cases)
    fileprivate func oddities(one: Case) async {
        #expect(await answer(one.stream).summary == one.summary)
    }

    @Test("any split of a stream into chunks gives the same events", arguments: cases)
    fileprivate func anySplit(one: Case) async {
        let bytes = Array(one.stream.utf8)
        guard bytes.count < 2000 else { return }
        let whole = await answer([bytes])
        let single = await answer(bytes.map { [$0] })
        #expect(single.summary == whole.summary)
        #expect(withoutTimes(single.events) == withoutTimes(whole.events))
        for cut in stride(from: 1, to: bytes.count, by: 7) {
            let two = await answer([Array(bytes[..<cut]), Array(bytes[cut...])])
            #expect(withoutTimes(two.events) == withoutTimes(whole.events), "cut at \(cut)")
        }
    }

    @Test("a stream cut at any byte gives the same answer or an error, and never a call that was not finished", arguments: [0, 1, 2, 3])
    func cutAtEveryByte(number: Int) async {
        let first = calls(#"{"index":0,"id":"c1","function":{"name":"rm","arguments":"{\"path\":\"a"}}"#)
        let second = calls(#"{"index":0,"function":{"arguments":"bc\"}"}}"#)
        let usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}\n\n"
        let stream = [
            hello + stop + done, first + second + callsEnd + usage + done, hello + first + second + callsEnd, first + second + done,
        ][number]
        let bytes = Array(stream.utf8)
        let whole = await answer([bytes])
        for end in [Result<Void, WireError>.success(()), .failure(.brokenStream(host: "h", port: 1, reason: "r"))] {
            for cut in 0..<bytes.count {
                let reading = await answer([Array(bytes[..<cut])], end: end)
                if let completion = reading.completion {
                    #expect(
                        completion.text == whole.completion?.text && completion.toolCalls == whole.completion?.toolCalls, "cut at \(cut)")
                } else {
                    #expect(reading.code == .streamCut || reading.code == .malformedStream, "cut at \(cut): \(reading.summary)")
                }
            }
        }
    }

    @Test("bytes changed at random never crash, and end exactly once", arguments: 0..<4)
    func mutations(seed: Int) async {
        var random = Seeded(state: UInt64(seed) &+ 77)
        for round in 0..<500 {
            guard let one = cases.randomElement(using: &random), one.stream.utf8.count < 3000 else { continue }
            var bytes = Array(one.stream.utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
                default: bytes.removeSubrange(place..<min(bytes.count, place + 9))
                }
            }
            let reading = await answer([bytes])
            let ends = reading.events.filter { if case .finished = $0 { true } else { false } }.count
            #expect(ends + (reading.error == nil ? 0 : 1) == 1, "seed \(seed), round \(round), \(one.name)")
        }
    }

    @Test("invalid UTF-8 in the text becomes the replacement character")
    func invalidText() async {
        let parts = delta(#"{"content":"a?b"}"#).utf8.map { $0 == UInt8(ascii: "?") ? 0xFF : $0 }
        #expect(await answer([parts + Array(stop.utf8)]).summary == "stop:a\u{FFFD}b")
    }

    @Test(
        "reasoning is found under each of its names, once",
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

    @Test("the whole corpus of provider streams ends, in chunks of every size", .enabled(if: getenv("LATHE_CORPORA") != nil))
    func corpus() async throws {
        let folder = try #require(getenv("LATHE_CORPORA").map { String(cString: $0) })
        let file = try #require(fopen(folder + "/sse/provider_streams.jsonl", "r"))
        defer { fclose(file) }
        var line: UnsafeMutablePointer<CChar>?
        var size = 0
        while getline(&line, &size, file) > 0, let text = line {
            let row = try JSON(parsing: String(cString: text).trimmingLineEnd)
            let (name, expected) = (row["name"]?.string ?? "", row["expect"]?.string ?? "")
            guard !name.hasPrefix("an_") else { continue }
            let bytes = base64(row["b64"]?.string ?? "")
            var summaries: Set<String> = []
            for step in [1, 5, 4096, bytes.count] {
                let chunks = stride(from: 0, to: bytes.count, by: max(1, step)).map { Array(bytes[$0..<min($0 + step, bytes.count)]) }
                summaries.insert(await answer(chunks).summary)
            }
            #expect(summaries.count == 1, "\(name)")
            let summary = summaries.first ?? ""
            if expected.hasPrefix("ok:") { #expect(summary == "stop:" + expected.dropFirst(3), "\(name)") }
            if expected.hasPrefix("error:"), !expected.contains("args"), !expected.contains("unknown_tool") {
                #expect(summary.hasPrefix("error:"), "\(name): \(summary)")
            }
            if expected.hasPrefix("tool:") { #expect(summary.hasPrefix("tool_calls:"), "\(name): \(summary)") }
        }
        free(line)
    }

    private func withoutTimes(_ events: [ModelEvent]) -> [ModelEvent] {
        events.map { event in
            guard case .finished(var completion) = event else { return event }
            completion.timing = ModelTiming(requestSent: 0, pieces: completion.timing.pieces)
            return .finished(completion)
        }
    }

    private func base64(_ text: String) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var (bits, count, result) = (UInt32(0), 0, [UInt8]())
        for byte in text.utf8 {
            guard let value = alphabet.firstIndex(of: byte) else { continue }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return result
    }
}

extension String {
    fileprivate var trimmingLineEnd: String { last?.isNewline == true ? String(dropLast()) : self }
}

private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
