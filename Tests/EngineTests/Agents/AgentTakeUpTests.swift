import Events
import Models
import TestKit
import Testing
import Tools

@testable import Engine

/// Runs that are left, or die, while agents work for them, and are taken up (001-63, X-03).
@Suite(.timeLimit(.minutes(1))) struct AgentTakeUpTests {
    private static let turns: [FakeModel.Turn] = [AgentRunTests.asks("scout", "Change it."), .say("Done.")]
    private static let agents = ["scout": [[FakeModel.Turn.call("look", id: "l"), .call("work", id: "w"), .say("Changed.")]]]
    private static let tools: [(String, FakeTool)] = [
        ("look", .answering(.success("y"))), ("work", .answering(.success("x"), effects: [.execute])),
    ]

    private func left() async throws -> (AgentBench, TreeLog) {
        let bench = try AgentBench(Self.turns, agents: Self.agents, tools: Self.tools, approve: .ask, whenAsked: .stop)
        guard case .waiting = await bench.execute() else { throw Fault() }
        return (bench, TreeLog(holding: bench.log.runs.map { bench.log.events(of: $0) }))
    }

    private struct Fault: Error {}

    @Test("001-63, X-03: a run is left when an agent of it waits for a person, and taking it up takes the same agent up")
    func leftAndTakenUp() async throws {
        let (before, log) = try await left()
        #expect(before.finished.map(\.status) == [.left])
        #expect(before.events.contains { if case .runStatus(let change) = $0.payload { change.status == .waitingApproval } else { false } })
        #expect(before.events.toolResults.isEmpty, "the call stays open")
        let bench = try AgentBench(
            Array(Self.turns.dropFirst()), agents: Self.agents, tools: Self.tools, approve: .ask, log: log, takingUp: before.run.id)
        async let outcome = bench.execute()
        try await TestKit.eventually(within: .seconds(10), "the agent") { !bench.host.running.isEmpty }
        bench.host.running.first?.resolve("approval-1", .approved, scope: .once, reason: nil)
        #expect(await outcome.result == "Done.")
        #expect(log.runs.count == 2, "the same agent's run")
        #expect(bench.host.claimed == [log.runs[1]])
        #expect(bench.tools.ranCalls == ["w"], "what ran before is not run again")
        #expect(bench.finished.map(\.status) == [.left, .completed])
        #expect(bench.events.toolResults.map(\.output) == ["Changed."])
        var fold = MetricsFold()
        for event in log.events(of: log.runs[1]) { fold.apply(event) }
        #expect(bench.finished.reduce(0) { $0 + $1.inputTokens } == fold.metrics.inputTokens, "nothing counts twice")
    }

    @Test("001-63, X-03: a person who leaves the program while an agent waits leaves both waiting")
    func leaving() async throws {
        let bench = try AgentBench(
            Self.turns, agents: Self.agents, tools: Self.tools, approve: .ask,
            onEvent: { scene, event in if case .approvalRequested = event.payload { #expect(scene.root?.leaveIfWaiting() == true) } })
        guard case .waiting = await bench.execute() else { return #expect(Bool(false)) }
        #expect(bench.finished.map(\.status) == [.left])
    }

    @Test("001-63, 000-05: a run that died at any event of its own or of its agent goes on, ends once, and runs no call twice")
    func everywhere() async throws {
        let whole = try AgentBench(Self.turns, agents: Self.agents, tools: Self.tools)
        #expect(await whole.execute().result == "Done.")
        let ids = whole.log.runs
        for cut in 1..<whole.log.order.count {
            let kept = whole.log.order.prefix(cut)
            let runs = ids.map { id in Array(whole.log.events(of: id).prefix(kept.count { $0.runID == id })) }.filter { !$0.isEmpty }
            let before = runs.flatMap { $0 }
            let began = Set(before.only { if case .toolCallStarted(let call) = $0 { call.toolCallID } else { nil } }).subtracting(["a"])
            let asked = runs[0].count { if case .modelCallFinished = $0.payload { true } else { false } }
            let bench = try AgentBench(
                Array(Self.turns.dropFirst(asked)), agents: agentsPlayed(runs), tools: Self.tools, log: TreeLog(holding: runs),
                takingUp: ids[0])
            let outcome = await bench.execute()
            #expect(outcome.result == "Done.", "cut at \(cut): \(outcome)")
            #expect(began.isDisjoint(with: bench.tools.ranCalls), "cut at \(cut)")
            #expect(bench.log.runs.count == 2, "cut at \(cut)")
        }
    }

    /// The host drops the turns of the calls that began; a call that has no answer is asked again.
    private func agentsPlayed(_ runs: [[RunEvent]]) -> [String: [[FakeModel.Turn]]] {
        guard runs.count > 1, let turns = Self.agents["scout"]?.first else { return Self.agents }
        let begun = runs[1].count { if case .modelCallStarted = $0.payload { true } else { false } }
        let answered = runs[1].count { if case .modelCallFinished = $0.payload { true } else { false } }
        let missing = Array(repeating: FakeModel.Turn.say("never"), count: begun - answered)
        return ["scout": [missing + turns]]
    }
}
