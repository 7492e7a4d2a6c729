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

    /// Makes the file anew, readable by its owner alone; an older recording gives way to it, any other file does not.
    ///
    /// - Throws: `ModelsError` (`settings`) when it cannot be written, or is something else than a recording.
    package init(path: String) throws(ModelsError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else {
            throw ModelsError(
                code: .settings,
                message: "the recording \(CleanText.line(path, limit: 200)) cannot be written (\(String(cString: strerror(errno)))); "
                    + "name another file with --record")
        }
        guard RecordingFile.mayGiveWay(descriptor), ftruncate(descriptor, 0) == 0 else {
            close(descriptor)
            throw ModelsError(
                code: .settings,
                message: "\(CleanText.line(path, limit: 200)) is there already and is no recording; name another file with --record")
        }
        lseek(descriptor, 0, SEEK_SET)
        state = Mutex(State(descriptor: descriptor))
        write(Recording.firstLine)
    }

    /// Whether what is there is nothing, or a recording.
    private static func mayGiveWay(_ descriptor: Int32) -> Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        var bytes = [UInt8](repeating: 0, count: Recording.firstLine.count)
        let count = read(descriptor, &bytes, bytes.count)
        return count == 0 || (count == bytes.count && bytes == Recording.firstLine)
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
