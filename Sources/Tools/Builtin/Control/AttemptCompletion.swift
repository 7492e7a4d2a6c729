internal import Events

/// Presents a result that the person may accept or send back (004-126).
struct AttemptCompletion: Tool {
    let spec = ToolSpec(
        name: ToolName.attemptCompletion, aliases: ToolName.aliases[ToolName.attemptCompletion] ?? [],
        manual: """
            Presents the result of the task to the user, who accepts it or says what is missing.
            When to use: when you believe that everything asked for is done, but the user is the one to judge it, as with a design or a text. When tests or \
            facts show that it is done use \(ToolName.taskFinish).
            Limits: refused while items of the todo list are unfinished, unless "force" is set with a "reason". If the user sends it back, the answer says why: \
            go on with that. Where nobody can be asked it ends the task.
            Example: {"result": "The new page is in site/index.html; open it and tell me whether the colours suit you."}
            """,
        parameters: Parameters.object(
            [("result", Parameters.text("What was done and how the user can judge it.", minimumLength: 1, maximumLength: 100_000))]
                + TodoGuard.parameters, required: ["result"]),
        effects: [.control])

    func summary(of arguments: JSONObject) -> String { arguments.firstLine("result") }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        try TodoGuard.done(arguments, todos: context.todos) { .offer(result: $0) }
    }
}
