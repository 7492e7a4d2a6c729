import Events
import Models
import Synchronization
import Testing
import Tools

@testable import Engine

@Suite(.timeLimit(.minutes(1))) struct ParallelTests {
    /// Counts who is inside at the same time, and who came in which order.
    private final class Counter: Sendable {
        struct State {
            var inside: [String] = []
            var most = 0
            var log: [String] = []
        }

        let state = Mutex(State())

        func enter(_ name: String) {
            state.withLock { state in
                state.inside.append(name)
                state.most = max(state.most, state.inside.count)
                state.log.append("+\(name)")
            }
        }

        func leave(_ name: String) {
            state.withLock { state in
                state.inside.removeAll { $0 == name }
                state.log.append("-\(name)")
            }
        }

        var most: Int { state.withLock { $0.most } }
        var log: [String] { state.withLock { $0.log } }
        var count: Int { state.withLock { $0.inside.count } }
    }

    /// Stays inside until `wanted` calls are, or a while has passed (`patience`, about milliseconds) in which others had every chance to come.
    private static func tool(_ counter: Counter, meeting wanted: Int, writes: Bool = false, patience: Int = 200) -> FakeTool {
        FakeTool(
            effects: writes ? [.write] : [.read],
            footprint: { arguments in
                let path = arguments["path"]?.string ?? ""
                return writes ? Footprint(writes: [path]) : Footprint(reads: [path])
            }
        ) { arguments, context in
            counter.enter(context.toolCallID)
            for _ in 0..<patience where counter.most < wanted { try? await Task.sleep(for: .milliseconds(1)) }
            counter.leave(context.toolCallID)
            return .success("result of \(context.toolCallID)")
        }
    }

    private static func calls(_ items: [(name: String, path: String)]) -> [ToolCall] {
        items.enumerated().map { ToolCall(id: "c\($0.offset)", name: $0.element.name, arguments: "{\"path\":\"\($0.element.path)\"}") }
    }

    @Test("000-09: several calls of one answer run at the same time under a cap, and their results come in the order of the calls")
    func cap() async throws {
        let counter = Counter()
        let calls = Self.calls((0..<6).map { ("read", "f\($0)") })
        var limits = RunLimits()
        limits.maxParallelCalls = 2
        let bench = try Bench(
            [.say("", calls: calls), .say("Done.")], tools: [("read", Self.tool(counter, meeting: 2, patience: 10_000))], limits: limits)
        #expect(await bench.execute().result == "Done.")
        #expect(counter.most == 2)
        let results = bench.model.requests[1].messages.compactMap {
            if case .tool(let id, _, let content) = $0 { "\(id) \(content)" } else { nil }
        }
        #expect(results == (0..<6).map { "c\($0) result of c\($0)" })
        let started = bench.events.only { if case .toolCallStarted(let call) = $0 { call.toolCallID } else { nil } }
        #expect(started == (0..<6).map { "c\($0)" })
    }

    @Test("000-09: reads and writes of one path keep the order of the model, and other paths run beside them")
    func paths() async throws {
        let counter = Counter()
        let calls = Self.calls([("read", "a"), ("write", "a"), ("read", "a"), ("read", "b")])
        let bench = try Bench(
            [.say("", calls: calls), .say("Done.")],
            tools: [("read", Self.tool(counter, meeting: 2)), ("write", Self.tool(counter, meeting: 2, writes: true))])
        #expect(await bench.execute().result == "Done.")
        let log = counter.log
        func place(_ entry: String) -> Int { log.firstIndex(of: entry) ?? -1 }
        #expect(place("-c0") < place("+c1") && place("-c1") < place("+c2"))
        #expect(place("+c3") < place("-c2") && place("+c2") < place("-c3"), "\(log)")
    }

    @Test("a call that is refused or broken has its result in the place of its call, whatever ran before it")
    func places() async throws {
        let counter = Counter()
        let calls = Self.calls([("read", "a"), ("write", "b"), ("nothing", "x"), ("read", "c")])
        let bench = try Bench(
            [.say("", calls: calls), .say("Done.")],
            tools: [("read", Self.tool(counter, meeting: 2)), ("write", Self.tool(counter, meeting: 2, writes: true))], approve: .none)
        #expect(await bench.execute().result == "Done.")
        let ids = bench.model.requests[1].messages.compactMap { if case .tool(let id, _, _) = $0 { id } else { nil } }
        #expect(ids == ["c0", "c1", "c2", "c3"])
        #expect(counter.most == 2)
    }

    @Test("003-08: a stop ends all calls that run, and those that wait for their turn are not run")
    func stopping() async throws {
        var limits = RunLimits()
        limits.maxParallelCalls = 2
        var tool = FakeTool.endless()
        tool.footprint = { _ in Footprint() }
        let calls = Self.calls((0..<4).map { ("read", "f\($0)") })
        let bench = try Bench([.say("", calls: calls), .say("Done.")], tools: [("read", tool)], limits: limits)
        async let outcome = bench.execute()
        try await bench.waitFor("tool_output_delta", count: 2)
        bench.run.stopEverything()
        guard case .cancelled(let receipt) = await outcome else { return #expect(Bool(false)) }
        #expect(Set(receipt.endedCalls) == ["c0", "c1"])
        #expect(bench.tools.ranCalls.sorted() == ["c0", "c1"])
        #expect(bench.events.toolResults.count == 4)
        #expect(bench.events.toolResults.allSatisfy { $0.errorCode == .cancelled })
    }

    @Test("a tool that is not offered in this round is not enabled, and says so")
    func notOffered() async throws {
        var tool = FakeTool.answering(.success("x"))
        tool.needs = [.documents]
        let bench = try Bench(
            [.call("document", id: "a"), .say("Done.")], tools: [("document", tool), ("read", .answering(.success("x")))])
        #expect(await bench.execute().result == "Done.")
        #expect(bench.tools.ranCalls.isEmpty)
        #expect(bench.events.toolResults.map(\.errorCode) == [.notEnabled])
        #expect(bench.model.requests[0].tools.map(\.name) == ["read"])
    }
}
