internal import Events

/// Reads the todo list back (001-29).
struct TodoRead: Tool {
    let spec = ToolSpec(
        name: ToolName.todoRead, aliases: ToolName.aliases[ToolName.todoRead] ?? [],
        manual: """
            Returns your todo list as it stands: one item a line, [ ] pending, [>] in progress, [x] completed, [!] blocked, [-] cancelled.
            When to use: when you are not sure what is left, above all after a long stretch of work or a summary of the conversation.
            Limits: changes nothing; write the list with \(ToolName.todoWrite).
            Example: {}
            """,
        parameters: Parameters.object([]), effects: [.control])

    func summary(of arguments: JSONObject) -> String { "" }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        ToolResult.success(TodoList.text(context.todos), display: ToolDisplay(kind: .list, fact: TodoList.fact(context.todos)))
    }
}
