import Testing

@testable import TerminalKit

@Suite("InputParser, any stream")
struct InputParserPropertyTests {
    @Test("however a stream is torn, the events are the same", arguments: 1...6 as ClosedRange<UInt64>)
    func anySplit(seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        for round in 0..<300 {
            let stream = Self.stream(&numbers)
            var whole = InputParser()
            let wanted = whole.feed(stream, now: 0) + whole.expire(now: .max)
            var torn = InputParser()
            var got: [InputEvent] = []
            var index = 0
            while index < stream.count {
                let next = min(stream.count, index + Int.random(in: 1...5, using: &numbers))
                got += torn.feed(stream[index..<next], now: 0)
                index = next
            }
            got += torn.expire(now: .max)
            guard got == wanted else {
                Issue.record(
                    "seed \(seed), round \(round): \(stream.map { String($0, radix: 16) }.joined(separator: " "))\n\(wanted)\n\(got)")
                return
            }
        }
    }

    @Test("random bytes never trap, never hang on, and never say a control as a character", arguments: 1...4 as ClosedRange<UInt64>)
    func randomBytes(seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        let likely: [UInt8] = Array("\u{1B}\u{1B}\u{1B}[[]OP<?;:0123456789ABMmRu~$cIy\\\u{07}\u{03}".utf8)
        var parser = InputParser(pasteLimit: 1_000)
        for round in 0..<4_000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &numbers)).map { _ in
                Bool.random(using: &numbers) ? UInt8.random(in: 0...255, using: &numbers) : likely.randomElement(using: &numbers) ?? 0
            }
            var events = parser.feed(bytes, now: Int64(round))
            if round % 3 == 0 {
                events += parser.expire(now: .max)
                #expect(parser.deadlineMicros == nil, "seed \(seed), round \(round)")
            }
            for case .key(.character(let character), _) in events {
                let isControl = character.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
                #expect(!isControl, "seed \(seed), round \(round)")
            }
        }
    }

    @Test("extreme clocks do not trap")
    func clocks() {
        for now in [Int64.min, -1, 0, .max] {
            var parser = InputParser()
            _ = parser.feed([0x1B], now: now)
            _ = parser.deadlineMicros
            _ = parser.expire(now: .min)
            _ = parser.expire(now: .max)
        }
        #expect(Duration.seconds(Int64.max).clampedMicroseconds == 86_400_000_000)
        #expect(Duration.seconds(-5).clampedMicroseconds == 0)
        #expect(Duration.milliseconds(3).clampedMicroseconds == 3_000)
    }

    private static func stream(_ numbers: inout SeededNumbers) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1..<8, using: &numbers) {
            switch Int.random(in: 0..<6, using: &numbers) {
            case 0:
                bytes.append(UInt8.random(in: 0...255, using: &numbers))
            case 1:
                bytes += Array("\u{1B}[200~one\r\n\u{1B}[2\u{1B}two\u{1B}[201~".utf8)
            case 2:
                bytes += Array("é一🙂e\u{301}".utf8)
            case 3:
                bytes += Array("\u{1B}]11;rgb:ffff/0/0\u{1B}\\\u{1B}[<0;1;1M\u{1B}[I".utf8)
            default:
                bytes += Array((InputParserTests.keys.randomElement(using: &numbers)?.0 ?? "").utf8)
            }
        }
        return bytes
    }
}
