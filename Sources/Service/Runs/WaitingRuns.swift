public import Engine
public import Events
internal import Host
internal import Models
internal import Store
internal import Tools

/// Runs that wait for a person: here, or left by a program that went away.
extension Service {
    /// The run that asks when this one waits: itself, or an agent that works for it, however deep.
    public func asker(of runID: String) throws(ServiceError) -> String {
        guard try openRequest(of: runID) == nil else { return runID }
        for agent in try agents(of: runID) where !agent.isEnded {
            let asker = try asker(of: agent.runID)
            if try openRequest(of: asker) != nil { return asker }
        }
        return runID
    }

    /// The run of a person that this one works for, at last; the run itself when it works for nobody.
    public func root(of runID: String) throws(ServiceError) -> String {
        var root = runID
        while let run = try run(root), run.isAgent, let parent = run.parentRunID, parent != root { root = parent }
        return root
    }

    /// What a run itself waits for; nil when it waits for nobody, or when an agent of it does.
    public func openRequest(of runID: String) throws(ServiceError) -> OpenRequest? {
        guard let run = try run(runID), run.isWaiting else { return nil }
        // What is waited for is among the last events: nothing but ends of other calls can come after it.
        var last = max(0, run.eventCount - 200)
        while true {
            let page = try events(of: runID, after: last, limit: 200)
            if let request = OpenRequest.newest(page) { return request }
            guard last > 0 else { return nil }
            last = max(0, last - 200)
        }
    }

    /// Answers a question; a run that waits and does not go on here is taken up with it, and `whenAsked` says what it does at the next one.
    public func answer(_ runID: String, _ questionID: String, _ answer: String, whenAsked: WhenAsked = .wait) throws(ServiceError) {
        try takeUp(runID, whenAsked) { $0.answer(questionID, TextSanitiser.clean(answer)) }
    }

    /// Allows or denies a call; a run that waits and does not go on here is taken up with it, and `whenAsked` says what it does at the next one.
    public func resolve(
        _ runID: String, _ approvalID: String, _ verdict: ApprovalVerdict, scope: ApprovalScope, reason: String? = nil,
        whenAsked: WhenAsked = .wait
    ) throws(ServiceError) {
        try takeUp(runID, whenAsked) { $0.resolve(approvalID, verdict, scope: scope, reason: reason.map(TextSanitiser.clean)) }
    }

    /// Ends a run that waits for a person and does not go on here.
    ///
    /// Throws when there is no such run, when it waits for nobody, or when another living process has it.
    public func stopWaiting(_ runID: String) throws(ServiceError) {
        let root = try root(of: runID)
        if let run = live[root] { return run.stopEverything() }
        try endLeft(root)
    }

    /// The agents that wait with it end before it.
    private func endLeft(_ runID: String) throws(ServiceError) {
        for agent in try agents(of: runID) where !agent.isEnded { try endLeft(agent.runID) }
        let events = try allEvents(of: runID)
        // It asks no model and touches no file any more, so neither has to be there.
        let root: Workspace
        do throws(HostError) { root = try Workspace(path: "/") } catch { throw ServiceError(error) }
        let parts = RunParts(
            routes: ModelRoutes(ModelRoute(driver: NoModel(), model: "none")), tools: ToolDispatcher(), workspace: root,
            processes: ProcessRunner(environment: [:]), log: store,
            surroundings: surroundings)
        try claimAndStart(events, RunRequest(prompt: "", model: "", provider: "", workspacePath: "/"), parts) { $0.stopEverything() }
    }

    /// Takes up a run that waits for a person and does not go on here: one that was left, or whose process died while it waited.
    ///
    /// It goes on by itself; `reply` is given to it before. Blocks for as long as its events are read. Throws when there is no such run, when it
    /// waits for nobody, or when another living process has it.
    private func takeUp(_ runID: String, _ whenAsked: WhenAsked, _ reply: @escaping @Sendable (Run) -> Void) throws(ServiceError) {
        if let run = live[runID] { return reply(run) }
        let root = try root(of: runID)
        let events = try allEvents(of: root)
        guard case .runStarted(let started)? = events.first?.payload else {
            throw ServiceError(.storeFailed, "the run \(runID) has no beginning in the store; start it anew")
        }
        var settings = self.settings(after: started.provider, started.model)
        settings.limits = started.limits
        settings.approve = ApprovePolicy(rawValue: started.approve) ?? settings.approve
        settings.workspacePath = started.workspace
        if settings.provider == nil || settings.provider == started.provider { settings.model = started.model }
        var options = RunOptions()
        options.whenAsked = whenAsked
        let askedBefore = events.count { if case .modelCallStarted = $0.payload { true } else { false } }
        let (request, parts) = try ingredients(started.prompt, options, settings, playedTurns: askedBefore)
        guard root != runID else { return try claimAndStart(events, request, parts, reply) }
        // The agent is not there yet: what it waits for is given to it when its run has taken it up.
        (parts.agentHost as? AgentOffice)?.keep(reply, for: runID)
        try claimAndStart(events, request, parts) { _ in }
    }

    private func claimAndStart(
        _ events: [RunEvent], _ request: RunRequest, _ parts: RunParts, _ reply: (Run) -> Void
    ) throws(ServiceError) {
        let run = Run(takingUp: events, request, parts: parts)
        do throws(StoreError) { try store.claim(run.id) } catch { throw ServiceError(error) }
        reply(run)
        guard live.start(run) else { throw ServiceError(.internalFault, "the service was shut down; start the program again") }
    }

    private func allEvents(of runID: String) throws(ServiceError) -> [RunEvent] {
        do throws(StoreError) { return try StoredRun.events(of: runID, in: store) } catch { throw ServiceError(error) }
    }
}
