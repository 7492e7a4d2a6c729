import Events
import Host
import Synchronization
import TestKit
import Testing

@testable import Tools

@Suite("Background sessions", .serialized)
struct BackgroundSessionsTests {
    @Test("001-38: a command goes on in the background and is told of when it runs and when it has ended, once each")
    func tellsTwice() async throws {
        let bench = try BackgroundBench()
        let session = try bench.start("echo one; echo two; exit 3")
        #expect(session.id == "bg-1" && session.state == .running && session.toolCallID == "call-1")
        try await bench.sessions.wait("bg-1", from: 1_000_000, for: .seconds(20))
        #expect(bench.states("bg-1") == [.running, .exited])
        let (first, last) = (bench.changes[0], bench.changes[1])
        #expect(first.outputBytes == 0 && first.tail == "" && first.durationUs == 0 && first.exitStatus == nil)
        #expect(last.exitStatus == 3 && last.outputBytes == 8 && last.tail == "one\ntwo\n" && last.durationUs > 0)
        #expect(last.command == "echo one; echo two; exit 3")
        let listed = try #require(bench.sessions.list.first)
        #expect(listed.state == .exited && listed.exitStatus == 3 && listed.outputBytes == 8 && listed.durationUs == last.durationUs)
        await bench.sessions.endAll()
        #expect(bench.changes.count == 2)
    }

    @Test("001-38: ending a command ends its whole tree and tells of it", arguments: ["", "trap '' TERM; "])
    func end(trap: String) async throws {
        let bench = try BackgroundBench()
        try bench.start(trap + "(setsid sleep TOKEN &); sleep TOKEN & echo up; while :; do sleep TOKEN; done")
        try await bench.sessions.wait("bg-1", for: .seconds(20))
        try await eventually { bench.alive.count >= 3 }
        let session = try await bench.sessions.end("bg-1")
        #expect(session.state == .killed && !session.leftBehind)
        #expect(bench.alive == [])
        #expect(bench.states("bg-1") == [.running, .killed])
        #expect(bench.changes[1].tail == "up\n" && bench.changes[1].exitStatus == nil)
        #expect(try await bench.sessions.end("bg-1") == session)
        #expect(bench.changes.count == 2)
    }

    @Test("001-38: a command that is ended may say its last words")
    func lastWords() async throws {
        let bench = try BackgroundBench()
        try bench.start("trap 'echo bye; exit 4' TERM; echo up; while :; do sleep 0.01; done")
        try await bench.sessions.wait("bg-1", for: .seconds(20))
        let session = try await bench.sessions.end("bg-1")
        #expect(session.state == .killed && session.exitStatus == 4)
        #expect(bench.changes.last?.tail.contains("bye\n") == true)
    }

    @Test("001-38: nothing outlives the end of the run, each end is told before it returns, and none starts afterwards")
    func endAll() async throws {
        let bench = try BackgroundBench()
        try bench.start("exit 0")
        try await bench.sessions.wait("bg-1", from: 1, for: .seconds(20))
        for _ in 0..<5 { try bench.start("(setsid sleep TOKEN &); trap '' TERM HUP; while :; do sleep TOKEN; done") }
        try await eventually { bench.alive.count >= 10 }
        // Those are ended that have hardly begun.
        try bench.start("sleep TOKEN")
        // A run that is stopped ends its commands in a cancelled task.
        await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            await bench.sessions.endAll()
        }.value
        #expect(bench.alive == [])
        #expect(bench.bench.processes.running == [])
        for id in 2...7 { #expect(bench.states("bg-\(id)") == [.running, .killed]) }
        #expect(bench.states("bg-1") == [.running, .exited])
        #expect(throws: ToolsError.self) { try bench.start("echo late") }
        #expect(bench.changes.count == 14)
    }

    @Test("A stop of the call that started a command does not reach it")
    func ownCall() async throws {
        let bench = try BackgroundBench()
        try bench.start("echo up; sleep TOKEN")
        try await eventually { bench.bench.processes.running.count == 1 }
        #expect(bench.bench.processes.running.map(\.callID) != ["call-1"])
        bench.bench.processes.end(callID: "call-1")
        // Orders are followed one after the other: this command's end shows that the other order was.
        try bench.start("true")
        try await bench.sessions.wait("bg-2", from: 1, for: .seconds(20))
        #expect(bench.states("bg-1") == [.running])
        await bench.sessions.endAll()
    }

    @Test("At most eight run at the same time, and the refusal says so")
    func limit() async throws {
        let bench = try BackgroundBench()
        for _ in 0..<8 { try bench.start("sleep TOKEN") }
        let error = #expect(throws: ToolsError.self) { try bench.start("sleep TOKEN") }
        #expect(error?.message.hasPrefix("8 commands run in the background already (bg-1, bg-2") == true)
        _ = try await bench.sessions.end("bg-3")
        #expect(try bench.start("sleep TOKEN").id == "bg-9")
        await bench.sessions.endAll()
        #expect(bench.alive == [])
    }

    @Test("A command with a time limit is ended at it")
    func timeLimit() async throws {
        let bench = try BackgroundBench()
        try bench.start("echo begun; sleep TOKEN", limit: .seconds(1))
        try await bench.sessions.wait("bg-1", from: 1_000_000, for: .seconds(20))
        let session = try #require(bench.sessions.list.first)
        #expect(session.state == .killed && session.timedOut)
        #expect(bench.changes.last?.tail == "begun\n")
    }

    @Test("001-38: commands that may outlive the run go on, untold of, until the runner ends all")
    func release() async throws {
        let bench = try BackgroundBench()
        try bench.start("exit 0")
        try await bench.sessions.wait("bg-1", from: 1, for: .seconds(20))
        try bench.start("echo up; sleep TOKEN")
        try await eventually { bench.alive.count >= 1 }
        #expect(bench.sessions.release().map(\.id) == ["bg-2"])
        await bench.sessions.endAll()
        #expect(!bench.alive.isEmpty)
        #expect(throws: ToolsError.self) { try bench.start("echo late") }
        try await BlockingWork.run { _ in bench.bench.processes.endAll() }
        #expect(bench.alive == [])
        try await bench.sessions.wait("bg-2", from: 1_000_000, for: .seconds(20))
        #expect(bench.sessions.list.last?.state == .killed)
        #expect(bench.states("bg-2") == [.running])
    }

    @Test("In a run that was taken up again no id comes twice")
    func ids() async throws {
        let bench = try Bench()
        let sessions = BackgroundSessions(processes: bench.processes, earlierCount: 3) { _ in }
        #expect(try sessions.start("true", in: bench.workspace.root, toolCallID: "call-9").id == "bg-4")
        await sessions.endAll()
        #expect(sessions.list.map(\.id) == ["bg-4"])
    }

    @Test("Sessions that nobody holds any more take their commands with them")
    func dropped() async throws {
        let bench = try BackgroundBench()
        var own: BackgroundSessions? = BackgroundSessions(processes: bench.bench.processes) { _ in }
        _ = try own?.start("sleep \(bench.token)", in: bench.bench.workspace.root, toolCallID: "call-2")
        try await eventually { bench.alive.count >= 1 }
        own = nil
        try await eventually { bench.alive.isEmpty }
    }

    @Test("001-39: a cursor gives what is new since, and where to read on")
    func cursor() async throws {
        let bench = try BackgroundBench()
        try bench.start("printf 'one\\n'; while [ ! -e go ]; do sleep 0.01; done; printf 'two\\n'; sleep TOKEN")
        try await bench.sessions.wait("bg-1", for: .seconds(20))
        let first = try bench.sessions.read("bg-1", limit: 1000)
        #expect(first.bytes == Array("one\n".utf8) && first.nextCursor == 4 && first.droppedByteCount == 0)
        #expect(try bench.sessions.read("bg-1", limit: 1000).bytes == [])
        try bench.bench.put("go", "")
        try await bench.sessions.wait("bg-1", from: 4, for: .seconds(20))
        let second = try bench.sessions.read("bg-1", from: 4, limit: 1000)
        #expect(second.bytes == Array("two\n".utf8) && second.nextCursor == 8)
        // A position that was named does not move the other reader.
        #expect(try bench.sessions.read("bg-1", limit: 1000).bytes == second.bytes)
        #expect(try bench.sessions.read("bg-1", from: 0, limit: 1000).bytes == Array("one\ntwo\n".utf8))
        #expect(try bench.sessions.read("bg-1", from: 99, limit: 1000).nextCursor == 8)
        await bench.sessions.endAll()
    }

    @Test("001-39: a flood is kept up to its limit, and a late reader is told how much it has missed")
    func flood() async throws {
        let bench = try BackgroundBench()
        try bench.start("head -c 30000000 /dev/zero | tr '\\0' a; printf END")
        try await bench.sessions.wait("bg-1", from: 100_000_000, for: .seconds(60))
        let total = 30_000_003
        let kept = BackgroundSessions.outputLimitBytes
        let reading = try bench.sessions.read("bg-1", limit: 4_000_000)
        #expect(reading.bytes.count == kept && reading.droppedByteCount == total - kept && reading.nextCursor == total)
        #expect(reading.bytes.suffix(4) == Array("aEND".utf8))
        #expect(bench.changes.last?.outputBytes == total)
        #expect((bench.changes.last?.tail.utf8.count ?? 0) <= 2048)
    }

    @Test("Of many ended commands only the last keep their output")
    func forgets() async throws {
        let bench = try BackgroundBench()
        for number in 1...18 {
            try bench.start("echo \(number)")
            try await bench.sessions.wait("bg-\(number)", from: 1000, for: .seconds(20))
        }
        let old = try bench.sessions.read("bg-1", limit: 100)
        #expect(old.bytes == [] && old.droppedByteCount == 2 && old.session.outputBytes == 2)
        #expect(try bench.sessions.read("bg-18", limit: 100).bytes == Array("18\n".utf8))
    }

    @Test("Nobody waits for what cannot come: the end, the limit and a cancel all wake")
    func waits() async throws {
        let bench = try BackgroundBench()
        try bench.start("sleep TOKEN")
        try await bench.sessions.wait("bg-1", for: .milliseconds(1))
        let waiter = Task { try await bench.sessions.wait("bg-1", for: .seconds(60)) }
        let other = Task { try await bench.sessions.wait("bg-1", for: .seconds(60)) }
        waiter.cancel()
        try await waiter.value
        #expect(bench.states("bg-1") == [.running])
        await bench.sessions.endAll()
        try await other.value
        #expect(bench.states("bg-1") == [.running, .killed])
        #expect(throws: ToolsError.self) { try bench.sessions.read("bg-7", limit: 1) }
    }
}
