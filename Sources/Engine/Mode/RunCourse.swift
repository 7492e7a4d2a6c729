internal import Events

/// Drives a run in its way, and from a loop on to the pipeline where that is wanted or set (003-26…28).
struct RunCourse: Sendable {
    let loop: AgentLoop
    let pipeline: Pipeline
    let request: RunRequest
    let recorder: RunRecorder
    let control: RunControl

    func run() async -> LoopEnd {
        if recorder.read({ $0.mode }) == .pipeline { return await pipeline.run() }
        // Another process may have died between the end of the loop and the change.
        let end: LoopEnd
        if let pendingSwitch { end = pendingSwitch } else { end = await loop.run() }
        guard case .switched(let trigger, let reason, _) = request.fallback == .pipeline ? ModeSwitch.end(end) : end else { return end }
        guard control.interruption == nil else { return control.interruption == .timedOut ? .timedOut : .stopped }
        recorder.recordEndings(cause: .switched, stopReason: end.stopReason)
        recorder.recordMetrics()
        recorder.record { context, _ in (.modeChanged(ModeSwitch.change(trigger, reason, context)), ()) }
        control.admit()
        do throws(EngineError) { try await recorder.synced() } catch { return .fault(error) }
        return await pipeline.run()
    }

    /// The change that was due when the run was left.
    private var pendingSwitch: LoopEnd? {
        recorder.read { context in
            guard context.loops > 0, context.open.loop == nil, context.wantsPipeline || request.fallback == .pipeline else { return nil }
            if let end = LoopLimit.reached(context), end.stopReason == context.lastStop, ModeSwitch.end(end).isSwitch {
                return ModeSwitch.end(end)
            }
            return context.wantsPipeline ? ModeSwitch.wanted : nil
        }
    }
}
