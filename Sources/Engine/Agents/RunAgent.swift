internal import Events
internal import Tools

/// Has another agent do a part of the task (001-63).
struct RunAgent: Tool {
    private let desk: AgentDesk
    private let router: any Router
    let spec: ToolSpec

    init(desk: AgentDesk, router: any Router) {
        self.desk = desk
        self.router = router
        spec = RunAgent.spec(desk.profiles)
    }

    /// What a model is told of it.
    static func spec(_ profiles: [AgentProfile]) -> ToolSpec {
        let list = profiles.map { "- \($0.name): \($0.description)" }.joined(separator: "\n")
        let names = profiles.map { JSON.string($0.name) } + [.string(RuleRouter.anyone)]
        return ToolSpec(
            name: ToolName.runAgent, aliases: ["_run_agent", "RunAgent", "run_sub_agent", "_run_sub_agent"],
            manual: """
                Has another agent do a part of the task in a run of its own, and gives back its answer.
                When to use: for a part that stands by itself and would fill your context, such as a search through many files; several calls in one \
                answer work side by side. Do small things yourself.
                Limits: the agent sees only the task, so write into it all that it has to know. What it uses counts for your own budget.
                Agents:
                \(list)
                Example: {"agent": "reader", "task": "Find every caller of parse() below src and say what each does with an error."}
                """,
            parameters: [
                "type": "object",
                "properties": [
                    "agent": ["type": "string", "description": "Who does it; auto chooses. Default: auto.", "enum": .array(names)],
                    "task": [
                        "type": "string", "description": "What is to be done, understandable by itself.", "minLength": 1,
                        "maxLength": 20_000,
                    ],
                ],
                "required": ["task"], "additionalProperties": false,
            ],
            effects: [.control], timeLimit: nil, needs: [.subAgents], concurrency: .shared)
    }

    func summary(of arguments: JSONObject) -> String {
        "\(arguments["agent"]?.string ?? RuleRouter.anyone): \(Headline.of(arguments["task"]?.string ?? "", limit: 160))"
    }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let task = TextSanitiser.clean(arguments["task"]?.string ?? "")
        guard task.contains(where: { !$0.isWhitespace }) else {
            return .failure(.invalidArguments, "`task` is empty; say what is to be done, with all that the agent has to know")
        }
        let step = PlanStep(
            id: "call", kind: .agent, name: arguments["agent"]?.string ?? RuleRouter.anyone, inputs: ["task": .string(task)])
        guard let name = router.agent(for: step, in: desk.view), let profile = desk.profiles.first(where: { $0.name == name }) else {
            return .failure(.notEnabled, "there is no agent for this; do it yourself")
        }
        let answer = await desk.run(AgentOrder(profile: profile, task: task, origin: .call(context.toolCallID)))
        return result(answer, of: profile)
    }

    private func result(_ answer: AgentAnswer, of profile: AgentProfile) -> ToolResult {
        var result: ToolResult
        switch answer {
        case .done(let text, _): result = .success(text)
        case .failed(let detail, nil): result = .failure(detail.code, detail.message)
        case .failed(let detail, _):
            result = .failure(
                detail.code,
                "the agent \(profile.name) gave no answer (\(Headline.of(detail.message, limit: 400))); "
                    + "give it a smaller task, or do it yourself")
        case .stopped:
            result = .failure(
                .cancelled, "the agent \(profile.name) was stopped before it had an answer; go on without it, or ask the person")
        case .left(let what, _):
            result = ToolResult(
                status: .waitResponse, output: what, directive: .leave(waitingFor: "the agent \(profile.name): \(what)"))
        }
        result.metadata["agent"] = .string(profile.name)
        if let runID = answer.runID { result.metadata["run_id"] = .string(runID) }
        return result
    }
}
