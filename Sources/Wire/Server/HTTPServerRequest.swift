/// A request that has come in whole.
package struct HTTPServerRequest: Sendable {
    /// As it was written, such as `GET`.
    package var method: String
    /// Without what stands behind the `?`, with `%` escapes resolved.
    package var path: String
    /// In the order given; a name without `=` has an empty value.
    package var query: [(name: String, value: String)]
    /// In the order received, names in lower case.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// True when the body was longer than the server takes; it is then empty.
    package var isTooLong: Bool

    package init(
        method: String, path: String, query: [(name: String, value: String)] = [], headers: [(name: String, value: String)] = [],
        body: [UInt8] = [], isTooLong: Bool = false
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.isTooLong = isTooLong
    }

    /// All values under this name, which is in lower case.
    package func values(_ name: String) -> [String] { headers.filter { $0.name == name }.map(\.value) }
}

/// What a server answers.
package enum HTTPReply: Sendable {
    case whole(status: Int, headers: [(name: String, value: String)], body: [UInt8])
    /// A body that comes bit by bit.
    case stream(headers: [(name: String, value: String)], body: any HTTPBodySource)
}

/// Where the body of a stream comes from; asked by one thread at a time.
package protocol HTTPBodySource: AnyObject, Sendable {
    /// The next bytes, never none; nil at the end.
    ///
    /// May wait, by means of the peer.
    func next(_ peer: HTTPPeer) -> [UInt8]?

    /// Told once that nothing more is sent; `isWhole` is false when the peer went away before the end.
    func end(isWhole: Bool)
}
