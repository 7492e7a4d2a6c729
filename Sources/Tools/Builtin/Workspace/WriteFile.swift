internal import Events
internal import Host

/// Writes a whole file: makes it, or replaces it in one step (004-102).
struct WriteFile: Tool {
    let spec = ToolSpec(
        name: ToolName.writeFile, aliases: ToolName.aliases[ToolName.writeFile] ?? [],
        manual: """
            Writes a file of the workspace from beginning to end; missing folders are made.
            When to use: for a new file, or when nearly all of a file changes. For a change in place use \(ToolName.editFile): it is shorter and safer.
            Limits: text of at most 1 MB. The old content is replaced in one step and is not kept. Files that steer other programs (.git, .lathe, \
            .mcp.json) are refused.
            Example: {"path": "notes/plan.md", "content": "# Plan\\n\\n1. Read the tests\\n"}
            """,
        parameters: Parameters.object(
            [
                ("path", Parameters.text("Path of the file, relative to the workspace.", minimumLength: 1)),
                ("content", Parameters.text("The whole new content, with its last line end.")),
            ], required: ["path", "content"]),
        effects: [.write], needs: [.workspace, .changes], concurrency: .byPath)

    func summary(of arguments: JSONObject) -> String { arguments.text("path") }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let path = arguments.text("path")
        let bytes = Array(arguments.text("content").utf8)
        let workspace = context.workspace
        return try await BlockingWork.run { _ in
            let old = Self.oldContent(path, workspace)
            let receipt = try workspace.writeAtomically(path, bytes, creatingParents: true)
            let lines = FileText.count(FileText.lineCount(bytes), "line")
            let verb = receipt.created ? "created" : old == bytes ? "left as it was" : "replaced"
            var result = ToolResult.success(
                "\(verb) \(receipt.path): \(FileText.count(bytes.count, "byte")), \(lines)",
                display: FileChange.display(old: old ?? [], new: bytes, path: receipt.path), filesChanged: [receipt.path])
            result.metadata = JSONObject([
                .init("path", .string(receipt.path)), .init("created", .bool(receipt.created)), .init("byte_count", .count(bytes.count)),
            ])
            return result
        }
    }

    /// For the diff only; nil when there is nothing to compare with.
    private static func oldContent(_ path: String, _ workspace: Workspace) -> [UInt8]? {
        try? workspace.file(path).readAll(limitBytes: 1_048_576)
    }
}

/// How a change of a file is shown.
enum FileChange {
    static func display(old: [UInt8], new: [UInt8], path: String) -> ToolDisplay {
        guard !FileText.isBinary(old), !FileText.isBinary(new) else { return ToolDisplay(kind: .none, fact: "binary") }
        let left = FileText.shown(old)
        let right = FileText.shown(new)
        let counts = LineDiff.counts(left, right)
        return ToolDisplay(kind: .diff, body: LineDiff.unified(left, right, path: path), fact: "+\(counts.added) −\(counts.removed)")
    }
}
