internal import Events

/// Asks the person and waits for the answer (001-31, 004-124).
struct AskUser: Tool {
    let spec = ToolSpec(
        name: ToolName.askUser, aliases: ToolName.aliases[ToolName.askUser] ?? [],
        manual: """
            Asks the user one question and waits; the answer comes back as the result of this call.
            When to use: when you cannot go on without a decision that only the user can take. Find out for yourself what files and commands can tell.
            Limits: one question a call; with "selection" single or multiple give 2 to 20 options, with text none are needed. The user may always write a text.
            Example: {"question": "Which database shall I use?", "options": ["SQLite", "PostgreSQL"], "selection": "single"}
            """,
        parameters: Parameters.object(
            [
                ("question", Parameters.text("The question, understandable by itself.", minimumLength: 1, maximumLength: 4000)),
                (
                    "options",
                    Parameters.list(
                        "Answers to choose from.", of: Parameters.text("An answer.", minimumLength: 1, maximumLength: 300), maximum: 20)
                ),
                (
                    "selection",
                    Parameters.word(
                        "How many may be chosen. Default: single with options, else text.", AnswerSelection.allCases.map(\.rawValue))
                ),
            ], required: ["question"]),
        effects: [.control], needs: [.interruption])

    func summary(of arguments: JSONObject) -> String { arguments.text("question") }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let question = TextSanitiser.clean(arguments.text("question"))
        let options = (arguments["options"]?.array ?? []).compactMap(\.string).map { TextSanitiser.clean($0) }
        let selection = arguments["selection"]?.string.flatMap(AnswerSelection.init(rawValue:)) ?? (options.isEmpty ? .text : .single)
        guard selection == .text || options.count >= 2 else {
            throw ToolsError(
                .invalidArguments,
                "`selection` \(selection.rawValue) needs at least two `options`, but there are \(options.count); add some or use text")
        }
        guard Set(options).count == options.count else {
            throw ToolsError(.invalidArguments, "two `options` are the same; make them different")
        }
        return ToolResult(
            status: .waitResponse, output: question,
            metadata: JSONObject([
                .init("question", .string(question)), .init("options", .array(options.map { .string($0) })),
                .init("selection", .string(selection.rawValue)),
            ]), display: ToolDisplay(kind: .list, body: options.joined(separator: "\n")),
            directive: .ask(question: question, options: options, selection: selection))
    }
}
