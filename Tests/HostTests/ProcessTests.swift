import Glibc
import Host
import Synchronization
import TestKit
import Testing

/// One after the other, because the promises are about time; the bounds leave room for the other tests that share the machine.
@Suite("Processes", .serialized)
struct ProcessTests {
    let runner = ProcessRunner(environment: [
        "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "OPENAI_API_KEY": "canary",
    ])
    let folder: Folder
    /// Stands in the command line of every process that a test leaves running.
    let token = "60\(UInt32.random(in: 10_000_000...99_999_999))"

    init() throws {
        folder = try Folder(path: "/tmp")
    }

    private func request(_ line: String, limit: Duration? = .seconds(20)) -> ProcessRequest {
        ProcessRequest(
            .shell(line.split(separator: "TOKEN", omittingEmptySubsequences: false).joined(separator: token)), in: folder, callID: "call-1",
            timeLimit: limit)
    }

    private func text(_ output: CapturedOutput) -> String { String(decoding: output.bytes, as: UTF8.self) }

    @Test("A command's output, error output and exit code come back")
    func plain() async throws {
        let outcome = try await runner.run(request("echo out; echo err >&2; exit 3"))
        #expect(outcome.ending == .exited(code: 3))
        #expect(text(outcome.standardOutput) == "out\n")
        #expect(text(outcome.standardError) == "err\n")
        #expect(outcome.output.totalByteCount == 8)
        #expect(outcome.killed == [] && !outcome.timedOut && !outcome.wasCancelled && !outcome.leftBehind)
        #expect(runner.running == [])
    }

    @Test("A command sees a short environment without keys, its own session, no terminal and an empty input")
    func surroundings() async throws {
        var request = request("env; cat; echo sid $(cut -d' ' -f1,5,6,7 /proc/$$/stat); (exec </dev/tty) 2>&1; ls /proc/self/fd; pwd")
        request.environment = ["EXTRA": "1", "MY_TOKEN": "canary"]
        let outcome = try await runner.run(request)
        let lines = Set(text(outcome.output).split(separator: "\n").map(String.init))
        #expect(lines.isSuperset(of: ["HOME=/nonexistent", "LC_ALL=C.UTF-8", "TERM=dumb", "EXTRA=1", "/tmp"]))
        #expect(!text(outcome.output).contains("canary"))
        let session = lines.first { $0.hasPrefix("sid ") }?.split(separator: " ") ?? []
        #expect(session.count == 5 && session[1] == session[2] && session[2] == session[3] && session[4] == "0")
        #expect(lines.contains { $0.contains("/dev/tty") })
        #expect(!lines.contains { Int($0).map { $0 > 3 } ?? false }, "a descriptor of ours was passed on")
    }

    @Test("A command reads the whole of the input it is given, and then its end")
    func input() async throws {
        var counting = request("cat | wc -c")
        counting.input = Array(repeating: UInt8(ascii: "x"), count: 300_000)
        #expect(text(try await runner.run(counting).standardOutput) == "300000\n")
        var copying = request("cat; echo .")
        copying.input = Array("one\n".utf8)
        #expect(text(try await runner.run(copying).standardOutput) == "one\n.\n")
    }

    @Test("A program is found in PATH, and one that does not exist is a clear error")
    func finding() async throws {
        #expect(try await runner.run(ProcessRequest(ProcessCommand(["true"]), in: folder, callID: "c")).ending == .exited(code: 0))
        for program in ["no-such-program-here", "/no/such/program", "/etc/passwd", ""] {
            await #expect(throws: HostError.self) {
                try await runner.run(ProcessRequest(ProcessCommand([program]), in: folder, callID: "c"))
            }
        }
    }

    /// Trees that a plain group kill does not reach.
    static let trees: [(name: String, line: String)] = [
        ("background", "sleep TOKEN & sleep TOKEN & WAIT"),
        ("setsid", "setsid sleep TOKEN & WAIT"),
        ("double fork", "(setsid sh -c 'sleep TOKEN & sleep TOKEN' &) ; WAIT"),
        ("nohup", "nohup sleep TOKEN >/dev/null 2>&1 & WAIT"),
        ("trap TERM", "sh -c 'trap \"\" TERM HUP INT; while :; do sleep TOKEN; done' & trap '' TERM; WAIT"),
        ("empty environment", "env -i setsid sh -c 'sleep TOKEN; :' & WAIT"),
        ("orphan without environment", "(env -i setsid sh -c '(env -i setsid sleep TOKEN &)' &) ; WAIT"),
        ("stopped", "sleep TOKEN & kill -STOP $!; WAIT"),
    ]

    @Test("S1: nothing of a tree is left when the command ends by itself", arguments: trees.map(\.name))
    func endsByItself(name: String) async throws {
        let line = Self.trees.first { $0.name == name }?.line ?? ""
        let outcome = try await runner.run(request(line.split(separator: "WAIT").joined() + "sleep 0.05"))
        #expect(outcome.ending == .exited(code: 0))
        #expect(!outcome.killed.isEmpty)
        #expect(processes(bearing: token) == [])
        #expect(outcome.duration < .seconds(20))
    }

    @Test("S1: nothing of a tree is left when the time limit ends the command", arguments: trees.map(\.name))
    func timesOut(name: String) async throws {
        let line = Self.trees.first { $0.name == name }?.line ?? ""
        let outcome = try await runner.run(
            request(line.split(separator: "WAIT").joined() + "while :; do sleep TOKEN; done", limit: .milliseconds(100)))
        #expect(outcome.timedOut && !outcome.wasCancelled)
        #expect(processes(bearing: token) == [])
        #expect(outcome.duration < .seconds(20))
    }

    @Test("S1: nothing of a tree is left when the call is cancelled, and it is over at once", arguments: trees.map(\.name))
    func cancelled(name: String) async throws {
        let line = Self.trees.first { $0.name == name }?.line ?? ""
        let request = request(line.split(separator: "WAIT").joined() + "echo ready; while :; do sleep TOKEN; done")
        let (started, announce) = AsyncStream<Void>.makeStream()
        let task = Task { [runner] in try await runner.run(request) { _, _ in announce.yield() } }
        for await _ in started { break }
        #expect(runner.running.map(\.callID) == ["call-1"])
        let clock = ContinuousClock.now
        task.cancel()
        let outcome = try await task.value
        #expect(ContinuousClock.now - clock < .seconds(20))
        #expect(outcome.wasCancelled && !outcome.timedOut)
        #expect(outcome.ending == .signalled(number: SIGKILL))
        #expect(processes(bearing: token) == [])
    }

    @Test("Ending all kills every tree before it returns")
    func endAll() async throws {
        let tasks = (0..<3).map { _ in
            let request = request("setsid sleep TOKEN & echo ready; sleep TOKEN")
            return Task { [runner] in try await runner.run(request) }
        }
        let everyoneRuns = try await aside { [token] in eventually { processes(bearing: "sleep\0" + token).count == 6 } }
        #expect(everyoneRuns)
        try await aside { [runner] in runner.endAll() }
        #expect(processes(bearing: token) == [])
        for task in tasks { #expect(try await task.value.wasCancelled) }
    }

    @Test("A polite end lets the command say its last words")
    func politeEnd() async throws {
        let request = request("trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.01; done")
        let (started, announce) = AsyncStream<Void>.makeStream()
        let task = Task { [runner] in try await runner.run(request) { _, _ in announce.yield() } }
        for await _ in started { break }
        runner.end(callID: "call-1")
        let outcome = try await task.value
        #expect(outcome.ending == .exited(code: 7))
        #expect(text(outcome.standardOutput) == "ready\nbye\n")
        #expect(outcome.wasCancelled)
    }

    @Test("A task that is cancelled before it starts runs nothing for long")
    func cancelledBefore() async throws {
        let request = request("sleep TOKEN")
        let task = Task { [runner] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await runner.run(request)
        }
        #expect(try await task.value.wasCancelled)
        #expect(processes(bearing: token) == [])
    }

    @Test("S2: a grandchild that holds the pipe keeps nobody waiting")
    func heldPipe() async throws {
        let outcome = try await runner.run(request("setsid sleep TOKEN & echo done"))
        #expect(outcome.ending == .exited(code: 0))
        #expect(text(outcome.output) == "done\n")
        #expect(outcome.duration < .seconds(20))
        #expect(processes(bearing: token) == [])
    }

    @Test("S3: a flood keeps the memory flat, is paced, and stops when told")
    func flood() async throws {
        var request = request("yes TOKEN")
        request.outputLimitBytes = 10_000
        request.timeLimit = .milliseconds(800)
        let pieces = Mutex<[(Int64, Int)]>([])
        let before = residentBytes()
        let outcome = try await runner.run(request) { _, bytes in
            pieces.withLock { $0.append((MonotonicClock.nowMicroseconds(), bytes.count)) }
        }
        #expect(outcome.timedOut)
        #expect(outcome.output.bytes.count < 10_100)
        #expect(outcome.output.totalByteCount > 1_000_000)
        #expect(outcome.output.droppedByteCount == outcome.output.totalByteCount - 10_000)
        #expect(residentBytes() - before < 32_000_000)
        let seen = pieces.withLock { $0 }
        #expect(seen.count > 2 && seen.count < 80)
        #expect(seen.allSatisfy { $0.1 <= 65_536 })
        // One that comes late is followed by the next one sooner; what counts is how many come in a time. The last one comes at the end.
        let paced = seen.dropLast()
        #expect((paced.last?.0 ?? 0) - (paced.first?.0 ?? 0) >= Int64(paced.count - 1) * 20_000)
        #expect(processes(bearing: token) == [])
    }

    @Test("Pieces of a stream never cut a character")
    func characters() async throws {
        let request = request("printf '\\303'; sleep 0.1; printf '\\251\\342\\202'; sleep 0.1; printf '\\254'")
        let pieces = Mutex<[String]>([])
        _ = try await runner.run(request) { _, bytes in
            pieces.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
        }
        let seen = pieces.withLock { $0 }
        #expect(seen.joined() == "é€" && seen.allSatisfy { ["é", "€", "é€"].contains($0) }, "\(seen)")
    }

    @Test("A command that kills its warden takes its own tree with it")
    func killsWarden() async throws {
        let outcome = try await runner.run(request("setsid sleep TOKEN & echo here; kill -9 $PPID; sleep TOKEN"))
        #expect(outcome.ending == .signalled(number: SIGKILL))
        let gone = try await aside { [token] in eventually { processes(bearing: token).isEmpty } }
        #expect(gone)
        #expect(try await runner.run(request("echo alive")).ending == .exited(code: 0))
    }

    @Test("S1: a tree dies with the program that started it, even by SIGKILL")
    func diesWithUs() async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) { [token = token as String] in
            let runner = ProcessRunner(environment: [:])
            let line = "env -i setsid sleep \(token) & (setsid sh -c 'trap \"\" TERM; sleep \(token); :' &) ; sleep \(token)"
            let request = ProcessRequest(.shell(line), in: try Folder(path: "/tmp"), callID: "c")
            let task = Task { _ = try? await runner.run(request) }
            _ = try await aside { eventually { processes(bearing: "sleep\0" + token).count >= 3 } }
            kill(getpid(), SIGKILL)
            await task.value
        }
        let gone = try await aside { [token] in eventually { processes(bearing: token).isEmpty } }
        #expect(gone)
    }

    @Test("Starting and ending a command leaves no descriptor and no zombie behind")
    func cost() async throws {
        _ = try await runner.run(request("true"))
        let descriptors = try Folder(path: "/proc/self/fd").entries(limit: 10_000).entries.count
        for _ in 0..<50 { _ = try await runner.run(ProcessRequest(ProcessCommand(["/bin/true"]), in: folder, callID: "c")) }
        let after = try Folder(path: "/proc/self/fd").entries(limit: 10_000).entries.count
        #expect(after <= descriptors + 24, "other tests run beside this one, but 50 commands must not leave 50 descriptors")
    }

    private func residentBytes() -> Int {
        let file = open("/proc/self/statm", O_RDONLY)
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = read(file, &buffer, buffer.count)
        let words = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
        return words.count > 1 ? (Int(words[1]) ?? 0) * 4096 : 0
    }
}
