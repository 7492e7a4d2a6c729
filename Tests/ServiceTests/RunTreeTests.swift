import Engine
import Events
import TestKit
import Testing

@testable import Service

/// A run with its agents as readers see them (001-63).
@Suite(.timeLimit(.minutes(1))) struct RunTreeTests {
    /// Three deep, the inner ones two side by side.
    private static let script = """
        {first_delay_ms: 0, pace_ms: 0,
         turns: [{tool_calls: [{name: 'run_agent', arguments: {agent: 'general', task: 'x'}}]}, {text: 'Done.'}],
         agents: {
            general: {turns: [
                {tool_calls: [{name: 'run_agent', arguments: {agent: 'reader', task: 'a'}},
                              {name: 'run_agent', arguments: {agent: 'reader', task: 'b'}}]},
                {text: 'All read.'}]},
            reader: {turns: [{tool_calls: [{name: 'list_directory', arguments: {path: '.'}}]}, {text: 'Read.'}]},
         }}
        """

    private func drain(_ subscription: RunTreeSubscription, until runID: String) async throws -> [RunEvent] {
        var events: [RunEvent] = []
        // Ends with the suite's time limit where the end never comes.
        while !events.contains(where: { $0.runID == runID && $0.payload.isTerminal }) {
            while case let more = subscription.drain(limit: 7), !more.isEmpty { events += more }
            await Task.yield()
            try Task.checkCancellation()
        }
        return events
    }

    @Test(
        "001-63: a run that is followed brings the events of its agents, each once and in order, and its own end last",
        arguments: [true, false])
    func following(fromTheBeginning: Bool) async throws {
        let world = try ServiceWorld(script: Self.script)
        let service = try world.service()
        defer { service.shutDown() }
        let id = try service.start("Read it")
        if !fromTheBeginning { _ = await service.outcome(of: id) }
        let subscription = service.subscribe(toTreeOf: id) {}
        defer { subscription.cancel() }
        let events = try await drain(subscription, until: id)
        #expect(await service.outcome(of: id) == .completed(result: "Done."))
        #expect(events.last?.runID == id)
        let runs = Set(events.map(\.runID))
        #expect(runs.count == 4)
        for run in runs {
            // Which come and in which order; their values are the concern of the store.
            #expect(
                events.filter { $0.runID == run }.map { "\($0.seq) \($0.type)" }
                    == (try service.all(of: run)).map { "\($0.seq) \($0.type)" })
        }
    }

    @Test("001-63: read whole and as pages of a replay it is the same events, in a replay by time")
    func reading() async throws {
        let world = try ServiceWorld(script: Self.script)
        let service = try world.service()
        defer { service.shutDown() }
        let id = try service.start("Read it")
        _ = await service.outcome(of: id)
        let whole = try service.treeEvents(of: id)
        let page = try service.replayPage(of: id, after: 0, limit: 4000)
        #expect(Set(whole.map { "\($0.runID) \($0.seq)" }) == Set(page.map { "\($0.runID) \($0.seq)" }) && whole.count == page.count)
        #expect(page.map(\.monotonicMicroseconds) == page.map(\.monotonicMicroseconds).sorted())
        var begun: Set<String> = [id]
        for event in page {
            #expect(begun.contains(event.runID), "an agent's events come after its beginning")
            if case .subAgentStarted(let agent) = event.payload { begun.insert(agent.agentRunID) }
        }
        #expect(try service.agents(of: id).map(\.isAgent) == [true])
        #expect(service.liveRuns.isEmpty)
        #expect(try service.root(of: service.agents(of: id)[0].runID) == id)
    }
}
