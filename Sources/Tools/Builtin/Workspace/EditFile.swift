internal import Events
internal import Host

/// Replaces a passage of a file (004-103).
struct EditFile: Tool {
    static let fileLimitBytes = 16_777_216
    /// Of a file that is written by somebody else again and again.
    static let attempts = 4

    let spec = ToolSpec(
        name: ToolName.editFile, aliases: ToolName.aliases[ToolName.editFile] ?? [],
        manual: """
            Replaces one passage of a text file by another. Everything else stays byte by byte.
            When to use: for changes in place. Read the file first and copy the passage exactly, indentation included.
            Limits: `old_text` must occur exactly once; give more lines around it if it does not, or set `replace_all` to change every place. Line ends \
            of Windows files are kept: write plain line feeds. Files up to 16 MB.
            Example: {"path": "main.c", "old_text": "int limit = 10;", "new_text": "int limit = 20;"}
            """,
        parameters: Parameters.object(
            [
                ("path", Parameters.text("Path of the file, relative to the workspace.", minimumLength: 1)),
                ("old_text", Parameters.text("The passage as it stands in the file.", minimumLength: 1)),
                ("new_text", Parameters.text("What stands there afterwards; empty to take the passage out.")),
                ("replace_all", Parameters.flag("Change every occurrence. Default false.")),
            ], required: ["path", "old_text", "new_text"]),
        effects: [.write], needs: [.workspace, .changes], concurrency: .byPath)

    func summary(of arguments: JSONObject) -> String { arguments.text("path") }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let path = arguments.text("path")
        let workspace = context.workspace
        let passage = Passage(
            old: Array(arguments.text("old_text").utf8), new: Array(arguments.text("new_text").utf8),
            everywhere: arguments.flag("replace_all"))
        return try await BlockingWork.run { signal in
            let (old, new, count, receipt) = try Self.edited(path, passage, in: workspace, signal)
            var result = ToolResult.success(
                "edited \(receipt.path): \(FileText.count(count, "place")) changed",
                display: FileChange.display(old: old, new: new, path: receipt.path),
                filesChanged: [receipt.path])
            result.metadata = JSONObject([.init("path", .string(receipt.path)), .init("replacements", .count(count))])
            return result
        }
    }

    /// Reads, changes and writes; when somebody else writes in between, the passage is looked for in what stands there then.
    private static func edited(
        _ path: String, _ passage: Passage, in workspace: Workspace, _ signal: BlockingWork.Signal
    ) throws -> (old: [UInt8], new: [UInt8], count: Int, receipt: WriteReceipt) {
        var attempt = 1
        while true {
            let file = try workspace.file(path)
            let old = try file.readAll(limitBytes: fileLimitBytes)
            try FileText.refuseBinary(old, path: path, byteCount: old.count)
            let (new, count) = try passage.applied(to: old, path: path)
            do {
                let receipt = try workspace.writeAtomically(path, new, expecting: file.status.stamp)
                return (old, new, count, receipt)
            } catch {
                guard case .changedMeanwhile = error, attempt < attempts, !signal.isCancelled else { throw error }
                attempt += 1
            }
        }
    }
}

/// A passage to find and what to put there.
struct Passage {
    let old: [UInt8]
    let new: [UInt8]
    let everywhere: Bool

    func applied(to file: [UInt8], path: String) throws(ToolsError) -> (bytes: [UInt8], count: Int) {
        guard !old.elementsEqual(new) else {
            throw ToolsError(.invalidArguments, "`old_text` and `new_text` are the same; nothing would change")
        }
        var wanted = old
        var replacement = new
        var places = ByteSearch.places(of: wanted, in: file)
        if places.isEmpty, wanted.contains(0x0A), ByteSearch.hasWindowsLines(file) {
            wanted = ByteSearch.windowsLines(old)
            places = ByteSearch.places(of: wanted, in: file)
        }
        if ByteSearch.hasOnlyWindowsLines(file) { replacement = ByteSearch.windowsLines(new) }
        guard let first = places.first else { throw ToolsError(.noMatch, "`old_text` does not occur in \"\(path)\"; \(hint(file))") }
        guard places.count == 1 || everywhere else {
            let lines = places.prefix(5).map { String(FileText.lineCount(file[..<$0]) + (($0 == 0 || file[$0 - 1] == 0x0A) ? 1 : 0)) }
            let more = places.count > 5 ? ", …" : ""
            let message = "`old_text` occurs \(places.count) times in \"\(path)\" (lines \(lines.joined(separator: ", "))\(more))"
            throw ToolsError(.ambiguousMatch, message + "; add lines around it until it is unique, or set `replace_all`")
        }
        var result = Array(file[..<first])
        for (index, place) in places.enumerated() {
            result += replacement
            let next = index + 1 < places.count ? places[index + 1] : file.count
            result += file[(place + wanted.count)..<next]
        }
        return (result, places.count)
    }

    /// Why it may not have been found: the most common slip is white space.
    private func hint(_ file: [UInt8]) -> String {
        let squeezed = ByteSearch.withoutSpace(old)
        if !squeezed.isEmpty, !ByteSearch.places(of: squeezed, in: ByteSearch.withoutSpace(file)).isEmpty {
            return "it does but for blanks, tabs or line ends: copy the indentation exactly as \(ToolName.readFile) shows it"
        }
        let firstLine = Array(old.drop { $0 == 0x0A }.prefix { $0 != 0x0A })
        if let place = ByteSearch.places(of: firstLine, in: file).first, firstLine.count > 3 {
            return
                "its first line stands in line \(FileText.lineCount(file[..<place]) + (place == 0 || file[place - 1] == 0x0A ? 1 : 0)), but what follows differs: read the file again"
        }
        return "read the file again and copy the passage exactly"
    }
}
