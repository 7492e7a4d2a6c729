import CShims
import Glibc

/// What a read from the terminal gave.
public enum ReadOutcome: Sendable, Hashable {
    case data
    /// Nothing there now.
    case empty
    /// The terminal is gone: end.
    case hangup
}

/// A terminal, opened anew so that being non-blocking touches nobody else's descriptor.
public final class TerminalDevice {
    public let fd: Int32
    private let buffer: UnsafeMutableRawBufferPointer

    /// Opens the terminal of standard input, output or error, or the controlling one.
    public static func open() throws(TerminalKitError) -> TerminalDevice {
        let paths = [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO].compactMap(path(of:)) + ["/dev/tty"]
        var failure = ENOTTY
        for path in paths {
            do {
                return try TerminalDevice(path: path)
            } catch {
                if case .noTerminal(let code) = error { failure = code }
            }
        }
        throw .noTerminal(failure)
    }

    /// Opens a terminal by its path.
    public init(path: String) throws(TerminalKitError) {
        let opened = path.withCString { lathe_open_terminal($0) }
        guard opened >= 0 else { throw .noTerminal(errno) }
        fd = opened
        buffer = .allocate(byteCount: 64 * 1024, alignment: 16)
    }

    deinit {
        buffer.deallocate()
        close(fd)
    }

    /// The size now, by asking the kernel; 80 by 24 when it does not know.
    ///
    /// Ask after SIGWINCH and SIGCONT, not in every frame.
    public var size: ScreenSize {
        var columns: Int32 = 0
        var rows: Int32 = 0
        guard lathe_window_size(fd, &columns, &rows) == 0 else { return ScreenSize(columns: 80, rows: 24) }
        return ScreenSize(columns: Int(columns), rows: Int(rows))
    }

    /// Reads once, at most 64 KiB, without waiting; the bytes are valid during `body` only.
    public func read(_ body: (UnsafeRawBufferPointer) -> Void) -> ReadOutcome {
        let count = Glibc.read(fd, buffer.baseAddress, buffer.count)
        if count > 0 {
            body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            return .data
        }
        if count < 0, errno == EAGAIN || errno == EINTR { return .empty }
        return .hangup
    }

    /// Whether this process's job has the terminal.
    ///
    /// True also when it is nobody's controlling terminal.
    var isForeground: Bool {
        let owner = tcgetpgrp(fd)
        return owner < 0 ? errno == ENOTTY : owner == getpgrp()
    }

    private static func path(of descriptor: Int32) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { name in
            guard isatty(descriptor) == 1, let base = name.baseAddress, ttyname_r(descriptor, base, name.count) == 0 else { return nil }
            return String(cString: base)
        }
    }
}
