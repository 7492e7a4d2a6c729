internal import Events

/// Tells how a command in the background goes and what it has printed since (001-39).
struct CheckBackgroundCommand: Tool {
    static let pieceLimitBytes = 24_576

    let spec = ToolSpec(
        name: ToolName.checkBackgroundCommand, aliases: ToolName.aliases[ToolName.checkBackgroundCommand] ?? [],
        manual: """
            Tells how a command in the background goes and gives what it has printed since you looked last.
            When to use: after \(ToolName.executeShellCommand) with "background": true, to see whether a server is up or a build is through. With \
            "wait_seconds" it waits for the end or for new output; that is better than asking again and again.
            Limits: at most 24 KiB a call; read on with the cursor it gives. The last 1 MiB of the output is kept; what is gone is told of. The status is \
            RUNNING while it runs, and an error when it has failed.
            Example: {"session_id": "bg-1", "wait_seconds": 20}
            """,
        parameters: Parameters.object(
            [
                ("session_id", Parameters.text("The id that the start gave.", minimumLength: 1, maximumLength: 100)),
                (
                    "cursor",
                    Parameters.integer("The byte to read from. Default: where the last call without it stopped.", 0...1_000_000_000_000_000)
                ),
                ("wait_seconds", Parameters.integer("How long to wait for the end or new output. Default 0.", 0...60)),
            ], required: ["session_id"]),
        effects: [.read], timeLimit: .seconds(75), needs: [.workspace, .changes], concurrency: .shared)

    func summary(of arguments: JSONObject) -> String { arguments.text("session_id") }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let sessions = try BackgroundText.sessions(of: context)
        let id = arguments.text("session_id")
        let cursor = arguments["cursor"]?.integer
        let seconds = arguments.integer("wait_seconds", or: 0)
        if seconds > 0 {
            try await sessions.wait(id, from: cursor, for: .seconds(seconds))
            try Task.checkCancellation()
        }
        return Self.result(try sessions.read(id, from: cursor, limit: Self.pieceLimitBytes))
    }

    private static func result(_ reading: BackgroundReading) -> ToolResult {
        let session = reading.session
        let (status, code) = BackgroundText.status(session)
        var text = "[\(BackgroundText.line(session))]\n"
        if reading.droppedByteCount > 0 { text += "[… \(reading.droppedByteCount) bytes before this are no longer kept …]\n" }
        let output = TextSanitiser.clean(bytes: reading.bytes)
        text += output.isEmpty ? "[nothing new]\n" : output + (output.hasSuffix("\n") ? "" : "\n")
        let rest = session.outputBytes - reading.nextCursor
        let more = rest > OutputEdges.longestSequence ? "\(rest) bytes more; " : ""
        text += "[\(more)read on with \"cursor\": \(reading.nextCursor)]"
        var metadata = BackgroundText.metadata(session)
        metadata["next_cursor"] = .count(reading.nextCursor)
        metadata["dropped_byte_count"] = .count(reading.droppedByteCount)
        return ToolResult(
            status: status, errorCode: code, output: text, truncated: reading.droppedByteCount > 0 || !more.isEmpty, metadata: metadata,
            display: ToolDisplay(kind: .output, body: output, fact: BackgroundText.standing(session)))
    }
}
