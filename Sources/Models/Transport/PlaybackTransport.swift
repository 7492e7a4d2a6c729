import Wire

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
