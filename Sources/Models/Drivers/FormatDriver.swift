package import Events
import Wire

/// Asks a model over HTTP, in any of the wire formats.
package struct FormatDriver: ModelDriver {
    /// A stream says a quarter of a kilobyte for every few bytes of its text; what is kept of it has a limit of its own.
    private static let maximumStreamBytes = 1 << 30

    private let endpoint: ModelEndpoint
    private let transport: any ModelTransport
    private let surroundings: Surroundings
    private let identifiers = CallIdentifiers()

    /// - Parameter transport: shared by all drivers; its clock should be the one of `surroundings`, so that times can be compared.
    package init(endpoint: ModelEndpoint, transport: any ModelTransport, surroundings: Surroundings) {
        self.endpoint = endpoint
        self.transport = transport
        self.surroundings = surroundings
    }

    package func stream(_ request: ModelRequest) -> ModelStream {
        let format = endpoint.format.format
        let options = endpoint.options(request)
        let headers =
            [
                (name: "Content-Type", value: "application/json"),
                (name: "Accept", value: endpoint.streams ? "text/event-stream" : "application/json"), (name: "User-Agent", value: "lathe"),
            ] + format.headers(key: endpoint.apiKey)
        let http = HTTPRequest(
            method: "POST", url: endpoint.url, headers: headers, body: format.body(request, options, endpoint),
            connectTimeout: endpoint.connectTimeout, firstByteTimeout: endpoint.firstByteTimeout, idleTimeout: endpoint.idleTimeout,
            totalTimeout: endpoint.totalTimeout, maximumBodyBytes: FormatDriver.maximumStreamBytes)
        let assembly = ToolCallAssembly(
            argumentsAreCumulative: options.argumentsAreCumulative, identifiers: identifiers.giver(for: request))
        let receiver = AnswerReceiver(
            reader: format.reader(), fault: endpoint.fault(model: request.model), calls: assembly,
            maker: endpoint.maker(model: options.model), surroundings: surroundings,
            promptCharacters: TokenEstimate.characters(of: request))
        let reading = Reading(queue: receiver.queue, cancel: transport.start(http, receiver: receiver))
        return ModelStream { try await reading.queue.next() }
    }

    /// Held by the stream; when nobody reads any more the connection closes.
    private final class Reading: Sendable {
        let queue: BatchQueue<ModelEvent>
        private let cancel: @Sendable () -> Void

        init(queue: BatchQueue<ModelEvent>, cancel: @escaping @Sendable () -> Void) {
            self.queue = queue
            self.cancel = cancel
            queue.onCancel(cancel)
        }

        deinit {
            cancel()
        }
    }
}
