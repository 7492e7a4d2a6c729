internal import Events
internal import Host
internal import Synchronization

/// Runs a command line (004-118).
struct ExecuteShellCommand: Tool {
    static let standardSeconds = 120
    /// Of a longer output the first and the last half of this are kept beside the log.
    static let wholeLimitBytes = 16_777_216

    let spec = ToolSpec(
        name: ToolName.executeShellCommand, aliases: ToolName.aliases[ToolName.executeShellCommand] ?? [],
        manual: """
            Runs a command line with /bin/sh in the workspace and returns what it prints.
            When to use: for builds, tests, version control and everything that has no tool of its own. To read, list, find and search files use their \
            tools: they are faster and ask nobody.
            For what goes on while you do other things (a server, a watcher, a very long build) give "background": true; the answer is a session id for \
            \(ToolName.checkBackgroundCommand).
            Limits: no terminal and no input; a command that asks a question ends or hangs. After "time_limit_seconds" (default \(standardSeconds); in the \
            background none) the command and all its children are ended; processes left behind with & end with the command. Of a long output the middle is \
            left out. A status other than 0 is an error, with the output. A command that looks dangerous (deleting folders, forcing git, root, running what \
            was downloaded) is shown to the person with a warning before it runs.
            Example: {"command": "swift test --filter ParserTests", "time_limit_seconds": 300}
            """,
        parameters: Parameters.object(
            [
                ("command", Parameters.text("The command line.", minimumLength: 1, maximumLength: 100_000)),
                (
                    "time_limit_seconds",
                    Parameters.integer("When the command is ended. Default \(standardSeconds), in the background none.", 1...3600)
                ),
                ("background", Parameters.flag("Whether it goes on while you do other things. Default false.")),
                ("folder", Parameters.text("Where it runs, relative to the workspace. Default: its top.", minimumLength: 1)),
            ], required: ["command"]),
        effects: [.execute], timeLimit: nil, needs: [.workspace, .changes])

    func effects(of arguments: JSONObject) -> [ToolEffect] {
        HarmlessCommand.isHarmless(arguments.text("command")) ? [] : [.execute]
    }

    func summary(of arguments: JSONObject) -> String { arguments.text("command") }

    func warning(of arguments: JSONObject) -> String? { DangerousCommand.warning(arguments.text("command")) }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let command = arguments.text("command")
        guard !command.utf8.contains(0) else { throw ToolsError(.invalidArguments, "`command` holds a NUL; leave it out") }
        let folder = try arguments["folder"]?.string.map { try context.workspace.folder($0) } ?? context.workspace.root
        if arguments.flag("background") { return try Self.begin(command, in: folder, arguments, context) }
        let seconds = arguments.integer("time_limit_seconds", or: Self.standardSeconds)
        let request = ProcessRequest(.shell(command), in: folder, callID: context.toolCallID, timeLimit: .seconds(seconds))
        let live = LiveOutput(context.output)
        let outcome = try await context.processes.run(request) { live.take($0, $1) }
        live.finish()
        var result = Self.result(outcome, seconds: seconds, limitBytes: context.outputLimitBytes)
        if result.truncated { result.wholeOutput = await Self.whole(outcome) }
        return result
    }

    private static func begin(
        _ command: String, in folder: Folder, _ arguments: JSONObject, _ context: ToolContext
    ) throws -> ToolResult {
        let sessions = try BackgroundText.sessions(of: context)
        let limit = arguments["time_limit_seconds"]?.integer.map { Duration.seconds($0) }
        let session = try sessions.start(command, in: folder, toolCallID: context.toolCallID, timeLimit: limit)
        let text = """
            Runs in the background as \(session.id). See how it goes with \(ToolName.checkBackgroundCommand) {"session_id": "\(session.id)"}, end it with \
            \(ToolName.endBackgroundCommand); you will be told when it has ended.
            """
        return ToolResult(
            status: .running, output: text, metadata: JSONObject([.init("session_id", .string(session.id))]),
            display: ToolDisplay(kind: .text, fact: session.id))
    }

    /// All the command printed, or as much as is kept beside the log.
    private static func whole(_ outcome: ProcessOutcome) async -> [UInt8] {
        guard let whole = outcome.whole else { return outcome.output.bytes }
        let read = try? await BlockingWork.run { _ in try whole.bytes(limitBytes: wholeLimitBytes) }
        return read ?? outcome.output.bytes
    }

    private static func result(_ outcome: ProcessOutcome, seconds: Int, limitBytes: Int) -> ToolResult {
        // A line about the end comes behind.
        let shown = OutputEnds(outcome.output, limitBytes: max(1024, limitBytes - 256))
        var text = shown.text
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
            status: status, errorCode: code, output: text, truncated: shown.isCut, metadata: metadata,
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
