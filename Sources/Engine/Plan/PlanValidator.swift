internal import Events
internal import Host
internal import Tools

/// Holds a plan against itself, what carries it out, the workspace and what was done already (003-24).
struct PlanValidator: Sendable {
    let runners: [any StepRunner]
    let workspace: Workspace
    let maxSteps: Int
    /// Calls with an effect that ran before there was a plan.
    let effects: [RunContext.ToolRecord]
    /// Steps that were done under an earlier version.
    let done: Set<String>

    /// Letters, digits, `_` and `-`, 1 to 64.
    static func isID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// What is wrong, at most twenty sentences for whoever made the plan; empty when nothing is.
    func faults(_ plan: Plan) -> [String] {
        guard !plan.steps.isEmpty else { return ["the plan has no steps"] }
        guard plan.steps.count <= maxSteps else {
            return [
                "the plan has \(plan.steps.count) steps, and there may be \(maxSteps); put several small steps into the task of an agent"
            ]
        }
        var faults = names(plan)
        let schedule = PlanSchedule(plan)
        for (step, need) in schedule.missing { faults.append("\(step) needs \(Headline.of(need)), which is not in the plan") }
        if let circle = schedule.circle {
            faults.append("the steps \(circle.joined(separator: " → ")) → \(circle[0]) wait for each other; none of them can begin")
        }
        let made = made(by: plan)
        for step in plan.steps where !done.contains(step.id) {
            if let fault = fault(step, made) { faults.append("\(step.id): \(fault)") }
        }
        guard faults.count > 20 else { return faults }
        return faults.prefix(20) + ["and \(faults.count - 20) more"]
    }

    private func names(_ plan: Plan) -> [String] {
        var seen: Set<String> = []
        var faults: [String] = []
        for step in plan.steps {
            if !PlanValidator.isID(step.id) {
                faults.append("the id \"\(Headline.of(step.id))\" is not made of letters, digits, _ and - alone (at most 64)")
            } else if !seen.insert(step.id).inserted {
                faults.append("the id \(step.id) is there twice")
            }
        }
        return faults
    }

    private func fault(_ step: PlanStep, _ made: Made) -> String? {
        guard let runner = runners.first(where: { $0.kind == step.kind }) else {
            return
                "there is no kind of step \"\(Headline.of(step.kind.rawValue))\"; use \(runners.map(\.kind.rawValue).joined(separator: ", "))"
        }
        guard runner.offers.contains(where: { $0.name == step.name }) else {
            let names = runner.offers.map(\.name)
            let near = NearestName.among(names, to: step.name, limit: 3)
            return
                "there is no \(step.kind.rawValue) \"\(Headline.of(step.name))\"; "
                + (names.isEmpty ? "use another kind of step" : "use \((near.isEmpty ? names : near).joined(separator: ", "))")
        }
        guard step.inputs.object != nil else { return "its inputs are no object" }
        if let fault = runner.fault(in: step) { return fault }
        if let fault = Expectation.fault(step.expectedOutput) { return fault }
        if let fault = path(step, made) { return fault }
        guard !step.repeats, let earlier = earlier(step) else { return nil }
        return
            "\(earlier.tool) \(Headline.of(earlier.summary, limit: 120)) was run in this run already and worked; leave the step out, "
            + "or say \"repeat\": true when doing it again does no harm"
    }

    /// The call that did the same before.
    func earlier(_ step: PlanStep) -> RunContext.ToolRecord? {
        guard step.kind == .tool else { return nil }
        return effects.last { $0.tool == step.name && SameValue.holds($0.arguments, step.inputs) }
    }

    /// A file that is to be read must be there, or be made by the plan.
    private func path(_ step: PlanStep, _ made: Made) -> String? {
        guard step.kind == .tool, let path = step.inputs["path"]?.string, StepReferences.ids(in: .string(path)).isEmpty else { return nil }
        do throws(HostError) {
            _ = try workspace.status(path)
            return nil
        } catch {
            guard case .notFound = error else { return error.description }
            guard !made.mayBeAnything, !made.paths.contains(path), !effects(of: step).contains(.write) else { return nil }
            return "there is no \"\(Headline.of(path))\" in the workspace, and no step makes it"
        }
    }

    /// What the steps of a plan put into the workspace.
    private struct Made {
        var paths: Set<String> = []
        /// A program or an agent makes what it likes.
        var mayBeAnything = false
    }

    private func made(by plan: Plan) -> Made {
        var made = Made()
        for step in plan.steps {
            let effects = effects(of: step)
            if effects.contains(.execute) || step.kind != .tool { made.mayBeAnything = true }
            if effects.contains(.write), let path = step.inputs["path"]?.string { made.paths.insert(path) }
        }
        return made
    }

    private func effects(of step: PlanStep) -> [ToolEffect] { runners.first { $0.kind == step.kind }?.grade(step).effects ?? [] }
}
