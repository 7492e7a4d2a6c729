import Synchronization

/// A piece of an answer.
package enum HTTPPart: Sendable {
    case head(HTTPHead)
    case bytes([UInt8])
}

/// An answer as a sequence: the head, then bytes as they come; throws `WireError`.
///
/// For one reader.
///
/// Bytes that arrive while the reader is busy are handed out together. Cancelling the reading task, or letting the stream go, closes the connection.
package struct HTTPStream: AsyncSequence, Sendable {
    package typealias Element = HTTPPart

    private let guardian: Guardian

    init(inbox: HTTPStreamInbox, exchange: HTTPExchange) {
        guardian = Guardian(inbox: inbox, exchange: exchange)
    }

    /// Closes the connection; the reader gets `WireError.cancelled`.
    package func cancel() {
        guardian.exchange.cancel()
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(guardian: guardian)
    }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let guardian: Guardian
        private var waiting: [HTTPPart] = []
        private var position = 0

        fileprivate init(guardian: Guardian) {
            self.guardian = guardian
        }

        package mutating func next() async throws -> HTTPPart? {
            if position == waiting.count {
                let guardian = guardian
                waiting = try await guardian.inbox.queue.next() ?? []
                position = 0
                guard !waiting.isEmpty else { return nil }
            }
            position += 1
            return waiting[position - 1]
        }
    }

    /// Lives as long as anyone can still read; then the exchange has no purpose.
    fileprivate final class Guardian: Sendable {
        let inbox: HTTPStreamInbox
        let exchange: HTTPExchange

        init(inbox: HTTPStreamInbox, exchange: HTTPExchange) {
            self.inbox = inbox
            self.exchange = exchange
            inbox.queue.onCancel { exchange.cancel() }
        }

        deinit {
            exchange.cancel()
        }
    }
}

/// Collects what the client's thread receives until the reader asks.
final class HTTPStreamInbox: HTTPReceiver {
    let queue = BatchQueue<HTTPPart>()

    func receive(head: HTTPHead) -> HTTPVerdict {
        queue.append(.head(head))
        return .progress
    }

    func receive(body: UnsafeRawBufferPointer) -> HTTPVerdict {
        queue.update { parts in
            if case .bytes(var bytes)? = parts.last {
                parts.removeLast()
                bytes += body
                parts.append(.bytes(bytes))
            } else {
                parts.append(.bytes(Array(body)))
            }
        }
        return .progress
    }

    func end(_ result: Result<Void, WireError>) {
        switch result {
        case .success: queue.finish()
        case .failure(let error): queue.finish(throwing: error)
        }
    }
}
