import Events
import TestKit
import Testing
import Tools

@Suite("Background tools", .serialized)
struct BackgroundToolTests {
    private let check = ToolName.checkBackgroundCommand

    @Test("001-22: a command in the background is RUNNING, several are BATCH_RUNNING, and its result comes with a later call")
    func statuses() async throws {
        let bench = try BackgroundBench()
        let started = await bench.call(
            ToolName.executeShellCommand,
            ["command": "echo up; while [ ! -e go ]; do sleep 0.01; done; echo done", "background": true])
        #expect(started.status == .running && started.errorCode == nil)
        #expect(started.metadata["session_id"]?.string == "bg-1")
        #expect(started.output.contains("bg-1") && started.output.contains(check))
        #expect(await bench.call(check, ["session_id": "bg-1"]).status == .running)
        #expect(await bench.call(ToolName.listBackgroundCommands, [:]).status == .batchRunning)
        try bench.bench.put("go", "")
        try await eventually { bench.states("bg-1") == [.running, .exited] }
        let ended = await bench.call(check, ["session_id": "bg-1"])
        #expect(ended.status == .success && ended.metadata["exit_code"]?.integer == 0)
        #expect(ended.output.contains("done\n"))
        #expect(await bench.call(ToolName.listBackgroundCommands, [:]).status == .success)
    }

    @Test("001-39: checking gives what is new since the last look, and the cursor to read on from")
    func cursor() async throws {
        let bench = try BackgroundBench()
        try bench.start("printf 'a\\033[31mb\\n'; while [ ! -e go ]; do sleep 0.01; done; echo two; exit 2")
        let first = await bench.call(check, ["session_id": "bg-1", "wait_seconds": 20])
        #expect(first.status == .running && first.metadata["next_cursor"]?.integer == 8)
        #expect(first.output.contains("\nab\n") && first.output.hasSuffix("[read on with \"cursor\": 8]"))
        #expect(await bench.call(check, ["session_id": "bg-1"]).output.contains("[nothing new]"))
        try bench.bench.put("go", "")
        try await eventually { bench.states("bg-1").count == 2 }
        let second = await bench.call(check, ["session_id": "bg-1"])
        #expect(second.status == .error && second.errorCode == .exitStatus)
        #expect(second.output.contains("has ended with exit status 2") && second.output.contains("\ntwo\n"))
        #expect(!second.output.contains("ab"))
        let again = await bench.call(check, ["session_id": "bg-1", "cursor": 0])
        #expect(again.output.contains("\nab\ntwo\n") && again.metadata["next_cursor"]?.integer == 12)
    }

    @Test("001-39: a long output is read in pieces that together are the whole")
    func pieces() async throws {
        let bench = try BackgroundBench()
        try bench.start("seq 1 20000")
        try await eventually { bench.states("bg-1").count == 2 }
        var text = ""
        var isCut = true
        while isCut {
            let result = await bench.call(check, ["session_id": "bg-1"])
            #expect(result.output.utf8.count < 26_000)
            text += result.display.body
            isCut = result.truncated
        }
        #expect(text == (1...20_000).map { "\($0)\n" }.joined())
    }

    @Test("A wait ends with the call's cancellation")
    func cancelledWait() async throws {
        let bench = try BackgroundBench()
        try bench.start("sleep TOKEN")
        // Some of them are cancelled before they wait, most of them while they do.
        for pause in 0..<40 {
            let task = Task { await bench.call(check, ["session_id": "bg-1", "wait_seconds": 60]) }
            for _ in 0..<pause * 5 { await Task.yield() }
            task.cancel()
            #expect(await task.value.errorCode == .cancelled)
        }
        await bench.sessions.endAll()
    }

    @Test("001-38: ending gives the last output and leaves nothing; the list tells of all, one a line")
    func endAndList() async throws {
        let bench = try BackgroundBench()
        try bench.start("echo up; (setsid sleep TOKEN &); sleep TOKEN")
        try bench.start("echo 'two\nlines'; exit 1")
        try await eventually { bench.states("bg-2").count == 2 && bench.alive.count >= 2 }
        let list = await bench.call(ToolName.listBackgroundCommands, [:])
        let lines = list.output.split(separator: "\n")
        #expect(list.status == .batchRunning && lines.count == 2)
        #expect(lines.first?.hasPrefix("bg-1 is running; ") == true)
        #expect(lines.last?.hasPrefix("bg-2 has ended with exit status 1; ") == true && lines.last?.contains("two ⏎ lines") == true)
        let ended = await bench.call(ToolName.endBackgroundCommand, ["session_id": "bg-1"])
        #expect(ended.status == .success && ended.output.hasPrefix("[bg-1 was ended; ") && ended.output.hasSuffix("]\nup\n"))
        #expect(bench.alive == [])
        // What was ended on purpose has not failed.
        #expect(await bench.call(check, ["session_id": "bg-1"]).status == .success)
        let again = await bench.call(ToolName.endBackgroundCommand, ["session_id": "bg-2"])
        #expect(again.status == .success && again.output.contains("has ended with exit status 1"))
    }

    @Test("Where nothing can run in the background each tool says so, and an unknown id names those there are")
    func refusals() async throws {
        let plain = try Bench()
        let calls: [(String, JSON)] = [
            (ToolName.executeShellCommand, ["command": "true", "background": true]), (check, ["session_id": "bg-1"]),
            (ToolName.listBackgroundCommands, [:]), (ToolName.endBackgroundCommand, ["session_id": "bg-1"]),
        ]
        for (name, arguments) in calls { #expect(await plain.call(name, arguments).errorCode == .notEnabled, "\(name)") }
        let bench = try BackgroundBench()
        #expect(await bench.call(check, ["session_id": "bg-1"]).output.hasSuffix("; none was started"))
        try bench.start("true")
        for name in [check, ToolName.endBackgroundCommand] {
            let result = await bench.call(name, ["session_id": "bg-\u{1B}[2J5"])
            #expect(result.errorCode == .notFound && result.output.hasSuffix("there are bg-1") && !result.output.contains("\u{1B}"))
        }
        for seconds in [-1, 61] as [JSON] {
            #expect(await bench.call(check, ["session_id": "bg-1", "wait_seconds": seconds]).errorCode == .invalidArguments)
        }
    }

    @Test("A command asks for the same effects in the background as in front")
    func effects() {
        let dispatcher = ToolDispatcher()
        for (command, effects) in [("make", [ToolEffect.execute]), ("echo x", [])] {
            let arguments: JSON = ["command": .string(command), "background": true]
            #expect(dispatcher.prepare(name: ToolName.executeShellCommand, arguments: arguments.text).effects == effects)
        }
    }
}
