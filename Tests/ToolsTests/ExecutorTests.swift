import Events
import Host
import Synchronization
import TestKit
import Testing
import Tools

/// Something that does not end before it is let go, whatever happens to the task that waits.
private final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        var entered = 0
        var left = 0
    }

    private let state = Mutex(State())

    var entered: Int { state.withLock { $0.entered } }
    var left: Int { state.withLock { $0.left } }

    func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                state.entered += 1
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func noteLeft() { state.withLock { $0.left += 1 } }
}

@Suite("Executor")
struct ExecutorTests {
    private let clock = ManualClock()

    private func bench(_ tool: Probe, timeLimit: Duration? = nil) throws -> Bench {
        let executor = ToolExecutor(timeLimit: timeLimit, grace: .seconds(2), clock: clock)
        return try Bench(dispatcher: ToolDispatcher(tools: [tool, Probe("fine")], executor: executor))
    }

    @Test("000-08: a tool that takes too long is really stopped at its limit")
    func timeout() async throws {
        let stopped = Mutex(false)
        let bench = try bench(
            Probe(timeLimit: .seconds(30)) { _, context in
                context.output(.progress, "begun")
                do { try await Task.sleep(for: .seconds(600)) } catch { stopped.withLock { $0 = true } }
                var result = ToolResult.success("too late", filesChanged: ["half.txt"])
                result.directive = .finish(result: "never")
                return result
            })
        let call = Task { await bench.call("probe", [:]) }
        try await eventually { !bench.streamed.isEmpty }
        try await clock.waitForSleepers(1)
        clock.advance(by: .milliseconds(29_999))
        #expect(!stopped.withLock { $0 })
        clock.advance(by: .milliseconds(1))
        let result = await call.value
        #expect(result.errorCode == .toolTimeout && result.status == .error && result.directive == .goOn)
        #expect(result.output.contains("probe took longer than 30.0 seconds and was stopped; ask for less at once"))
        #expect(stopped.withLock { $0 })
        #expect(result.filesChanged == ["half.txt"] && result.metadata["left_running"] == nil)
        #expect(await bench.call("fine", [:]).status == .success)
    }

    @Test("000-08, 000-03: the limit of the run takes the place of the tool's own, but not of one that keeps its own time")
    func limitOfTheRun() async throws {
        let bench = try bench(
            Probe(timeLimit: .seconds(30)) { _, _ in
                try await Task.sleep(for: .seconds(600)); return .success("")
            }, timeLimit: .seconds(3))
        let call = Task { await bench.call("probe", [:]) }
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(3))
        #expect(await call.value.output.contains("longer than 3.0 seconds"))

        let gate = Gate()
        let endless = try self.bench(
            Probe(timeLimit: nil) { _, _ in
                await gate.pass(); return .success("in its own time")
            }, timeLimit: .seconds(3))
        let other = Task { await endless.call("probe", [:]) }
        try await eventually { gate.entered == 1 }
        #expect(clock.sleeperCount == 0)
        gate.open()
        #expect(await other.value.output == "in its own time")
    }

    @Test("000-08: a tool that ignores its end holds the call no longer than the grace, and what it gives later is dropped")
    func ignoresTheLimit() async throws {
        let gate = Gate()
        let bench = try bench(
            Probe(timeLimit: .seconds(30)) { _, context in
                context.output(.progress, "in time")
                await gate.pass()
                context.output(.progress, "too late")
                gate.noteLeft()
                return .success("too late")
            })
        let call = Task { await bench.call("probe", [:]) }
        try await eventually { gate.entered == 1 }
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(30))
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(2))
        let result = await call.value
        #expect(result.errorCode == .toolTimeout && result.metadata["left_running"]?.bool == true)
        #expect(result.output.contains("probe took longer than 30.0 seconds, and probe has not ended"))
        #expect(await bench.call("fine", [:]).status == .success)
        gate.open()
        try await eventually { gate.left == 1 }
        #expect(bench.streamed.map(\.1) == ["in time"])
    }

    @Test("000-39: a cancelled call has one result, with the code cancelled, also when the tool does not end", arguments: [true, false])
    func cancelled(ends: Bool) async throws {
        let gate = Gate()
        let bench = try bench(
            Probe(timeLimit: .seconds(1_000_000)) { _, context in
                context.output(.progress, "begun")
                if ends { try await Task.sleep(for: .seconds(600)) } else { await gate.pass() }
                gate.noteLeft()
                return .success("never")
            })
        let call = Task { await bench.call("probe", [:]) }
        try await eventually { !bench.streamed.isEmpty }
        try await clock.waitForSleepers(1)
        call.cancel()
        if !ends {
            // The limit of the tool is on the clock until the grace takes its place; only the grace ends soon.
            let isOver = Mutex(false)
            let watch = Task {
                _ = await call.value
                isOver.withLock { $0 = true }
            }
            try await eventually {
                clock.advance(by: .milliseconds(200))
                return isOver.withLock { $0 }
            }
            await watch.value
        }
        let result = await call.value
        #expect(result.errorCode == .cancelled && result.status == .error)
        #expect((result.metadata["left_running"]?.bool == true) == !ends)
        gate.open()
        if !ends { try await eventually { gate.left == 1 } }

        let before = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await bench.call("fine", [:])
        }
        #expect(await before.value.errorCode == .cancelled)
    }

    @Test("What a tool says and does while it is told to end holds nothing up")
    func cancellationHandlers() async throws {
        let bench = try bench(
            Probe { _, context in
                try await withTaskCancellationHandler {
                    context.output(.progress, "begun ")
                    try await Task.sleep(for: .seconds(600))
                } onCancel: {
                    context.output(.progress, "ending")
                }
                return .success("never")
            })
        let call = Task { await bench.call("probe", [:]) }
        try await eventually { !bench.streamed.isEmpty }
        call.cancel()
        #expect(await call.value.errorCode == .cancelled)
        #expect(bench.streamed.map(\.1).joined() == "begun ending")
    }

    @Test("000-39: calls that end, run out of time and are cancelled all at once have one result each")
    func races() async throws {
        let executor = ToolExecutor(timeLimit: .milliseconds(3), grace: .milliseconds(3))
        let tool = Probe { arguments, _ in
            try? await Task.sleep(for: .microseconds(arguments["microseconds"]?.integer ?? 0))
            return .success("done")
        }
        let bench = try Bench(dispatcher: ToolDispatcher(tools: [tool], executor: executor))
        var random = SeededGenerator.fresh("call races")
        let plans = (0..<400).map { _ in
            (Int.random(in: 0...6000, using: &random), Bool.random(using: &random) ? Int.random(in: 0...6000, using: &random) : nil)
        }
        let codes = await withTaskGroup(of: ErrorCode?.self) { group in
            for (length, cancelAfter) in plans {
                group.addTask {
                    let call = Task { await bench.call("probe", ["microseconds": .integer(Int64(length))]) }
                    if let cancelAfter {
                        try? await Task.sleep(for: .microseconds(cancelAfter))
                        call.cancel()
                    }
                    return await call.value.errorCode
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count == 400)
        #expect(Set(codes).isSubset(of: [nil, .toolTimeout, .cancelled]))
    }

    @Test("000-11: a tool that may be tried again is, with a wait that doubles, and every failed try is told")
    func retries() async throws {
        let tries = Mutex(0)
        let policy = RetryPolicy(attempts: 4, codes: [.toolFailed], firstWait: .milliseconds(200))
        let bench = try bench(
            Probe(retry: policy) { _, _ in
                let number = tries.withLock { tries in
                    tries += 1
                    return tries
                }
                if number < 4 { throw Oops() }
                return .success("at last")
            })
        let call = Task { await bench.call("probe", [:]) }
        for (number, wait) in [200, 400, 800].enumerated() {
            // The limit and the wait.
            try await clock.waitForSleepers(2)
            #expect(bench.failedAttempts.count == number)
            clock.advance(by: .milliseconds(wait - 1))
            #expect(clock.sleeperCount == 2 && tries.withLock { $0 } == number + 1)
            clock.advance(by: .milliseconds(1))
            try await eventually { tries.withLock { $0 } == number + 2 }
        }
        let result = await call.value
        #expect(result.status == .success && result.output == "at last" && result.metadata["attempts"]?.integer == 4)
        #expect(bench.failedAttempts.map(\.attempt) == [1, 2, 3])
        #expect(bench.failedAttempts.allSatisfy { $0.code == .toolFailed && $0.source == .tool && $0.message.contains("Oops") })
    }

    @Test("000-11: a fault that does not pass, a last try and a tool without a policy are not tried again")
    func noRetry() async throws {
        let tries = Mutex(0)
        func tool(_ policy: RetryPolicy, _ code: ErrorCode) -> Probe {
            Probe(timeLimit: nil, retry: policy) { _, _ in
                tries.withLock { $0 += 1 }
                return .failure(code, "no")
            }
        }
        let policy = RetryPolicy(attempts: 2, codes: [.toolFailed], firstWait: .zero)
        for (tool, expected) in [(tool(.never, .toolFailed), 1), (tool(policy, .notFound), 1), (tool(policy, .toolFailed), 2)] {
            tries.withLock { $0 = 0 }
            let bench = try Bench(tools: [tool])
            let result = await bench.call("probe", [:])
            #expect(result.status == .error && tries.withLock { $0 } == expected)
            #expect(bench.failedAttempts.count == expected - 1)
            #expect(result.metadata["attempts"]?.integer == (expected > 1 ? expected : nil))
        }
    }

    @Test("000-11: a call that is cancelled between two tries is not tried again")
    func cancelledWait() async throws {
        let tries = Mutex(0)
        let policy = RetryPolicy(attempts: 9, codes: [.toolFailed], firstWait: .seconds(5))
        let bench = try bench(
            Probe(timeLimit: nil, retry: policy) { _, _ in
                tries.withLock { $0 += 1 }
                throw Oops()
            })
        let call = Task { await bench.call("probe", [:]) }
        try await clock.waitForSleepers(1)
        call.cancel()
        #expect(await call.value.errorCode == .toolFailed)
        #expect(tries.withLock { $0 } == 1 && bench.failedAttempts.isEmpty)
    }

    @Test("000-11: a command that crashes harms neither the next call nor us")
    func isolation() async throws {
        let bench = try Bench()
        let crash = await bench.call(ToolName.executeShellCommand, ["command": "kill -SEGV $$"])
        #expect(crash.status == .error && crash.errorCode == .exitStatus)
        #expect(await bench.call(ToolName.executeShellCommand, ["command": "echo fine"]).output == "fine\n")
    }

    @Test("000-10: a file that was changed meanwhile is told apart from other faults")
    func changedMeanwhile() async throws {
        let bench = try bench(Probe { _, _ in throw HostError.changedMeanwhile(path: "a") })
        let result = await bench.call("probe", [:])
        #expect(result.errorCode == .toolFailed && result.metadata["fault"]?.string == "changed_meanwhile")
    }

    @Test("001-03: tools answer with all six statuses, by their lasting names")
    func statuses() async throws {
        var seen: Set<String> = []
        for status in ToolStatus.allCases {
            let bench = try Bench(tools: [Probe { _, _ in ToolResult(status: status, output: "x") }])
            let result = await bench.call("probe", [:])
            #expect((result.errorCode != nil) == (status == .error))
            seen.insert(result.status.rawValue)
        }
        #expect(seen == ["SUCCESS", "ERROR", "WAIT_RESPONSE", "RUNNING", "BATCH_RUNNING", "PENDING_COMPRESS"])
    }
}
