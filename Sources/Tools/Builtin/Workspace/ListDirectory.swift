internal import Events
internal import Host

/// Lists a folder, or a tree (004-112).
struct ListDirectory: Tool {
    static let entryLimit = 1000

    let spec = ToolSpec(
        name: ToolName.listDirectory, aliases: ToolName.aliases[ToolName.listDirectory] ?? [],
        manual: """
            Lists what is in a folder of the workspace, one name a line: folders end in "/", links in "@", files are followed by their size.
            When to use: to find your way. To find files by name use \(ToolName.findFiles), by content \(ToolName.regexSearch).
            Limits: at most \(entryLimit) names; with "depth" above 1 what lies in .git is left out. Links are not followed.
            Example: {"path": "Sources", "depth": 2}
            """,
        parameters: Parameters.object([
            ("path", Parameters.text("The folder, relative to the workspace. Default: its top.")),
            ("depth", Parameters.integer("How many levels. Default 1.", 1...16)),
        ]),
        effects: [.read], needs: [.workspace], concurrency: .byPath, retry: .readAgain)

    func summary(of arguments: JSONObject) -> String { arguments["path"] == nil ? "." : arguments.text("path") }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let path = arguments.text("path").isEmpty ? "." : arguments.text("path")
        let depth = arguments.integer("depth", or: 1)
        let workspace = context.workspace
        return try await BlockingWork.run { signal in
            var lines: [String] = []
            var isCut = false
            if depth == 1 {
                let listing = try workspace.list(path, limit: Self.entryLimit)
                lines = listing.entries.map { Self.line($0.name, $0.kind, $0.byteCount) }
                isCut = listing.truncated
            } else {
                let base = try workspace.relativePath(path)
                let summary = try workspace.walk(from: path, limits: WalkLimits(maximumEntries: Self.entryLimit, maximumDepth: depth)) {
                    entry in
                    let shown = base == "." ? entry.path : String(entry.path.dropFirst(base.count + 1))
                    lines.append(Self.line(shown, entry.kind, nil))
                    return signal.isCancelled ? .stop : .onward
                }
                isCut = summary.visited >= Self.entryLimit && summary.truncated
            }
            return Self.result(lines, path: path, isCut: isCut)
        }
    }

    private static func result(_ lines: [String], path: String, isCut: Bool) -> ToolResult {
        var text = lines.isEmpty ? "[the folder is empty]" : lines.joined(separator: "\n")
        if isCut { text += "\n[more than \(entryLimit) names; list a folder inside, or use \(ToolName.findFiles)]" }
        var result = ToolResult.success(text, display: ToolDisplay(kind: .list, fact: FileText.count(lines.count, "entry", "entries")))
        result.truncated = isCut
        result.metadata = JSONObject([.init("path", .string(path)), .init("entry_count", .count(lines.count))])
        return result
    }

    private static func line(_ name: String, _ kind: FileKind, _ byteCount: Int?) -> String {
        let name = FileText.shown(name.replacing("\n", with: "␊").utf8)
        switch kind {
        case .folder: return name + "/"
        case .link: return name + "@"
        case .regular: return byteCount.map { "\(name)  \($0)" } ?? name
        default: return "\(name)  (\(kind.word))"
        }
    }
}
