/// What is to be done, as a list of steps (002-03, 002-04).
///
/// Never changes: a repair makes a plan of the next version.
public struct Plan: Sendable, Equatable {
    /// 1 for the first plan of a run.
    public let version: Int
    /// What the steps are to come to, in a sentence.
    public let goal: String
    public let steps: [PlanStep]

    public init(version: Int, goal: String, steps: [PlanStep]) {
        self.version = version
        self.goal = goal
        self.steps = steps
    }

    /// The step of an id; nil when there is none.
    public subscript(id: String) -> PlanStep? { steps.first { $0.id == id } }
}
