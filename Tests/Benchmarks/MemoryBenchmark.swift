import Events
import Glibc
import Host
import TerminalKit
import Workbench

/// What 100,000 events weigh: a process of its own folds them as the workbench does, draws them, and tells its size.
struct MemoryBenchmark: Benchmark {
    /// The first word of the command line of that process.
    static let childWord = "--memory-child"
    private static let eventCount = 100_000

    let name = "memory"

    func figures() async throws -> [Figure] {
        let folder = try TemporaryFolder.make(prefix: "lathe-bench")
        defer { TemporaryFolder.remove(folder) }
        let child = try await ProcessRunner(environment: [:]).run(
            ProcessRequest(
                ProcessCommand([ProgramPath.own, MemoryBenchmark.childWord]), in: try Folder(path: folder), callID: "memory",
                timeLimit: .seconds(60)))
        let told = String(decoding: child.standardOutput.bytes, as: UTF8.self)
        let numbers = told.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        guard numbers.count == 3 else { return [] }
        return [
            Figure("memory: resident before the first event", numbers[0], "MiB"),
            Figure("memory: resident with 100,000 events folded and drawn", numbers[1], "MiB", aim: "≤ 60"),
            Figure("memory: most it ever was", numbers[2], "MiB", aim: "≤ 100"),
        ]
    }

    /// The work of the child.
    static func foldAndTell() {
        let before = Memory.residentMiB
        var state = FrameBenchmark.emptyState()
        _ = update(&state, .attached(runID: "run"))
        _ = update(&state, .events([Samples.started(run: "run")]))
        var taken = 1
        var round = 0
        while taken < eventCount {
            round += 1
            var events = Array(roundEvents(round).prefix(eventCount - taken))
            taken += events.count
            while !events.isEmpty {
                _ = update(&state, .events(Array(events.prefix(512))))
                events.removeFirst(min(512, events.count))
                _ = WorkbenchScreen.draw(state)
            }
        }
        print(before, Memory.residentMiB, Memory.mostMiB)
    }

    /// A round of 1,000 events: reasoning, an answer, a tool and what it printed.
    private static func roundEvents(_ round: Int) -> [RunEvent] {
        let call = "call-\(round)"
        let tool = "tool-\(round)"
        let time = Int64(round) * 1_000_000
        func event(_ payload: Payload) -> RunEvent { Samples.event(payload, run: "run", iteration: round, at: time) }
        var events = [event(.iterationStarted(IterationStarted(maxIterations: 1000)))]
        for index in 0..<300 { events.append(event(.reasoningDelta(ReasoningDelta(callID: call, text: Samples.word(index))))) }
        for index in 0..<500 { events.append(event(.textDelta(TextDelta(callID: call, text: Samples.word(index))))) }
        let started = ToolCallStarted(
            toolCallID: tool, tool: "execute_shell_command", arguments: .object(JSONObject()), effects: [.execute], summary: "make check",
            attempt: 1)
        events.append(event(.toolCallStarted(started)))
        for index in 0..<196 {
            let text = "line \(index) of the output\n"
            events.append(event(.toolOutputDelta(ToolOutputDelta(toolCallID: tool, stream: .stdout, text: text))))
        }
        let finished = ToolCallFinished(
            toolCallID: tool, tool: "execute_shell_command", status: .success, output: String(repeating: "ok\n", count: 200),
            truncated: false, durationUs: 1000, metadata: .object(JSONObject()), display: ToolDisplay(kind: .output))
        events.append(event(.toolCallFinished(finished)))
        events.append(event(.iterationFinished(IterationFinished(outcome: .tool, durationUs: 1000, receipt: IterationReceipt()))))
        return events
    }
}

/// What this process holds.
enum Memory {
    static var residentMiB: Double { value("VmRSS:") }
    static var mostMiB: Double { value("VmHWM:") }

    private static func value(_ key: String) -> Double {
        let descriptor = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = read(descriptor, &bytes, bytes.count)
        let lines = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n")
        let line = lines.first { $0.hasPrefix(key) }
        let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }
        return (kibibytes ?? 0) / 1024
    }
}

/// Where programs of this build are.
enum ProgramPath {
    static var own: String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = bytes.withUnsafeMutableBytes { raw in
            raw.withMemoryRebound(to: CChar.self) { text in text.baseAddress.map { readlink("/proc/self/exe", $0, text.count) } ?? 0 }
        }
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// The program beside this one; nil when it was not built.
    static var lathe: String? {
        let own = own
        guard let slash = own.lastIndex(of: "/") else { return nil }
        let path = own[...slash] + "lathe"
        return access(String(path), X_OK) == 0 ? String(path) : nil
    }
}
