internal import Events
internal import Host

/// Reads a text file, or a part of it (004-101).
struct ReadFile: Tool {
    static let pieceLimitBytes = 262_144
    static let standardLines = 2000

    let spec = ToolSpec(
        name: ToolName.readFile, aliases: ToolName.aliases[ToolName.readFile] ?? [],
        manual: """
            Reads a text file of the workspace and returns its lines as they are.
            When to use: before you change a file, and whenever you need what it says. Prefer this to `cat` in a command: it asks nobody.
            Limits: \(standardLines) lines a call unless "limit" says otherwise, and some 30 KB; the last line of a cut answer says where to read on. \
            Binary files are refused. Control characters are shown as pictures (␛ is ESC) and CRLF as a plain line end; \(ToolName.editFile) knows about both.
            Example: {"path": "Sources/App.swift", "offset": 120, "limit": 80} reads lines 120 to 199.
            """,
        parameters: Parameters.object(
            [
                ("path", Parameters.text("Path of the file, relative to the workspace.", minimumLength: 1)),
                ("offset", Parameters.integer("First line to read, 1-based. Default 1.", 1...1_000_000_000)),
                ("limit", Parameters.integer("How many lines. Default \(standardLines).", 1...100_000)),
            ], required: ["path"]),
        effects: [.read], needs: [.workspace], concurrency: .byPath, retry: .readAgain)

    func summary(of arguments: JSONObject) -> String {
        let path = arguments.text("path")
        guard let offset = arguments["offset"]?.integer else { return path }
        return "\(path):\(offset)"
    }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let path = arguments.text("path")
        let offset = arguments.integer("offset", or: 1)
        let limit = arguments.integer("limit", or: Self.standardLines)
        let workspace = context.workspace
        // Room for the line that says how to read on.
        let byteLimit = min(Self.pieceLimitBytes, max(1, context.outputLimitBytes - 256))
        return try await BlockingWork.run { signal in
            let file = try workspace.file(path)
            let start = try file.read(from: 0, limitBytes: FileText.probeBytes)
            try FileText.refuseBinary(start, path: path, byteCount: file.status.byteCount)
            let piece = try LinePiece(of: file, firstLine: offset, lineLimit: limit, byteLimit: byteLimit, signal: signal)
            return try Self.result(piece, file: file, path: path)
        }
    }

    private static func result(_ piece: LinePiece, file: ReadableFile, path: String) throws -> ToolResult {
        guard piece.lineCount > 0 || piece.firstLine == 1 else {
            throw ToolsError(
                .notFound,
                "\"\(path)\" has \(FileText.count(piece.linesBefore, "line")), so there is no line \(piece.firstLine); read from an earlier one"
            )
        }
        var text = FileText.shown(piece.bytes)
        if piece.hasMore {
            let last = piece.firstLine + piece.lineCount - 1
            let whole = piece.cutsLine ? " (the last one is cut)" : ""
            if !text.hasSuffix("\n") { text += "\n" }
            text +=
                "[lines \(piece.firstLine)–\(last)\(whole) of a file of \(file.status.byteCount) bytes; read on with \"offset\": \(last + 1)]"
        } else if piece.bytes.isEmpty, piece.firstLine == 1 {
            text = "[the file is empty]"
        }
        var result = ToolResult.success(text, display: ToolDisplay(kind: .text, fact: FileText.count(piece.lineCount, "line")))
        result.truncated = piece.hasMore
        result.metadata = JSONObject([
            .init("path", .string(path)), .init("first_line", .count(piece.firstLine)), .init("line_count", .count(piece.lineCount)),
            .init("byte_count", .count(file.status.byteCount)), .init("has_more", .bool(piece.hasMore)),
        ])
        return result
    }
}

/// Some lines out of a file of any size, found in bounded memory.
struct LinePiece {
    let firstLine: Int
    private(set) var bytes: [UInt8] = []
    private(set) var lineCount = 0
    /// Lines of the file before the piece; the file's line count when the piece lies behind its end.
    private(set) var linesBefore = 0
    private(set) var hasMore = false
    /// The last line was longer than there was room for.
    private(set) var cutsLine = false

    init(of file: ReadableFile, firstLine: Int, lineLimit: Int, byteLimit: Int, signal: BlockingWork.Signal) throws {
        self.firstLine = firstLine
        var offset = 0
        var isAtLineStart = true
        while true {
            if signal.isCancelled { throw CancellationError() }
            let chunk = try file.read(from: offset, limitBytes: 262_144)
            if chunk.isEmpty { break }
            offset += chunk.count
            var index = 0
            while index < chunk.count {
                let end = chunk[index...].firstIndex(of: 0x0A).map { $0 + 1 } ?? chunk.count
                let endsLine = chunk[end - 1] == 0x0A
                if linesBefore < firstLine - 1 {
                    if endsLine { linesBefore += 1 } else if offset >= file.status.byteCount, end == chunk.count { linesBefore += 1 }
                } else {
                    guard lineCount < lineLimit || !isAtLineStart else {
                        hasMore = true
                        return
                    }
                    if isAtLineStart { lineCount += 1 }
                    let room = byteLimit - bytes.count
                    guard end - index <= room else {
                        takePart(chunk[index..<index + max(0, room)], isAtLineStart: isAtLineStart)
                        return
                    }
                    bytes += chunk[index..<end]
                }
                isAtLineStart = endsLine
                index = end
            }
        }
    }

    /// The line does not fit.
    ///
    /// It is given back whole the next time, unless it is the only one.
    private mutating func takePart(_ part: ArraySlice<UInt8>, isAtLineStart: Bool) {
        hasMore = true
        if lineCount > 1, let end = isAtLineStart ? bytes.count : bytes.lastIndex(of: 0x0A).map({ $0 + 1 }) {
            bytes.removeSubrange(end...)
            lineCount -= 1
        } else {
            bytes += part
            cutsLine = true
        }
    }
}
