import CShims
import Glibc

/// Signals as bytes of a pipe, so that a poll sees them.
///
/// One per process at a time.  Open it before curses starts and before the first thread. Signals are never lost to a race, but several of
/// one kind may come as one.
public final class SignalPipe {
    /// Window size, interrupt, quit, end, hangup, stop and continue.
    public static let usual: [Int32] = [SIGWINCH, SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT]

    /// For the poll; readable when a signal came.
    public let fd: Int32

    /// Installs handlers for at most 16 signals, and makes writes to closed pipes fail instead of ending the process.
    public static func open(_ signals: [Int32] = SignalPipe.usual) throws(TerminalKitError) -> SignalPipe {
        let fd = lathe_signals_open(signals, Int32(signals.count))
        guard fd >= 0 else { throw .noDescriptor(errno) }
        signal(SIGPIPE, SIG_IGN)
        return SignalPipe(fd: fd)
    }

    private init(fd: Int32) {
        self.fd = fd
    }

    deinit {
        lathe_signals_close()
    }

    /// The signals since the last drain, in order.
    public func drain() -> [Int32] {
        var found: [Int32] = []
        withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
            // Bounded, so that a storm of signals cannot hold the loop.
            for _ in 0..<16 {
                let count = read(fd, buffer.baseAddress, buffer.count)
                guard count > 0 else { break }
                found += buffer[..<count].map { Int32($0) }
                if count < buffer.count { break }
            }
        }
        return found
    }
}
