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
