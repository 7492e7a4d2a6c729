import Events
import Glibc
import Host
import Synchronization
import Tools

/// A workspace with a dispatcher, for calling tools as a loop would.
final class Bench: Sendable {
    let base: String
    let workspace: Workspace
    let processes = ProcessRunner(environment: ["PATH": "/usr/bin:/bin", "SECRET_KEY": "canary"])
    let dispatcher: ToolDispatcher
    private let pieces = Mutex<[(OutputStreamName, String)]>([])
    private let failures = Mutex<[ErrorDetail]>([])
    private let artifacts = Mutex<[String: [UInt8]]>([:])

    convenience init(tools: [any Tool] = Toolbox.builtIn) throws {
        try self.init(dispatcher: ToolDispatcher(tools: tools))
    }

    init(dispatcher: ToolDispatcher) throws {
        base = try TemporaryFolder.make(prefix: "lathe-tools")
        mkdir(base + "/ws", 0o755)
        mkdir(base + "/outside", 0o755)
        workspace = try Workspace(path: base + "/ws")
        self.dispatcher = dispatcher
        Bench.write(base + "/outside/canary", "canary")
        symlink("../outside", base + "/ws/way_out")
    }

    deinit {
        processes.endAll()
        TemporaryFolder.remove(base)
    }

    /// The output streamed so far.
    var streamed: [(OutputStreamName, String)] { pieces.withLock { $0 } }

    /// The tries that were told of.
    var failedAttempts: [ErrorDetail] { failures.withLock { $0 } }

    /// Keeps an output as a run would.
    func keep(_ bytes: [UInt8], as id: String) { artifacts.withLock { $0[id] = bytes } }

    func context(todos: [TodoItem] = [], iteration: Int = 1, id: String = "call-1") -> ToolContext {
        ToolContext(
            toolCallID: id, workspace: workspace, processes: processes, todos: todos, iteration: iteration,
            artifact: { [weak self] id in self?.artifacts.withLock { $0[id] } },
            failedAttempt: { [weak self] fault in self?.failures.withLock { $0.append(fault) } }
        ) { [weak self] stream, text in
            self?.pieces.withLock { $0.append((stream, text)) }
        }
    }

    @discardableResult
    func call(_ name: String, _ arguments: JSON, todos: [TodoItem] = [], iteration: Int = 1) async -> ToolResult {
        await call(name, text: arguments.text, todos: todos, iteration: iteration)
    }

    func call(_ name: String, text: String, todos: [TodoItem] = [], iteration: Int = 1) async -> ToolResult {
        await dispatcher.run(dispatcher.prepare(name: name, arguments: text), in: context(todos: todos, iteration: iteration))
    }

    func put(_ path: String, _ text: String) throws {
        try workspace.writeAtomically(path, Array(text.utf8), creatingParents: true)
    }

    func put(_ path: String, bytes: [UInt8]) throws {
        try workspace.writeAtomically(path, bytes, creatingParents: true)
    }

    func content(_ path: String) -> String? {
        (try? workspace.read(path, limitBytes: 10_000_000)).map { String(decoding: $0, as: UTF8.self) }
    }

    var canaryIsUntouched: Bool {
        guard let folder = try? Folder(path: base + "/outside"), let listing = try? folder.entries(limit: 10, sized: true) else {
            return false
        }
        return listing.entries.map(\.name) == ["canary"] && listing.entries.first?.byteCount == 6
    }

    private static func write(_ path: String, _ text: String) {
        let file = open(path, O_WRONLY | O_CREAT, 0o644)
        _ = text.withCString { Glibc.write(file, $0, strlen($0)) }
        close(file)
    }
}

/// Random numbers that come again with the same seed (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
