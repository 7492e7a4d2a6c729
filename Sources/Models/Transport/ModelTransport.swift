package import Wire

/// Carries requests to a provider and answers back: the network, a recording of it, or something that listens in between.
package protocol ModelTransport: Sendable {
    /// Sends a request; what comes back goes to `receiver`, in order, from one thread at a time.
    ///
    /// Returns what cancels the exchange, from any thread and as often as you like.
    func start(_ request: HTTPRequest, receiver: any HTTPReceiver) -> @Sendable () -> Void
}

extension HTTPClient: ModelTransport {
    package func start(_ request: HTTPRequest, receiver: any HTTPReceiver) -> @Sendable () -> Void {
        let exchange: HTTPExchange = start(request, receiver: receiver)
        return { exchange.cancel() }
    }
}
