import Synchronization
import Testing

@testable import Wire

/// Counts what it is told, and keeps the last word.
private final class Listener: HTTPReceiver {
    struct Told {
        var pieces = 0
        var caughtUp = 0
        /// Pieces that came after the receiver was last told that it has caught up.
        var open = 0
    }

    let told = Mutex(Told())
    let ended = Box<Told>()

    func receive(head: HTTPHead) -> HTTPVerdict { .progress }

    func receive(body: UnsafeRawBufferPointer) -> HTTPVerdict {
        told.withLock { told in
            told.pieces += 1
            told.open += 1
        }
        return .progress
    }

    func caughtUp() {
        told.withLock { told in
            told.caughtUp += 1
            told.open = 0
        }
    }

    func end(_ result: Result<Void, WireError>) { ended.set(told.withLock { $0 }) }
}

@Suite struct BurstTests {
    @Test("a burst of a thousand pieces is told as far fewer, and none is left untold")
    func burst() async throws {
        let pieces = 1000
        let server = LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            let chunks = String(repeating: "9\r\ndata: a\n\n\r\n", count: pieces)
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)0\r\n\r\n")
        }
        let client = HTTPClient()
        client.prepare()
        let listener = Listener()
        client.start(HTTPRequest(url: server.url), receiver: listener)
        let told = try #require(await listener.ended.wait())
        #expect(told.pieces >= pieces)
        #expect(told.caughtUp >= 1 && told.caughtUp < pieces / 4)
        #expect(told.open == 0)
    }
}
