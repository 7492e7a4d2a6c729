internal import Glibc
internal import Synchronization

/// Who has been sending a request for how long: a client that sends a byte now and then must not hold a place for ever.
///
/// Also counts the requests that are being answered.
final class ReadingDeadlines: Sendable {
    private struct State {
        /// By socket, in microseconds; only of those that are read from.
        var until: [Int32: Int64] = [:]
        var answering = 0
    }

    private let state = Mutex(State())
    private let limitMicroseconds: Int64

    init(seconds: Int) { limitMicroseconds = Int64(seconds) * 1_000_000 }

    /// The connection is new, or waits for its next request.
    func read(_ socket: Int32) {
        let until = monotonicMicroseconds() + limitMicroseconds
        state.withLock { $0.until[socket] = until }
    }

    /// A request has come in whole.
    func answer(_ socket: Int32) {
        state.withLock { state in
            state.until[socket] = nil
            state.answering += 1
        }
    }

    func answered() { state.withLock { $0.answering -= 1 } }

    var isIdle: Bool { state.withLock { $0.answering <= 0 } }

    /// Called before the socket is closed, so that its number is never another's in here.
    func forget(_ socket: Int32) { state.withLock { $0.until[socket] = nil } }

    /// Ends the connections that took too long, as of this moment.
    func sweep(now: Int64) {
        state.withLock { state in
            for (socket, until) in state.until where until <= now {
                _ = shutdown(socket, Int32(SHUT_RDWR))
                state.until[socket] = nil
            }
        }
    }
}
