import Events
import Glibc
import Synchronization
package import Wire

/// Listens in on what goes to a provider and comes back, and appends each exchange to a file when it is over (`--record`).
///
/// Keys are taken out before anything is kept. A file that cannot be written any more does not disturb the exchange.
package final class RecordingTransport: ModelTransport {
    private let transport: any ModelTransport
    private let file: RecordingFile
    private let now: @Sendable () -> Int64

    /// - Parameter now: the clock of `transport`, in microseconds.
    package init(_ transport: any ModelTransport, file: RecordingFile, now: @escaping @Sendable () -> Int64) {
        self.transport = transport
        self.file = file
        self.now = now
    }

    package func start(_ request: HTTPRequest, receiver: any HTTPReceiver) -> @Sendable () -> Void {
        transport.start(request, receiver: ExchangeTap(request, receiver: receiver, file: file, now: now))
    }
}

/// Hands everything on and remembers it.
private final class ExchangeTap: HTTPReceiver {
    private let receiver: any HTTPReceiver
    private let file: RecordingFile
    private let secrets: Secrets
    private let now: @Sendable () -> Int64
    private let start: Int64
    /// nil once it is in the file.
    private let exchange: Mutex<Recording.Exchange?>

    init(_ request: HTTPRequest, receiver: any HTTPReceiver, file: RecordingFile, now: @escaping @Sendable () -> Int64) {
        self.receiver = receiver
        self.file = file
        self.now = now
        file.expect()
        start = now()
        secrets = Secrets(of: request)
        let url = secrets.redacted(String(request.url.prefix { $0 != "?" && $0 != "#" }))
        let body = secrets.redacted(request.body)
        exchange = Mutex(
            Recording.Exchange(
                format: WireFormatID.allCases.first { url.hasSuffix($0.format.path) } ?? .chat, url: url,
                request: (try? JSON(parsing: body)) ?? .null, end: .whole))
    }

    func receive(head: HTTPHead) -> HTTPVerdict {
        exchange.withLock { exchange in
            exchange?.sentAt = max(0, head.sentAtMicroseconds &- start)
            let headers = head.headers.filter { ExchangeTap.keptHeaders.contains($0.name.lowercased()) }
            exchange?.head = Recording.Head(
                status: head.status, headers: headers.map { .init(name: $0.name, value: secrets.redacted($0.value)) }, at: now() &- start)
        }
        return receiver.receive(head: head)
    }

    func receive(body: UnsafeRawBufferPointer) -> HTTPVerdict {
        exchange.withLock { $0?.pieces.append(Recording.Piece(at: now() &- start, bytes: Array(body))) }
        let verdict = receiver.receive(body: body)
        // The program may be gone before the server ends an answer that is whole.
        if case .finished = verdict { keep(.whole) }
        return verdict
    }

    func caughtUp() { receiver.caughtUp() }

    func end(_ result: Result<Void, WireError>) {
        switch result {
        case .success: keep(.whole)
        case .failure(let error): keep(.fault(error.recordedWord, secrets.redacted("\(error)")))
        }
        receiver.end(result)
    }

    /// Writes the exchange, once.
    private func keep(_ end: Recording.End) {
        guard var whole = exchange.withLock({ $0.take() }) else { return }
        whole.endedAt = now() &- start
        whole.end = end
        secrets.redact(&whole.pieces)
        file.append(whole)
    }

    /// What a reader of answers looks at; others could hold cookies and accounts.
    private static let keptHeaders: Set<String> = ["content-type", "retry-after", "retry-after-ms", "x-request-id", "request-id"]
}

/// The words of a request that nobody may read.
private struct Secrets: Sendable {
    private let words: [[UInt8]]

    /// The values of all headers that carry keys, with and without the word before them.
    init(of request: HTTPRequest) {
        let values = request.headers.filter { ["authorization", "x-api-key", "api-key"].contains($0.name.lowercased()) }.map(\.value)
        let words = values.flatMap { value in [value] + value.split(separator: " ").dropFirst().map(String.init) }
        self.words = words.filter { $0.utf8.count >= 6 }.map { Array($0.utf8) }.sorted { $0.count > $1.count }
    }

    func redacted(_ text: String) -> String { String(decoding: redacted(Array(text.utf8)), as: UTF8.self) }

    /// Every secret becomes as many stars, so that lengths and places stay.
    func redacted(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for word in words where bytes.count >= word.count {
            var index = 0
            while index + word.count <= bytes.count {
                if bytes[index] == word[0], bytes[index..<index + word.count].elementsEqual(word) {
                    for place in index..<index + word.count { bytes[place] = UInt8(ascii: "*") }
                    index += word.count
                } else {
                    index += 1
                }
            }
        }
        return bytes
    }

    /// The same over pieces, also where a secret lies across two of them.
    func redact(_ pieces: inout [Recording.Piece]) {
        let whole = redacted(pieces.flatMap(\.bytes))
        var position = 0
        for index in pieces.indices {
            let count = pieces[index].bytes.count
            pieces[index].bytes = Array(whole[position..<position + count])
            position += count
        }
    }
}

extension WireError {
    /// A lasting word for what broke an exchange.
    fileprivate var recordedWord: String {
        switch self {
        case .unreachable, .unknownHost, .tls, .notHTTP: "unreachable"
        case .timedOut: "timed_out"
        case .cancelled: "cancelled"
        default: "broken"
        }
    }
}
