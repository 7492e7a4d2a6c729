internal import Events

/// Keeps a task from being called done while its todo list says otherwise (001-30).
enum TodoGuard {
    /// The members that every tool behind the guard takes.
    static let parameters: [(String, JSON)] = [
        ("force", Parameters.flag("Finish although todos are unfinished. Default false.")),
        ("reason", Parameters.text("Why they need not be finished; needed with force.", maximumLength: 2000)),
    ]

    /// The result of a call that says the task is done; throws `todo_incomplete` when it may not say so.
    static func done(_ arguments: JSONObject, todos: [TodoItem], _ directive: (String) -> ToolDirective) throws(ToolsError) -> ToolResult {
        let forced = try passed(arguments, todos: todos)
        let text = TextSanitiser.clean(arguments.text("result"))
        var result = ToolResult.success(text, display: ToolDisplay(kind: .none))
        result.metadata = forced
        result.directive = directive(text)
        return result
    }

    /// What the result says of a list that was passed over; throws `todo_incomplete` when it may not be.
    private static func passed(_ arguments: JSONObject, todos: [TodoItem]) throws(ToolsError) -> JSONObject {
        let unfinished = TodoList.unfinished(todos)
        guard !unfinished.isEmpty else { return JSONObject() }
        let reason = arguments.text("reason")
        guard arguments.flag("force"), !reason.allSatisfy(\.isWhitespace) else {
            let list = unfinished.prefix(10).map { "\($0.id): \($0.text) (\($0.status.rawValue))" }.joined(separator: "\n")
            let cure =
                arguments.flag("force")
                ? "say in `reason` why they need not be finished" : "finish them, cancel them, or set `force` with a `reason`"
            throw ToolsError(.todoIncomplete, "\(FileText.count(unfinished.count, "todo is", "todos are")) unfinished; \(cure)\n\(list)")
        }
        return JSONObject([.init("forced", true), .init("reason", .string(TextSanitiser.clean(reason)))])
    }
}
