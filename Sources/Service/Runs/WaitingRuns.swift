public import Engine
public import Events
internal import Store

/// Runs that wait for a person: here, or left by a program that went away.
extension Service {
    /// What a run waits for; nil when it waits for nobody.
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
        try takeUp(runID, .waiting, whenAsked) { $0.answer(questionID, TextSanitiser.clean(answer)) }
    }

    /// Allows or denies a call; a run that waits and does not go on here is taken up with it, and `whenAsked` says what it does at the next one.
    public func resolve(
        _ runID: String, _ approvalID: String, _ verdict: ApprovalVerdict, scope: ApprovalScope, reason: String? = nil,
        whenAsked: WhenAsked = .wait
    ) throws(ServiceError) {
        try takeUp(runID, .waiting, whenAsked) { $0.resolve(approvalID, verdict, scope: scope, reason: reason.map(TextSanitiser.clean)) }
    }

    /// Ends a run that waits for a person and does not go on here.
    ///
    /// Throws when there is no such run, when it waits for nobody, or when another living process has it.
    public func stopWaiting(_ runID: String) throws(ServiceError) {
        if let run = live[runID] { return run.stopEverything() }
        try takeUpToEnd(runID, .waiting) { $0.stopEverything() }
    }
}
