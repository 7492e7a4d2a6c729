internal import Glibc
internal import Synchronization

/// Runs commands so that nothing of them is left when their call is over, and nothing when we are gone.
///
/// Each command has its own session, no terminal, a standard input that ends (empty if not said) and a short environment. It runs under a warden: a process of ours
/// that adopts everything the command leaves behind and ends it, whatever sessions the children made, and also when this process is killed.
/// One thread serves all commands; it starts with the first one and sleeps while nothing happens.
public final class ProcessRunner: Sendable {
    private let environment: [String: String]
    private let spoolFolders: [String]
    private let watch = ProcessWatch()
    private let counter = Atomic<UInt64>(0)

    /// `environment` is ours; commands see only the allowed part of it.
    public init(environment: [String: String]) {
        self.environment = environment
        // Where /tmp is memory, long outputs do not belong there.
        spoolFolders = [environment["TMPDIR", default: ""], "/var/tmp", "/tmp"].filter { $0.hasPrefix("/") && !$0.utf8.contains(0) }
    }

    deinit {
        watch.close()
    }

    /// The commands that run now, oldest first.
    public var running: [RunningProcess] { watch.running }

    /// Runs one command to its end.
    ///
    /// Returns when the command has ended and nothing of its tree is left: children in the background get until both outputs are closed, at
    /// most 250 ms, and are killed then. Cancelling the task kills the tree and still returns the outcome, within 300 ms. `onOutput` is called
    /// on the runner's thread while the command runs, in order, and must return soon; see ``ProgressFeed`` for the pace. Throws `cannotStart`.
    public func run(
        _ request: ProcessRequest, onOutput: @escaping @Sendable (OutputStream, [UInt8]) -> Void = { _, _ in }
    ) async throws(HostError) -> ProcessOutcome {
        let id = counter.add(1, ordering: .relaxed).newValue
        let marker = "\(request.callID.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(40))-\(UInt64.random(in: 0 ... .max))"
        var environment = ChildEnvironment.allowed(from: environment, adding: request.environment)
        environment["LATHE_CALL"] = marker
        let program = try Self.find(request.command, path: environment["PATH", default: ""])
        guard !request.command.arguments.contains(where: { $0.utf8.contains(0) }) else {
            throw .cannotStart(command: request.command.shown, reason: "it holds a NUL")
        }
        let list = environment.map { "\($0.key)=\($0.value)" }.sorted()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<ProcessOutcome, HostError>, Never>) in
                watch.start(
                    ProcessOrder(
                        id: id, request: request, program: program, environment: list, marker: "LATHE_CALL=\(marker)",
                        spoolFolders: spoolFolders, onOutput: onOutput, done: { continuation.resume(returning: $0) }))
            }
        } onCancel: {
            watch.end(id: id, politely: false)
        }
        return try result.get()
    }

    /// Ends the commands of one call: SIGTERM, and SIGKILL 200 ms later.
    ///
    /// Returns at once; the outcome comes from `run`.
    public func end(callID: String) {
        watch.end(callID: callID)
    }

    /// Kills every command with all its children and waits until they are gone, at most 2.5 s.
    public func endAll() {
        watch.endAll()
    }

    private static func find(_ command: ProcessCommand, path: String) throws(HostError) -> String {
        guard let name = command.arguments.first, !name.isEmpty else { throw .cannotStart(command: "", reason: "no program is named") }
        guard !name.utf8.contains(UInt8(ascii: "/")) else { return name }
        for folder in path.split(separator: ":") where folder.hasPrefix("/") {
            let candidate = folder + "/" + name
            if access(String(candidate), X_OK) == 0 { return String(candidate) }
        }
        throw .cannotStart(command: command.shown, reason: "no such program in PATH")
    }
}
