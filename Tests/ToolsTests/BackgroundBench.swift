import Events
import Glibc
import Host
import Synchronization
import Tools

/// A bench with commands in the background, and what the run was told of them.
final class BackgroundBench: Sendable {
    let bench: Bench
    let sessions: BackgroundSessions
    /// Stands in the command line of every process that a test leaves running.
    let token = "61\(UInt32.random(in: 10_000_000...99_999_999))"
    private let told: Told

    final class Told: Sendable {
        let changes = Mutex<[BackgroundChanged]>([])
    }

    init() throws {
        let told = Told()
        bench = try Bench()
        self.told = told
        sessions = BackgroundSessions(processes: bench.processes) { change in told.changes.withLock { $0.append(change) } }
    }

    var changes: [BackgroundChanged] { told.changes.withLock { $0 } }

    func states(_ id: String) -> [BackgroundState] { changes.filter { $0.sessionID == id }.map(\.state) }

    /// `TOKEN` in the line becomes the token.
    @discardableResult
    func start(_ line: String, limit: Duration? = nil, call: String = "call-1") throws -> BackgroundSession {
        try sessions.start(line.replacing("TOKEN", with: token), in: bench.workspace.root, toolCallID: call, timeLimit: limit)
    }

    @discardableResult
    func call(_ name: String, _ arguments: JSON) async -> ToolResult {
        var context = bench.context()
        context.background = sessions
        return await bench.dispatcher.run(bench.dispatcher.prepare(name: name, arguments: arguments.text), in: context)
    }

    /// The processes whose command line holds the token.
    var alive: [Int32] {
        guard let folder = try? Folder(path: "/proc"), let listing = try? folder.entries(limit: 100_000) else { return [] }
        return listing.entries.compactMap { Int32($0.name) }.filter { pid in
            let file = open("/proc/\(pid)/cmdline", O_RDONLY)
            guard file >= 0 else { return false }
            defer { close(file) }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(file, &buffer, buffer.count)
            return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).contains(token)
        }
    }
}
