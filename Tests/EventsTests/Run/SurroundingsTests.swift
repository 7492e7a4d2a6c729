import Synchronization
import TestKit
import Testing

@testable import Events

@Suite struct SurroundingsTests {
    private static func surroundings(at milliseconds: Int64, seed: UInt64) -> Surroundings {
        let draw = Mutex(SeededGenerator(seed: seed))
        return Surroundings(
            wallMilliseconds: { milliseconds }, monotonicMicroseconds: { 0 }, random: { draw.withLock { $0.next() } }, environment: [:])
    }

    @Test("identifiers have 26 characters and sort by the time they were made")
    func sortable() {
        var draw = SeededGenerator.fresh("identifiers")
        var before = ""
        for milliseconds in [0, 1, 31, 32, 1023, 1024, 1_700_000_000_000, 1_700_000_000_001, 0xFFFF_FFFF_FFFF] as [Int64] {
            let identifier = Self.surroundings(at: milliseconds, seed: draw.next()).newIdentifier()
            #expect(identifier.utf8.count == 26)
            #expect(identifier.allSatisfy { "0123456789abcdefghjkmnpqrstvwxyz".contains($0) })
            #expect(before < identifier, "\(milliseconds) \(draw)")
            before = identifier
        }
        // The 26 lower-case characters of a ULID, with the time in the first ten.
        #expect(Self.surroundings(at: 1_469_918_176_385, seed: 1).newIdentifier().prefix(10) == Self.time(1_469_918_176_385))
    }

    /// The first ten characters of an identifier, by plain division.
    private static func time(_ milliseconds: Int64) -> String {
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
        var rest = milliseconds
        var text = ""
        for _ in 0..<10 {
            text = String(alphabet[Int(rest % 32)]) + text
            rest /= 32
        }
        return text
    }

    @Test("identifiers of one millisecond differ, and a clock before 1970 does no harm")
    func unique() {
        let surroundings = Self.surroundings(at: 5, seed: 1)
        #expect(Set((0..<1000).map { _ in surroundings.newIdentifier() }).count == 1000)
        #expect(Self.surroundings(at: -1, seed: 1).newIdentifier().hasPrefix("0000000000"))
    }

    @Test("short identifiers count up, each prefix for itself")
    func sequence() {
        let sequence = IdentifierSequence()
        #expect(
            [sequence.make("call"), sequence.make("call"), sequence.make("approval"), sequence.make("call")] == [
                "call-1", "call-2", "approval-1", "call-3",
            ])
    }
}
