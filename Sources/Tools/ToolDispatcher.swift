internal import Events

/// The one way from what a model wrote to a result (001-18): name, arguments, schema, run, answer.
///
/// Every fault on the way is a result with a code and a cure, never an error thrown: `unknown_tool`, `invalid_arguments`, the tool's own codes,
/// `tool_timeout`, `cancelled`, `tool_failed`. Text is sanitised here, whatever the tool did. `ToolExecutor` runs the tool.
public struct ToolDispatcher: ToolDispatching {
    /// Of a longer output the model is given beginning and end, unless it was made with another limit.
    public static let standardOutputLimitBytes = 32_768

    private let tools: [any Tool]
    private let index: [String: Int]
    private let executor: ToolExecutor
    private let bounds: ResultBounds

    /// Of two tools with one name the first counts.
    ///
    /// `timeLimit` takes the place of the limit of each tool that has one; `outputLimitBytes` is what the model is given of one output.
    public init(
        tools: [any Tool] = Toolbox.builtIn, timeLimit: Duration? = nil,
        outputLimitBytes: Int = ToolDispatcher.standardOutputLimitBytes
    ) {
        self.init(tools: tools, executor: ToolExecutor(timeLimit: timeLimit), outputLimitBytes: outputLimitBytes)
    }

    package init(tools: [any Tool], executor: ToolExecutor, outputLimitBytes: Int = ToolDispatcher.standardOutputLimitBytes) {
        var index: [String: Int] = [:]
        for (position, tool) in tools.enumerated() where index[tool.spec.name] == nil { index[tool.spec.name] = position }
        for (position, tool) in tools.enumerated() {
            for alias in tool.spec.aliases where index[alias] == nil { index[alias] = position }
        }
        self.tools = tools
        self.index = index
        self.executor = executor
        bounds = ResultBounds(outputBytes: outputLimitBytes)
    }

    public var specs: [ToolSpec] { tools.map(\.spec) }

    public func prepare(name: String, arguments: String) -> PreparedCall {
        guard let tool = index[name].map({ tools[$0] }) else {
            let shown = TextSanitiser.clean(String(name.prefix(100)))
            let near = NearestName.among(tools.map(\.spec.name), to: name, limit: 3)
            let cure = "use \((near.isEmpty ? tools.map(\.spec.name) : near).joined(separator: ", "))"
            let fault = ToolResult.failure(.unknownTool, "there is no tool \"\(shown)\"; \(cure)")
            return PreparedCall(tool: shown, arguments: ArgumentReader.shown(arguments), effects: [], summary: "", fault: fault)
        }
        let spec = tool.spec
        let (value, fault) = ArgumentReader(tool: spec.name, parameters: spec.parameters).read(arguments)
        guard fault == nil, let object = value.object else {
            return PreparedCall(tool: spec.name, arguments: value, effects: [], summary: "", fault: fault)
        }
        let effects = tool.effects(of: object)
        return PreparedCall(
            tool: spec.name, arguments: value, effects: effects, summary: ResultBounds.oneLine(tool.summary(of: object)),
            warning: tool.warning(of: object).map(ResultBounds.oneLine), footprint: Footprint(of: object, for: tool, effects: effects))
    }

    public func run(_ call: PreparedCall, in context: ToolContext) async -> ToolResult {
        if let fault = call.fault { return fault }
        guard let tool = index[call.tool].map({ tools[$0] }), let arguments = call.arguments.object else {
            return .failure(.unknownTool, "there is no tool \"\(TextSanitiser.clean(call.tool))\"; use one of those listed")
        }
        guard !Task.isCancelled else { return .failure(.cancelled, "the call was cancelled before it began; nothing was done") }
        var context = context
        context.outputLimitBytes = bounds.outputBytes
        return bounds.applied(to: await executor.run(tool, arguments, in: context))
    }
}
