/// One HTTP request: where it goes, what it carries and how long each part of it may take.
///
/// Redirects are never followed, so a key in the headers goes to the named host only.
package struct HTTPRequest: Sendable {
    /// `GET`, `POST`, `DELETE` …; sent as it stands.
    package var method: String
    /// An absolute `http` or `https` address without user name and password.
    package var url: String
    /// Sent in this order.
    ///
    /// A name or value with a control character is refused with `WireError.badHeader`.
    package var headers: [(name: String, value: String)]
    /// Empty means no body.
    package var body: [UInt8]
    /// From the start to the established connection, name lookup and TLS handshake included.
    package var connectTimeout: Duration
    /// From the sent request to the end of the answer's headers.
    package var firstByteTimeout: Duration
    /// Between two parts of the answer that the receiver calls progress.
    package var idleTimeout: Duration
    /// For the whole exchange; nil means no limit.
    package var totalTimeout: Duration?
    /// The largest answer accepted, in bytes; a larger one ends with `WireError.tooLarge`.
    package var maximumBodyBytes: Int

    package init(
        method: String = "GET", url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        connectTimeout: Duration = .seconds(10), firstByteTimeout: Duration = .seconds(60), idleTimeout: Duration = .seconds(90),
        totalTimeout: Duration? = nil, maximumBodyBytes: Int = 64 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.connectTimeout = connectTimeout
        self.firstByteTimeout = firstByteTimeout
        self.idleTimeout = idleTimeout
        self.totalTimeout = totalTimeout
        self.maximumBodyBytes = maximumBodyBytes
    }
}

extension Duration {
    /// Whole microseconds, clamped to what a 64-bit number holds; a negative duration counts as 0.
    var limitMicroseconds: Int64 {
        let parts = components
        guard parts.seconds >= 0, parts.attoseconds >= 0 else { return 0 }
        let (microseconds, overflow) = parts.seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return .max }
        let (sum, overflowAgain) = microseconds.addingReportingOverflow(parts.attoseconds / 1_000_000_000_000)
        return overflowAgain ? .max : sum
    }
}
