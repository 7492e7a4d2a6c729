internal import Events

/// Has the plan made; after a person did not take the result, has what is left made anew (002-12).
///
/// Output: `version`, `steps` (how many).
struct GeneratorStage: PipelineStage {
    let name = StageName.generator

    func run(_ desk: StageDesk) async throws -> StageEnd {
        let record = desk.pipeline
        // Made before the run was left.
        if record.hasPlanned { return GeneratorStage.end(desk) }
        if record.rejections > 0, record.isUnderWay {
            guard let repaired = try await PlanRepairer(desk: desk).repaired(because: record.faults.joined(separator: "\n")) else {
                throw StageStop.failed(.noPlan, "no sound plan came of what is missing; ask for it in a run of its own")
            }
            desk.recorder.record(.planRepaired(repaired))
            return GeneratorStage.end(desk)
        }
        let version = record.progress.version + 1
        desk.recorder.record(.planStarted(PlanStarted(version: version, faults: record.faults)))
        do {
            let plan = try await desk.planner.buildPlan(PlanWish(version: version, faults: record.faults), desk)
            desk.recorder.record(.planCreated(PlanCreated(plan: plan)))
        } catch StageStop.failed(let detail) {
            desk.recorder.record(.planFailed(PlanFailed(version: version, error: detail)))
            throw StageStop.failed(detail)
        }
        return GeneratorStage.end(desk)
    }

    private static func end(_ desk: StageDesk) -> StageEnd {
        let plan = desk.pipeline.progress.plan
        let count = plan?.steps.count ?? 0
        return .passed(
            "a plan of \(count == 1 ? "1 step" : "\(count) steps")",
            output: ["version": .integer(Int64(plan?.version ?? 0)), "steps": .integer(Int64(count))])
    }
}
