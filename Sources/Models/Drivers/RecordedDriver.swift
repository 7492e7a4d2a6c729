package import Events

/// Plays a recording instead of asking a model, byte for byte through the reader of its format, in the recording's own time.
package struct RecordedDriver: ModelDriver {
    private let recording: Recording
    private let surroundings: Surroundings
    private let sleep: @Sendable (Duration) async throws -> Void
    private let position: PlayedPosition

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
        position = PlayedPosition(played)
    }

    package func stream(_ request: ModelRequest) -> ModelStream {
        let number = position.next()
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
