internal import CMicroHTTPD
internal import Glibc
internal import Synchronization

/// Answers HTTP requests, each connection on a thread of its own, so that an answer may wait.
///
/// libmicrohttpd reads the requests; what is no HTTP, or has too long a head, it refuses by itself and closes the connection.
package final class HTTPServer: Sendable {
    package typealias Handler = @Sendable (HTTPServerRequest, HTTPPeer) -> HTTPReply

    /// What a client may cost.
    package struct Limits: Sendable {
        package var connections = 64
        /// Of a body that is kept; longer ones are read to their end up to sixteen times of it and answered with `isTooLong`.
        package var bodyBytes = 1 << 20
        /// Of the line and the headers of a request.
        package var headBytes = 32 << 10
        /// Until a request has come in whole, and until the next one begins.
        package var readingSeconds = 30
        /// While nothing moves on a connection that should.
        package var silentSeconds = 30

        package init() {}
    }

    package let port: Int
    let limits: Limits
    let handler: Handler
    let deadlines: ReadingDeadlines
    let stopping = Bell()
    private let daemon = Mutex<Daemon?>(nil)

    private struct Daemon: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    /// Begins to answer on this socket, which is the server's from now on.
    ///
    /// - Throws: `WireError.noResources`.
    package init(on socket: ListeningSocket, limits: Limits = Limits(), handler: @escaping Handler) throws(WireError) {
        port = socket.port
        self.limits = limits
        self.handler = handler
        deadlines = ReadingDeadlines(seconds: limits.readingSeconds)
        var settings = lathe_http_settings()
        settings.listener = socket.descriptor
        settings.connections = UInt32(clamping: limits.connections)
        settings.silent_seconds = UInt32(clamping: limits.silentSeconds)
        settings.head_bytes = limits.headBytes
        settings.handle = ServerCallbacks.handle
        settings.completed = ServerCallbacks.completed
        settings.connection = ServerCallbacks.connection
        settings.context = Unmanaged.passUnretained(self).toOpaque()
        guard let pointer = lathe_http_start(&settings) else {
            close(socket.descriptor)
            throw .noResources(what: "thread for the HTTP server")
        }
        daemon.withLock { $0 = Daemon(pointer: pointer) }
    }

    deinit { stop(graceMicroseconds: 0) }

    /// Ends the connections on which a request takes longer to come in than the limits allow; to be called now and then.
    package func sweep(now: Int64 = monotonicMicroseconds()) { deadlines.sweep(now: now) }

    /// Tells every answer that waits to come to an end, gives them so long, and closes all connections.
    ///
    /// Blocks. The second call does nothing.
    package func stop(graceMicroseconds: Int64) {
        guard let daemon = daemon.withLock({ $0.take() }) else { return }
        stopping.ring()
        let deadline = monotonicMicroseconds() + graceMicroseconds
        while !deadlines.isIdle && monotonicMicroseconds() < deadline { usleep(2000) }
        MHD_stop_daemon(daemon.pointer)
    }
}
