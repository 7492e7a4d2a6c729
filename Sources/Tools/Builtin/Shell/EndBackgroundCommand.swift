internal import Events

/// Ends a command in the background with all its children (001-38).
struct EndBackgroundCommand: Tool {
    let spec = ToolSpec(
        name: ToolName.endBackgroundCommand, aliases: ToolName.aliases[ToolName.endBackgroundCommand] ?? [],
        manual: """
            Ends a command in the background with all processes it has started, and gives the last lines it printed.
            When to use: when a server or watcher is no longer needed, or a command hangs. All of them end with the run anyway.
            Limits: it gets SIGTERM, and SIGKILL 200 ms later. One that has ended already is only told of. The rest of its output can still be read with \
            \(ToolName.checkBackgroundCommand).
            Example: {"session_id": "bg-1"}
            """,
        parameters: Parameters.object(
            [("session_id", Parameters.text("The id that the start gave.", minimumLength: 1, maximumLength: 100))], required: ["session_id"]
        ),
        effects: [.control], needs: [.workspace, .changes])

    func summary(of arguments: JSONObject) -> String { arguments.text("session_id") }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let sessions = try BackgroundText.sessions(of: context)
        let session = try await sessions.end(arguments.text("session_id"))
        let tail = try sessions.tail(session.id)
        let text = "[\(BackgroundText.line(session))]\n" + (tail.isEmpty ? "[it printed nothing]" : tail)
        var metadata = BackgroundText.metadata(session)
        if session.leftBehind { metadata["left_behind"] = true }
        return ToolResult(
            status: session.leftBehind ? .error : .success, errorCode: session.leftBehind ? .toolFailed : nil, output: text,
            metadata: metadata, display: ToolDisplay(kind: .output, body: tail, fact: BackgroundText.standing(session)))
    }
}
