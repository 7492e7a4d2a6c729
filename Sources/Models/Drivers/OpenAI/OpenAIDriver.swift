package import Events
package import Wire

/// Speaks Chat Completions, the format of OpenAI and of most servers that stand in for it.
package struct OpenAIDriver: ModelDriver {
    private let endpoint: OpenAIEndpoint
    private let client: HTTPClient
    private let surroundings: Surroundings
    private let identifiers = CallIdentifiers()

    /// - Parameter client: shared by all drivers; its clock should be the one of `surroundings`, so that times can be compared.
    package init(endpoint: OpenAIEndpoint, client: HTTPClient, surroundings: Surroundings) {
        self.endpoint = endpoint
        self.client = client
        self.surroundings = surroundings
    }

    package func stream(_ request: ModelRequest) -> ModelStream {
        var headers = [
            (name: "Content-Type", value: "application/json"), (name: "Accept", value: "text/event-stream"),
            (name: "User-Agent", value: "lathe"),
        ]
        if let key = endpoint.apiKey { headers.append((name: "Authorization", value: "Bearer \(key)")) }
        let http = HTTPRequest(
            method: "POST", url: endpoint.completionsURL, headers: headers, body: ChatPayload.bytes(request, endpoint: endpoint),
            connectTimeout: endpoint.connectTimeout, firstByteTimeout: endpoint.firstByteTimeout, idleTimeout: endpoint.idleTimeout,
            totalTimeout: endpoint.totalTimeout)
        let assembly = ToolCallAssembly(
            argumentsAreCumulative: endpoint.argumentsAreCumulative, identifiers: identifiers.giver(for: request))
        let receiver = ChatReceiver(
            fault: endpoint.fault(model: request.model), calls: assembly, surroundings: surroundings,
            promptCharacters: TokenEstimate.characters(of: request))
        let reading = Reading(queue: receiver.queue, exchange: client.start(http, receiver: receiver))
        return ModelStream { try await reading.queue.next() }
    }

    /// Held by the stream; when nobody reads any more the connection closes.
    private final class Reading: Sendable {
        let queue: BatchQueue<ModelEvent>
        private let exchange: HTTPExchange

        init(queue: BatchQueue<ModelEvent>, exchange: HTTPExchange) {
            self.queue = queue
            self.exchange = exchange
            queue.onCancel { exchange.cancel() }
        }

        deinit {
            exchange.cancel()
        }
    }
}
