import CTestShims
import Glibc

/// A program in a real pseudo-terminal: keys go in, and a `VirtualScreen` shows what a person would see.
///
/// It leads a session of its own. When the last reference goes, the program and all its descendants are killed.
public final class PseudoTerminalProgram: Sendable {
    /// What the terminal shows; fed by a thread of its own.
    public let screen: VirtualScreen
    /// The line settings before the program began.
    public let settingsBefore: TerminalSettings
    /// Its process number, which is also its group's and session's.
    public var processId: Int32 { child.processId }

    let state: Monitor<ProgramState>
    private let child: ChildProcess
    private let wake: Wake
    /// Our own hold on the slave: settings stay readable after the program has ended.
    private let slave: Int32
    private let environment: ProgramEnvironment

    /// Starts a program, given by its path, in a terminal of that size.
    public init(
        _ program: String, _ arguments: [String] = [], environment: ProgramEnvironment? = nil, workingFolder: String? = nil,
        columns: Int = 80, rows: Int = 24
    ) throws {
        let environment = try environment ?? ProgramEnvironment()
        let wake = try Wake()
        var path = [CChar](repeating: 0, count: 256)
        let master = testshims_pty_open(Int32(columns), Int32(rows), &path, path.count)
        guard master >= 0 else { throw TestKitError.system(call: "posix_openpt", errorNumber: -master) }
        let slavePath = String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let slave = open(slavePath, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard slave >= 0 else {
            let failure = errno
            close(master)
            throw TestKitError.system(call: "open \(slavePath)", errorNumber: failure)
        }
        let state = Monitor(ProgramState())
        let screen = VirtualScreen(columns: columns, rows: rows)
        var isLineStarted = false
        do {
            settingsBefore = try TerminalSettings(descriptor: slave)
            child = try ChildProcess(
                program, arguments, environment: environment, folder: workingFolder, ends: .terminal(slavePath), state: state, wake: wake)
            isLineStarted = true
            try ProgramLine(
                state: state, wake: wake, input: master, output: master,
                onOutput: { bytes in
                    screen.feed(bytes)
                    return screen.takeReplies()
                }
            ).start()
        } catch {
            if !isLineStarted { close(master) }
            close(slave)
            throw error
        }
        (self.screen, self.state, self.wake, self.slave, self.environment) = (screen, state, wake, slave, environment)
    }

    deinit {
        child.end()
        state.change { $0.isReleased = true }
        wake.poke()
        close(slave)
    }

    /// The rows of the screen, as `VirtualScreen.text`.
    public var screenText: String { screen.text }

    /// Every byte the program wrote to its terminal so far.
    public var rawOutput: [UInt8] { state.read { $0.output } }

    /// How many bytes it wrote so far.
    public var rawOutputCount: Int { state.read { $0.output.count } }

    /// How it ended; nil while it runs.
    public var exitStatus: ExitStatus? { state.read { $0.exit } }

    /// The line settings now, also after the program has ended; throws once the terminal is closed.
    public func settings() throws -> TerminalSettings { try TerminalSettings(descriptor: slave) }

    /// Types bytes; returns at once, they are delivered in order as the program reads.
    public func send(_ bytes: [UInt8]) {
        state.change { $0.pendingInput += bytes }
        wake.poke()
    }

    /// Types text.
    public func send(_ text: String) { send(Array(text.utf8)) }

    /// Presses keys; cursor keys follow the mode the program has set.
    public func key(_ keys: Key...) {
        let isApplication = screen.privateModes[1] == true
        send(keys.flatMap { $0.bytes(applicationCursor: isApplication) })
    }

    /// Pastes text, bracketed when the program asked for that (mode 2004).
    public func paste(_ text: String) {
        send(screen.privateModes[2004] == true ? "\u{1B}[200~\(text)\u{1B}[201~" : text)
    }

    /// Sends a signal to the program itself, not to its children.
    public func signal(_ number: Int32) { child.signal(number) }

    /// Changes the size of the terminal; the program gets SIGWINCH.
    public func resize(columns: Int, rows: Int) throws {
        screen.resize(columns: columns, rows: rows)
        let result = testshims_pty_resize(slave, Int32(columns), Int32(rows))
        guard result == 0 else { throw TestKitError.system(call: "TIOCSWINSZ", errorNumber: -result) }
    }

    /// Stops taking what the program writes, as a terminal does on Ctrl-S or when its window is hidden.
    public func pauseReading() {
        state.change { $0.readingIsPaused = true }
        wake.poke()
    }

    public func resumeReading() {
        state.change { $0.readingIsPaused = false }
        wake.poke()
    }

    /// Closes the window: the program gets SIGHUP and its terminal is gone.
    public func closeTerminal() {
        state.change { $0.wantsHangUp = true }
        wake.poke()
    }

    /// Other living processes it has started: of its session, or anywhere if they kept its environment.
    public func survivors() -> [Int32] { child.survivors() }
}
