public import Events
public import Host
internal import Synchronization

/// The commands of one run that go on in the background (001-38).
///
/// Each is told of twice through `onChange`: when it runs, and when it has ended. A run ends with ``endAll()``, after which nothing of them is
/// left, or, when the person allows commands to outlive it, with ``release()``. Dropping the object kills what runs. May be used from any
/// thread.
public final class BackgroundSessions: Sendable {
    /// How many may run at the same time.
    public static let limit = 8
    /// How much of its output is kept of each.
    public static let outputLimitBytes = 1_048_576
    /// Of how many ended ones the output is kept.
    static let keptOutputs = 16

    private struct State {
        var commands: [BackgroundCommand] = []
        var isClosed = false
        var isReleased = false
    }

    private let processes: ProcessRunner
    private let earlierCount: Int
    private let now: @Sendable () -> Int64
    private let teller: ChangeTeller
    private let state = Mutex(State())
    /// Makes call ids unique among all runs that share the runner.
    private static let serial = Atomic<UInt64>(0)

    /// `onChange` is called on any thread, never twice at the same time, and must return soon without calling back.
    ///
    /// `earlierCount` is how many the run has started before it was taken up again, so that no id comes twice; `now` is in microseconds.
    public init(
        processes: ProcessRunner, earlierCount: Int = 0, now: @escaping @Sendable () -> Int64 = MonotonicClock.nowMicroseconds,
        onChange: @escaping @Sendable (BackgroundChanged) -> Void
    ) {
        self.processes = processes
        self.earlierCount = earlierCount
        self.now = now
        teller = ChangeTeller(onChange)
    }

    deinit {
        let (commands, isReleased) = state.withLock { ($0.commands, $0.isReleased) }
        if !isReleased { for command in commands where command.isRunning { command.cancel() } }
    }

    // MARK: Starting and looking

    /// Starts a command line and returns at once.
    ///
    /// `timeLimit` nil lets it run as long as the run does. Throws when too many run already and when the run is over.
    public func start(
        _ line: String, in folder: Folder, toolCallID: String, timeLimit: Duration? = nil
    ) throws(ToolsError) -> BackgroundSession {
        let command = try add(line, toolCallID: toolCallID)
        teller.tell(command)
        var request = ProcessRequest(.shell(line), in: folder, callID: command.processCallID, timeLimit: timeLimit)
        request.outputLimitBytes = 0
        request.wholeLimitBytes = 0
        request.onBytes = { command.take($0) }
        command.own(
            Task { [processes, teller, request] in
                var outcome: ProcessOutcome?
                var fault: String?
                do { outcome = try await processes.run(request) } catch { fault = "\(error)" }
                guard command.finish(outcome, fault: fault) else { return }
                teller.tell(command)
                command.settle()
            })
        return command.session
    }

    private func add(_ line: String, toolCallID: String) throws(ToolsError) -> BackgroundCommand {
        try state.withLock { state throws(ToolsError) in
            guard !state.isClosed else {
                throw ToolsError(.cancelled, "the run is ending; no command is started in the background any more")
            }
            let running = state.commands.filter(\.isRunning)
            guard running.count < Self.limit else {
                let names = running.map(\.id).joined(separator: ", ")
                throw ToolsError(
                    .toolFailed,
                    "\(Self.limit) commands run in the background already (\(names)), which is the most; end one with \(ToolName.endBackgroundCommand) or wait"
                )
            }
            let ended = state.commands.filter { !$0.isRunning }
            for command in ended.dropLast(Self.keptOutputs - 1) { command.forgetOutput() }
            let id = "bg-\(earlierCount + state.commands.count + 1)"
            let serial = Self.serial.add(1, ordering: .relaxed).newValue
            let command = BackgroundCommand(
                id: id, toolCallID: toolCallID, processCallID: "\(id)-\(serial)-\(toolCallID)", command: TextSanitiser.clean(line),
                ringBytes: Self.outputLimitBytes, now: now)
            state.commands.append(command)
            return command
        }
    }

    /// All commands the run has started, oldest first, ended ones too.
    public var list: [BackgroundSession] { state.withLock { $0.commands }.map(\.session) }

    /// What a command has printed from `cursor` on, at most `limit` bytes; nil reads on where the last call with nil stopped.
    ///
    /// Throws `not_found` for an id that is none.
    public func read(_ id: String, from cursor: Int? = nil, limit: Int) throws(ToolsError) -> BackgroundReading {
        try find(id).read(from: cursor, limit: limit)
    }

    /// Waits until a command has ended or has something to read from `cursor` on, at most `limit`; a cancelled task waits no longer.
    public func wait(_ id: String, from cursor: Int? = nil, for limit: Duration) async throws(ToolsError) {
        let command = try find(id)
        await command.wait(beyond: cursor ?? command.nextCursor, for: limit)
    }

    /// The last lines a command has printed, sanitised.
    public func tail(_ id: String) throws(ToolsError) -> String { try find(id).tail() }

    private func find(_ id: String) throws(ToolsError) -> BackgroundCommand {
        let commands = state.withLock { $0.commands }
        if let command = commands.first(where: { $0.id == id }) { return command }
        let known = commands.isEmpty ? "none was started" : "there are \(commands.suffix(20).map(\.id).joined(separator: ", "))"
        throw ToolsError(.notFound, "there is no background command \"\(TextSanitiser.clean(String(id.prefix(60))))\"; \(known)")
    }

    // MARK: Ending

    /// Ends a command with its whole process tree: SIGTERM, SIGKILL 200 ms later.
    ///
    /// Returns how it stands when it was told of, after 3 s at the latest, also when the calling task is cancelled. One that has ended already
    /// is left as it is.
    public func end(_ id: String) async throws(ToolsError) -> BackgroundSession {
        let command = try find(id)
        await end(command)
        return command.session
    }

    /// Ends every command that still runs and returns when all have been told of, after 3 s at the latest.
    ///
    /// From now on none can be started. What runs after a ``release()`` is left alone.
    public func endAll() async {
        let commands = state.withLock { state in
            state.isClosed = true
            return state.isReleased ? [] : state.commands
        }
        await withTaskGroup(of: Void.self) { group in
            for command in commands { group.addTask { await self.end(command) } }
        }
    }

    /// Lets every command that still runs outlive the run, and returns them: they go on until they end by themselves, the runner ends all or
    /// this program is over.
    ///
    /// From now on none can be started and `onChange` is not called.
    @discardableResult
    public func release() -> [BackgroundSession] {
        let commands = state.withLock { state in
            state.isClosed = true
            state.isReleased = true
            return state.commands
        }
        teller.close()
        return commands.map(\.session).filter { $0.state == .running }
    }

    private func end(_ command: BackgroundCommand) async {
        if command.isRunning {
            command.noteEnding()
            processes.end(callID: command.processCallID)
        }
        await command.wait(beyond: nil, for: .milliseconds(600), heedsCancellation: false)
        if command.isRunning {
            command.cancel()
            await command.wait(beyond: nil, for: .milliseconds(2400), heedsCancellation: false)
        }
        // Something of it cannot be killed: the run does not wait for it.
        guard command.finish(nil) else { return }
        teller.tell(command)
        command.settle()
    }
}

/// Tells the run of its commands, one change after the other.
private final class ChangeTeller: Sendable {
    private let onChange: Mutex<(@Sendable (BackgroundChanged) -> Void)?>

    init(_ onChange: @escaping @Sendable (BackgroundChanged) -> Void) {
        self.onChange = Mutex(onChange)
    }

    /// Nothing is told from now on, and nothing is being told when this returns.
    func close() {
        onChange.withLock { $0 = nil }
    }

    func tell(_ command: BackgroundCommand) {
        let session = command.session
        var change = BackgroundChanged(
            sessionID: session.id, toolCallID: session.toolCallID, command: session.command, state: session.state)
        if session.state != .running {
            change.exitStatus = session.exitStatus
            change.outputBytes = session.outputBytes
            change.tail = session.fault.map { TextSanitiser.clean($0) } ?? command.tail()
            change.durationUs = session.durationUs
        }
        onChange.withLock { $0?(change) }
    }
}
