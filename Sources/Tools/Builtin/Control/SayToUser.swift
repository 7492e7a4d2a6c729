internal import Events

/// Shows a message to the person and goes on (004-125).
struct SayToUser: Tool {
    let spec = ToolSpec(
        name: ToolName.sayToUser, aliases: ToolName.aliases[ToolName.sayToUser] ?? [],
        manual: """
            Shows the user a message and goes on at once, without an answer.
            When to use: when the user should know something before the task ends: a surprise, a risk, a finding, or what a long piece of work is about to do. \
            For a question use \(ToolName.askUser); for the result \(ToolName.taskFinish).
            Limits: at most 10000 characters. Nobody may be looking; do not wait for a reaction, and do not tell every step, which the user sees anyway.
            Example: {"message": "The tests were failing before I changed anything: 3 of 214, all in the parser."}
            """,
        parameters: Parameters.object(
            [("message", Parameters.text("What the user should know.", minimumLength: 1, maximumLength: 10_000))], required: ["message"]),
        effects: [.control])

    func summary(of arguments: JSONObject) -> String { arguments.firstLine("message") }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        ToolResult.success("shown to the user", display: ToolDisplay(kind: .text, body: TextSanitiser.clean(arguments.text("message"))))
    }
}
