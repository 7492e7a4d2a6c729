import Events
import Glibc
import Host
import Testing
import Tools

@Suite("Shell tool", .serialized)
struct ShellToolTests {
    private let tool = ToolName.executeShellCommand

    @Test("004-118: a command runs in the workspace; its output streams and comes back with its exit code")
    func plain() async throws {
        let bench = try Bench()
        let result = await bench.call(tool, ["command": "pwd; printf 'a\\033[31mb\\n' >&2"])
        // Of two pipes nobody can tell which was written first.
        #expect(result.status == .success && Set(result.output.split(separator: "\n")) == [Substring(bench.workspace.realPath), "ab"])
        #expect(result.metadata["exit_code"]?.integer == 0)
        #expect(bench.streamed.map(\.1).joined() == result.output)
        #expect(Set(bench.streamed.map(\.0)) == [.stdout, .stderr])
        #expect(await bench.call(tool, ["command": "env"]).output.contains("canary") == false)
    }

    @Test("A status other than 0 is an error that keeps the output")
    func failing() async throws {
        let result = await (try Bench()).call(tool, ["command": "echo why; exit 3"])
        #expect(result.status == .error && result.errorCode == .exitStatus)
        #expect(result.output == "why\n[exit status 3]")
        let killed = await (try Bench()).call(tool, ["command": "kill -9 $$"])
        #expect(killed.errorCode == .exitStatus && killed.output == "[ended by signal 9]")
    }

    @Test("000-08: a command is ended at its time limit, and what it said until then is kept")
    func timeout() async throws {
        let bench = try Bench()
        let result = await bench.call(
            tool, ["command": "echo begun; (setsid sleep 987 &); trap '' TERM; sleep 987", "time_limit_seconds": 1])
        #expect(result.errorCode == .toolTimeout && result.output.hasPrefix("begun\n[ended after 1 s"))
        #expect(bench.processes.running.isEmpty)
    }

    @Test("A cancelled command is ended, and its result names the processes")
    func cancelled() async throws {
        let bench = try Bench()
        let task = Task { await bench.call(tool, ["command": "echo begun; sleep 987"]) }
        while bench.streamed.isEmpty { await Task.yield() }
        task.cancel()
        let result = await task.value
        #expect(result.errorCode == .cancelled && result.output == "begun\n[cancelled]")
        #expect(result.metadata["ended_pids"]?.array?.isEmpty == false)
    }

    @Test("A flood is cut in the middle, and the raw bytes are kept beside it")
    func flood() async throws {
        let result = await (try Bench()).call(tool, ["command": "seq 1 200000"])
        #expect(result.truncated && result.output.utf8.count < 33_000)
        #expect(result.output.hasPrefix("1\n2\n") && result.output.hasSuffix("199999\n200000\n"))
        #expect((result.wholeOutput?.count ?? 0) > 130_000)
    }

    @Test("003-19: the whole of a long output is kept beside its beginning and its end, which tell how much is left out")
    func wholeOutput() async throws {
        let expected = (1...200_000).map { "\($0)\n" }.joined()
        let result = await (try Bench()).call(tool, ["command": "seq 1 200000; exit 3"])
        #expect(result.wholeOutput.map { String(decoding: $0, as: UTF8.self) } == expected)
        #expect(result.status == .error && result.output.hasSuffix("200000\n[exit status 3]") && result.output.utf8.count <= 32_768)
        let parts = result.output.split(separator: "\n[… ")
        let missing = parts.last?.prefix { $0.isNumber }
        let shown = result.output.utf8.count - "\n[… \(missing ?? "") bytes left out …]\n[exit status 3]".utf8.count
        #expect(parts.count == 2 && missing == "\(expected.utf8.count - shown)")
    }

    @Test("003-19: of an output of any length the first and the last 8 MiB are kept")
    func hugeOutput() async throws {
        let result = await (try Bench()).call(tool, ["command": "seq 1 5000000"])
        let whole = try #require(result.wholeOutput)
        #expect(result.status == .success && result.truncated)
        #expect(result.metadata["output_byte_count"]?.integer == 38_888_896)
        #expect(whole.starts(with: "1\n2\n3\n".utf8) && whole.suffix(16).elementsEqual("4999999\n5000000\n".utf8))
        #expect(
            String(decoding: whole[8_388_608...].prefix(60), as: UTF8.self).hasPrefix("\n[… \(38_888_896 - 16_777_216) bytes left out …]\n")
        )
        #expect(whole.count < 16_777_216 + 60)
    }

    @Test(
        "A command that provably has no effect asks nobody",
        arguments: ["pwd", "echo hello", "true", " : ", "echo a-b_c.d,/e:f=g+h@i%j^k 1", "false"])
    func harmless(command: String) {
        #expect(ToolDispatcher().prepare(name: tool, arguments: (["command": .string(command)] as JSON).text).effects == [])
    }

    static let hostile = [
        "echo ok; touch X", "echo ok && touch X", "false || touch X", "echo ok & touch X", "echo ok\ntouch X", "echo ok |& touch X",
        "echo $(touch X)",
        "echo `touch X`", "echo ok > >(touch X)", "[[ -v a[$(touch X)] ]]", "t''ouch X", "\\touch X", "$'\\x74ouch' X",
        "a=to b=uch; $a$b X", "touch${IFS}X",
        "set -- touch X; \"$@\"", "{touch,X}", "/???/b?n/to*ch X", "./../../usr/bin/touch X", "command touch X", "busybox touch X",
        "env -i touch X", "nice touch X",
        "timeout 5 touch X", "time touch X", "find . -maxdepth 0 -exec touch X \\;", "bash -c \"touch X\"", "bash <<< \"touch X\"",
        "echo \"touch X\" | sh",
        "trap \"touch X\" EXIT", "PAGER=\"touch X\" git log", "git log --output=X", "env", "export -p", "cat", "yes", "ls\u{200B}; touch X",
        "echo \u{202E}touch X",
        "ls \u{1B}[2K\r; touch X", "t\u{43E}uch X", "TOUCH X", "", " ", "echo\ttouch", "echo ~", "echo *", "echo a>b", "echo a<b",
        "echo !x", "echo #x", "echo \"a\"", "echo 'a'",
        "echo a\\b", "echo {a,b}", "echo [a]", "echo ?", "echo a\0b", "a=b echo x", "./echo", "/bin/echo x", "echo\u{A0}x", "Echo x",
        "exec echo", "echo x\r", "printf x", "test x",
    ]

    @Test("No hostile line counts as harmless", arguments: hostile)
    func hostileLines(command: String) {
        let call = ToolDispatcher().prepare(name: tool, arguments: (["command": .string(command)] as JSON).text)
        #expect(call.fault != nil || call.effects == [.execute])
    }

    @Test("No line of the whole corpus counts as harmless", .enabled(if: getenv("LATHE_CORPORA") != nil))
    func corpus() throws {
        let base = getenv("LATHE_CORPORA").map { String(cString: $0) } ?? ""
        let bytes = try Workspace(path: base).file("commands/lathe_guard_bypass.jsonl").readAll(limitBytes: 1_000_000)
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines.count > 50)
        for line in lines {
            let command = try JSON(parsing: String(line))["cmd"] ?? .null
            let call = ToolDispatcher().prepare(name: tool, arguments: (["command": command] as JSON).text)
            #expect(call.effects == [.execute], "\(command.text)")
        }
    }
}
