/// What a receiver makes of a piece of the answer.
package enum HTTPVerdict: Sendable {
    /// Something new came; the idle time starts again.
    case progress
    /// Nothing that counts came, a keep-alive comment for instance; the idle time runs on.
    case noProgress
    /// All that matters has come; the server gets a moment to end by itself (so that the connection can be used again), then it is closed.
    case finished
    /// Nothing more is wanted; the connection is closed at once and the exchange ends as `.cancelled`.
    case stop
}

/// Takes an answer as it arrives.
///
/// All calls come from the client's one thread, in order: at most one head, then pieces of the body, then exactly one end. They must not block;
/// what is slow here makes every other exchange of the client slow.
package protocol HTTPReceiver: Sendable {
    func receive(head: HTTPHead) -> HTTPVerdict
    /// - Parameter body: valid during the call only.
    func receive(body: UnsafeRawBufferPointer) -> HTTPVerdict
    /// All that had arrived was handed out; what is gathered meanwhile goes on from here in one go.
    ///
    /// After a burst of pieces, before `end`. Servers may send every event as a piece of its own: thousands in one burst.
    func caughtUp()
    /// The last call. An answer with status 500 is a success here: the exchange worked.
    func end(_ result: Result<Void, WireError>)
}

extension HTTPReceiver {
    package func caughtUp() {}
}
