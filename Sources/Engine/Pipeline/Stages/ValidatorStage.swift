internal import Events

/// Holds the plan against the tools' schemas, the workspace, what was done already, and itself; sends it back at most twice (003-24).
///
/// Output: `steps`, how many were looked at.
struct ValidatorStage: PipelineStage {
    let name = StageName.validator
    static let returns = 2

    func run(_ desk: StageDesk) async throws -> StageEnd {
        guard let plan = desk.pipeline.progress.plan else { throw StageStop.failed(.noPlan, "there is no plan to look at", .internal) }
        let faults = desk.validator.faults(plan)
        guard !faults.isEmpty else {
            return .passed("every step can be carried out", output: ["steps": .integer(Int64(plan.steps.count))])
        }
        return try ValidatorStage.sendBack(faults, desk, .invalidPlan)
    }

    /// Sends a plan back, or gives up when that was done often enough.
    static func sendBack(_ faults: [String], _ desk: StageDesk, _ code: ErrorCode) throws(StageStop) -> StageEnd {
        let count = faults.count == 1 ? "1 fault" : "\(faults.count) faults"
        guard desk.pipeline.sentBack < returns else {
            throw .failed(
                code,
                "the plan was sent back \(returns) times and still has \(count) (\(Headline.of(faults[0], limit: 300))); "
                    + "try another model with --plan-model, or run the task as a loop")
        }
        return .sentBack("\(count): \(Headline.of(faults[0], limit: 200))", faults: faults)
    }
}
