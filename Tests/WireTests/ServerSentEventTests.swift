import Testing

@testable import Wire

private struct Event: Equatable {
    var data: [UInt8]
    var name: String
    var id: String
    init(_ data: String, name: String = "", id: String = "") {
        self.data = Array(data.utf8)
        self.name = name
        self.id = id
    }
    init(_ event: ServerSentEvent) {
        data = Array(event.data)
        name = event.name
        id = event.lastEventID
    }
}

private func parse(_ chunks: [[UInt8]], limit: Int = 8 << 20) throws -> (events: [Event], rest: ServerSentEventRemainder?) {
    var parser = ServerSentEventParser(maximumLineBytes: limit)
    var events: [Event] = []
    for chunk in chunks {
        try chunk.withUnsafeBytes { bytes throws in
            try parser.feed(bytes) { events.append(Event($0)) }
        }
    }
    return (events, try parser.finish())
}

private func parse(_ text: String) throws -> [Event] {
    try parse([Array(text.utf8)]).events
}

@Suite struct ServerSentEventTests {
    @Test("lines end in CR, LF or CRLF, also mixed")
    func lineEnds() throws {
        #expect(
            try parse("data: a\n\ndata: b\r\n\r\ndata: c\r\rdata: d\r\n\ndata: e\n\r\n") == ["a", "b", "c", "d", "e"].map { Event($0) })
    }

    @Test("several data lines are joined with a line feed, and one space after the colon goes")
    func joined() throws {
        #expect(try parse("data:a\ndata:  b\ndata\ndata: c\n\n") == [Event("a\n b\n\nc")])
    }

    @Test("an event without a data line is none, and its name does not reach the next")
    func noData() throws {
        #expect(try parse("event: x\n\ndata: a\n\nevent: y\ndata: b\n\ndata:\n\n") == [Event("a"), Event("b", name: "y"), Event("")])
    }

    @Test("comments, unknown fields and fields in another case are passed over")
    func passedOver() throws {
        #expect(try parse(": hello\nfoo: bar\nDATA: no\ndata : no\n:data: no\ndata: yes\n\n:\n\n") == [Event("yes")])
    }

    @Test("an id is kept for later events, one with NUL is not taken, and retry takes digits only")
    func identifiers() throws {
        #expect(
            try parse("id: 1\ndata: a\n\ndata: b\n\nid: x\0y\ndata: c\n\nid\ndata: d\n\n")
                == [Event("a", id: "1"), Event("b", id: "1"), Event("c", id: "1"), Event("d")])
        var parser = ServerSentEventParser()
        for line in ["retry: 250\n", "retry: 3x\n", "retry:\n", "retry: 99999999999999999999\n"] {
            try Array(line.utf8).withUnsafeBytes { bytes throws in try parser.feed(bytes) { _ in } }
        }
        #expect(parser.retryMilliseconds == 250)
    }

    @Test("a byte order mark is dropped at the start and nowhere else")
    func mark() throws {
        #expect(try parse("\u{FEFF}data: a\n\n\u{FEFF}data: b\n\ndata: \u{FEFF}c\n\n") == [Event("a"), Event("\u{FEFF}c")])
        #expect(try parse([[0xEF, 0xBB], Array("data: x\n\ndata: y\n\n".utf8)]).events == [Event("y")])
    }

    @Test("what stands unfinished at the end is told apart, and is no event")
    func unfinished() throws {
        let cases: [(String, ServerSentEventRemainder?)] = [
            ("data: a\n\n", nil), ("data: a\n", .init(data: [0x61], name: "", lastLineIsWhole: true)),
            ("event: e\ndata: a", .init(data: [0x61], name: "e", lastLineIsWhole: false)),
            ("data: a\n\n: comment", nil), ("", nil), ("data: a\r\n\r", nil),
            ("data: a\ndata: b", .init(data: Array("a\nb".utf8), name: "", lastLineIsWhole: false)), ("da", nil),
        ]
        for (text, rest) in cases {
            let result = try parse([Array(text.utf8)])
            #expect(result.rest == rest, "\(text.debugDescription)")
        }
    }

    @Test("a line or an event beyond the cap is a typed error, in one chunk and in many", arguments: [1, 7, 1000])
    func cap(step: Int) throws {
        for text in [
            "data: " + String(repeating: "z", count: 200), String(repeating: "q", count: 200),
            String(repeating: "data: zzzzzzzzzz\n", count: 20) + "\n",
        ] {
            let bytes = Array(text.utf8) + [0x0A]
            let chunks = stride(from: 0, to: bytes.count, by: step).map { Array(bytes[$0..<min($0 + step, bytes.count)]) }
            #expect(throws: WireError.tooLarge(what: "an event of the stream", limitBytes: 100)) { try parse(chunks, limit: 100) }
        }
    }

    @Test("any cut of the bytes gives the same events", arguments: 0..<8)
    func anyCut(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed) &+ 0x5EED)
        let pieces = [
            "data", "data:", "data: ", "id: 7", "event: ping", ":", "retry: 5", "\n", "\r", "\r\n", "\n\n", "\r\r", "\r\n\r\n", "x", "é",
            "語",
            "\u{FEFF}", "{\"a\":1}", " ", "\0", "data: a\n\n", "data: b\r\n\r\n",
        ]
        for round in 0..<400 {
            let bytes = (0..<Int.random(in: 0...24, using: &random)).flatMap { _ in Array((pieces.randomElement(using: &random) ?? "").utf8)
            }
            let whole = try parse([bytes])
            let single = try parse(bytes.map { [$0] })
            var chunks: [[UInt8]] = []
            var position = 0
            while position < bytes.count {
                let end = min(bytes.count, position + Int.random(in: 0...6, using: &random))
                chunks.append(Array(bytes[position..<end]))
                position = end
            }
            let cut = try parse(chunks)
            #expect(single.events == whole.events, "seed \(seed) round \(round): \(bytes)")
            #expect(cut.events == whole.events, "seed \(seed) round \(round): \(bytes)")
            #expect(single.rest == whole.rest && cut.rest == whole.rest, "seed \(seed) round \(round): \(bytes)")
            #expect(whole.events == reference(bytes), "seed \(seed) round \(round): \(bytes)")
        }
    }

    /// The rules once more, slow and plain.
    private func reference(_ bytes: [UInt8]) -> [Event] {
        var bytes = bytes[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        var lines: [[UInt8]] = []
        var line: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            if byte == 0x0D || byte == 0x0A {
                if byte == 0x0D, index < bytes.endIndex, bytes[index] == 0x0A { index += 1 }
                lines.append(line)
                line = []
            } else {
                line.append(byte)
            }
        }
        var events: [Event] = []
        var data: [[UInt8]] = []
        var name = ""
        var id = ""
        for line in lines {
            if line.isEmpty {
                if !data.isEmpty {
                    var event = Event("", name: name, id: id)
                    event.data = Array(data.joined(separator: [0x0A]))
                    events.append(event)
                }
                data = []
                name = ""
                continue
            }
            let field = line.prefix { $0 != 0x3A }
            var value = line.dropFirst(field.count + 1)
            if value.first == 0x20 { value = value.dropFirst() }
            switch String(decoding: field, as: UTF8.self) {
            case "data": data.append(Array(value))
            case "event": name = String(decoding: value, as: UTF8.self)
            case "id": if !value.contains(0) { id = String(decoding: value, as: UTF8.self) }
            default: break
            }
        }
        return events
    }
}

/// SplitMix64, so that a failure can be played again.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
