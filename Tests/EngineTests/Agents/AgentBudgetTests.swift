import Events
import Models
import Testing
import Tools

@testable import Engine

/// What agents use is the run's own budget (001-63).
@Suite(.timeLimit(.minutes(1))) struct AgentBudgetTests {
    private static let costly = Usage(inputTokens: 900, outputTokens: 100)

    @Test("001-63: an agent has what its profile allows or what the run has left, whichever is less")
    func least() async throws {
        for (own, allowed) in [(500, 500), (90_000, 4985), (nil, 4985)] as [(Int?, Int)] {
            var scout = AgentBench.scout
            scout.maxTokens = own
            let bench = try AgentBench(
                [AgentRunTests.asks("scout", "Find it."), .say("Done.")], agents: ["scout": [[.say("Here.")]]], profiles: [scout],
                limits: RunLimits(maxTokens: 5000))
            #expect(await bench.execute().result == "Done.")
            guard case .runStarted(let begun)? = bench.agentEvents.first?.first?.payload else { return #expect(Bool(false)) }
            #expect(begun.limits.maxTokens == allowed)
        }
    }

    @Test("001-63: an agent that uses all the run has left ends, and so does the run")
    func usedUp() async throws {
        let bench = try AgentBench(
            [AgentRunTests.asks("scout", "Find it."), .say("Done.")],
            agents: [
                "scout": [
                    (0..<9).map { .say("", calls: [ToolCall(id: "r\($0)", name: "read", arguments: "{\"n\": \($0)}")], usage: Self.costly) }
                ]
            ],
            tools: [("read", .answering(.success("x")))], limits: RunLimits(maxTokens: 2500))
        let outcome = await bench.execute()
        #expect(outcome.failure?.code == .tokenBudget)
        #expect(bench.agentEvents.first?.rounds.count == 3, "2,485 were left: after 2,000 one more call may be made, after 3,000 none")
        #expect(bench.events.toolResults.map(\.errorCode) == [.tokenBudget])
    }

    @Test("001-63: agents side by side use no more than one model call beyond what the run has left")
    func shared() async throws {
        for count in 2...4 {
            let turns = (0..<9).map { number in
                FakeModel.Turn.say(
                    "", calls: [ToolCall(id: "r\(number)", name: "read", arguments: "{\"n\": \(number)}")], usage: Self.costly)
            }
            let calls = (0..<count).map { ("scout", "Part \($0).", "a\($0)") }
            let bench = try AgentBench(
                [AgentRunTests.asks(calls), .say("Done.")], agents: ["scout": (0..<count).map { _ in turns }],
                tools: [("read", .answering(.success("x")))], limits: RunLimits(maxTokens: 5015, maxOutputTokens: 1000))
            #expect(await bench.execute().failure?.code == .tokenBudget)
            let used = RunContext(events: bench.events).tokensUsed
            #expect(used >= 5015 && used < 5015 + 1000, "\(count) agents used \(used)")
        }
    }
}
