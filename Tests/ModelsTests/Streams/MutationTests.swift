import Events
import Glibc
import TestKit
import Testing

@testable import Models

/// Streams with bytes changed at random.
@Suite struct MutationTests {
    @Test("bytes changed at random never crash or hang, and end exactly once with what was shown", arguments: 0..<4)
    func few(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed) &+ 77)
        let sources = try MutationTests.sources()
        for _ in 0..<400 {
            guard let one = sources.randomElement(using: &random) else { continue }
            await check(one, &random)
        }
    }

    @Test(
        "the same 10,000 times for every fixture and every stream", .enabled(if: getenv("LATHE_TORTURE") != nil, "set LATHE_TORTURE=1"))
    func many() async throws {
        var random = SeededGenerator.fresh("MutationTests.many")
        var longest: Int64 = 0
        let sources = try MutationTests.sources()
        for one in sources {
            for _ in 0..<10_000 {
                let start = monotonic()
                await check(one, &random)
                longest = max(longest, monotonic() - start)
            }
        }
        print("\(sources.count) sources, 10,000 mutations each; the longest answer took \(longest) µs")
        #expect(longest < 2_000_000)
    }

    struct Source {
        let name: String
        let format: WireFormatID
        let status: Int
        let bytes: [UInt8]
    }

    private static func sources() throws -> [Source] {
        let streams = allStreams.filter { $0.bytes.count < 4000 }
            .map { Source(name: $0.testDescription, format: $0.format, status: 200, bytes: $0.bytes) }
        let recorded = try Fixture.all.flatMap { fixture in
            try fixture.recording().exchanges.map { exchange in
                Source(
                    name: fixture.name, format: exchange.format, status: exchange.head?.status ?? 200,
                    bytes: exchange.pieces.flatMap(\.bytes))
            }
        }
        return streams + recorded
    }

    private func check(_ one: Source, _ random: inout SeededGenerator) async {
        var bytes = one.bytes
        for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: bytes[place...].prefix(Int.random(in: 1...200, using: &random)), at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &random)))
            case 4: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            default: bytes.insert(contentsOf: MutationTests.pieces.randomElement(using: &random)?.utf8 ?? "".utf8, at: place)
            }
        }
        let cut = Int.random(in: 0...bytes.count, using: &random)
        let reading = await answer([Array(bytes[..<cut]), Array(bytes[cut...])], format: one.format, status: one.status)
        let isSound = reading.endings == 1 && reading.isWhatWasShown && (reading.error == nil || reading.error is ModelsError)
        if !isSound {
            Issue.record("\(one.name), \(random): \(reading.summary)\n\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    /// What upsets readers.
    private static let pieces = [
        "null", "{}", "[]", "\"", "\\", "\n\n", "\r", "-1", "1e400", "99999999999999999999", "\\ud800", "{\"", "data: ", "[DONE]",
        "\u{FEFF}",
        String(repeating: "[", count: 200),
    ]
}
