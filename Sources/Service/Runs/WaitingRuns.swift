public import Engine
public import Events
internal import Store

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
    ///
    /// `approve`, also below: what a run that is taken up may do from here on; nil leaves what it was started with.
    public func answer(
        _ runID: String, _ questionID: String, _ answer: String, whenAsked: WhenAsked = .wait, approve: ApprovePolicy? = nil
    ) throws(ServiceError) {
        try takeUp(runID, .waiting, whenAsked, approve: approve) { $0.answer(questionID, TextSanitiser.clean(answer)) }
    }

    /// Allows or denies a call; a run that waits and does not go on here is taken up with it, and `whenAsked` says what it does at the next one.
    public func resolve(
        _ runID: String, _ approvalID: String, _ verdict: ApprovalVerdict, scope: ApprovalScope, reason: String? = nil,
        whenAsked: WhenAsked = .wait, approve: ApprovePolicy? = nil
    ) throws(ServiceError) {
        try takeUp(runID, .waiting, whenAsked, approve: approve) {
            $0.resolve(approvalID, verdict, scope: scope, reason: reason.map(TextSanitiser.clean))
        }
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
        try takeUpToEnd(runID, .waiting) { $0.stopEverything() }
    }
}
