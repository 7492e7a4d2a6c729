/// The beginning of an answer: its status and headers, with the moment the request went out.
package struct HTTPHead: Sendable {
    /// 200 … 599; interim 1xx answers are not shown.
    package var status: Int
    /// In the order received; repeated names stay repeated.
    package var headers: [(name: String, value: String)]
    /// When the connection stood and the request began to leave, in microseconds of the client's clock.
    package var sentAtMicroseconds: Int64
    /// When the last header line had arrived, on the same clock.
    package var receivedAtMicroseconds: Int64

    package init(
        status: Int, headers: [(name: String, value: String)] = [], sentAtMicroseconds: Int64 = 0, receivedAtMicroseconds: Int64 = 0
    ) {
        self.status = status
        self.headers = headers
        self.sentAtMicroseconds = sentAtMicroseconds
        self.receivedAtMicroseconds = receivedAtMicroseconds
    }

    /// The first value under this name, in any mixture of capitals; nil if there is none.
    package func value(_ name: String) -> String? {
        let wanted = name.utf8
        return headers.first { $0.name.utf8.count == wanted.count && zip($0.name.utf8, wanted).allSatisfy { lower($0) == lower($1) } }?
            .value
    }

    private func lower(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }
}

/// A whole answer, for exchanges that are short.
package struct HTTPResponse: Sendable {
    package var head: HTTPHead
    package var body: [UInt8]
}
