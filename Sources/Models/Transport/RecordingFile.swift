import Events
import Glibc
import Synchronization
import Wire

/// The file that exchanges are recorded to.
package final class RecordingFile: Sendable {
    private struct State {
        var descriptor: Int32
        var count = 0
        /// Exchanges that have begun and are not in the file.
        var open = 0
    }

    private let state: Mutex<State>

    /// Makes the file anew, readable by its owner alone.
    ///
    /// - Throws: `ModelsError` (`settings`) when it cannot be written.
    package init(path: String) throws(ModelsError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw ModelsError(
                code: .settings,
                message: "the recording \(CleanText.line(path, limit: 200)) cannot be written (\(String(cString: strerror(errno)))); "
                    + "name another file with --record")
        }
        state = Mutex(State(descriptor: descriptor))
        write(Recording.firstLine)
    }

    deinit {
        state.withLock { _ = close($0.descriptor) }
    }

    /// An exchange has begun that will be appended.
    func expect() { state.withLock { $0.open += 1 } }

    func append(_ exchange: Recording.Exchange) {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        write(exchange.lines(number: number))
        state.withLock { $0.open -= 1 }
    }

    /// Waits until every exchange that has begun is in the file, at most that long.
    ///
    /// Blocks. What goes on longer than that is not in the file.
    package func settle(withinMicroseconds limit: Int64) {
        let deadline = monotonicMicroseconds() &+ limit
        while state.withLock({ $0.open > 0 }), monotonicMicroseconds() < deadline { usleep(1000) }
    }

    private func write(_ bytes: [UInt8]) {
        state.withLock { state in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = rest.withUnsafeBytes { Glibc.write(state.descriptor, $0.baseAddress, $0.count) }
                if written < 0 && errno == EINTR { continue }
                guard written > 0 else { return }
                rest = rest.dropFirst(written)
            }
        }
    }
}
