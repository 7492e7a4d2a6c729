internal import CMicroHTTPD
internal import Glibc

/// The other side of a connection, as the one who answers it waits with it.
package struct HTTPPeer: Sendable {
    /// Why a wait ended.
    package enum Wake: Sendable {
        case rung
        /// It will send no more; it may have gone, or may still read.
        case halfClosed
        /// It can read no more.
        case gone
        /// The server ends.
        case stopping
        case timedOut
    }

    let socket: Int32
    let stopping: Bell

    /// Waits until the bell rings, the time is over, the peer goes away or the server ends.
    ///
    /// - Parameters:
    ///   - milliseconds: nil waits for ever.
    ///   - noticesHalfClose: whether a peer that will send no more ends the wait.
    ///   - noticesStop: whether the end of the server does.
    package func wait(for bell: Bell, milliseconds: Int?, noticesHalfClose: Bool, noticesStop: Bool = true) -> Wake {
        var polled = [
            pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: noticesStop ? stopping.descriptor : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket, events: noticesHalfClose ? lathe_http_half_closed() : 0, revents: 0),
        ]
        while true {
            let count = poll(&polled, nfds_t(polled.count), milliseconds.map { Int32(clamping: $0) } ?? -1)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return .timedOut }
            if polled[0].revents != 0 { return .rung }
            if polled[2].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { return .gone }
            if polled[1].revents != 0 { return .stopping }
            return .halfClosed
        }
    }
}
