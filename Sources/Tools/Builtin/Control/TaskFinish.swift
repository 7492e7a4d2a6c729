internal import Events

/// Ends the run with a result (001-30, 004-126).
struct TaskFinish: Tool {
    let spec = ToolSpec(
        name: ToolName.taskFinish, aliases: ToolName.aliases[ToolName.taskFinish] ?? [],
        manual: """
            Ends the task and gives the user its result.
            When to use: once, when everything asked for is done and checked. To let the user say whether it is done use \(ToolName.attemptCompletion); when \
            it cannot or need not be done use \(ToolName.exit).
            Limits: refused while items of the todo list are unfinished. Finish or cancel them first; if they really need not be done, set "force" and say why \
            in "reason".
            Example: {"result": "The parser accepts empty lines now; 214 tests pass."}
            """,
        parameters: Parameters.object(
            [("result", Parameters.text("What was done and what it means for the user.", minimumLength: 1, maximumLength: 100_000))]
                + TodoGuard.parameters, required: ["result"]),
        effects: [.control])

    func summary(of arguments: JSONObject) -> String { arguments.firstLine("result") }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        try TodoGuard.done(arguments, todos: context.todos) { .finish(result: $0) }
    }
}
