internal import Events

/// Carries out the steps of agents: each a task of its own, in a run of its own (002-05, 002-06, 002-08).
struct AgentStepRunner: StepRunner {
    let desk: AgentDesk
    let router: any Router
    let control: RunControl

    let kind = StepKind.agent

    var offers: [StepOffer] {
        guard desk.isOpen else { return [] }
        let inputs: JSON = [
            "type": "object",
            "properties": [
                "task": ["type": "string", "description": "What is to be done, understandable by itself.", "minLength": 1],
                "agent": ["type": "string", "description": "Another agent than the one the step names."],
            ],
            "required": ["task"], "additionalProperties": false,
        ]
        return desk.profiles.map { StepOffer(name: $0.name, manual: $0.description, inputs: inputs) }
            + [StepOffer(name: RuleRouter.anyone, manual: "The agent that fits best is chosen.", inputs: inputs)]
    }

    func fault(in step: PlanStep) -> String? {
        if let fault = StepInputs.fault(in: step, text: "task", also: ["agent"]) { return fault }
        for name in [step.name, step.inputs["agent"]?.string].compactMap(\.self)
        where name != RuleRouter.anyone && !desk.profiles.contains(where: { $0.name == name }) {
            return "there is no agent \(TextSanitiser.clean(String(name.prefix(60)))); "
                + "there are \(desk.profiles.map(\.name).joined(separator: ", ")) and \(RuleRouter.anyone)"
        }
        return nil
    }

    func grade(_ step: PlanStep) -> StepGrade {
        // What an agent does is asked for call by call, whatever the plan was thought to do.
        profile(for: step)?.readsOnly == true ? StepGrade(effects: [.read]) : StepGrade(effects: [.read, .write, .execute])
    }

    func run(_ works: [StepWork]) async throws(EngineError) -> [String: StepYield] {
        await SideBySide.run(works, limit: desk.limit) { work in
            guard let profile = profile(for: work.step) else {
                return .failed(ErrorDetail(code: .notEnabled, message: "there is no agent for this step", source: .config), output: "")
            }
            let task = work.step.inputs["task"]?.string ?? ""
            let answer = await desk.run(AgentOrder(profile: profile, task: task, origin: .step(work.step.id)))
            return StepYield(answer, agent: profile.name, isInterrupted: control.interruption != nil)
        }
    }

    private func profile(for step: PlanStep) -> AgentProfile? {
        let name = router.agent(for: step, in: desk.view)
        return desk.profiles.first { $0.name == name }
    }
}

extension StepYield {
    /// What came of an agent's work, for the step that wanted it.
    init(_ answer: AgentAnswer, agent: String, isInterrupted: Bool) {
        self =
            switch answer {
            case .done(let text, _): .done(output: text)
            case .failed where isInterrupted: .stopped
            case .failed(let detail, _): .failed(detail, output: "")
            case .stopped where isInterrupted: .stopped
            case .stopped:
                .failed(
                    ErrorDetail(
                        code: .cancelled, message: "the agent \(agent) was stopped before it had an answer; do without it, or try again",
                        source: .tool, recoverable: true), output: "")
            case .left(let what, _): .needsAnswer("the agent \(agent): \(what)")
            }
    }
}
