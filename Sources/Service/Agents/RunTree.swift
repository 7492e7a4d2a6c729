public import Events

/// A run with the runs of the agents that work for it.
extension Service {
    /// Follows a run from behind `seq`, and its agents from their first events on.
    ///
    /// `wake` as with `subscribe`.
    public func subscribe(toTreeOf runID: String, after seq: Int = 0, wake: @escaping @Sendable () -> Void) -> RunTreeSubscription {
        RunTreeSubscription(subscribe(to: runID, after: seq, wake: wake)) { [self] agent in subscribe(to: agent, wake: wake) }
    }

    /// All events of a run, in order, and behind them those of its agents, run by run.
    public func treeEvents(of runID: String) throws(ServiceError) -> [RunEvent] {
        var events: [RunEvent] = []
        while true {
            let page = try self.events(of: runID, after: events.last?.seq ?? 0, limit: 4000)
            if page.isEmpty { break }
            events += page
        }
        for agent in RunTree.agents(in: events) where try run(agent) != nil { events += try treeEvents(of: agent) }
        return events
    }

    /// A page of a run to be played again, with the events of agents among its own where they happened.
    ///
    /// The clock of an agent's events is that of the run: `monotonicMicroseconds` counts from the run's beginning.
    public func replayPage(of runID: String, after seq: Int, limit: Int) throws(ServiceError) -> [RunEvent] {
        try placed(events(of: runID, after: seq, limit: limit))
    }

    private func placed(_ own: [RunEvent]) throws(ServiceError) -> [RunEvent] {
        var all = own
        var seen: Set<String> = []
        for event in own {
            guard case .subAgentStarted(let agent) = event.payload, seen.insert(agent.agentRunID).inserted else { continue }
            guard try run(agent.agentRunID) != nil else { continue }
            var events = try placed(self.events(of: agent.agentRunID, after: 0, limit: .max))
            for index in events.indices { events[index].monotonicMicroseconds &+= event.monotonicMicroseconds }
            all += events
        }
        guard all.count > own.count else { return own }
        // Of the same moment, a run's events stay in their order, and an agent's come behind those of whom it works for.
        return all.enumerated().sorted { left, right in
            (left.element.monotonicMicroseconds, left.offset) < (right.element.monotonicMicroseconds, right.offset)
        }.map(\.element)
    }
}

/// One reader's way through the events of a run and of its agents, each run's in its order; a run's last event comes when its agents' are through.
///
/// Used by one thread.
public final class RunTreeSubscription {
    private let root: EventSubscription
    private let follow: (String) -> EventSubscription
    private var agents: [(id: String, subscription: EventSubscription)] = []
    private var heldBack: [RunEvent] = []

    init(_ root: EventSubscription, follow: @escaping (String) -> EventSubscription) {
        self.root = root
        self.follow = follow
    }

    /// The next events, about `limit`; empty when there is nothing new.
    public func drain(limit: Int) -> [RunEvent] {
        var events = root.drain(limit: limit)
        note(events)
        if let last = events.last, last.payload.isTerminal {
            heldBack.append(last)
            events.removeLast()
        }
        var index = 0
        // Agents of agents come to the list while it is gone through.
        while index < agents.count {
            let more = agents[index].subscription.drain(limit: limit)
            note(more)
            events += more
            if more.last?.payload.isTerminal == true {
                agents[index].subscription.cancel()
                agents.remove(at: index)
            } else {
                index += 1
            }
        }
        guard events.isEmpty else { return events }
        defer { heldBack = [] }
        return heldBack
    }

    private func note(_ events: [RunEvent]) {
        for agent in RunTree.agents(in: events) where !agents.contains(where: { $0.id == agent }) {
            agents.append((agent, follow(agent)))
        }
    }

    /// Set when the store failed: nothing more will come.
    public var failure: ServiceError? { root.failure }

    public func cancel() {
        root.cancel()
        for agent in agents { agent.subscription.cancel() }
    }
}

enum RunTree {
    /// The runs of the agents that begin in these events, each once, in order.
    static func agents(in events: [RunEvent]) -> [String] {
        var agents: [String] = []
        for event in events {
            if case .subAgentStarted(let agent) = event.payload, !agents.contains(agent.agentRunID) { agents.append(agent.agentRunID) }
        }
        return agents
    }
}
