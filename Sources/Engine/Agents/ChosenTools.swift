internal import Events
internal import Tools

/// Some of the tools: those that an agent has.
struct ChosenTools: ToolDispatching {
    private let tools: any ToolDispatching
    private let names: Set<String>

    init(of tools: any ToolDispatching, names: [String]) {
        self.tools = tools
        self.names = Set(names)
    }

    var specs: [ToolSpec] { tools.specs.filter { names.contains($0.name) } }

    func prepare(name: String, arguments: String) -> PreparedCall {
        let call = tools.prepare(name: name, arguments: arguments)
        guard call.fault == nil, !names.contains(call.tool) else { return call }
        return .notEnabled(tool: call.tool, arguments: call.arguments, offered: specs.map(\.name))
    }

    func run(_ call: PreparedCall, in context: ToolContext) async -> ToolResult {
        guard names.contains(call.tool) else { return .failure(.notEnabled, "\(TextSanitiser.clean(call.tool)) is not one of your tools") }
        return await tools.run(call, in: context)
    }
}
