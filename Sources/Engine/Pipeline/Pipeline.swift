internal import Events

/// The fixed way through a task: nine stages in their order (003-22).
struct Pipeline: Sendable {
    let desk: StageDesk
    let deadline: Deadline
    var stages: [any PipelineStage] = PipelineStages.all

    private var recorder: RunRecorder { desk.recorder }

    /// Stage after stage until there is an end; goes on where the log says that it stands.
    func run() async -> LoopEnd {
        let waits = recorder.read { !$0.open.questions.isEmpty || !$0.open.approvals.isEmpty }
        desk.left.put(recorder.read { $0.pipeline.answer })
        recorder.stand(at: waits ? .waitUser : .toolCall)
        if recorder.read({ $0.open.loop == nil }) {
            recorder.record { context, _ in (.loopStarted(LoopStarted(limits: context.limits, mode: .pipeline)), ()) }
        } else {
            recorder.closeLeftStage()
        }
        do throws(EngineError) {
            while true {
                deadline.check()
                if let end = interruption { return end }
                guard let next = recorder.read({ $0.pipeline.next }), let stage = stages.first(where: { $0.name == next }) else { break }
                if let end = try await take(stage) { return end }
            }
        } catch {
            return .fault(error)
        }
        recorder.stand(at: .observe)
        return recorder.read(Pipeline.result)
    }

    private var interruption: LoopEnd? {
        switch desk.control.interruption {
        case .stopped: .stopped
        case .timedOut: .timedOut
        case nil: nil
        }
    }

    /// One stage; nil when another one follows.
    private func take(_ stage: any PipelineStage) async throws(EngineError) -> LoopEnd? {
        if recorder.read({ $0.open.stage == nil }) {
            if let reason = stage.reasonToSkip(desk) {
                recorder.record(.stageSkipped(StageSkipped(stage: stage.name, reason: reason)))
                return nil
            }
            recorder.record { context, _ in
                let attempt = (context.pipeline.attempts[stage.name] ?? 0) + 1
                return (.stageStarted(StageStarted(stage: stage.name, attempt: attempt)), ())
            }
        }
        let end: StageEnd
        do {
            end = try await stage.run(desk)
        } catch let error as EngineError {
            throw error
        } catch let stop as StageStop {
            switch stop {
            case .interrupted: return interruption ?? .stopped
            case .left(let what): return interruption ?? .needsAnswer(what)
            case .broken(let error): throw error
            case .failed(let detail): return interruption ?? fail(stage.name, detail)
            }
        } catch {
            let detail = ErrorDetail(
                code: .stageFailed, message: "the stage \(stage.name.rawValue) broke off: \(TextSanitiser.clean("\(error)"))",
                source: .internal)
            return interruption ?? fail(stage.name, detail)
        }
        close(stage.name, end)
        return nil
    }

    private func close(_ name: StageName, _ end: StageEnd) {
        recorder.record { context, now in
            let duration = Int(clamping: now &- (context.open.stage?.sinceMicroseconds ?? now))
            let completed =
                switch end {
                case .passed(let summary, let output):
                    StageCompleted(stage: name, outcome: .passed, summary: summary, output: output, durationUs: duration)
                case .sentBack(let summary, let faults):
                    StageCompleted(
                        stage: name, outcome: .sentBack, summary: summary, output: ["faults": .array(faults.map { .string($0) })],
                        durationUs: duration)
                }
            return (.stageCompleted(completed), ())
        }
        recorder.recordMetrics()
    }

    private func fail(_ name: StageName, _ detail: ErrorDetail) -> LoopEnd {
        recorder.record { context, now in
            let duration = Int(clamping: now &- (context.open.stage?.sinceMicroseconds ?? now))
            return (.stageFailed(StageFailed(stage: name, error: detail, durationUs: duration)), ())
        }
        recorder.recordMetrics()
        return .failed(detail.code == .tokenBudget ? .tokenBudget : .error, detail)
    }

    /// What the run came to: the summary, when every step of the plan was done.
    private static func result(_ context: RunContext) -> LoopEnd {
        let summary = context.pipeline.outputs[.summarizer]?["text"]?.string ?? ""
        let progress = context.pipeline.progress
        let left = (progress.plan?.steps ?? []).filter { progress[$0.id].status != .done }
        guard !left.isEmpty else { return .final(result: summary) }
        let names = left.map { step in
            let facts = progress[step.id]
            return "\(step.id) (\(Headline.of(facts.error?.message ?? facts.reason, limit: 120)))"
        }
        return .failed(
            .error,
            ErrorDetail(
                code: .planIncomplete,
                message:
                    "\(left.count) of \(progress.plan?.steps.count ?? 0) steps were not done: \(names.prefix(5).joined(separator: ", "))"
                    + "; the summary says what was", source: .tool))
    }
}
