import CShims
import Glibc
import Testing

@testable import TerminalKit

extension OneAtATime {
    @Suite("TerminalSession")
    struct SessionTests {
        private static let allModes: TerminalModes = [.bracketedPaste, .focus, .mouse, .kittyKeyboard]

        private func open(_ pair: PtyPair, _ settings: TerminalSession.Settings = .init()) throws -> TerminalSession {
            TerminalSession(device: try TerminalDevice(path: pair.path), settings: settings)
        }

        @Test("entering makes the terminal raw; leaving restores its settings exactly", arguments: [false, true])
        func settings(unusual: Bool) throws {
            let pair = try #require(PtyPair())
            let session = try open(pair)
            let fd = session.device.fd
            if unusual {
                var strange = termios()
                #expect(tcgetattr(fd, &strange) == 0)
                strange.c_iflag |= tcflag_t(IXON | ISTRIP)
                strange.c_oflag &= ~tcflag_t(ONLCR)
                strange.c_cc.2 = 8
                #expect(tcsetattr(fd, TCSANOW, &strange) == 0)
            }
            let before = terminalSettings(fd)
            try session.enter()
            #expect(session.backspaceByte == (unusual ? 8 : 0x7F))
            #expect(lathe_restore_is_armed() == 1)
            var raw = termios()
            #expect(tcgetattr(fd, &raw) == 0)
            #expect(raw.c_lflag & tcflag_t(ICANON | ECHO | ISIG | IEXTEN) == 0)
            #expect(raw.c_iflag & tcflag_t(IXON | ICRNL | ISTRIP) == 0)
            #expect(raw.c_oflag & tcflag_t(OPOST) == 0)
            #expect(terminalSettings(fd) != before)
            try session.enter()
            session.leave()
            #expect(terminalSettings(fd) == before)
            #expect(lathe_restore_is_armed() == 0)
            session.leave()
            #expect(!session.isEntered)
            #expect(terminalSettings(fd) == before)
        }

        @Test("leaving switches off every mode that entering switched on, and so does the restore string")
        func modes() throws {
            let screen = try CursesScreen(settings: .init(term: "xterm-256color", size: ScreenSize(columns: 80, rows: 24)))
            let pair = try #require(PtyPair())
            let session = try open(
                pair, .init(modes: Self.allModes, screenEnter: screen.enterBytes, screenLeave: screen.leaveBytes))
            try session.enter()
            let entered = pair.take()
            let on = ModeLedger(entered)
            #expect(on.modes.isSuperset(of: [1_000, 1_002, 1_004, 1_006, 1_049, 2_004]), "\(on.modes)")
            #expect(on.keyboardPushes == 1)
            session.leave()
            let left = ModeLedger(entered + pair.take())
            #expect(left.modes == [7, 25] || left.modes == [7], "\(left.modes)")
            #expect(left.keyboardPushes == 0)
            #expect(left.titlePushes == 0)
            #expect(!left.isKeypadApplication)
            let reset = ModeLedger(entered + TerminalSession.restoreString)
            #expect(reset.modes.subtracting([7, 25]).isEmpty, "\(reset.modes)")
            #expect(reset.keyboardPushes == 0)
            #expect(reset.titlePushes == 0)
            #expect(!reset.isKeypadApplication)
            let torn = ModeLedger(entered + Array("\u{1B}[?2026h\u{1B}[?25l\u{1B}[38;5".utf8) + TerminalSession.restoreString)
            #expect(torn.modes == [7, 25])
        }

        @Test("only what was asked for is switched on; the mouse can follow later")
        func mouseLater() throws {
            let pair = try #require(PtyPair())
            let session = try open(pair, .init(modes: .bracketedPaste))
            try session.enter()
            #expect(ModeLedger(pair.take()).modes == [2_004])
            session.setMouse(true)
            session.setMouse(true)
            let on = pair.take()
            #expect(ModeLedger(on).modes == [1_000, 1_002, 1_006])
            session.leave()
            #expect(ModeLedger(on + pair.take()).modes == [7, 25])
        }

        @Test("standard error goes to the log while the screen is up, and back afterwards")
        func standardError() throws {
            let pair = try #require(PtyPair())
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            defer { for end in ends { close(end) } }
            var before = stat()
            var after = stat()
            fstat(STDERR_FILENO, &before)
            let session = try open(pair, .init(logFD: ends[1]))
            try session.enter()
            _ = write(STDERR_FILENO, "lost words", 10)
            session.leave()
            fstat(STDERR_FILENO, &after)
            #expect(before.st_ino == after.st_ino && before.st_dev == after.st_dev)
            var buffer = [UInt8](repeating: 0, count: 64)
            #expect(read(ends[0], &buffer, 64) == 10)
        }

        @Test("suspending gives the terminal back while stopped and takes it again afterwards")
        func suspend() throws {
            let pair = try #require(PtyPair())
            let session = try open(pair)
            let fd = session.device.fd
            let before = terminalSettings(fd)
            try session.enter()
            let raw = terminalSettings(fd)
            _ = pair.take()
            var whileStopped: [UInt8] = []
            var sentByThen: [UInt8] = []
            let ours = session.suspend {
                whileStopped = terminalSettings(fd)
                sentByThen = pair.takeNow()
            }
            #expect(ours)
            #expect(whileStopped == before)
            #expect(ModeLedger(sentByThen).modes == [7, 25])
            #expect(terminalSettings(fd) == raw)
            #expect(ModeLedger(pair.take()).modes == [1_004, 2_004])
            // Stopped from outside: the shell changed the settings under us.
            var cooked = termios()
            tcgetattr(fd, &cooked)
            cooked.c_lflag |= tcflag_t(ICANON | ECHO)
            tcsetattr(fd, TCSANOW, &cooked)
            #expect(session.resume())
            #expect(terminalSettings(fd) == raw)
            session.leave()
            #expect(terminalSettings(fd) == before)
        }

        @Test("a terminal that takes nothing does not hold the session up")
        func blockedTerminal() throws {
            let pair = try #require(PtyPair())
            let session = try open(pair)
            let before = terminalSettings(session.device.fd)
            try session.enter()
            #expect(session.output.send([UInt8](repeating: 0x78, count: 200_000)) == .blocked)
            #expect(session.output.pending)
            let clock = ContinuousClock()
            let took = clock.measure { session.leave() }
            #expect(took < .seconds(5))
            #expect(terminalSettings(session.device.fd) == before)
        }

        @Test("the writer keeps what the terminal does not take, in order")
        func writerOrder() throws {
            let pair = try #require(PtyPair())
            let device = try TerminalDevice(path: pair.path)
            let session = TerminalSession(device: device, settings: .init(modes: []))
            try session.enter()
            _ = pair.takeNow()
            let writer = FrameWriter(fd: device.fd)
            var wanted: [UInt8] = []
            var got: [UInt8] = []
            for part in 0..<40 {
                let bytes = (0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ part) }
                wanted += bytes
                writer.send(bytes)
            }
            #expect(writer.pending && writer.unsentBytes + writer.sentBytes == wanted.count)
            for _ in 0..<10_000 where writer.pending {
                got += pair.takeNow()
                writer.flush()
            }
            while got.count < wanted.count {
                let more = pair.take()
                if more.isEmpty { break }
                got += more
            }
            #expect(!writer.pending)
            #expect(got == wanted)
        }

        @Test("the size is the terminal's, never below one cell nor absurd")
        func size() throws {
            let pair = try #require(PtyPair(columns: 132, rows: 43))
            let device = try TerminalDevice(path: pair.path)
            #expect(device.size == ScreenSize(columns: 132, rows: 43))
            pair.resize(columns: 0, rows: 0)
            #expect(device.size == ScreenSize(columns: 1, rows: 1))
            pair.resize(columns: 65_535, rows: 65_535)
            #expect(device.size == ScreenSize(columns: 2_000, rows: 1_000))
        }

        @Test("a terminal that went away is a hangup, for the poll, for reads and for writes")
        func hangup() throws {
            var pair = PtyPair()
            let device = try TerminalDevice(path: try #require(pair).path)
            #expect(device.read { _ in } == .empty)
            let quiet = waitForInput(tty: device.fd, wakeup: -1, signals: -1, writePending: false, timeoutMicros: 0)
            #expect(quiet.timedOut)
            pair?.send("hi\n")
            let ready = waitForInput(tty: device.fd, wakeup: -1, signals: -1, writePending: true, timeoutMicros: 1_000_000)
            #expect(ready.input && ready.writable && !ready.hangup)
            var seen: [UInt8] = []
            #expect(device.read { seen += Array($0) } == .data)
            #expect(seen == Array("hi\n".utf8))
            pair = nil
            #expect(waitForInput(tty: device.fd, wakeup: -1, signals: -1, writePending: false, timeoutMicros: nil).hangup)
            #expect(device.read { _ in } == .hangup)
            #expect(FrameWriter(fd: device.fd).send([0x78]) == .hangup)
        }

        @Test("what is no terminal is refused with a reason")
        func noTerminal() {
            for path in ["/dev/null", "/no/such/terminal", ""] {
                #expect(throws: TerminalKitError.self) { try TerminalDevice(path: path) }
            }
            #expect(TerminalKitError.noTerminal(ENOTTY).description.contains("; "))
        }

        @Test("the clipboard request carries base 64, and is refused when too long")
        func clipboard() throws {
            for (text, encoded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("é🙂", "w6nwn5mC")] {
                #expect(String(decoding: Clipboard.base64(Array(text.utf8)), as: UTF8.self) == encoded)
            }
            let pair = try #require(PtyPair())
            let session = try open(pair, .init(modes: [], insideTmux: true))
            try session.enter()
            _ = pair.takeNow()
            #expect(session.copy("foo"))
            session.bell()
            #expect(
                String(decoding: pair.take(), as: UTF8.self)
                    == "\u{1B}]52;c;Zm9v\u{07}\u{1B}Ptmux;\u{1B}\u{1B}]52;c;Zm9v\u{07}\u{1B}\\\u{07}")
            #expect(!session.copy(String(repeating: "x", count: 80_000)))
            session.leave()
        }

        @Test("a trap, an abort, a signal from outside and a plain exit all restore the terminal", .timeLimit(.minutes(1)))
        func crash() async throws {
            for way in CrashWay.allCases {
                let pair = try #require(PtyPair())
                let device = try TerminalDevice(path: pair.path)
                let before = terminalSettings(device.fd)
                let path = pair.path
                let number = way.rawValue
                await #expect(processExitsWith: way.exitCondition) { [path = path as String, number = number as Int] in
                    CrashWay.enterAndEnd(path: path, way: CrashWay(rawValue: number) ?? .exit)
                }
                #expect(terminalSettings(device.fd) == before, "\(way)")
                let ledger = ModeLedger(pair.take())
                #expect(ledger.switchedOn.isSuperset(of: [2_004, 1_004]), "\(way)")
                #expect(ledger.modes == [7, 25], "\(way)")
            }
        }
    }
}

/// Ways for a program to end without leaving its session.
enum CrashWay: Int, CaseIterable {
    case exit
    case trap
    case abort
    case outside
    case overflow

    var exitCondition: ExitTest.Condition {
        switch self {
        case .exit: .exitCode(7)
        case .trap, .abort, .outside, .overflow: .failure
        }
    }

    static func enterAndEnd(path: String, way: CrashWay) {
        guard let device = try? TerminalDevice(path: path) else { Glibc.exit(1) }
        let session = TerminalSession(device: device, settings: .init(modes: .standard))
        guard (try? session.enter()) != nil else { Glibc.exit(1) }
        withExtendedLifetime(session) {
            switch way {
            case .exit: Glibc.exit(7)
            case .trap: print([1, 2][Int(getpid())])
            case .abort: Glibc.abort()
            case .outside:
                kill(getpid(), SIGSEGV)
                // The signal may reach another thread, a moment later.
                while true { usleep(1000) }
            case .overflow: print(fall(Int(getpid())))
            }
        }
    }

    private static func fall(_ depth: Int) -> Int {
        depth == .min ? 0 : fall(depth &+ 1) &+ 1
    }
}
