internal import Events
internal import Host

/// Searches the content of files (004-117).
struct RegexSearch: Tool {
    static let standardLimit = 100
    static let deadlineMicroseconds: Int64 = 2_000_000

    let spec = ToolSpec(
        name: ToolName.regexSearch, aliases: ToolName.aliases[ToolName.regexSearch] ?? [],
        manual: """
            Searches the text files of the workspace for a regular expression (PCRE) and lists the lines as path:line:text.
            When to use: to find where something is defined, used or said. Prefer this to `grep` in a command: it asks nobody.
            Limits: at most "limit" matching lines (default \(standardLimit)) and 2 seconds; binary files, .git and files above 8 MB are left out, lines are \
            cut at 300 characters. Put \\\\ before ( ) [ ] { } . * + ? ^ $ | to mean the character itself.
            Example: {"pattern": "func \\\\w+Token\\\\(", "glob": "*.swift", "context": 2}
            """,
        parameters: Parameters.object(
            [
                (
                    "pattern",
                    Parameters.text("The regular expression; ^ and $ are the ends of a line.", minimumLength: 1, maximumLength: 4096)
                ),
                ("path", Parameters.text("A folder or a file to search. Default: the top of the workspace.")),
                (
                    "glob",
                    Parameters.text(
                        "Only files whose path matches this, as in \(ToolName.findFiles).", minimumLength: 1, maximumLength: 1000)
                ),
                ("ignore_case", Parameters.flag("Take capital and small letters as equal. Default false.")),
                ("context", Parameters.integer("Lines shown before and after each match. Default 0.", 0...5)),
                ("limit", Parameters.integer("How many matching lines at most.", 1...1000)),
            ], required: ["pattern"]),
        effects: [.read], needs: [.workspace], concurrency: .byPath, retry: .readAgain)

    func summary(of arguments: JSONObject) -> String {
        arguments.text("pattern") + (arguments["glob"]?.string.map { "  in " + $0 } ?? arguments["path"]?.string.map { "  in " + $0 } ?? "")
    }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let path = arguments.text("path").isEmpty ? "." : arguments.text("path")
        let glob = try arguments["glob"]?.string.map { try GlobPattern($0) }
        let workspace = context.workspace
        return try await BlockingWork.run { signal in
            let pattern = try LinePattern(arguments.text("pattern"), ignoringCase: arguments.flag("ignore_case"))
            var search = FileSearch(
                pattern: pattern, limit: arguments.integer("limit", or: Self.standardLimit), context: arguments.integer("context", or: 0),
                deadline: MonotonicClock.nowMicroseconds() + Self.deadlineMicroseconds, signal: signal)
            let base = try workspace.relativePath(path)
            if try workspace.status(path).kind == .regular {
                search.read(base, in: workspace)
            } else {
                let summary = try workspace.walk(from: path) { entry in
                    if search.isOver { return .stop }
                    let inner = base == "." ? entry.path : String(entry.path.dropFirst(base.count + 1))
                    if entry.kind == .regular, glob?.matches(inner) ?? true { search.read(entry.path, in: workspace) }
                    return .onward
                }
                search.sawAll = !summary.truncated
            }
            if signal.isCancelled { throw CancellationError() }
            return search.result
        }
    }
}
