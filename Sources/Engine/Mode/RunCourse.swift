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
        guard case .switched(let trigger, let reason) = request.fallback == .pipeline ? ModeSwitch.end(end) : end else { return end }
        guard control.interruption == nil else { return control.interruption == .timedOut ? .timedOut : .stopped }
        recorder.recordEndings(cause: .switched, stopReason: stopReason(end))
        recorder.recordMetrics()
        recorder.record { context, _ in (.modeChanged(ModeSwitch.change(trigger, reason, context)), ()) }
        control.admit()
        do throws(EngineError) { try await recorder.synced() } catch { return .fault(error) }
        return await pipeline.run()
    }

    /// The limit itself where one was reached, else that the mode changes.
    private func stopReason(_ end: LoopEnd) -> StopReason { if case .failed(let reason, _) = end { reason } else { .modeChanged } }

    private var pendingSwitch: LoopEnd? {
        recorder.read { context in
            guard context.loops > 0, context.open.loop == nil else { return nil }
            if context.wantsPipeline { return .switched(.user, "The person wants the run to go on as a pipeline.") }
            guard request.fallback == .pipeline, let reason = context.lastStop else { return nil }
            let detail = context.lastError ?? ErrorDetail(code: .maxIterations, message: "the loop reached its limit", source: .config)
            let end = ModeSwitch.end(.failed(reason, detail))
            return end.isSwitch ? end : nil
        }
    }
}
