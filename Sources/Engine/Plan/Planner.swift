internal import Events

/// What is asked of a planner.
struct PlanWish: Sendable, Equatable {
    /// The version that the plan must have.
    let version: Int
    /// What was wrong with the one before; empty for the first.
    let faults: [String]
}

/// Makes the plan of a run (002-12, 004-50).
///
/// Laws: records no plan events itself; throws `StageStop.failed` when no plan comes of it. What it makes is held against the tools by whoever asked.
protocol Planner: Sendable {
    func buildPlan(_ wish: PlanWish, _ desk: StageDesk) async throws -> Plan
}
