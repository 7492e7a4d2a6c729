/// A request as it came in, and when things happened; times are of `monotonicMicroseconds()`.
public struct RecordedRequest: Sendable, CustomStringConvertible {
    /// 1 for the first request of this kind.
    public var number: Int
    /// Which connection it came over, 1 for the first one.
    public var connection: Int
    public var method: String
    public var path: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// When the last byte of the request was read.
    public var arrivedAt: Int64
    /// When the first byte of the answer's body was sent; nil if none was.
    public var firstByteAt: Int64?
    /// When the last byte of the answer was sent; nil if it did not get that far.
    public var finishedAt: Int64?
    /// When the client closed the connection before the answer was finished; nil if it did not.
    public var peerClosedAt: Int64?
    /// When each piece of the body began to be sent, in order.
    public var sentAt: [Int64] = []
    /// Bytes of the body sent, framing not counted.
    public var bodyBytesSent = 0

    /// The first header of that name, whatever its case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The body as text, bad bytes replaced.
    public var bodyText: String { String(decoding: body, as: UTF8.self) }

    public var description: String {
        let ending = peerClosedAt != nil ? "closed by the client" : finishedAt != nil ? "finished" : "going on"
        return "\(number). \(method) \(path), \(body.count) bytes, connection \(connection), \(bodyBytesSent) bytes answered, \(ending)"
    }
}
