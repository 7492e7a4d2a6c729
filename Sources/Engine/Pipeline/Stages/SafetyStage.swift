internal import Events

/// Grades each step by what it does, and stops a plan that this run may not carry out (003-24).
///
/// Output: `grades` (each with `step`, `risk`, `effects`, `warning`, `asks`) and the `highest` risk.
struct SafetyStage: PipelineStage {
    let name = StageName.safety

    func run(_ desk: StageDesk) async throws -> StageEnd {
        guard let plan = desk.pipeline.progress.plan else { throw StageStop.failed(.noPlan, "there is no plan to grade", .internal) }
        let faults = desk.safetyFaults(plan)
        guard faults.isEmpty else { return try ValidatorStage.sendBack(faults, desk, .unsafePlan) }
        let grades = plan.steps.map { step -> (risk: StepRisk, json: JSON) in
            let grade = desk.grade(step)
            var object = JSONObject()
            object.add("step", step.id)
            object.add("risk", grade.risk)
            object.add("effects", grade.effects.map(\.rawValue))
            object.add("warning", grade.warning)
            object.add("asks", desk.asksBefore(step))
            return (grade.risk, .object(object))
        }
        let highest = grades.map(\.risk).max() ?? .none
        let counts = StepRisk.allCases.reversed().compactMap { risk -> String? in
            let count = grades.count { $0.risk == risk }
            return count == 0 || risk == .none ? nil : "\(count) of \(risk.rawValue) risk"
        }
        return .passed(
            counts.isEmpty ? "every step only reads" : counts.joined(separator: ", "),
            output: ["grades": .array(grades.map(\.json)), "highest": .string(highest.rawValue)])
    }
}
