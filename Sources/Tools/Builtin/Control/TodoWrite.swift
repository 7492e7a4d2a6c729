internal import Events

/// Writes the whole todo list (001-27, 001-28).
struct TodoWrite: Tool {
    let spec = ToolSpec(
        name: ToolName.todoWrite, aliases: ToolName.aliases[ToolName.todoWrite] ?? [],
        manual: """
            Replaces your todo list by the one given; the user sees it.
            When to use: for work of three steps or more: write the list first, set one item to in_progress before you begin it and to completed as soon as it \
            is done. Leave it alone for small things.
            Limits: always send the whole list: an item you leave out is gone. At most one item in_progress, else nothing changes. At most 100 items.
            Example: {"items": [{"id": "1", "text": "Read the parser", "status": "completed"}, {"id": "2", "text": "Fix the loop", "status": "in_progress"}]}
            """,
        parameters: Parameters.object(
            [
                (
                    "items",
                    Parameters.list(
                        "The whole list, in order.",
                        of: Parameters.object(
                            [
                                ("id", Parameters.text("Short and lasting, such as \"1\".", minimumLength: 1, maximumLength: 40)),
                                ("text", Parameters.text("What is to be done.", minimumLength: 1, maximumLength: 500)),
                                ("status", Parameters.word("How it stands.", TodoList.statuses)),
                            ], required: ["id", "text", "status"]), maximum: 100)
                )
            ], required: ["items"]),
        effects: [.control])

    func summary(of arguments: JSONObject) -> String { FileText.count(arguments["items"]?.array?.count ?? 0, "item") }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let items = try TodoList.parse(arguments, before: context.todos, iteration: context.iteration)
        var result = ToolResult.success(TodoList.text(items), display: ToolDisplay(kind: .list, fact: TodoList.fact(items)))
        result.directive = .setTodos(items)
        return result
    }
}
