internal import Events

/// Lists the commands of the run that were started in the background (001-38).
struct ListBackgroundCommands: Tool {
    let spec = ToolSpec(
        name: ToolName.listBackgroundCommands, aliases: ToolName.aliases[ToolName.listBackgroundCommands] ?? [],
        manual: """
            Lists the commands that were started in the background, those that have ended too, one a line.
            When to use: when you do not know any more what runs, or before you finish a task. For what one of them prints use \
            \(ToolName.checkBackgroundCommand).
            Limits: the commands of this run only; at most \(BackgroundSessions.limit) run at the same time. The status is BATCH_RUNNING while one of them \
            runs.
            Example: {}
            """,
        parameters: Parameters.object([]), effects: [.read], needs: [.workspace, .changes], concurrency: .shared)

    func summary(of arguments: JSONObject) -> String { "" }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let list = try BackgroundText.sessions(of: context).list
        let running = list.filter { $0.state == .running }
        return ToolResult(
            status: running.isEmpty ? .success : .batchRunning,
            output: list.isEmpty ? "[nothing was started in the background]" : list.map(BackgroundText.line).joined(separator: "\n"),
            metadata: JSONObject([
                .init("session_count", .count(list.count)), .init("running", .array(running.map { .string($0.id) })),
            ]),
            display: ToolDisplay(kind: .text, fact: "\(running.count) running"))
    }
}
