internal import Events

/// Ends the run with a result (001-30, 004-126).
struct TaskFinish: Tool {
    let spec = ToolSpec(
        name: ToolName.taskFinish, aliases: ToolName.aliases[ToolName.taskFinish] ?? [],
        manual: """
            Ends the task and gives the user its result.
            When to use: once, when everything asked for is done and checked, or when it cannot be done: say so then.
            Limits: refused while items of the todo list are unfinished. Finish or cancel them first; if they really need not be done, set "force" and say why \
            in "reason".
            Example: {"result": "The parser accepts empty lines now; 214 tests pass."}
            """,
        parameters: Parameters.object(
            [
                ("result", Parameters.text("What was done and what it means for the user.", minimumLength: 1, maximumLength: 100_000)),
                ("force", Parameters.flag("Finish although todos are unfinished. Default false.")),
                ("reason", Parameters.text("Why they need not be finished; needed with force.", maximumLength: 2000)),
            ], required: ["result"]),
        effects: [.control])

    func summary(of arguments: JSONObject) -> String {
        String(arguments.text("result").prefix { !$0.isNewline }.prefix(200))
    }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let unfinished = TodoList.unfinished(context.todos)
        let reason = arguments.text("reason")
        if !unfinished.isEmpty, !arguments.flag("force") || reason.allSatisfy(\.isWhitespace) {
            let list = unfinished.prefix(10).map { "\($0.id): \($0.text) (\($0.status.rawValue))" }.joined(separator: "\n")
            let cure =
                arguments.flag("force")
                ? "say in `reason` why they need not be finished" : "finish them, cancel them, or set `force` with a `reason`"
            throw ToolsError(.todoIncomplete, "\(FileText.count(unfinished.count, "todo is", "todos are")) unfinished; \(cure)\n\(list)")
        }
        let text = TextSanitiser.clean(arguments.text("result"))
        var result = ToolResult.success(text, display: ToolDisplay(kind: .none))
        result.metadata = JSONObject(
            unfinished.isEmpty ? [] : [.init("forced", true), .init("reason", .string(TextSanitiser.clean(reason)))])
        result.directive = .finish(result: text)
        return result
    }
}
