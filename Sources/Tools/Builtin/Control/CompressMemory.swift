internal import Events

/// Has the conversation summarised when it has become long (001-62).
struct CompressMemory: Tool {
    let spec = ToolSpec(
        name: ToolName.compressMemory, aliases: ToolName.aliases[ToolName.compressMemory] ?? [],
        manual: """
            Has the older part of this conversation replaced by a summary before your next answer, so that there is room to go on.
            When to use: when you are offered it and much work is still ahead. The best moment is between two pieces of work, with the todo list up to date.
            Limits: details that the summary leaves out are gone for you, though files and the todo list stay as they are. Name in "focus" what you will need. \
            It is offered only while the context is nearly full.
            Example: {"focus": "the failing test cases of ParserTests and the plan for the tokenizer"}
            """,
        parameters: Parameters.object([
            ("focus", Parameters.text("What the summary must keep. Default: task, decisions, open points.", maximumLength: 2000))
        ]),
        effects: [.control], needs: [.fullMemory])

    func summary(of arguments: JSONObject) -> String { arguments.firstLine("focus") }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let focus = TextSanitiser.clean(arguments.text("focus"))
        return ToolResult(
            status: .pendingCompress, output: "the conversation is summarised before your next answer", display: ToolDisplay(kind: .none),
            directive: .compress(focus: focus))
    }
}
