internal import Events
internal import Models
internal import Tools

/// Calls that a plan wants: the same way as a model's, under the id of the try.
extension ToolTurn {
    /// Carries out steps that are independent of each other; what each gave is in the fold under the id of its call.
    ///
    /// Of a run that is taken up, what has its result is left as it is, what waited for a person waits on, and what began and has no result is told as unknown.
    func carryOut(_ works: [StepWork]) async throws(EngineError) -> Outcome {
        var fresh: [ReadCall] = []
        for work in works {
            let call = read(work)
            switch recorder.read({ LeftStep($0, call.id) }) {
            case .done: break
            case .fresh: fresh.append(call)
            case .waitsForApproval(let id, let what):
                if case .needsAnswer(let what) = try await approved(call, id, what) { return .needsAnswer(what) }
            case .begun(let began):
                try await ledger.finish(
                    CallLedger.Started(id: call.id, tool: call.prepared.tool, began: began), LeftCalls.lost, outcome: "unknown")
            }
        }
        return try await inWaves(fresh, admitThenRun)
    }

    private func read(_ work: StepWork) -> ReadCall {
        let call = ToolCall(id: work.callID, name: work.step.name, arguments: work.step.inputs.text)
        return ReadCall(
            call: call, prepared: parts.tools.prepare(name: call.name, arguments: call.arguments), stepID: work.step.id,
            asks: work.asks)
    }
}

/// How the call of a step stands in a run that is taken up.
private enum LeftStep {
    case fresh, done
    case waitsForApproval(String, what: String)
    case begun(Int64)

    init(_ context: RunContext, _ callID: String) {
        if let approval = context.open.approvals.first(where: { $0.subject == callID }) {
            self = .waitsForApproval(approval.id, what: context.openApproval?.what ?? "")
        } else if let open = context.open.tools.first(where: { $0.id == callID }) {
            self = .begun(open.sinceMicroseconds)
        } else {
            self = context.pipeline.progress.results[callID] == nil ? .fresh : .done
        }
    }
}
