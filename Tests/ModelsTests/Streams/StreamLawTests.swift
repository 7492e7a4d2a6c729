import Events
import TestKit
import Testing
import Wire

@testable import Models

/// What holds for a stream of any format.
@Suite struct StreamLawTests {
    @Test("000-13, 001-55: every known oddity of a stream ends in its defined way", arguments: allStreams)
    func oddities(one: StreamCase) async {
        let reading = await answer(one.stream, format: one.format)
        #expect(reading.summary == one.summary)
        #expect(reading.endings == 1 && reading.isWhatWasShown)
        if let reasoning = one.reasoning { #expect(reading.completion?.reasoning == reasoning) }
        if let usage = one.usage { #expect(reading.completion?.usage == usage) }
    }

    @Test("000-14: any split of a stream into chunks gives the same events", arguments: allStreams)
    func anySplit(one: StreamCase) async {
        let bytes = one.bytes
        guard bytes.count < 4000 else { return }
        let whole = await answer([bytes], format: one.format).eventsWithoutTimes
        let single = await answer(bytes.map { [$0] }, format: one.format)
        #expect(single.eventsWithoutTimes == whole && single.summary == one.summary)
        var random = SeededGenerator(seed: UInt64(bytes.count))
        for _ in 0..<6 {
            var rest = bytes[...]
            var chunks: [[UInt8]] = []
            while !rest.isEmpty {
                let chunk = rest.prefix(Int.random(in: 1...120, using: &random))
                chunks.append(Array(chunk))
                rest = rest.dropFirst(chunk.count)
            }
            let split = await answer(chunks, format: one.format)
            #expect(split.eventsWithoutTimes == whole, "\(chunks.map(\.count))")
        }
    }

    @Test("a stream cut anywhere gives the same answer or an error, and never a call that was not finished", arguments: allStreams)
    func cuts(one: StreamCase) async {
        let bytes = one.bytes
        guard bytes.count < 4000 else { return }
        let whole = await answer([bytes], format: one.format)
        var random = SeededGenerator(seed: UInt64(bytes.count))
        for _ in 0..<min(16, bytes.count) { await check(cut: Int.random(in: 0..<bytes.count, using: &random), of: one, whole) }
    }

    @Test("the same at every byte, for streams with text, calls and an end", arguments: WireFormatID.allCases)
    func everyByte(format: WireFormatID) async throws {
        let name = ["openai": "two calls interleaved by index", "openai-responses": "call", "anthropic": "text and two calls"][
            format.rawValue]
        let one = try #require(allStreams.first { $0.format == format && $0.name == name })
        let whole = await answer([one.bytes], format: format)
        for cut in one.bytes.indices { await check(cut: cut, of: one, whole) }
    }

    private func check(cut: Int, of one: StreamCase, _ whole: Reading) async {
        for end in [Result<Void, WireError>.success(()), .failure(.brokenStream(host: "h", port: 1, reason: "r"))] {
            let reading = await answer([Array(one.bytes[..<cut])], format: one.format, end: end)
            #expect(reading.endings == 1 && reading.isWhatWasShown)
            if let completion = reading.completion {
                #expect(
                    completion.text == whole.completion?.text && completion.toolCalls == whole.completion?.toolCalls, "cut at \(cut)")
            } else {
                #expect(reading.error is ModelsError, "cut at \(cut): \(reading.summary)")
            }
        }
    }

    @Test("a stream read with the mould gives what parsing every event gives, in every format", arguments: allStreams)
    func mould(one: StreamCase) async throws {
        let reading = await answer(one.stream, format: one.format)
        guard let completion = reading.completion, !one.stream.hasPrefix("{"), !one.stream.hasPrefix(" {") else { return }
        var reader = one.format.format.reader()
        let request = ModelRequest(model: "m", messages: [], tools: [])
        var builder = AnswerBuilder(calls: ToolCallAssembly(identifiers: CallIdentifiers().giver(for: request)))
        var parser = ServerSentEventParser()
        var events: [JSON] = []
        var isOver = false
        try one.bytes.withUnsafeBytes { bytes in
            try parser.feed(bytes) { event in
                isOver = isOver || event.data.elementsEqual("[DONE]".utf8)
                if !isOver, let json = try? JSON(parsing: Array(event.data)) { events.append(json) }
            }
        }
        if let rest = try parser.finish(), let json = try? JSON(parsing: rest.data) { events.append(json) }
        for event in events {
            if case .end = try reader.read(event, into: &builder) { break }
        }
        try reader.finish(into: &builder)
        let parsed = builder.completion(completion.finishReason, promptCharacters: 5, maker: completion.carried?.maker ?? "")
        #expect(parsed.text == completion.text)
        #expect(parsed.reasoning == completion.reasoning && parsed.toolCalls == completion.toolCalls && parsed.usage == completion.usage)
        #expect(parsed.carried == completion.carried)
    }
}
