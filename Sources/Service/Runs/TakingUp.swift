internal import Engine
internal import Events
internal import Host
internal import Models
internal import Store
internal import Tools

/// How runs go on that stand still: those that wait for a person and those that were interrupted.
extension Service {
    /// Takes up a run that does not go on here, if it stands still as `standing` says; one that goes on here is given the reply only.
    ///
    /// It goes on by itself; `reply` is given to it before. `approve`: nil leaves what the run was started with. Blocks for as long as its events
    /// are read. Throws when there is no such run, when it does not stand so, or when another living process has it.
    func takeUp(
        _ runID: String, _ standing: RunStanding, _ whenAsked: WhenAsked, approve: ApprovePolicy? = nil,
        _ reply: @escaping @Sendable (Run) -> Void
    ) throws(ServiceError) {
        if let run = live[runID] { return reply(run) }
        let root = try root(of: runID)
        let events = try allEvents(of: root)
        guard case .runStarted(let started)? = events.first?.payload else {
            throw ServiceError(.storeFailed, "the run \(runID) has no beginning in the store; start it anew")
        }
        try checkWorkspace(started.workspace, runID, standing)
        var settings = self.settings(after: started.provider, started.model)
        settings.limits = started.limits
        settings.approve = approve ?? ApprovePolicy(rawValue: started.approve) ?? settings.approve
        settings.workspacePath = started.workspace
        if settings.provider == nil || settings.provider == started.provider { settings.model = started.model }
        var options = RunOptions()
        options.whenAsked = whenAsked
        let (request, parts) = try ingredients(started.prompt, options, settings, playedTurns: PlayedTurns(events).counts)
        guard root != runID else { return try claimAndStart(events, standing, request, parts, reply) }
        // The agent is not there yet: what it waits for is given to it when its run has taken it up.
        (parts.agentHost as? AgentOffice)?.keep(reply, for: runID)
        try claimAndStart(events, self.standing(of: root), request, parts) { _ in }
    }

    /// How a run stands that does not go on.
    func standing(of runID: String) throws(ServiceError) -> RunStanding { try run(runID)?.isInterrupted == true ? .interrupted : .waiting }

    /// Takes up a run only to end it: no model is asked and no file touched any more, so neither has to be there.
    func takeUpToEnd(_ runID: String, _ standing: RunStanding, _ end: (Run) -> Void) throws(ServiceError) {
        let events = try allEvents(of: runID)
        let root: Workspace
        do throws(HostError) { root = try Workspace(path: "/") } catch { throw ServiceError(error) }
        let parts = RunParts(
            routes: ModelRoutes(ModelRoute(driver: NoModel(), model: "none")), tools: ToolDispatcher(), workspace: root,
            processes: ProcessRunner(environment: [:]), log: store,
            surroundings: surroundings)
        try claimAndStart(events, standing, RunRequest(prompt: "", model: "", provider: "", workspacePath: "/"), parts, end)
    }

    /// A folder that is gone is told of with what can be done about a run that was there.
    private func checkWorkspace(_ path: String, _ runID: String, _ standing: RunStanding) throws(ServiceError) {
        do throws(HostError) { _ = try Workspace(path: path) } catch {
            guard case .notFound = error else { throw ServiceError(error) }
            let end =
                switch standing {
                case .waiting: "lathe answer \(runID) --stop"
                case .interrupted: "lathe resume \(runID) --end"
                }
            throw ServiceError(.settings, "the folder \(path) of the run is gone; make it again, or end the run with `\(end)`")
        }
    }

    private func claimAndStart(
        _ events: [RunEvent], _ standing: RunStanding, _ request: RunRequest, _ parts: RunParts, _ reply: (Run) -> Void
    ) throws(ServiceError) {
        let run = Run(takingUp: events, request, parts: parts)
        do throws(StoreError) { try store.claim(run.id, standing) } catch { throw ServiceError(error) }
        reply(run)
        guard live.start(run) else { throw ServiceError(.internalFault, "the service was shut down; start the program again") }
    }

    private func allEvents(of runID: String) throws(ServiceError) -> [RunEvent] {
        var events: [RunEvent] = []
        while true {
            let page = try self.events(of: runID, after: events.last?.seq ?? 0, limit: 2000)
            if page.isEmpty { return events }
            events += page
        }
    }
}
