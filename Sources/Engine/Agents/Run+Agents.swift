internal import Events

/// A run as the run that it works for sees it.
extension Run {
    /// Tokens of the run and of the agents below it, those that work now too.
    var tokensUsed: Int {
        guard let agents else { return recorder.read { $0.tokensUsed } }
        let (told, underWay) = agents.tokens
        let (sum, overflow) = told.addingReportingOverflow(underWay)
        return overflow ? .max : sum
    }

    /// What it used so far.
    var figures: AgentFigures { AgentFigures(recorder.metrics) }
}

extension Run {
    /// What carries out the steps that are no calls of tools (002-05): those of agents, of skills and of retrieval.
    func stepRunners(_ request: RunRequest, _ parts: RunParts, _ control: RunControl, router: any Router = RuleRouter()) -> [any StepRunner]
    {
        var runners: [any StepRunner] = []
        if let agents {
            runners.append(AgentStepRunner(desk: agents, router: router, control: control))
            if !parts.skills.isEmpty { runners.append(SkillStepRunner(desk: agents, skills: parts.skills, control: control)) }
        }
        if let context = parts.context {
            runners.append(RetrievalStepRunner(context: context, runID: id, workspace: request.workspacePath, control: control))
        }
        return runners
    }
}

extension AgentDesk {
    /// The desk of a run, and its parts with the tool that goes to the desk; no desk where no agents can work for it.
    static func opened(
        _ request: RunRequest, _ parts: RunParts, _ recorder: RunRecorder, _ control: RunControl, _ gate: ModelCallGate,
        _ parent: Run.Parent?
    ) -> (RunParts, AgentDesk?) {
        guard let host = parts.agentHost, !parts.agents.isEmpty else { return (parts, nil) }
        let desk = AgentDesk(
            request: request, parts: parts, host: host, recorder: recorder, control: control, gate: gate, above: parent?.tokensLeft)
        var parts = parts
        parts.tools = AgentTools(parts.tools, desk: desk, outputLimitBytes: request.limits.toolOutputBytes)
        return (parts, desk)
    }
}
