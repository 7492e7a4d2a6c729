internal import Engine
internal import Events
internal import Host
internal import Models
internal import Store
internal import Synchronization

/// Makes the runs of the agents that work for one run (001-63).
final class AgentOffice: AgentHost {
    private let service: Service
    /// Those of the run.
    private let settings: Settings
    private let workspace: Workspace
    /// What people answered to agents that are to be taken up, by their runs.
    private let kept = Mutex<[String: @Sendable (Run) -> Void]>([:])

    init(service: Service, settings: Settings, workspace: Workspace) {
        self.service = service
        self.settings = settings
        self.workspace = workspace
    }

    /// Gives a reply to an agent when its run begins again.
    func keep(_ reply: @escaping @Sendable (Run) -> Void, for runID: String) { kept.withLock { $0[runID] = reply } }

    /// The model of the profile, or the run's own, along the same endpoints; the tools, the workspace and the hooks of the run, but nothing of what it remembers.
    func staff(_ profile: AgentProfile, after events: [RunEvent]) throws -> AgentStaff {
        let choices = try settings.endpointChoices(model: profile.model)
        let routes = try service.providers.routes(choices, settings, playedTurns: PlayedTurns(events).counts, agent: profile.name)
        var parts = service.parts(routes, settings, workspace)
        parts.agents = settings.knownAgents
        parts.agentHost = self
        let limits = settings.limits(at: choices[0])
        return AgentStaff(
            parts: parts, model: choices[0].model, provider: choices[0].provider.id, contextTokens: limits.contextTokens,
            contextAssumed: limits.contextAssumed)
    }

    func claim(_ runID: String) throws { try service.store.claim(runID, service.standing(of: runID)) }

    func began(_ run: Run) {
        service.live.add(agent: run)
        kept.withLock { $0.removeValue(forKey: run.id) }?(run)
    }

    func ended(_ run: Run, _ outcome: RunOutcome) { service.live.end(run, outcome) }
}

/// Reads whole runs.
enum StoredRun {
    /// All events of a run, in order; none for a run that is not there.
    static func events(of runID: String, in store: EventStore) throws(StoreError) -> [RunEvent] {
        guard try store.run(runID) != nil else { return [] }
        var events: [RunEvent] = []
        while true {
            let page = try store.events(of: runID, after: events.last?.seq ?? 0, limit: 2000)
            if page.isEmpty { return events }
            events += page
        }
    }
}
