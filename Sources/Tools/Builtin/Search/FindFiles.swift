internal import Events
internal import Host

/// Finds files by name (004-114).
struct FindFiles: Tool {
    static let standardLimit = 200

    let spec = ToolSpec(
        name: ToolName.findFiles, aliases: ToolName.aliases[ToolName.findFiles] ?? [],
        manual: """
            Finds files of the workspace whose path matches a pattern and lists them, one path a line.
            When to use: when you know a part of a name. To look into files use \(ToolName.regexSearch).
            Limits: `*` and `?` stay within a name, `**` goes through folders, `{a,b}` and `[a-z]` work; a pattern without "/" matches in any folder. \
            At most "limit" paths (default \(standardLimit)); .git is left out, links are not followed.
            Example: {"pattern": "Sources/**/*Test*.swift"}
            """,
        parameters: Parameters.object(
            [
                (
                    "pattern",
                    Parameters.text(
                        "What the path, relative to the folder searched, must look like.", minimumLength: 1, maximumLength: 1000)
                ),
                ("path", Parameters.text("The folder to search. Default: the top of the workspace.")),
                ("limit", Parameters.integer("How many paths at most.", 1...5000)),
            ], required: ["pattern"]),
        effects: [.read], needs: [.workspace], concurrency: .byPath, retry: .readAgain)

    func summary(of arguments: JSONObject) -> String { arguments.text("pattern") }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let glob = try GlobPattern(arguments.text("pattern"))
        let path = arguments.text("path").isEmpty ? "." : arguments.text("path")
        let limit = arguments.integer("limit", or: Self.standardLimit)
        let workspace = context.workspace
        return try await BlockingWork.run { signal in
            let base = try workspace.relativePath(path)
            var found: [String] = []
            var isCut = false
            let summary = try workspace.walk(from: path) { entry in
                if signal.isCancelled { return .stop }
                let inner = base == "." ? entry.path : String(entry.path.dropFirst(base.count + 1))
                guard entry.kind != .folder, glob.matches(inner) else { return .onward }
                guard found.count < limit else {
                    isCut = true
                    return .stop
                }
                found.append(FileText.shown(entry.path.replacing("\n", with: "␊").utf8))
                return .onward
            }
            if signal.isCancelled { throw CancellationError() }
            return Self.result(found, limit: limit, isCut: isCut, summary)
        }
    }

    private static func result(_ found: [String], limit: Int, isCut: Bool, _ summary: WalkSummary) -> ToolResult {
        var text = found.isEmpty ? "[no file matches]" : found.joined(separator: "\n")
        if isCut { text += "\n[more than \(limit) files match; make the pattern narrower]" }
        if summary.truncated { text += "\n[only the first \(summary.visited) entries were searched; search a folder inside]" }
        var result = ToolResult.success(text, display: ToolDisplay(kind: .list, fact: FileText.count(found.count, "file")))
        result.truncated = isCut || summary.truncated
        result.metadata = JSONObject([.init("file_count", .count(found.count)), .init("visited", .count(summary.visited))])
        return result
    }
}
