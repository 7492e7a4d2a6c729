internal import Events
internal import Host

/// Reads the whole of an earlier output that was too long to be given at once (003-19).
struct ReadArtifact: Tool {
    static let standardLines = 1000

    let spec = ToolSpec(
        name: ToolName.readArtifact, aliases: ToolName.aliases[ToolName.readArtifact] ?? [],
        manual: """
            Reads a part of the whole output of an earlier call, of which you were given only the beginning and the end.
            When to use: when what you need was left out in the middle. To find a place in a long output it is often quicker to repeat the command with \
            `grep` or `tail` behind it.
            Limits: \(standardLines) lines a call unless "limit" says otherwise, and some 30 KB; the last line of the answer says where to read on. Of lines \
            above \(OutputPiece.longestLine) bytes every \(OutputPiece.longestLine) bytes count as a line. Only outputs of this run are kept; the id stands below the cut output.
            Example: {"artifact_id": "artifact-7", "offset": 1200, "limit": 200}
            """,
        parameters: Parameters.object(
            [
                (
                    "artifact_id",
                    Parameters.text("The id as it stands below the output that was cut.", minimumLength: 1, maximumLength: 200)
                ),
                ("offset", Parameters.integer("First line to read, 1-based. Default 1.", 1...1_000_000_000)),
                ("limit", Parameters.integer("How many lines. Default \(standardLines).", 1...100_000)),
            ], required: ["artifact_id"]),
        effects: [.read], concurrency: .shared, retry: .readAgain)

    func summary(of arguments: JSONObject) -> String {
        let id = arguments.text("artifact_id")
        guard let offset = arguments["offset"]?.integer else { return id }
        return "\(id):\(offset)"
    }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let id = arguments.text("artifact_id")
        guard let bytes = try await context.artifact(id) else {
            let shown = TextSanitiser.clean(id)
            throw ToolsError(
                .notFound, "there is no output \"\(shown)\" in this run; give the id exactly as it stands below the output that was cut")
        }
        let firstLine = arguments.integer("offset", or: 1)
        let lineLimit = arguments.integer("limit", or: Self.standardLines)
        // Room for the line that says how to read on.
        let byteLimit = max(1, context.outputLimitBytes - 256)
        return try await BlockingWork.run { _ in
            let piece = OutputPiece(of: bytes, firstLine: firstLine, lineLimit: lineLimit, byteLimit: byteLimit)
            return try Self.result(piece, byteCount: bytes.count)
        }
    }

    private static func result(_ piece: OutputPiece, byteCount: Int) throws -> ToolResult {
        guard piece.lineCount > 0 || piece.firstLine == 1 else {
            let count = FileText.count(piece.linesBefore, "line")
            throw ToolsError(.notFound, "the output has \(count), so there is no line \(piece.firstLine); read from an earlier one")
        }
        var text = TextSanitiser.clean(bytes: piece.bytes)
        if byteCount == 0 { text = "[the output is empty]" }
        if piece.hasMore {
            let last = piece.firstLine + piece.lineCount - 1
            if !text.hasSuffix("\n") { text += "\n" }
            text += "[lines \(piece.firstLine)–\(last) of an output of \(byteCount) bytes; read on with \"offset\": \(last + 1)]"
        }
        var result = ToolResult.success(text, display: ToolDisplay(kind: .output, fact: FileText.count(piece.lineCount, "line")))
        result.truncated = piece.hasMore
        result.metadata = JSONObject([
            .init("first_line", .count(piece.firstLine)), .init("line_count", .count(piece.lineCount)),
            .init("byte_count", .count(byteCount)), .init("has_more", .bool(piece.hasMore)),
        ])
        return result
    }
}
