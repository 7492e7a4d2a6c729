import Glibc
import Synchronization

/// Standard output or standard error: whole writes, and a reader that went away is noticed instead of ending the program.
final class TextOutput: Sendable {
    private let descriptor: Int32
    private let broken = Atomic(false)

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// True once nobody reads any more, or the disk refuses; writing then does nothing.
    var isBroken: Bool { broken.load(ordering: .relaxed) }

    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// How wide the terminal is now; nil where there is none.
    var columns: Int? {
        var size = winsize()
        guard isTerminal, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    func write(_ text: String) { write(Array(text.utf8)) }

    /// Writes all of it.
    ///
    /// `whileStuck` is asked ten times a second while the other end does not read; false gives up, and the output counts as broken.
    func write(_ bytes: [UInt8], whileStuck: () -> Bool = { true }) {
        var start = 0
        while start < bytes.count && !isBroken {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            if poll(&waiting, 1, 100) == 0 {
                if !whileStuck() { broken.store(true, ordering: .relaxed) }
                continue
            }
            // A pipe that is ready takes this much without blocking.
            let length = min(bytes.count - start, 4096)
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, length) }
            if count >= 0 {
                start += count
            } else if errno != EAGAIN && errno != EINTR {
                broken.store(true, ordering: .relaxed)
            }
        }
    }
}
