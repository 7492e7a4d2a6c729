internal import Events
internal import Host
internal import Synchronization

/// Runs a command line (004-118).
struct ExecuteShellCommand: Tool {
    static let standardSeconds = 120
    static let outputLimitBytes = 32_768

    let spec = ToolSpec(
        name: ToolName.executeShellCommand, aliases: ToolName.aliases[ToolName.executeShellCommand] ?? [],
        manual: """
            Runs a command line with /bin/sh in the workspace and returns what it prints.
            When to use: for builds, tests, version control and everything that has no tool of its own. To read, list, find and search files use their \
            tools: they are faster and ask nobody.
            Limits: no terminal and no input; a command that asks a question ends or hangs. After "time_limit_seconds" (default \(standardSeconds)) the command \
            and all its children are ended; processes left in the background end with the command. Of a long output the middle is left out. A status other \
            than 0 is an error, with the output.
            Example: {"command": "swift test --filter ParserTests", "time_limit_seconds": 300}
            """,
        parameters: Parameters.object(
            [
                ("command", Parameters.text("The command line.", minimumLength: 1, maximumLength: 100_000)),
                ("time_limit_seconds", Parameters.integer("When the command is ended. Default \(standardSeconds).", 1...3600)),
                ("folder", Parameters.text("Where it runs, relative to the workspace. Default: its top.", minimumLength: 1)),
            ], required: ["command"]),
        effects: [.execute], timeLimit: nil, needs: [.workspace, .changes])

    func effects(of arguments: JSONObject) -> [ToolEffect] {
        HarmlessCommand.isHarmless(arguments.text("command")) ? [] : [.execute]
    }

    func summary(of arguments: JSONObject) -> String { arguments.text("command") }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let command = arguments.text("command")
        guard !command.utf8.contains(0) else { throw ToolsError(.invalidArguments, "`command` holds a NUL; leave it out") }
        let folder = try arguments["folder"]?.string.map { try context.workspace.folder($0) } ?? context.workspace.root
        let seconds = arguments.integer("time_limit_seconds", or: Self.standardSeconds)
        let request = ProcessRequest(.shell(command), in: folder, callID: context.toolCallID, timeLimit: .seconds(seconds))
        let live = LiveOutput(context.output)
        let outcome = try await context.processes.run(request) { live.take($0, $1) }
        live.finish()
        return Self.result(outcome, seconds: seconds)
    }

    private static func result(_ outcome: ProcessOutcome, seconds: Int) -> ToolResult {
        let raw = outcome.output.bytes
        let clean = TextSanitiser.clean(bytes: raw)
        var text = OutputWindow.cut(clean, limitBytes: outputLimitBytes)
        let isCut = outcome.output.droppedByteCount > 0 || text.utf8.count < clean.utf8.count
        let (status, code, note) = verdict(outcome, seconds: seconds)
        if text.isEmpty { text = note == nil ? "[no output]" : "" }
        if let note { text += (text.isEmpty || text.hasSuffix("\n") ? "" : "\n") + "[\(note)]" }
        var metadata = JSONObject()
        switch outcome.ending {
        case .exited(let number): metadata["exit_code"] = .count(Int(number))
        case .signalled(let number): metadata["signal"] = .count(Int(number))
        }
        metadata["duration_ms"] = .integer(outcome.duration / .milliseconds(1) < 9e15 ? Int64(outcome.duration / .milliseconds(1)) : 0)
        metadata["output_byte_count"] = .count(outcome.output.totalByteCount)
        if !outcome.killed.isEmpty { metadata["ended_pids"] = .array(outcome.killed.map { .count(Int($0)) }) }
        if outcome.leftBehind { metadata["left_behind"] = true }
        return ToolResult(
            status: status, errorCode: code, output: text, truncated: isCut, wholeOutput: isCut ? raw : nil, metadata: metadata,
            display: ToolDisplay(kind: .output, fact: note ?? ""))
    }

    private static func verdict(_ outcome: ProcessOutcome, seconds: Int) -> (ToolStatus, ErrorCode?, String?) {
        if outcome.wasCancelled { return (.error, .cancelled, "cancelled") }
        if outcome.timedOut { return (.error, .toolTimeout, "ended after \(seconds) s; give it more time or less to do") }
        switch outcome.ending {
        case .exited(0): return (.success, nil, nil)
        case .exited(let number): return (.error, .exitStatus, "exit status \(number)")
        case .signalled(let number): return (.error, .exitStatus, "ended by signal \(number)")
        }
    }
}

/// What a running command prints, sanitised piece by piece, each stream for itself.
private final class LiveOutput: Sendable {
    private struct State {
        var output = TextSanitiser()
        var error = TextSanitiser()
    }

    private let state = Mutex(State())
    private let deliver: @Sendable (OutputStreamName, String) -> Void

    init(_ deliver: @escaping @Sendable (OutputStreamName, String) -> Void) {
        self.deliver = deliver
    }

    func take(_ stream: OutputStream, _ bytes: [UInt8]) {
        let text = state.withLock { stream == .standardOutput ? $0.output.feed(bytes) : $0.error.feed(bytes) }
        if !text.isEmpty { deliver(stream == .standardOutput ? .stdout : .stderr, text) }
    }

    func finish() {
        let (output, error) = state.withLock { ($0.output.finish(), $0.error.finish()) }
        if !output.isEmpty { deliver(.stdout, output) }
        if !error.isEmpty { deliver(.stderr, error) }
    }
}
