import Glibc
import Synchronization
import Testing

@testable import TestKit

private final class Woken: Sendable { let delays = Mutex<[Int]>([]) }

@Suite("The small parts of the harness")
struct SmallPartsTests {
    @Test("a temporary folder holds what is written and is gone afterwards, links not followed")
    func temporaryFolder() throws {
        let outside = try TemporaryFolder()
        try outside.write("keep.txt", "kept")
        var folder: TemporaryFolder? = try TemporaryFolder()
        let path = try #require(folder?.path)
        try folder?.write("a/b/c.txt", "hi")
        #expect(try folder?.text(of: "a/b/c.txt") == "hi")
        #expect(folder?.list("a") == ["b"] && folder?.exists("a/b") == true && folder?.exists("x") == false)
        #expect(symlink(outside.path, path + "/link") == 0)
        try folder?.makeFolder("locked/inside")
        chmod(path + "/locked", 0)
        folder = nil
        #expect(access(path, F_OK) != 0)
        #expect(try outside.text(of: "keep.txt") == "kept")
    }

    @Test("a snapshot that is missing is recorded and fails, then passes, then tells what differs")
    func snapshots() throws {
        let folder = try TemporaryFolder()
        let file = folder.path(of: "SomeTests.swift")
        #expect(throws: TestKitError.self) { try Snapshot.check("wide", "a\nb", beside: file, recording: false) }
        #expect(try folder.text(of: "Snapshots/wide.txt") == "a\nb\n")
        try Snapshot.check("wide", "a\nb", beside: file, recording: false)
        try Snapshot.check("wide", "a\nb\n", beside: file, recording: false)
        let error = #expect(throws: TestKitError.self) { try Snapshot.check("wide", "a\nc", beside: file, recording: false) }
        #expect("\(error.map { "\($0)" } ?? "")".hasSuffix("line 2:\n a\n-b\n+c"))
        try Snapshot.check("wide", "a\nc", beside: file, recording: true)
        try Snapshot.check("wide", "a\nc", beside: file, recording: false)
    }

    @Test("a manual clock wakes sleepers in order and only when moved")
    func manualClock() async throws {
        let clock = ManualClock(microseconds: 5)
        let woken = Woken()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for delay in [30, 10, 20] {
                group.addTask {
                    try await clock.sleep(for: .microseconds(delay))
                    woken.delays.withLock { $0.append(delay) }
                }
            }
            try await clock.waitForSleepers(3)
            clock.advance(by: .microseconds(9))
            #expect(woken.delays.withLock { $0.isEmpty } && clock.sleeperCount == 3)
            clock.advance(by: .microseconds(1))
            try await eventually { woken.delays.withLock { $0 == [10] } }
            clock.advance(by: .seconds(1))
            try await group.waitForAll()
            #expect(woken.delays.withLock { $0.sorted() } == [10, 20, 30])
        }
        #expect(clock.microseconds == 1_000_015)
        #expect(clock.now.duration(to: clock.now.advanced(by: .milliseconds(3))) == .milliseconds(3))
    }

    @Test("a cancelled sleeper of a manual clock ends with an error")
    func cancelledSleeper() async throws {
        let clock = ManualClock()
        let task = Task { try await clock.sleep(for: .seconds(1)) }
        try await clock.waitForSleepers(1)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(clock.sleeperCount == 0)
        let early = Task { try await clock.sleep(for: .seconds(1)) }
        early.cancel()
        await #expect(throws: CancellationError.self) { try await early.value }
    }

    @Test("seeded numbers are those of SplitMix64 and come again")
    func generator() {
        var generator = SeededGenerator(seed: 1_234_567)
        // The reference values published with the algorithm.
        #expect(
            [generator.next(), generator.next(), generator.next()] == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ])
        var again = SeededGenerator(seed: 1_234_567)
        #expect(again.next() == 6_457_827_717_110_365_317 && again.description == "LATHE_SEED=1234567")
    }

    @Test("waiting for a condition ends when it holds and throws when it never does")
    func eventuallyHolds() async throws {
        let count = Atomic<Int>(0)
        try await eventually { count.add(1, ordering: .relaxed).newValue == 5 }
        let error = try await #require(throws: TestKitError.self) { try await eventually(within: .milliseconds(10), "pigs fly") { false } }
        #expect("\(error)".contains("pigs fly"))
    }

    @Test("a gate lets everyone through once it is open")
    func gate() {
        let gate = Gate()
        #expect(!gate.isOpen)
        gate.open()
        gate.open()
        #expect(gate.isOpen)
    }
}
