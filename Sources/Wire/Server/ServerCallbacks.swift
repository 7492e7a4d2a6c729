internal import CMicroHTTPD
internal import Glibc

/// What libmicrohttpd calls, on the thread of the connection.
enum ServerCallbacks {
    /// Called when the head is there, for each piece of the body, and once more at its end.
    static let handle: MHD_AccessHandlerCallback = { context, connection, url, method, _, bytes, count, place in
        guard let context, let connection, let url, let method, let count, let place else { return .NO }
        let server = Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
        guard let known = place.pointee else {
            let exchange = ServerExchange(server.limits)
            place.pointee = Unmanaged.passRetained(exchange).toOpaque()
            // So much is not even read to its end.
            guard exchange.refuses(announced: MHD_lookup_connection_value(connection, .HEADER_KIND, "Content-Length")) else { return .YES }
            return answer(exchange, String(cString: method), String(cString: url), connection, server)
        }
        let exchange = Unmanaged<ServerExchange>.fromOpaque(known).takeUnretainedValue()
        if count.pointee > 0 {
            guard exchange.take(UnsafeRawBufferPointer(start: bytes, count: count.pointee)) else { return .NO }
            count.pointee = 0
            return .YES
        }
        return answer(exchange, String(cString: method), String(cString: url), connection, server)
    }

    private static func answer(
        _ exchange: ServerExchange, _ method: String, _ path: String, _ connection: OpaquePointer, _ server: HTTPServer
    ) -> MHD_Result {
        let request = exchange.request(method: method, path: path, connection)
        let peer = HTTPPeer(socket: lathe_http_socket(connection), stopping: server.stopping)
        server.deadlines.answer(peer.socket)
        exchange.isAnswering = true
        // While we wait, the silence on the connection is ours.
        lathe_http_silence(connection, 0)
        let reply = server.handler(request, peer)
        lathe_http_silence(connection, UInt32(clamping: server.limits.silentSeconds))
        return exchange.queue(reply, connection, peer)
    }

    /// Called once for each request that had a beginning.
    static let completed: MHD_RequestCompletedCallback = { context, connection, place, reason in
        guard let context, let connection, let known = place?.pointee else { return }
        place?.pointee = nil
        let server = Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
        let exchange = Unmanaged<ServerExchange>.fromOpaque(known).takeRetainedValue()
        exchange.source?.end(isWhole: reason == .REQUEST_TERMINATED_COMPLETED_OK)
        if exchange.isAnswering { server.deadlines.answered() }
        server.deadlines.read(lathe_http_socket(connection))
    }

    /// Called when a connection begins and before it is closed.
    static let connection: MHD_NotifyConnectionCallback = { context, connection, _, what in
        guard let context, let connection else { return }
        let server = Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
        let socket = lathe_http_socket(connection)
        if what == .CONNECTION_NOTIFY_STARTED { server.deadlines.read(socket) } else { server.deadlines.forget(socket) }
    }
}
