internal import Events
internal import Tools

/// Carries out the steps that are one call of a tool, through the dispatcher that the loop uses (002-28).
struct ToolStepRunner: StepRunner {
    let kind = StepKind.tool
    let turn: ToolTurn
    /// The tools that a plan may name: those that do something to the world or look at it.
    let specs: [ToolSpec]

    init(turn: ToolTurn, capabilities: AgentCapabilities) {
        self.turn = turn
        specs = ToolPlanner.plan(turn.parts.tools.specs, for: capabilities).filter { spec in spec.effects.contains { $0 != .control } }
    }

    var offers: [StepOffer] { specs.map { StepOffer(name: $0.name, manual: $0.manual, inputs: $0.offeredParameters) } }

    func fault(in step: PlanStep) -> String? {
        turn.parts.tools.prepare(name: step.name, arguments: step.inputs.text).fault.map { Headline.of($0.output, limit: 300) }
    }

    func grade(_ step: PlanStep) -> StepGrade {
        let call = turn.parts.tools.prepare(name: step.name, arguments: step.inputs.text)
        return StepGrade(effects: call.effects, warning: call.warning)
    }

    func run(_ works: [StepWork]) async throws(EngineError) -> [String: StepYield] {
        let outcome = try await turn.carryOut(works)
        let results = turn.recorder.read { $0.pipeline.progress.results }
        var yields: [String: StepYield] = [:]
        for work in works {
            if let result = results[work.callID] {
                yields[work.step.id] = ToolStepRunner.yield(result)
            } else if case .needsAnswer(let what) = outcome {
                yields[work.step.id] = .needsAnswer(what)
            } else {
                yields[work.step.id] = .stopped
            }
        }
        return yields
    }

    static func yield(_ result: PlanProgress.CallResult) -> StepYield {
        guard result.status == .error else { return .done(output: result.output) }
        let code = result.errorCode ?? .toolFailed
        if code == .cancelled { return .stopped }
        return .failed(
            ErrorDetail(code: code, message: Headline.of(result.output, limit: 400), source: .tool, recoverable: true),
            output: result.output)
    }
}
