internal import Engine
internal import Events
internal import Service

/// A run as `POST /api/agent/run` answers it (002-09, 002-22): what came out, in camelCase.
struct RunReport {
    let run: RunSummary
    private(set) var finalOutput: String?
    private(set) var error: ErrorDetail?
    private(set) var stopReason: String?
    private(set) var metrics: JSON = .null
    private let open: OpenRequest?

    /// Reads the run's last events.
    init(_ run: RunSummary, _ service: Service) throws(ServiceError) {
        self.run = run
        open = try service.openRequest(of: run.runID)
        for event in try service.events(of: run.runID, after: max(0, run.eventCount - 50), limit: 50) {
            switch event.payload {
            case .runCompleted(let end): finalOutput = end.result
            case .runFailed(let end): error = end.error
            case .loopFinished(let end): stopReason = end.stopReason.rawValue
            case .metricsSnapshot: metrics = event.json["payload"]?["metrics"] ?? .null
            default: break
            }
        }
    }

    /// `AgentRunResponse`; the steps are a plan's, none where there is no plan.
    func response(_ steps: StepOutputs) -> JSON {
        [
            "runId": .string(run.runID), "status": .string(run.status), "finalOutput": finalOutput.map { .string($0) } ?? .null,
            "stepOutputs": EventProfile.camel(steps.json),
            "error": error.map { ["code": .string($0.code.word), "message": .string($0.message)] } ?? .null,
            "stopReason": stopReason.map { .string($0) } ?? .null, "waitingFor": EventProfile.camel(waitingFor),
            "metrics": EventProfile.camel(metrics), "mode": .string(run.mode), "model": .string(run.model),
            "provider": .string(run.provider), "durationUs": .integer(Int64(run.durationMicroseconds)),
            "events": ["count": .integer(Int64(run.eventCount)), "url": .string("/api/runs/\(run.runID)/events")],
        ]
    }

    /// The run in the words of `lathe runs --json`, with what it waits for and what came out.
    var json: JSON {
        guard case .object(var object) = run.json else { return run.json }
        object.members += [
            JSONObject.Member("is_ended", .bool(run.isEnded)), JSONObject.Member("waiting_for", waitingFor),
            JSONObject.Member("result", finalOutput.map { .string($0) } ?? .null),
            JSONObject.Member("error", error.map { ["code": .string($0.code.word), "message": .string($0.message)] } ?? .null),
            JSONObject.Member("stop_reason", stopReason.map { .string($0) } ?? .null),
            JSONObject.Member("metrics", metrics),
        ]
        return .object(object)
    }

    private var waitingFor: JSON {
        switch open {
        case .question(let request):
            [
                "kind": "question", "question_id": .string(request.questionID), "question": .string(request.question),
                "options": .array(request.options.map { .string($0) }), "selection": .string(request.selection.rawValue),
            ]
        case .approval(let request):
            [
                "kind": "approval", "approval_id": .string(request.approvalID), "tool": .string(request.tool),
                "what": .string(request.what), "risk": .string(request.risk),
                "scopes": .array(request.scopes.map { .string($0.rawValue) }),
            ]
        case nil: .null
        }
    }
}
