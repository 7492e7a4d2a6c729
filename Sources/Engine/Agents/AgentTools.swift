internal import Tools

/// The tools of a run with one more: the agents that may work for it (001-63).
struct AgentTools: ToolDispatching {
    private let tools: any ToolDispatching
    private let agents: ToolDispatcher
    private let names: Set<String>
    let specs: [ToolSpec]

    init(_ tools: any ToolDispatching, desk: AgentDesk, outputLimitBytes: Int, router: any Router = RuleRouter()) {
        self.tools = tools
        let tool = RunAgent(desk: desk, router: router)
        agents = ToolDispatcher(tools: [tool], outputLimitBytes: outputLimitBytes)
        names = Set([tool.spec.name] + tool.spec.aliases)
        specs = tools.specs + [tool.spec]
    }

    func prepare(name: String, arguments: String) -> PreparedCall {
        names.contains(name) ? agents.prepare(name: name, arguments: arguments) : tools.prepare(name: name, arguments: arguments)
    }

    func run(_ call: PreparedCall, in context: ToolContext) async -> ToolResult {
        names.contains(call.tool) ? await agents.run(call, in: context) : await tools.run(call, in: context)
    }
}
