internal import Events

/// Ends the run although its task is not done (004-123).
struct Exit: Tool {
    let spec = ToolSpec(
        name: ToolName.exit, aliases: ToolName.aliases[ToolName.exit] ?? [],
        manual: """
            Ends the run at once and gives the user your message. The todo list does not matter.
            When to use: when the task cannot be done, or need not be done any more. Say why, and what the user could do. When it is done use \
            \(ToolName.taskFinish).
            Limits: there is no way back; what was changed stays as it is. When only a decision is missing, ask for it before you give up.
            Example: {"message": "The repository has no tests, and none of the tools that could run them is installed. Install pytest and start again."}
            """,
        parameters: Parameters.object(
            [("message", Parameters.text("Why the run ends, and what the user can do.", minimumLength: 1, maximumLength: 100_000))],
            required: ["message"]),
        effects: [.control])

    func summary(of arguments: JSONObject) -> String { arguments.firstLine("message") }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let text = TextSanitiser.clean(arguments.text("message"))
        var result = ToolResult.success(text, display: ToolDisplay(kind: .none))
        result.directive = .finish(result: text)
        return result
    }
}
