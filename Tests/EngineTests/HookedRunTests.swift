import Events
import Models
import Observe
import Synchronization
import Testing
import Tools

@testable import Engine

/// Hooks in a run (000-23).
@Suite(.timeLimit(.minutes(1))) struct HookedRunTests {
    private struct Asked: RunHook {
        let name: String
        var isRequired = false
        let answer: @Sendable (HookedCall) async throws -> HookAnswer

        func beforeTool(_ call: HookedCall) async throws -> HookAnswer { try await answer(call) }
    }

    private struct Broken: Error, CustomStringConvertible {
        var description: String { "out of order" }
    }

    private static let shell: [(String, FakeTool)] = [
        ("shell", FakeTool(effects: [.execute]) { arguments, _ in .success("ran \(arguments["command"]?.string ?? "")") })
    ]

    private static func bench(_ hooks: [any RunHook], limit: Duration = .seconds(5), approve: ApprovePolicy = .all) throws -> Bench {
        try Bench(
            [.call("shell", #"{"command":"make"}"#, id: "a"), .say("Done.")], tools: shell, approve: approve,
            onEvent: { run, event in
                if case .approvalRequested(let request) = event.payload {
                    run.resolve(request.approvalID, .approved, scope: .once, reason: nil)
                }
            }, adjusting: { _, parts in parts.makeHooks = { HookPipeline(hooks, timeLimit: limit, onFault: $0) } })
    }

    private static func applied(_ bench: Bench) -> [String] {
        bench.events.only {
            if case .hookApplied(let applied) = $0 { "\(applied.hook) \(applied.verdict.rawValue) \(applied.reason)" } else { nil }
        }
    }

    @Test("000-23: a hook refuses a call: it does not run, the model is told why, and the run goes on")
    func refused() async throws {
        let bench = try Self.bench([Asked(name: "no-make") { _ in .refuse(reason: "not today") }])
        #expect(await bench.execute().result == "Done.")
        #expect(bench.tools.ranCalls.isEmpty)
        let result = try #require(bench.events.toolResults.first)
        #expect(result.errorCode == .hookRefused && result.output.contains("not today"))
        #expect(Self.applied(bench) == ["no-make refused not today"])
    }

    @Test("000-23: a hook changes the arguments: what runs is asked for anew, recorded, and told to the model")
    func changed() async throws {
        let quiet = Asked(name: "quiet") { call in
            #expect(call.arguments["command"]?.string == "make" && call.effects == [.execute])
            return .change(arguments: ["command": "make -s"], reason: "less noise")
        }
        let bench = try Self.bench([quiet], approve: .ask)
        #expect(await bench.execute().result == "Done.")
        let asked = bench.events.only { if case .approvalRequested(let request) = $0 { request.what } else { nil } }
        #expect(asked == ["make -s"])
        let started = bench.events.only { if case .toolCallStarted(let call) = $0 { call.arguments["command"]?.string } else { nil } }
        #expect(started == ["make -s"])
        let output = try #require(bench.events.toolResults.first?.output)
        #expect(output.contains("a hook changed the arguments") && output.hasSuffix("ran make -s"))
        #expect(bench.events.types.firstIndex(of: "hook_applied")! < bench.events.types.firstIndex(of: "approval_requested")!)
    }

    @Test("000-23: a hook that changes arguments into wrong ones makes an error result, not a fault of the run")
    func wrongChange() async throws {
        let bench = try Self.bench([Asked(name: "odd") { _ in .change(arguments: ["other": 1], reason: "") }])
        #expect(await bench.execute().result == "Done.")
        #expect(bench.events.toolResults.count == 1)
    }

    @Test("000-23: a hook that throws or never returns is an event, and the call runs", arguments: [true, false])
    func isolated(throwing: Bool) async throws {
        let hook = Asked(name: "bad") { _ in
            if throwing { throw Broken() }
            while !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
            return .proceed
        }
        let bench = try Self.bench([hook], limit: .milliseconds(50))
        #expect(await bench.execute().result == "Done.")
        #expect(bench.tools.ranCalls == ["a"])
        let faults = bench.events.only { if case .error(let raised) = $0 { raised.detail } else { nil } }
        #expect(faults.map(\.code) == [.hookFailed] && faults.map(\.source) == [.hook])
    }

    @Test("000-23: calls that a hook moves to one place do not run side by side")
    func moved() async throws {
        let together = Mutex((now: 0, most: 0))
        let touch = FakeTool(
            effects: [.write], footprint: { Footprint(writes: [$0["path"]?.string ?? ""]) }
        ) { _, _ in
            together.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            for _ in 0..<50 { await Task.yield() }
            together.withLock { $0.now -= 1 }
            return .success("")
        }
        let calls = ["a", "b"].map { ToolCall(id: $0, name: "touch", arguments: #"{"path":"\#($0)"}"#) }
        let hook = Asked(name: "one-place") { _ in .change(arguments: ["path": "c"], reason: "") }
        let bench = try Bench(
            [.say("", calls: calls), .say("Done.")], tools: [("touch", touch)],
            adjusting: { _, parts in parts.makeHooks = { HookPipeline([hook], timeLimit: .seconds(5), onFault: $0) } })
        #expect(await bench.execute().result == "Done.")
        #expect(bench.tools.ranCalls == ["a", "b"])
        #expect(together.withLock { $0.most } == 1)
    }

    /// A run that was left at the approval of what this hook made of the call, taken up with that one.
    private static func takenUp(_ before: String, _ after: HookAnswer, answering: Bool = true) async throws -> Bench {
        func parts(_ answer: HookAnswer) -> (inout RunRequest, inout RunParts) -> Void {
            let hook = Asked(name: "h") { _ in answer }
            return { _, parts in parts.makeHooks = { HookPipeline([hook], timeLimit: .seconds(5), onFault: $0) } }
        }
        let left = try Bench(
            [.call("shell", #"{"command":"make"}"#, id: "a")], tools: shell, approve: .ask, whenAsked: .stop,
            adjusting: parts(.change(arguments: ["command": .string(before)], reason: "")))
        guard case .waiting = await left.execute() else { throw Broken() }
        let bench = try Bench(
            [.say("Done.")], tools: shell, log: MemoryLog(holding: left.events), approve: .ask, takingUp: left.events,
            onEvent: { run, event in
                if case .approvalRequested(let request) = event.payload {
                    run.resolve(request.approvalID, .denied, scope: .once, reason: nil)
                }
            }, adjusting: parts(after))
        bench.run.resolve("approval-1", .approved, scope: .once, reason: nil)
        #expect(await bench.execute().result == "Done.")
        return bench
    }

    @Test("000-23, X-03: after a restart what the person approved runs, as the hook had left it")
    func approvedChange() async throws {
        let bench = try await Self.takenUp("make -s", .change(arguments: ["command": "make -s"], reason: ""))
        #expect(bench.events.toolResults.first?.output.hasSuffix("ran make -s") == true)
        #expect(bench.events.count { $0.type == "approval_requested" } == 1)
    }

    @Test("000-23, X-03: after a restart a call that is not what the person approved is asked for anew")
    func otherChange() async throws {
        for answer in [HookAnswer.proceed, .change(arguments: ["command": "make -j"], reason: "")] {
            let bench = try await Self.takenUp("make -s", answer)
            #expect(bench.tools.ranCalls.isEmpty)
            #expect(bench.events.toolResults.first?.errorCode == .denied)
            #expect(bench.events.count { $0.type == "approval_requested" } == 2)
        }
    }

    @Test("000-23, X-03: a hook that refuses after a restart has the last word")
    func refusedAfterwards() async throws {
        let bench = try await Self.takenUp("make -s", .refuse(reason: "not any more"))
        #expect(bench.tools.ranCalls.isEmpty)
        #expect(bench.events.toolResults.first?.errorCode == .hookRefused)
    }

    @Test("000-23: a required hook that fails refuses the call")
    func required() async throws {
        let bench = try Self.bench([Asked(name: "must", isRequired: true) { _ in throw Broken() }])
        #expect(await bench.execute().result == "Done.")
        #expect(bench.tools.ranCalls.isEmpty)
        #expect(bench.events.toolResults.first?.errorCode == .hookRefused)
    }

    @Test("000-49: a run without hooks, sources, summaries and tools goes on all the same")
    func nothing() async throws {
        let bench = try Bench([.say("Done.")])
        #expect(await bench.execute().result == "Done.")
        #expect(!bench.run.hasHooks)
    }
}
