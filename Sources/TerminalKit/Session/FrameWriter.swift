import CShims
import Glibc

/// How far a write to the terminal came.
public enum WriteOutcome: Sendable, Hashable {
    /// Everything is sent.
    case done
    /// The terminal takes no more now; wait until it is writable, then `flush`.
    case blocked
    /// The terminal is gone.
    case hangup
}

/// Sends bytes to the terminal in order without ever waiting, and keeps what it did not take.
///
/// Compose no frame while `pending`: a frame that began must be sent whole, and the next is a difference to it.
public final class FrameWriter {
    /// Bytes the terminal has taken so far.
    public private(set) var sentBytes = 0
    private let fd: Int32
    private var tail: [UInt8] = []
    private var tailStart = 0

    /// Writes to a non-blocking descriptor that stays the caller's.
    public init(fd: Int32) {
        self.fd = fd
    }

    /// Whether something waits for the terminal.
    public var pending: Bool { tailStart < tail.count }

    /// Bytes that wait.
    public var unsentBytes: Int { tail.count - tailStart }

    /// Sends bytes, behind whatever waits.
    @discardableResult
    public func send(_ bytes: [UInt8]) -> WriteOutcome {
        guard pending else {
            tail = bytes
            tailStart = 0
            return flush()
        }
        tail.append(contentsOf: bytes)
        return flush()
    }

    /// Sends what waits, as much as the terminal takes.
    @discardableResult
    public func flush() -> WriteOutcome {
        while pending {
            let count = tail.withUnsafeBytes { bytes in
                write(fd, bytes.baseAddress.map { $0 + tailStart }, bytes.count - tailStart)
            }
            if count >= 0 {
                tailStart += count
                sentBytes += count
            } else if errno == EAGAIN {
                return .blocked
            } else if errno != EINTR {
                discard()
                return .hangup
            }
        }
        discard()
        return .done
    }

    /// Waits until everything is sent, at most `limit`.
    ///
    /// For entering and leaving only: a loop must not wait.
    @discardableResult
    func drain(within limit: Duration) -> WriteOutcome {
        let end = ContinuousClock.now + limit
        while true {
            let outcome = flush()
            guard outcome == .blocked else { return outcome }
            let left = ContinuousClock.now.duration(to: end)
            guard left > .zero else { return .blocked }
            pause(left)
        }
    }

    /// Waits for room only: `lathe_wait` also reports input, which nobody reads here, so a busy keyboard makes this look again every millisecond.
    private func pause(_ limit: Duration) {
        let ready = lathe_wait(fd, -1, -1, 1, limit.clampedMicroseconds)
        if ready != 0, ready & UInt32(LATHE_READY_WRITABLE) == 0 { _ = lathe_wait(-1, -1, -1, 0, 1_000) }
    }

    /// Forgets what waits.
    func discard() {
        tail = []
        tailStart = 0
    }
}
