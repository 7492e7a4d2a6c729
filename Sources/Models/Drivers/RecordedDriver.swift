package import Events
import Synchronization
import Wire

/// Plays a recording instead of asking a model, byte for byte through the reader of its format, in the recording's own time.
package struct RecordedDriver: ModelDriver {
    private final class Position: Sendable {
        let next: Mutex<Int>
        init(_ start: Int) { next = Mutex(start) }
    }

    private let recording: Recording
    private let surroundings: Surroundings
    private let sleep: @Sendable (Duration) async throws -> Void
    private let position: Position

    /// - Parameters:
    ///   - played: exchanges that were played before, when a run is taken up again.
    ///   - sleep: waits, and throws when the task is cancelled; tests pass one that does not wait.
    package init(
        recording: Recording, surroundings: Surroundings, played: Int = 0,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.recording = recording
        self.surroundings = surroundings
        self.sleep = sleep
        position = Position(max(0, played))
    }

    package func stream(_ request: ModelRequest) -> ModelStream {
        let number = position.next.withLock { next in
            next += 1
            return next
        }
        guard recording.exchanges.indices.contains(number - 1) else {
            let count = recording.exchanges.count
            let error = ModelsError(
                code: .scriptExhausted,
                message:
                    "the recording has \(count == 1 ? "1 exchange" : "\(count) exchanges"), the loop asked for number \(number); record more"
            )
            return ModelStream { throw error }
        }
        let exchange = recording.exchanges[number - 1]
        let transport = PlaybackTransport(exchange: exchange, now: surroundings.monotonicMicroseconds, sleep: sleep)
        let endpoint = ModelEndpoint(format: exchange.format, baseURL: exchange.url)
        return FormatDriver(endpoint: endpoint, transport: transport, surroundings: surroundings).stream(request)
    }
}

/// One exchange, played once.
struct PlaybackTransport: ModelTransport {
    let exchange: Recording.Exchange
    let now: @Sendable () -> Int64
    let sleep: @Sendable (Duration) async throws -> Void

    func start(_ request: HTTPRequest, receiver: any HTTPReceiver) -> @Sendable () -> Void {
        let task = Task { await play(to: receiver) }
        return { task.cancel() }
    }

    private func play(to receiver: any HTTPReceiver) async {
        let start = now()
        func wait(until at: Int64) async -> Bool {
            let rest = start &+ at &- now()
            if rest > 0 { try? await sleep(.microseconds(rest)) }
            return !Task.isCancelled
        }
        if let head = exchange.head {
            guard await wait(until: head.at) else { return receiver.end(.failure(.cancelled)) }
            let told = HTTPHead(
                status: head.status, headers: head.headers.map { (name: $0.name, value: $0.value) },
                sentAtMicroseconds: start &+ exchange.sentAt, receivedAtMicroseconds: now())
            if case .stop = receiver.receive(head: told) { return receiver.end(.failure(.cancelled)) }
        }
        for piece in exchange.pieces {
            guard await wait(until: piece.at) else { return receiver.end(.failure(.cancelled)) }
            let verdict = piece.bytes.withUnsafeBytes { receiver.receive(body: $0) }
            receiver.caughtUp()
            switch verdict {
            case .stop: return receiver.end(.failure(.cancelled))
            case .finished: return receiver.end(.success(()))
            case .progress, .noProgress: break
            }
        }
        guard await wait(until: exchange.endedAt) else { return receiver.end(.failure(.cancelled)) }
        receiver.end(result)
    }

    private var result: Result<Void, WireError> {
        switch exchange.end {
        case .whole: return .success(())
        case .fault(let word, let reason):
            let host = ModelEndpoint(format: exchange.format, baseURL: exchange.url).place
            switch word {
            case "unreachable": return .failure(.unreachable(host: host, port: 0, reason: "in the recording"))
            case "timed_out":
                let phase: WireError.Phase = exchange.head == nil ? .firstByte : .idle
                return .failure(.timedOut(phase: phase, host: host, port: 0, after: .microseconds(exchange.endedAt)))
            default: return .failure(.brokenStream(host: host, port: 0, reason: reason))
            }
        }
    }
}
