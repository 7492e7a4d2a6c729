import Events
import Glibc
import Observe
import Synchronization
import TestKit
import Testing

@testable import Engine

@Suite struct ContextPipelineTests {
    private let clock = ManualClock()
    private let query = ContextQuery(prompt: "Mend the parser", workspace: "/somewhere", runID: "r1")

    private func pipeline(_ parts: ContextParts, switches: ContextSwitches = ContextSwitches()) -> ContextPipeline {
        ContextPipeline(parts, switches: switches, delay: { [clock] in try await clock.sleep(for: $0) })
    }

    private func digest(_ outcome: String = "completed") -> RunDigest {
        RunDigest(
            runID: "r1", workspace: "/somewhere", prompt: "Mend the parser", result: "Mended", outcome: outcome, filesChanged: [],
            startedAtMilliseconds: 0, durationMicroseconds: 1)
    }

    @Test("000-22: two sources are asked at the same time, and what they give is merged in the order of the sources")
    func parallel() async {
        let (first, second, firstMayEnd) = (Door(), Door(), Door())
        // Each waits until the other was asked; the first then also until the second has answered.
        let slow = FakeSource("slow") { _ in
            first.open()
            await second.pass()
            await firstMayEnd.pass()
            return [ContextNote(title: "a", text: "slow 1"), ContextNote(title: "b", text: "slow 2")]
        }
        let quick = FakeSource("quick") { _ in
            second.open()
            await first.pass()
            defer { firstMayEnd.open() }
            return [ContextNote(title: "c", text: "quick")]
        }
        let pipeline = pipeline(ContextParts(knowledge: [slow, quick]))
        pipeline.begin(query)
        let found = await pipeline.gather()
        #expect(found.map(\.text) == ["slow 1", "slow 2", "quick"] && found.map(\.title) == ["a", "b", "c"])
        #expect(found.allSatisfy { $0.source == .knowledge })
        #expect(pipeline.late().isEmpty && pipeline.faults().isEmpty)
    }

    @Test("000-22: a source that hangs holds the run for the wait at most, and what it gives later is there once")
    func hanging() async throws {
        let door = Door()
        let hanging = FakeSource("hanging") { _ in
            await door.pass()
            return [ContextNote(title: "late", text: "late")]
        }
        let pipeline = pipeline(ContextParts(memory: [hanging], knowledge: [FakeSource("quick", "quick")]))
        pipeline.begin(query)
        try await clock.waitForSleepers(1)
        async let gathered = pipeline.gather()
        clock.advance(by: .milliseconds(300))
        // The quick one is usually there by now; if not, it is late like the other.
        var seen = await gathered.map(\.text)
        #expect(!seen.contains("late") && pipeline.faults().isEmpty)
        door.open()
        let all = Mutex(seen)
        try await eventually("everything came") {
            all.withLock {
                $0 += pipeline.late().map(\.text); return $0.count >= 2
            }
        }
        seen = all.withLock { $0 }
        #expect(Set(seen) == ["quick", "late"] && seen.count == 2 && pipeline.late().isEmpty)
        #expect(await pipeline.finish().isEmpty)
    }

    @Test("000-22: a source that throws takes nothing from the others, and its fault is an error detail, once")
    func throwing() async {
        let broken = FakeSource("index") { _ in throw SourceFault(description: "no \u{1B}[2Jindex") }
        let pipeline = pipeline(ContextParts(memory: [broken], knowledge: [broken, FakeSource("quick", "quick")]))
        pipeline.begin(query)
        #expect(await pipeline.gather().map(\.text) == ["quick"])
        let faults = pipeline.faults()
        #expect(faults.map(\.code) == [.memoryFailed, .knowledgeFailed])
        #expect(faults.allSatisfy { $0.source == .internal && $0.recoverable && $0.message.contains("index failed (no index); ") })
        #expect(await pipeline.finish().isEmpty && pipeline.faults().isEmpty)
    }

    @Test("000-22: a source that never answers is named at the end, also when it does not listen to its cancellation")
    func neverAnswering() async {
        let door = Door()
        defer { door.open() }
        let hanging = FakeSource("hanging") { _ in
            await door.pass()
            return []
        }
        let pipeline = pipeline(ContextParts(knowledge: [hanging]))
        pipeline.begin(query)
        let faults = await pipeline.finish()
        #expect(faults.map(\.code) == [.knowledgeFailed] && faults[0].message.contains("hanging gave nothing before the run ended; "))
        #expect(await pipeline.gather().isEmpty)
    }

    @Test(
        "000-18: history, memory and knowledge come in this order, and each can be switched off",
        arguments: [
            (ContextSwitches(), ["h", "m", "k"]), (ContextSwitches(history: false), ["m", "k"]),
            (ContextSwitches(memory: false), ["h", "k"]), (ContextSwitches(knowledge: false), ["h", "m"]), (.allOff, []),
        ] as [(ContextSwitches, [String])])
    func switches(switches: ContextSwitches, expected: [String]) async {
        let writer = FakeWriter("writer")
        let parts = ContextParts(
            history: [FakeSource("h", "h")], memory: [FakeSource("m", "m")], knowledge: [FakeSource("k", "k")], writers: [writer])
        let pipeline = pipeline(parts, switches: switches)
        pipeline.begin(query)
        let found = await pipeline.gather()
        #expect(found.map(\.text) == expected && found.map { String($0.source.rawValue.prefix(1)) } == expected)
        pipeline.write(digest())
        #expect(await pipeline.finish().isEmpty && writer.written.isEmpty == !switches.memory)
    }

    @Test("000-49: without any source or writer nothing is waited for and nothing fails")
    func nothing() async {
        let pipeline = pipeline(ContextParts())
        pipeline.begin(query)
        #expect(await pipeline.gather().isEmpty)
        pipeline.write(digest())
        #expect(await pipeline.finish().isEmpty && pipeline.late().isEmpty && clock.sleeperCount == 0)
    }

    @Test("000-21: a slow memory writer holds nothing up but the end, that one for a moment, and is then an error detail")
    func slowWriter() async throws {
        let door = Door()
        defer { door.open() }
        let slow = FakeWriter("slow") { await door.pass() }
        let quick = FakeWriter("quick")
        let broken = FakeWriter("broken") { throw SourceFault(description: "disk on fire") }
        let pipeline = pipeline(ContextParts(writers: [slow, quick, broken]))
        pipeline.write(digest())
        // The first writer still waits, and here we are.
        #expect(slow.written.isEmpty)
        try await eventually("the others wrote at the same time") { quick.written.count == 1 }
        try await clock.waitForSleepers(1)
        async let ending = pipeline.finish()
        // Let the broken one have thrown before the time is up.
        try await eventually("the broken one threw") { quick.written == [digest()] }
        clock.advance(by: .seconds(2))
        let faults = await ending
        #expect(faults.map(\.code) == [.memoryFailed, .memoryFailed] && faults.allSatisfy(\.recoverable))
        #expect(faults.first?.message.contains("the memory writer slow did not finish in time") == true)
        #expect(faults.last?.message.contains("the memory writer broken ") == true)
    }

    @Test("000-20: a run is remembered after failure and cancel too, also in a cancelled task", arguments: ["failed", "cancelled"])
    func afterTheEnd(outcome: String) async throws {
        let (asked, door) = (Door(), Door())
        let writer = FakeWriter("writer") {
            asked.open()
            await door.pass()
            try Task.checkCancellation()
        }
        let pipeline = pipeline(ContextParts(writers: [writer]))
        let ended = digest(outcome)
        let life = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            pipeline.write(ended)
            return await pipeline.finish()
        }
        await asked.pass()
        door.open()
        #expect(await life.value.isEmpty && writer.written == [ended])
    }

    @Test("000-22: sources that block their threads hold up neither the run nor other tasks")
    func blocking() async throws {
        let door = Door()
        defer { door.open() }
        let blocking = FakeSource("blocking") { _ in
            while !door.isOpen { usleep(1000) }
            return []
        }
        // More than there are threads that all tasks share.
        let pipeline = pipeline(ContextParts(knowledge: Array(repeating: blocking, count: 40)))
        pipeline.begin(query)
        try await clock.waitForSleepers(1)
        async let gathered = pipeline.gather()
        clock.advance(by: .milliseconds(300))
        #expect(await gathered.isEmpty)
        #expect(await pipeline.finish().count == 40)
    }

    @Test("000-18: a stopped run does not wait for its context")
    func cancelledGathering() async {
        let door = Door()
        defer { door.open() }
        let hanging = FakeSource("hanging") { _ in
            await door.pass()
            return []
        }
        let pipeline = pipeline(ContextParts(knowledge: [hanging]))
        pipeline.begin(query)
        let waiting = Task { await pipeline.gather() }
        waiting.cancel()
        #expect(await waiting.value.isEmpty)
    }

    @Test("000-18: sources that still run are cancelled when the pipeline goes away")
    func goingAway() async {
        let (asked, cancelled) = (Door(), Door())
        let patient = FakeSource("patient") { _ in
            asked.open()
            defer { cancelled.open() }
            try await Task.sleep(for: .seconds(3600))
            return []
        }
        do {
            let pipeline = pipeline(ContextParts(knowledge: [patient]))
            pipeline.begin(query)
            await asked.pass()
        }
        await cancelled.pass()
        #expect(cancelled.isOpen)
    }

    @Test("000-18: what a source gives is sanitised, cut and counted, and says so")
    func bounds() async throws {
        let flood = FakeSource("flood") { _ in
            Array(
                repeating: ContextNote(title: "big\n\u{1B}]0;evil\u{7}", text: String(repeating: "é\u{1}", count: 100_000)), count: 100_000)
        }
        let small = FakeSource("small") { _ in
            [ContextNote(title: "", text: "red \u{1B}[31mtext"), ContextNote(title: "empty", text: " \n")]
        }
        let pipeline = pipeline(ContextParts(memory: [flood], knowledge: [small]))
        pipeline.begin(query)
        let found = await pipeline.gather()
        let big = found.filter { $0.source == .memory }
        #expect(big.count >= 3 && big.allSatisfy { $0.text.utf8.count <= 4096 + 128 && $0.title == "big" })
        #expect(big.first?.text.hasSuffix("\n[cut after 4 KiB]") == true)
        #expect(big.last?.text.hasSuffix(" more of flood left out]") == true)
        #expect(big.reduce(0) { $0 + $1.text.utf8.count + $1.title.utf8.count } <= 16 * 1024)
        #expect(found.allSatisfy { TextSanitiser.clean($0.text) == $0.text && !$0.text.contains("\u{FFFD}") })
        #expect(found.filter { $0.source == .knowledge } == [ContextAdded(source: .knowledge, title: "small", text: "red text")])
    }
}
