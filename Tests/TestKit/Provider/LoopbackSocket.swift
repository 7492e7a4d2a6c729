import CTestShims
import Glibc

/// One accepted connection: bytes in and out, with an eye on the peer and on the server's end all the time.
struct LoopbackSocket: Sendable {
    /// Why a wait or a write came to an end.
    enum Outcome { case done, peerClosed, stopped }

    let descriptor: Int32
    let stop: Gate

    private var polled: [pollfd] {
        [
            pollfd(fd: descriptor, events: Int16(testshims_poll_peer_closed()), revents: 0),
            pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
        ]
    }

    /// Sends all of it, however slowly the peer reads.
    func send(_ bytes: [UInt8]) -> Outcome {
        var done = 0
        while done < bytes.count {
            var polled = polled
            polled[0].events |= Int16(POLLOUT)
            pollDescriptors(&polled, milliseconds: nil)
            if polled[1].revents != 0 { return .stopped }
            if polled[0].revents & ~Int16(POLLOUT) != 0 { return .peerClosed }
            let count = bytes.withUnsafeBytes { testshims_send(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done) }
            if count > 0 {
                done += count
            } else if count != -Int(EAGAIN) && count != -Int(EINTR) {
                return .peerClosed
            }
        }
        return .done
    }

    /// Waits until that moment, or for ever (nil), or for the gate.
    func wait(until deadline: Int64?, gate: Gate? = nil) -> Outcome {
        while true {
            var polled = polled
            polled.append(pollfd(fd: gate?.descriptor ?? -1, events: Int16(POLLIN), revents: 0))
            let left = deadline.map { max(0, $0 &- monotonicMicroseconds()) }
            // Rounded down: what is left of a millisecond is slept below.
            pollDescriptors(&polled, milliseconds: left.map { Int32(clamping: $0 / 1_000) })
            if polled[1].revents != 0 || stop.isOpen { return .stopped }
            if polled[0].revents != 0 { return .peerClosed }
            if polled[2].revents != 0 || gate?.isOpen == true { return .done }
            if let deadline {
                let rest = deadline &- monotonicMicroseconds()
                if rest <= 0 { return .done }
                if rest < 1_000 { usleep(UInt32(rest)) }
            }
        }
    }

    /// Bytes that came in; nil at the end, on an error, or when the server stops.
    func receive() -> [UInt8]? {
        while true {
            var polled = polled
            polled[0].events |= Int16(POLLIN)
            pollDescriptors(&polled, milliseconds: nil)
            if polled[1].revents != 0 { return nil }
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, size in
                count = read(descriptor, buffer.baseAddress, buffer.count)
                size = max(0, count)
            }
            if count > 0 { return bytes }
            if count == 0 || (errno != EAGAIN && errno != EINTR) { return nil }
        }
    }

    func close() { _ = Glibc.close(descriptor) }

    func reset() { testshims_close_with_reset(descriptor) }
}
