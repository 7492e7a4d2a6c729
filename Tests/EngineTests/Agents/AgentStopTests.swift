import Events
import Glibc
import Models
import TestKit
import Testing
import Tools

@testable import Engine

/// A stop, and the end of a run's time, reach the agents that work for it (001-63).
@Suite(.timeLimit(.minutes(1))) struct AgentStopTests {
    private func bench(
        _ agent: [FakeModel.Turn], tool: FakeTool = .answering(.success("x")), limits: RunLimits = RunLimits(), clocked: Bool = false
    ) throws -> AgentBench {
        try AgentBench(
            [AgentRunTests.asks("scout", "Find it."), .say("Done.")], agents: ["scout": [agent]], tools: [("work", tool)], limits: limits,
            clocked: clocked)
    }

    private func waitForAgent(_ bench: AgentBench, _ type: String) async throws {
        try await TestKit.eventually(within: .seconds(10), type) { bench.agentEvents.first?.contains { $0.type == type } == true }
    }

    @Test("001-63: the first step of a stop closes the stream of an agent's model, and the receipt names its run")
    func stream() async throws {
        let bench = try bench([.hang([.textDelta("so")])])
        async let outcome = bench.execute()
        try await waitForAgent(bench, "text_delta")
        #expect(bench.run.stop() == 1)
        let receipt = try #require(await outcome.receipt)
        #expect(bench.host.models.first?.closedStreams == 1)
        #expect(receipt.step == 1 && receipt.endedRuns == bench.started.map(\.agentRunID) && receipt.endedCalls == ["a"])
        #expect(bench.finished.map(\.status) == [.cancelled])
        #expect(bench.agentEvents.first?.last?.type == "run_cancelled")
    }

    @Test("001-63: a tool of an agent goes on after the first step and is ended by the second")
    func tool() async throws {
        let bench = try bench([.call("work", id: "w"), .say("x")], tool: .endless())
        async let outcome = bench.execute()
        try await waitForAgent(bench, "tool_output_delta")
        bench.run.stop()
        try await waitForAgent(bench, "run_status")
        #expect(bench.finished.isEmpty)
        #expect(bench.run.stop() == 2)
        let receipt = try #require(await outcome.receipt)
        #expect(receipt.step == 2 && receipt.endedRuns.count == 1)
        #expect(bench.agentEvents.first?.toolResults.map(\.errorCode) == [.cancelled])
    }

    @Test("001-63: the third step waits for nothing that an agent does, and still no agent outlives its run")
    func stubborn() async throws {
        let latch = Latch()
        let bench = try bench([.call("work", id: "w"), .say("x")], tool: .stubborn(latch))
        async let outcome = bench.execute()
        try await waitForAgent(bench, "tool_output_delta")
        for _ in 0..<3 { bench.run.stop() }
        let receipt = try #require(await outcome.receipt)
        #expect(receipt.step == 3 && receipt.endedRuns.count == 1)
        #expect(bench.agentEvents.first?.toolResults.map(\.outcome) == ["unknown"])
        latch.open()
    }

    @Test("001-63: a stop ends an agent that waits for a person")
    func waiting() async throws {
        let bench = try AgentBench(
            [AgentRunTests.asks("scout", "Change it."), .say("Done.")], agents: ["scout": [[.call("work", id: "w"), .say("x")]]],
            tools: [("work", .answering(.success("x"), effects: [.execute]))], approve: .ask)
        async let outcome = bench.execute()
        try await waitForAgent(bench, "approval_requested")
        bench.run.stop()
        #expect(await outcome.receipt?.endedRuns.count == 1)
        #expect(bench.tools.ranCalls.isEmpty)
    }

    @Test("001-63: a run that is given up while an agent for it is being made ends after that agent")
    func beingMade() async throws {
        let bench = try bench([.say("x")])
        let made = Latch()
        bench.host.whileStaffing { [run = bench.run, log = bench.log] in
            for _ in 0..<3 { run.stop() }
            // The run has every chance to end before its agent begins.
            for _ in 0..<100 where log.order.last.map({ $0.runID == run.id && $0.type == "run_cancelled" }) != true { usleep(2000) }
            made.open()
        }
        let receipt = try #require(await bench.execute().receipt)
        await made.wait()
        try await Task.sleep(for: .milliseconds(50))
        #expect(receipt.step == 3 && bench.log.order.last?.type == "run_cancelled" && bench.log.order.last?.runID == bench.run.id)
        #expect(bench.host.running.isEmpty && bench.finished.count == bench.started.count)
    }

    @Test("001-63: a stop in every moment of a run with agents two deep ends all of them, inner ones first")
    func everywhere() async throws {
        func make(_ onEvent: (@Sendable (AgentBench.Scene, RunEvent) -> Void)?) throws -> AgentBench {
            try AgentBench(
                [AgentRunTests.asks("scout", "Find it."), .say("Done.")],
                agents: [
                    "scout": [[AgentRunTests.asks("reader", "Read it."), .say("1")]], "reader": [[.call("work", id: "w"), .say("2")]],
                ],
                tools: [("work", .answering(.success("x")))], onEvent: onEvent)
        }
        let whole = try make(nil)
        #expect(await whole.execute().result == "Done.")
        let count = whole.log.order.count
        for step in 1...3 {
            for moment in stride(from: 1, through: count, by: 3) {
                let seen = Counter()
                let bench = try make { scene, _ in
                    if seen.next() == moment { for _ in 0..<step { scene.root?.stop() } }
                }
                let outcome = await bench.execute()
                #expect(outcome.receipt != nil || outcome.result != nil, "\(step) at \(moment): \(outcome)")
            }
        }
    }

    @Test("001-63, 003-14: an agent has no more time than the run that asked, and ends with it")
    func time() async throws {
        let bench = try bench([.hang([.textDelta("so")])], limits: RunLimits(timeout: .seconds(60)), clocked: true)
        async let outcome = bench.execute()
        try await waitForAgent(bench, "text_delta")
        guard case .runStarted(let begun)? = bench.agentEvents.first?.first?.payload else { return #expect(Bool(false)) }
        #expect(begun.limits.timeout == .seconds(60))
        try await bench.clock.waitForSleepers(2)
        bench.clock.advance(by: .seconds(61))
        #expect(await outcome.failure?.code == .timeout)
        #expect(bench.agentEvents.first?.last?.type == "run_failed")
        #expect(bench.finished.map(\.status) == [.failed])
    }

    @Test("001-63, 003-14: the time of the run stands while an agent of it waits for a person")
    func held() async throws {
        let bench = try AgentBench(
            [AgentRunTests.asks("scout", "Change it."), .say("Done.")], agents: ["scout": [[.call("work", id: "w"), .say("x")]]],
            tools: [("work", .answering(.success("x"), effects: [.execute]))], limits: RunLimits(timeout: .seconds(60)), approve: .ask,
            clocked: true)
        async let outcome = bench.execute()
        try await waitForAgent(bench, "approval_requested")
        try await TestKit.eventually(within: .seconds(10), "waits") {
            bench.events.contains { if case .runStatus(let change) = $0.payload { change.status == .waitingApproval } else { false } }
        }
        try await TestKit.eventually(within: .seconds(10), "both clocks are held") { bench.clock.sleeperCount == 0 }
        bench.clock.advance(by: .seconds(600))
        bench.host.running.first?.resolve("approval-1", .approved, scope: .once, reason: nil)
        #expect(await outcome.result == "Done.")
        #expect(bench.finished.map(\.status) == [.completed] && bench.tools.ranCalls == ["w"])
        var fold = MetricsFold()
        for event in bench.events { fold.apply(event) }
        #expect(fold.metrics.ledger[.approval] == 600_000_000)
    }
}
