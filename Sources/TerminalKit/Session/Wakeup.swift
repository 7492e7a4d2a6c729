import CShims
import Glibc

/// Wakes a poll from any thread.
public final class Wakeup: Sendable {
    /// For the poll; readable after a signal.
    public let fd: Int32

    public init() throws(TerminalKitError) {
        fd = lathe_event_counter()
        guard fd >= 0 else { throw .noDescriptor(errno) }
    }

    deinit {
        close(fd)
    }

    /// Makes the descriptor readable.
    ///
    /// Never waits; many signals before a drain count as one.
    public func signal() {
        var one: UInt64 = 1
        _ = write(fd, &one, 8)
    }

    /// Makes the descriptor unreadable again.
    ///
    /// Drain first, then look at what was to be looked at.
    public func drain() {
        var count: UInt64 = 0
        _ = read(fd, &count, 8)
    }
}
