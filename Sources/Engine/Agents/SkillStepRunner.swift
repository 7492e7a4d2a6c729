internal import Events

/// Carries out the steps of skills: an agent does the task as the skill says (002-05, 002-28).
struct SkillStepRunner: StepRunner {
    let desk: AgentDesk
    let skills: [Skill]
    let control: RunControl

    let kind = StepKind.skill

    var offers: [StepOffer] {
        guard desk.isOpen else { return [] }
        let inputs: JSON = [
            "type": "object",
            "properties": ["task": ["type": "string", "description": "What is to be done with the skill.", "minLength": 1]],
            "required": ["task"], "additionalProperties": false,
        ]
        return skills.map { StepOffer(name: $0.name, manual: $0.description, inputs: inputs) }
    }

    func fault(in step: PlanStep) -> String? {
        guard skills.contains(where: { $0.name == step.name }) else {
            let names = skills.isEmpty ? "there are none" : "there are \(skills.map(\.name).joined(separator: ", "))"
            return "there is no skill \(TextSanitiser.clean(String(step.name.prefix(60)))); \(names)"
        }
        return StepInputs.fault(in: step, text: "task")
    }

    func grade(_ step: PlanStep) -> StepGrade { StepGrade(effects: [.read, .write, .execute]) }

    func run(_ works: [StepWork]) async throws(EngineError) -> [String: StepYield] {
        await SideBySide.run(works, limit: desk.limit) { work in
            guard let skill = skills.first(where: { $0.name == work.step.name }) else {
                return .failed(
                    ErrorDetail(code: .notFound, message: "there is no skill \(work.step.name); repair the plan", source: .config),
                    output: "")
            }
            let task = work.step.inputs["task"]?.string ?? ""
            let answer = await desk.run(AgentOrder(profile: profile(skill), task: task, origin: .step(work.step.id)))
            return StepYield(answer, agent: skill.name, isInterrupted: control.interruption != nil)
        }
    }

    /// The general agent with the skill's text for its way of working.
    private func profile(_ skill: Skill) -> AgentProfile {
        var profile = desk.profiles.first { $0.name == AgentProfile.general.name } ?? .general
        let own = profile.instructions.isEmpty ? "" : profile.instructions + "\n\n"
        profile.name = skill.name
        profile.instructions = own + "Work as this skill says:\n" + skill.text
        return profile
    }
}
