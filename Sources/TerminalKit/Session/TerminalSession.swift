import CShims
import Glibc

/// A terminal while it is ours: raw input, full screen, modes, and every way back out of it.
///
/// From `enter` to `leave` a fatal signal or `exit` restores the terminal too. One session a process may be entered at a time.
public final class TerminalSession {
    public struct Settings: Sendable {
        public var modes: TerminalModes
        /// What switches to full screen and back: `CursesScreen.enterBytes` and `leaveBytes`.
        public var screenEnter: [UInt8]
        public var screenLeave: [UInt8]
        /// Where standard error goes meanwhile, so that no library prints over the screen; nil leaves it.
        public var logFD: Int32?
        /// Inside tmux: the clipboard is also asked for through it.
        public var insideTmux: Bool

        public init(
            modes: TerminalModes = .standard, screenEnter: [UInt8] = [], screenLeave: [UInt8] = [], logFD: Int32? = nil,
            insideTmux: Bool = false
        ) {
            self.modes = modes
            self.screenEnter = screenEnter
            self.screenLeave = screenLeave
            self.logFD = logFD
            self.insideTmux = insideTmux
        }
    }

    /// Brings any terminal back to normal, whoever left it behind; for `lathe reset`.
    public static let restoreString: [UInt8] = RestoreBytes.all

    public let device: TerminalDevice
    /// Everything for the terminal goes through this.
    public let output: FrameWriter
    /// What this session has switched on, or will.
    public private(set) var modes: TerminalModes
    public private(set) var isEntered = false

    private let settings: Settings
    private var saved = lathe_settings()
    private var savedStderr: Int32 = -1

    public init(device: TerminalDevice, settings: Settings) {
        self.device = device
        self.settings = settings
        modes = settings.modes
        output = FrameWriter(fd: device.fd)
    }

    deinit {
        leave()
    }

    public var size: ScreenSize { device.size }

    /// The byte the terminal's settings call erase, for `InputParser`.
    ///
    /// 127 before `enter`.
    public var backspaceByte: UInt8 { isEntered && lathe_settings_erase(&saved) == 8 ? 8 : 0x7F }

    /// Takes the terminal: saves its settings, makes it raw, full-screen and ours.
    ///
    /// Nothing happens when it is already.
    public func enter() throws(TerminalKitError) {
        guard !isEntered else { return }
        guard lathe_settings_read(device.fd, &saved) == 0 else { throw .settingsRefused(errno) }
        try takeTerminal()
        redirectStderr()
        isEntered = true
    }

    /// Gives the terminal back as it was found.
    ///
    /// Waits for a slow terminal half a second at most. Safe to call twice.
    public func leave() {
        guard isEntered else { return }
        isEntered = false
        output.drain(within: .milliseconds(200))
        output.discard()
        output.send(restoreBytes)
        output.drain(within: .milliseconds(300))
        output.discard()
        // Answers still on their way would be typed into the shell.
        tcflush(device.fd, TCIFLUSH)
        _ = lathe_settings_apply(device.fd, &saved)
        restoreStderr()
        lathe_restore_disarm()
    }

    /// Stops the job as Ctrl-Z does, and goes on when it is continued.
    ///
    /// True: the terminal is ours again; read its size and repaint all. False: continued in the background; wait for SIGCONT, then `resume`.
    public func suspend() -> Bool {
        suspend(stop: lathe_stop_group)
    }

    func suspend(stop: () -> Void) -> Bool {
        leave()
        stop()
        return resume()
    }

    /// Takes the terminal again after SIGCONT, also when it was never given back; false while another job has it.
    public func resume() -> Bool {
        guard device.isForeground else { return false }
        tcflush(device.fd, TCIFLUSH)
        if isEntered {
            // Stopped from outside: the shell has put its own settings in place.
            return (try? takeTerminal()) != nil
        }
        return (try? enter()) != nil
    }

    /// Asks the terminal for mouse reports, or to stop them.
    public func setMouse(_ on: Bool) {
        guard modes.contains(.mouse) != on else { return }
        if on { modes.insert(.mouse) } else { modes.remove(.mouse) }
        guard isEntered else { return }
        if on { armRestore() }
        output.send(on ? TerminalModes.mouse.switchedOn : TerminalModes.mouse.switchedOff)
    }

    /// Puts text into the system's clipboard through the terminal (OSC 52); false when it is too long for one: 74 KB.
    ///
    /// Whether the terminal obeys cannot be known.
    @discardableResult
    public func copy(_ text: String) -> Bool {
        guard let sequence = Clipboard.sequence(for: text, insideTmux: settings.insideTmux) else { return false }
        output.send(sequence)
        return true
    }

    public func bell() {
        output.send([0x07])
    }

    private var restoreBytes: [UInt8] { RestoreBytes.session(modes: modes, screenLeave: settings.screenLeave) }

    /// Raw settings and modes; the way back is prepared before the first change.
    private func takeTerminal() throws(TerminalKitError) {
        armRestore()
        var raw = lathe_settings_raw(&saved)
        guard lathe_settings_apply(device.fd, &raw) == 0 else {
            let code = errno
            lathe_restore_disarm()
            throw .settingsRefused(code)
        }
        output.send(settings.screenEnter + modes.switchedOn)
        output.drain(within: .milliseconds(500))
    }

    private func armRestore() {
        let bytes = restoreBytes
        // Terminfo strings are short; should one not be, the standard ones do.
        if lathe_restore_arm(device.fd, bytes, bytes.count, &saved) != 0 {
            _ = lathe_restore_arm(device.fd, RestoreBytes.all, RestoreBytes.all.count, &saved)
        }
    }

    private func redirectStderr() {
        guard let log = settings.logFD else { return }
        savedStderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10)
        guard savedStderr >= 0 else { return }
        dup2(log, STDERR_FILENO)
    }

    private func restoreStderr() {
        guard savedStderr >= 0 else { return }
        dup2(savedStderr, STDERR_FILENO)
        close(savedStderr)
        savedStderr = -1
    }
}
