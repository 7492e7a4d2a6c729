import Glibc
import TestKit
import Testing

@Suite("A program in a pseudo-terminal")
struct PseudoTerminalTests {
    @Test("is shown what is typed, answers, and its exit code is seen")
    func shell() async throws {
        let shell = try PseudoTerminalProgram("/bin/sh", ["-c", "read line; echo \"got <$line>\"; exit 7"])
        shell.send("hello there")
        shell.key(.enter)
        try await shell.waitUntil("got <hello there>")
        #expect(try await shell.waitForExit() == .code(7))
        #expect(shell.screenText.hasPrefix("hello there\n"))
        #expect(String(decoding: shell.rawOutput, as: UTF8.self) == "hello there\r\ngot <hello there>\r\n")
    }

    @Test("has a controlling terminal of the right size, leads its session, and has a home of its own")
    func world() async throws {
        let script =
            "tty; stty size; test -t 0 && test -t 1 && test -t 2 && echo all tty; : >/dev/tty && echo controlling; echo $TERM $LC_ALL; echo $HOME; ls /proc/self/fd | tr '\\n' ' '"
        let environment = try ProgramEnvironment(["EXTRA": "1", "SHELL": nil])
        let program = try PseudoTerminalProgram("/bin/sh", ["-c", script], environment: environment, columns: 100, rows: 30)
        #expect(try await program.waitForExit() == .code(0))
        let lines = program.screen.lines
        #expect(lines[0].hasPrefix("/dev/pts/"))
        #expect(lines[1] == "30 100")
        #expect(Array(lines[2...4]) == ["all tty", "controlling", "xterm-256color C.UTF-8"])
        #expect(lines[5] == environment.home)
        #expect(lines[6] == "0 1 2 3")
        #expect(environment.variables["SHELL"] == nil && environment.variables["EXTRA"] == "1")
    }

    @Test("is told of a new size and of signals")
    func resizeAndSignal() async throws {
        let script = "trap 'stty size' WINCH; trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.02; done"
        let program = try PseudoTerminalProgram("/bin/sh", ["-c", script])
        try await program.waitUntil("ready")
        try program.resize(columns: 50, rows: 12)
        try await program.waitUntil("12 50")
        #expect(program.screen.columns == 50 && program.screen.rows == 12)
        program.signal(SIGTERM)
        #expect(try await program.waitForExit() == .code(3))
        #expect(program.screenText.contains("bye"))
    }

    @Test("death by a signal is not taken for an exit code, and Control-C reaches the program")
    func killed() async throws {
        let program = try PseudoTerminalProgram("/bin/cat")
        program.send("echo")
        try await program.waitUntil("echo")
        program.signal(SIGKILL)
        #expect(try await program.waitForExit() == .signal(SIGKILL))
        let second = try PseudoTerminalProgram("/bin/cat")
        program.send("ignored: it is dead")
        second.send("x\r")
        try await second.waitUntil("screen has x twice") { $0.row(1) == "x" }
        second.key(.control("c"))
        #expect(try await second.waitForExit() == .signal(SIGINT))
    }

    @Test("stopping and going on are seen")
    func stops() async throws {
        let program = try PseudoTerminalProgram("/bin/cat")
        program.signal(SIGSTOP)
        try await program.waitUntilStopped()
        program.signal(SIGCONT)
        try await program.waitUntilContinued()
        program.send("\u{4}")
        #expect(try await program.waitForExit() == .code(0))
    }

    @Test("line settings it leaves behind are seen after its end", arguments: [(": ; exit 0", true), ("stty raw -echo; exit 0", false)])
    func settings(script: String, isTidy: Bool) async throws {
        let program = try PseudoTerminalProgram("/bin/sh", ["-c", script])
        #expect(program.settingsBefore.isCooked)
        #expect(try await program.waitForExit() == .code(0))
        let after = try program.settings()
        #expect((after == program.settingsBefore) == isTidy)
        #expect(after.isCooked == isTidy)
    }

    @Test("a wait in vain throws with the screen in its message, at once when the program has ended")
    func waitsInVain() async throws {
        let program = try PseudoTerminalProgram("/bin/sh", ["-c", "echo what is seen; read x"])
        try await program.waitUntil("what is seen")
        let late = try await #require(throws: TestKitError.self) { try await program.waitUntil("never", within: .milliseconds(50)) }
        #expect("\(late)".contains("what is seen") && "\(late)".contains("never"))
        program.key(.enter)
        let began = monotonicMicroseconds()
        let ended = try await #require(throws: TestKitError.self) { try await program.waitUntil("never", within: .seconds(600)) }
        #expect("\(ended)".contains("exit code") && "\(ended)".contains("what is seen"))
        #expect(monotonicMicroseconds() - began < 60_000_000)
    }

    @Test("its questions to the terminal are answered")
    func replies() async throws {
        let script = "stty raw -echo; printf '\\033[6n'; dd bs=1 count=6 2>/dev/null | tr '\\033' 'E'; stty sane"
        let program = try PseudoTerminalProgram("/bin/sh", ["-c", script])
        try await program.waitUntil("E[1;1R")
        #expect(try await program.waitForExit() == .code(0))
    }

    @Test("much output is read to the end before the exit is told, and a paused reader holds it back")
    func muchOutput() async throws {
        let program = try PseudoTerminalProgram("/bin/sh", ["-c", "read go; seq 1 20000; printf last"])
        program.pauseReading()
        program.key(.enter)
        let early = await #expect(throws: TestKitError.self) { try await program.waitForExit(within: .milliseconds(150)) }
        #expect(early != nil)
        program.resumeReading()
        #expect(try await program.waitForExit(within: .seconds(60)) == .code(0))
        #expect(program.rawOutput.suffix(11).elementsEqual("20000\r\nlast".utf8))
        #expect(program.screen.row(23) == "last")
        #expect(program.screen.row(22) == "20000")
    }

    @Test("closing the window sends SIGHUP")
    func hangUp() async throws {
        let program = try PseudoTerminalProgram("/bin/cat")
        program.send("a\r")
        try await program.waitUntil("a")
        program.closeTerminal()
        #expect(try await program.waitForExit() == .signal(SIGHUP))
    }

    @Test("children that outlive it are found, even in a session of their own, and are gone when the test lets go")
    func survivors() async throws {
        let script = "setsid sleep 987 & sleep 986 & echo started; wait"
        var program: PseudoTerminalProgram? = try PseudoTerminalProgram("/bin/sh", ["-c", script])
        try await program?.waitUntil("started")
        try await eventually("both sleepers show") { [program] in program?.survivors().count == 2 }
        let found = program?.survivors() ?? []
        program = nil
        try await eventually("both are dead") { found.allSatisfy { kill($0, 0) != 0 || isZombie($0) } }
        #expect(found.count == 2)
    }

    @Test("keys are sent as a terminal in that mode sends them")
    func keys() {
        #expect(Key.up.bytes() == Array("\u{1B}[A".utf8))
        #expect(Key.up.bytes(applicationCursor: true) == Array("\u{1B}OA".utf8))
        #expect(Key.control("f").bytes() == [6] && Key.control("[").bytes() == [27] && Key.control("?").bytes() == [127])
        #expect(Key.alt("h").bytes() == Array("\u{1B}h".utf8) && Key.altEnter.bytes() == [27, 13])
        #expect(Key.function(1).bytes() == Array("\u{1B}OP".utf8) && Key.function(5).bytes() == Array("\u{1B}[15~".utf8))
        #expect(Key.function(0).bytes().isEmpty && Key.function(13).bytes().isEmpty)
        #expect(Key.wheelUp(x: 3, y: 0).bytes() == Array("\u{1B}[<64;4;1M".utf8))
        #expect(Key.character("日").bytes() == Array("日".utf8))
    }
}

private func isZombie(_ process: Int32) -> Bool {
    guard let status = fopen("/proc/\(process)/stat", "r") else { return true }
    defer { fclose(status) }
    var line = [CChar](repeating: 0, count: 512)
    let count = fread(&line, 1, line.count - 1, status)
    return String(decoding: line.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self).contains(") Z")
}
