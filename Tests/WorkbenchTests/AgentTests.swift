import Events
import TerminalKit
import TestKit
import Testing

@testable import Service
@testable import Workbench

/// Agents in the workbench: their rounds below their cards, what they ask in the sheet (001-63).
@Suite struct AgentTests {
    /// The events of an agent's own run.
    private static func agent(_ runID: String, asks: Bool = false, ends: Bool = true) -> [RunEvent] {
        var sample = Sample()
        sample.begin("look around")
        sample.beginRound(1)
        sample.ask()
        sample.say("I look into the folder.")
        sample.endModel()
        sample.beginTool("c1", "list_directory", "src")
        if asks {
            sample.add(
                .approvalRequested(
                    ApprovalRequested(
                        approvalID: "approval-1", toolCallID: "c1", tool: "execute_shell_command", what: "make check",
                        risk: "runs a program with your rights", scopes: [.once])))
        } else {
            sample.endTool("c1", "list_directory")
            sample.endRound(headline: "list_directory src")
            if ends { sample.complete("There are three files.") }
        }
        return sample.events.map { event in
            var event = event
            event.runID = runID
            event.parentRunID = "01run"
            return event
        }
    }

    private static func started(_ runID: String, _ name: String) -> Payload {
        .subAgentStarted(SubAgentStarted(agentRunID: runID, name: name, task: "look around", depth: 1, toolCallID: "c3"))
    }

    private static func parent(_ agents: [(String, String)]) -> Sample {
        var sample = Sample.inTheMiddle()
        for (runID, name) in agents { sample.add(started(runID, name)) }
        return sample
    }

    @Test("001-63: the rounds of an agent are below its card, with a ribbon, and o opens what it said and did; its end is not the run's")
    func nested() {
        var state = State.live(Self.parent([("agent1", "scout")]))
        let before = state.run?.blocks.count
        for event in Self.agent("agent1") { _ = update(&state, .events([event])) }
        #expect(state.run?.blocks.count == before && state.runIsLive, "nothing of it is taken for the run's own")
        #expect(state.run?.runID == "01run" && state.run?.rounds.count == State.live(Self.parent([])).run?.rounds.count)
        let screen = state.screen
        #expect(screen.contains("✓1") && screen.contains("Round 1  list_directory src"), "\(screen)")
        #expect(state.run?.agentRuns["agent1"]?.isOver == true)
        let parts = state.rounds(ofAgent: "agent1")
        #expect(parts.map(\.heading) == ["Its round 1"])
        #expect(parts.first?.text.contains("I look into the folder.") == true && parts.first?.text.contains("list_directory src") == true)
        let again = state.run
        for event in Self.agent("agent1") { _ = update(&state, .events([event])) }
        #expect(state.run?.agentRuns == again?.agentRuns, "what was there before is not taken twice")
    }

    @Test("001-63: live, opened and replayed, the same events give the same screen of agents")
    func sameEverywhere() {
        let own = Self.parent([("agent1", "scout"), ("agent2", "reader")]).events
        let agents = Self.agent("agent1") + Self.agent("agent2", ends: false)
        var live = RunModel()
        for event in own + agents { live.apply(event) }
        var mixed = RunModel()
        let places = own.indices.last ?? 0
        for event in own.prefix(places + 1) { mixed.apply(event) }
        for (first, second) in zip(agents.prefix(agents.count / 2), agents.dropFirst(agents.count / 2)) {
            mixed.apply(first)
            mixed.apply(second)
        }
        #expect(mixed.agentRuns.models.keys.sorted() == ["agent1", "agent2"])
        #expect(live.blocks.count == mixed.blocks.count && live.rounds == mixed.rounds)
    }

    @Test("001-63: what an agent asks comes up in the sheet with its name, and the answer goes to its run; two agents are told apart")
    func asking() {
        var state = State.live(Self.parent([("agent1", "scout"), ("agent2", "reader")]))
        for event in Self.agent("agent1", asks: true) + Self.agent("agent2", asks: true) { _ = update(&state, .events([event])) }
        #expect(state.dialog?.agent == DialogState.Agent(runID: "agent1", name: "scout"))
        state.now += 400_000
        #expect(state.screen.contains("Approve execute_shell_command? · the agent scout asks") && state.screen.contains("asks you"))
        #expect(state.press(.character("y")) == [.resolve(approvalID: "approval-1", .approved, .once, reason: nil)])
        #expect(state.asker == "agent1")
        var resolved = Self.agent("agent1", asks: true)
        resolved[resolved.count - 1].seq += 1
        resolved[resolved.count - 1].payload = .approvalResolved(
            ApprovalResolved(approvalID: "approval-1", verdict: .approved, scope: .once, by: "user"))
        _ = update(&state, .events([resolved[resolved.count - 1]]))
        #expect(state.dialog?.agent == DialogState.Agent(runID: "agent2", name: "reader"), "the next one, though it asks the same")
        #expect(state.asker == "agent2")
    }

    @Test("001-63, X-03: a run that was left with an agent that asks is opened with its sheet, and the answer takes it up")
    func left() {
        var state = makeState()
        let events = Self.parent([("agent1", "scout")]).events + Self.agent("agent1", asks: true)
        _ = update(&state, .opened(runID: "01run", events: events))
        #expect(state.waitsForAnswer && state.dialog?.agent?.name == "scout")
        state.now += 400_000
        let effects = state.press(.character("y"))
        #expect(effects.contains { if case .follow(let runID, _) = $0 { runID == "01run" } else { false } })
        #expect(state.asker == "agent1")
    }

    @Test("001-63, N-16: the receipt of a stop names the agents that it ended")
    func receipt() {
        var sample = Self.parent([("agent1", "scout")])
        sample.add(.runCancelled(RunCancelled(reason: "stopped", receipt: StopReceipt(step: 1, endedRuns: ["agent1"]))))
        #expect(State.live(sample).screen.contains("ended: agent scout"))
    }

    @Test("001-63: the first own question after an agent's goes to the run itself")
    func ownAfterAgent() {
        var sample = Self.parent([("agent1", "scout")])
        var state = State.live(sample)
        for event in Self.agent("agent1", asks: true) { _ = update(&state, .events([event])) }
        let known = sample.events.count
        sample.add(
            .userInputRequested(UserInputRequested(questionID: "q", toolCallID: "c3", question: "Which?", options: [], selection: .text)))
        for event in sample.events.dropFirst(known) { _ = update(&state, .events([event])) }
        #expect(state.dialog?.identifier == "q" && state.dialog?.agent == nil && state.asker == nil)
    }
}
