internal import Events

/// In which order the steps of a plan may be carried out.
///
/// Made once for a plan: linear in its steps and what they need.
struct PlanSchedule: Sendable {
    let plan: Plan
    private let index: [String: Int]
    /// For each step the steps that must be done before.
    private let before: [[Int]]
    /// For each step the steps that wait for it.
    private let after: [[Int]]
    /// Ids that are needed and not there, with the step that needs them.
    let missing: [(step: String, need: String)]

    init(_ plan: Plan) {
        self.plan = plan
        var index: [String: Int] = [:]
        for (place, step) in plan.steps.enumerated() where index[step.id] == nil { index[step.id] = place }
        var before = [[Int]](repeating: [], count: plan.steps.count)
        var after = before
        var missing: [(step: String, need: String)] = []
        for (place, step) in plan.steps.enumerated() {
            for need in PlanSchedule.needs(of: step) {
                guard let other = index[need] else {
                    missing.append((step.id, need))
                    continue
                }
                before[place].append(other)
                after[other].append(place)
            }
        }
        self.index = index
        self.before = before
        self.after = after
        self.missing = missing
    }

    /// What must be done before a step, each once.
    static func needs(of step: PlanStep) -> [String] {
        var needs: [String] = []
        for need in step.needs + StepReferences.ids(in: step.inputs) where !needs.contains(need) { needs.append(need) }
        return needs
    }

    /// The steps of a circle, in its order; nil when there is none.
    var circle: [String]? {
        var waits = before.map(\.count)
        var free = waits.indices.filter { waits[$0] == 0 }
        var seen = 0
        while let place = free.popLast() {
            seen += 1
            for next in after[place] {
                waits[next] -= 1
                if waits[next] == 0 { free.append(next) }
            }
        }
        guard seen < waits.count, var place = waits.indices.first(where: { waits[$0] > 0 }) else { return nil }
        // From a step that waits for ever each way back leads into a circle.
        var path: [Int] = []
        while !path.contains(place) {
            path.append(place)
            guard let next = before[place].first(where: { waits[$0] > 0 }) else { return nil }
            place = next
        }
        return path[(path.firstIndex(of: place) ?? 0)...].reversed().map { plan.steps[$0].id }
    }

    /// The steps that may begin now, in the order of the plan.
    func ready(_ progress: PlanProgress) -> [PlanStep] {
        plan.steps.indices.filter { place in
            progress[plan.steps[place].id].status == .pending
                && before[place].allSatisfy { progress[plan.steps[$0].id].status == .done }
        }.map { plan.steps[$0] }
    }

    /// The steps that can never begin, each with what was not done before it.
    func blocked(_ progress: PlanProgress) -> [(step: PlanStep, by: String)] {
        var blocked: [Int: String] = [:]
        // In an order in which what is needed comes first a blocked step blocks those behind it.
        for place in order where progress[plan.steps[place].id].status == .pending {
            let by = before[place].first { other in
                let step = progress[plan.steps[other].id]
                return blocked[other] != nil || (step.status == .failed && step.isSettled) || step.status == .skipped
            }
            if let by { blocked[place] = plan.steps[by].id }
        }
        return plan.steps.indices.compactMap { place in blocked[place].map { (plan.steps[place], $0) } }
    }

    /// The places so that each comes behind what it needs; without those of a circle.
    private var order: [Int] {
        var waits = before.map(\.count)
        var queue = waits.indices.filter { waits[$0] == 0 }
        var next = 0
        while next < queue.count {
            for place in after[queue[next]] {
                waits[place] -= 1
                if waits[place] == 0 { queue.append(place) }
            }
            next += 1
        }
        return queue
    }
}
