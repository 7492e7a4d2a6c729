import Events

/// The newest plan of a run, and how far each of its steps has come.
struct PlanModel: Equatable {
    struct Step: Equatable {
        var step: PlanStep
        var state = StepState.pending
        /// Of the newest try; 0 before the first.
        var attempt = 0
    }

    private(set) var plan: Plan
    /// The steps of the plan in their order, behind them those that a repair dropped.
    private(set) var steps: [Step]
    private var index: [String: Int] = [:]

    init(_ plan: Plan) {
        self.plan = plan
        steps = plan.steps.map { Step(step: $0) }
        number()
    }

    var dropped: Int { steps.count - plan.steps.count }
    var done: Int { steps.count { $0.state == .done } }

    subscript(id: String) -> Step? { index[id].map { steps[$0] } }

    mutating func set(_ id: String, _ state: StepState, attempt: Int? = nil) {
        guard let place = index[id] else { return }
        steps[place].state = state
        if let attempt { steps[place].attempt = attempt }
    }

    /// Takes a repaired plan: what is done stays done, what failed begins anew.
    mutating func repair(_ repaired: PlanRepaired) {
        let before = self
        plan = repaired.plan
        steps = plan.steps.map { step in
            guard let old = before[step.id], old.state == .done else { return Step(step: step) }
            return Step(step: step, state: .done, attempt: old.attempt)
        }
        steps += repaired.dropped.compactMap { id in
            guard plan[id] == nil, let old = before[id] else { return nil }
            return Step(step: old.step, state: .dropped, attempt: old.attempt)
        }
        number()
    }

    private mutating func number() {
        index = [:]
        for (place, step) in steps.enumerated() { index[step.step.id] = place }
    }
}

/// How far a step of a plan has come.
enum StepState: Equatable, CaseIterable {
    case pending, running, done, failed
    /// It had begun when the process died: nobody knows whether it took effect.
    case unknown
    /// It failed and is tried again.
    case retrying
    /// It will not be carried out.
    case skipped
    /// A repair of the plan took it out.
    case dropped
}

/// What a repair changed, for its card.
struct PlanChange: Equatable {
    enum Kind: Equatable { case kept, new, changed, dropped }

    struct Row: Equatable {
        var kind: Kind
        var step: PlanStep
        /// True when it was done before.
        var isDone: Bool
    }

    var repaired: PlanRepaired
    var rows: [Row]

    init(_ repaired: PlanRepaired, before: PlanModel?) {
        self.repaired = repaired
        rows = repaired.plan.steps.map { step in
            guard let old = before?[step.id], old.state != .dropped else { return Row(kind: .new, step: step, isDone: false) }
            return Row(kind: old.step == step ? .kept : .changed, step: step, isDone: old.state == .done)
        }
        rows += repaired.dropped.compactMap { id in
            guard repaired.plan[id] == nil, let old = before?[id] else { return nil }
            return Row(kind: .dropped, step: old.step, isDone: false)
        }
    }

    func count(_ kind: Kind) -> Int { rows.count { $0.kind == kind } }
}

extension Plan {
    /// The ids of the steps that a step must wait for: those it names and those whose output its inputs hold, in their order.
    func needs(of step: PlanStep) -> [String] {
        let known = steps.map(\.id)
        let named = known.filter { $0 != step.id && (step.needs.contains($0) || step.inputs.holds("{{\($0)}}")) }
        return named + step.needs.filter { !known.contains($0) }
    }
}

extension JSON {
    /// True when a text in it holds the text.
    fileprivate func holds(_ text: String) -> Bool {
        switch self {
        case .string(let value): value.contains(text)
        case .array(let items): items.contains { $0.holds(text) }
        case .object(let object): object.members.contains { $0.value.holds(text) }
        case .null, .bool, .integer, .number: false
        }
    }
}
