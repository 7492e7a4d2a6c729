public import Engine
internal import Events
internal import Store

/// Runs whose process died (W-20).
extension Service {
    /// Goes on with an interrupted run, in a loop of its own; `whenAsked` says what it does at a question.
    ///
    /// `approve`: nil leaves what the run was started with. Blocks for as long as its events are read. Throws when there is no such run, when it
    /// was not interrupted, when another living process has it, or when its workspace or a model is not there.
    public func resume(_ runID: String, whenAsked: WhenAsked = .wait, approve: ApprovePolicy? = nil) throws(ServiceError) {
        try checkInterrupted(runID)
        try takeUp(runID, .interrupted, whenAsked, approve: approve) { _ in }
    }

    /// Ends an interrupted run for good: it failed with `process_died`.
    ///
    /// Needs neither its workspace nor a model. Throws as `resume` does.
    public func endInterrupted(_ runID: String) throws(ServiceError) {
        try checkInterrupted(runID)
        try takeUpToEnd(runID, .interrupted) { $0.giveUp() }
    }

    /// The newest interrupted run of the workspace of the settings; nil when there is none.
    public func newestInterrupted() throws(ServiceError) -> RunSummary? {
        let workspace = TextSanitiser.clean(settings.workspacePath)
        var last: String?
        while true {
            let page = try runs(limit: 200, before: last)
            for run in page {
                // Runs that have no end come first.
                guard !run.isEnded else { return nil }
                if run.isInterrupted, run.workspace == workspace { return run }
            }
            guard let end = page.last else { return nil }
            last = end.runID
        }
    }

    /// Why this run cannot be resumed or ended, and what to do instead; nil when it was interrupted.
    public func refusalToResume(_ runID: String) throws(ServiceError) -> String? {
        guard let run = try run(runID) else { return "there is no run \(runID); `lathe runs` lists them" }
        guard !run.isInterrupted else { return nil }
        let (fault, cure) =
            if run.isEnded {
                ("is over (\(run.status))", "start it anew with `lathe run`")
            } else if run.isWaiting {
                ("waits for you", "answer it with `lathe answer \(runID)`")
            } else if live[runID] != nil {
                ("goes on here already", "wait for its end, or stop it first")
            } else {
                ("goes on in another lathe", "wait for its end, or stop it there first")
            }
        return "the run \(runID) \(fault); \(cure)"
    }

    private func checkInterrupted(_ runID: String) throws(ServiceError) {
        if let refusal = try refusalToResume(runID) { throw ServiceError(.notFound, refusal) }
    }
}
