internal import Events

/// The one way from what a model wrote to a result (001-18): name, arguments, schema, run, answer.
///
/// Every fault on the way is a result with a code and a cure, never an error thrown: `unknown_tool`, `invalid_arguments`, the tool's own codes,
/// `tool_timeout`, `cancelled`, `tool_failed`. Text is sanitised here, whatever the tool did.
public struct ToolDispatcher: ToolDispatching {
    /// Longer arguments are refused unread.
    public static let argumentLimitBytes = 1_048_576
    /// Arguments nested deeper are refused.
    public static let argumentDepth = 64
    /// A longer output is cut in the middle for the model; the whole is kept beside it.
    public static let outputLimitBytes = 524_288

    private let tools: [any Tool]
    private let index: [String: Int]

    /// Of two tools with one name the first counts.
    public init(tools: [any Tool] = Toolbox.builtIn) {
        var index: [String: Int] = [:]
        for (position, tool) in tools.enumerated() where index[tool.spec.name] == nil { index[tool.spec.name] = position }
        for (position, tool) in tools.enumerated() {
            for alias in tool.spec.aliases where index[alias] == nil { index[alias] = position }
        }
        self.tools = tools
        self.index = index
    }

    public var specs: [ToolSpec] { tools.map(\.spec) }

    public func prepare(name: String, arguments: String) -> PreparedCall {
        guard let tool = index[name].map({ tools[$0] }) else {
            let shown = TextSanitiser.clean(String(name.prefix(100)))
            let near = NearestName.among(tools.map(\.spec.name), to: name, limit: 3)
            let cure = "use \((near.isEmpty ? tools.map(\.spec.name) : near).joined(separator: ", "))"
            return refused(shown, .string(clipped(arguments)), .unknownTool, "there is no tool \"\(shown)\"; \(cure)")
        }
        let spec = tool.spec
        guard arguments.utf8.count <= Self.argumentLimitBytes else {
            let message =
                "the arguments hold \(arguments.utf8.count) bytes, the limit is \(Self.argumentLimitBytes); make several smaller calls"
            return refused(spec.name, .string(clipped(arguments)), .invalidArguments, message)
        }
        let value: JSON
        do {
            // A call without arguments comes as nothing at all from some providers.
            value =
                arguments.allSatisfy(\.isWhitespace)
                ? .object(JSONObject()) : try JSON(parsing: arguments, maximumDepth: Self.argumentDepth)
        } catch {
            return refused(spec.name, .string(clipped(arguments)), .invalidArguments, "the arguments are \(error); send one JSON object")
        }
        let faults = ArgumentSchema(spec.parameters).faults(in: value)
        guard faults.isEmpty, let object = value.object else {
            let text = faults.isEmpty ? "the arguments must be an object" : faults.joined(separator: "; ")
            return refused(spec.name, value, .invalidArguments, "\(TextSanitiser.clean(text)); correct this and call \(spec.name) again")
        }
        let summary = oneLine(tool.summary(of: object))
        let effects = tool.effects(of: object)
        return PreparedCall(
            tool: spec.name, arguments: value, effects: effects, summary: summary, footprint: Self.footprint(tool, object, effects))
    }

    private static func footprint(_ tool: any Tool, _ arguments: JSONObject, _ effects: [ToolEffect]) -> Footprint {
        switch tool.spec.concurrency {
        case .alone: return .alone
        case .shared: return Footprint()
        case .byPath:
            let written = tool.paths(of: arguments)
            // A call that names no path may touch all.
            let paths = written.isEmpty ? [""] : written.map(Footprint.normalised)
            return effects.contains(.write) ? Footprint(writes: paths) : Footprint(reads: paths)
        }
    }

    public func run(_ call: PreparedCall, in context: ToolContext) async -> ToolResult {
        if let fault = call.fault { return fault }
        guard let tool = index[call.tool].map({ tools[$0] }), let arguments = call.arguments.object else {
            return .failure(.unknownTool, "there is no tool \"\(TextSanitiser.clean(call.tool))\"; use one of those listed")
        }
        guard !Task.isCancelled else { return .failure(.cancelled, "the call was cancelled before it began; nothing was done") }
        return finished(await timed(tool, arguments, context))
    }

    // MARK: Inside

    /// Whichever is first, the tool's end or its time limit; the tool's task is cancelled in the second case and waited for.
    private func timed(_ tool: any Tool, _ arguments: JSONObject, _ context: ToolContext) async -> ToolResult {
        guard let limit = tool.spec.timeLimit else { return await Self.guarded(tool, arguments, context) }
        return await withTaskGroup(of: ToolResult?.self) { group in
            group.addTask { await Self.guarded(tool, arguments, context) }
            group.addTask {
                do { try await Task.sleep(for: limit) } catch { return nil }
                return .failure(.toolTimeout, "\(tool.spec.name) took longer than \(limit) and was stopped; ask for less at once")
            }
            var answer: ToolResult?
            for await result in group {
                group.cancelAll()
                // The first result counts; a timer that was cancelled says nothing.
                if answer == nil { answer = result }
            }
            return answer ?? .failure(.cancelled, "the call was cancelled")
        }
    }

    @concurrent
    private static func guarded(_ tool: any Tool, _ arguments: JSONObject, _ context: ToolContext) async -> ToolResult {
        do {
            return try await tool.run(arguments, in: context)
        } catch {
            return ToolResult(thrown: error)
        }
    }

    private func finished(_ result: ToolResult) -> ToolResult {
        var result = result
        result.display.body = TextSanitiser.clean(result.display.body)
        result.display.fact = oneLine(TextSanitiser.clean(result.display.fact))
        let raw = result.output
        result.output = TextSanitiser.clean(raw)
        if result.output.utf8.count > Self.outputLimitBytes {
            result.wholeOutput = result.wholeOutput ?? Array(raw.utf8)
            result.output = OutputWindow.cut(result.output, limitBytes: Self.outputLimitBytes)
            result.truncated = true
        }
        if result.status == .error, result.errorCode == nil { result.errorCode = .toolFailed }
        return result
    }

    private func refused(_ tool: String, _ arguments: JSON, _ code: ErrorCode, _ message: String) -> PreparedCall {
        PreparedCall(tool: tool, arguments: arguments, effects: [], summary: "", fault: .failure(code, message))
    }

    private func clipped(_ arguments: String) -> String {
        arguments.utf8.count <= 4096 ? arguments : OutputWindow.cut(arguments, limitBytes: 4096)
    }

    private func oneLine(_ text: String) -> String {
        let clean = TextSanitiser.clean(text)
        return clean.split(whereSeparator: \.isNewline).joined(separator: " ⏎ ")
    }
}
