import Synchronization

/// Sends HTTP requests and hands their answers out as they arrive.
///
/// One client is one thread, started at the first request or by `prepare`; at rest it sleeps without waking. Connections are kept and used again.
/// When the last reference goes (exchanges hold one too), what still runs ends as `.cancelled` and the thread leaves.
package final class HTTPClient: Sendable {
    fileprivate let loop: TransferLoop

    /// - Parameter now: the monotonic clock, in microseconds, that times in answers are told in.
    package init(now: @escaping @Sendable () -> Int64 = monotonicMicroseconds) {
        loop = TransferLoop(now: now)
    }

    deinit {
        loop.stop()
    }

    /// Gets ready for the first request on the client's thread, which takes some milliseconds; returns at once.
    package func prepare() { loop.prepare() }

    /// Sends a request; its answer goes to `receiver`, on the client's thread.
    ///
    /// Returns at once. `receiver.end` is called exactly once, also when the request is faulty or cancelled.
    @discardableResult
    package func start(_ request: HTTPRequest, receiver: any HTTPReceiver) -> HTTPExchange {
        HTTPExchange(number: loop.start(request, receiver: receiver), client: self)
    }

    /// Sends a request; its answer is read with `for try await`.
    package func stream(_ request: HTTPRequest) -> HTTPStream {
        let inbox = HTTPStreamInbox()
        return HTTPStream(inbox: inbox, exchange: start(request, receiver: inbox))
    }

    /// Sends a request and waits for the whole answer; cancelling the task closes the connection.
    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var response = HTTPResponse(head: HTTPHead(status: 0), body: [])
        for try await part in stream(request) {
            switch part {
            case .head(let head): response.head = head
            case .bytes(let bytes): response.body += bytes
            }
        }
        return response
    }
}

/// A request on its way.
///
/// Keeps its client.
package struct HTTPExchange: Sendable {
    fileprivate let number: UInt64
    fileprivate let client: HTTPClient

    /// Closes the connection and ends the exchange as `.cancelled`; from any thread, as often as you like, without effect after the end.
    package func cancel() {
        client.loop.cancel(number)
    }
}
