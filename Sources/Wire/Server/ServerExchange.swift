internal import CMicroHTTPD
internal import Glibc

/// One request and its answer, on the thread of its connection.
final class ServerExchange {
    private let limitBytes: Int
    private let silentSeconds: UInt32
    private var body: [UInt8] = []
    private var bodyBytes = 0
    var isAnswering = false
    private(set) var source: (any HTTPBodySource)?

    init(_ limits: HTTPServer.Limits) {
        limitBytes = limits.bodyBytes
        silentSeconds = UInt32(clamping: limits.silentSeconds)
    }

    /// Whether a body of this announced length is not worth reading.
    func refuses(announced: UnsafePointer<CChar>?) -> Bool {
        guard let announced, let bytes = Int(String(cString: announced)), bytes > limitBytes * 16 else { return false }
        bodyBytes = bytes
        return true
    }

    /// Keeps a piece of the body; false when it is so long that it is not worth reading to its end.
    func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bodyBytes += bytes.count
        if bodyBytes <= limitBytes { body += bytes } else { body = [] }
        return bodyBytes <= limitBytes * 16
    }

    func request(method: String, path: String, _ connection: OpaquePointer) -> HTTPServerRequest {
        let request = HTTPServerRequest(
            method: method, path: path, query: ServerExchange.values(.GET_ARGUMENT_KIND, connection),
            headers: ServerExchange.values(.HEADER_KIND, connection).map { ($0.name.lowercased(), $0.value) },
            body: body, isTooLong: bodyBytes > limitBytes)
        body = []
        return request
    }

    private final class Pairs {
        var list: [(name: String, value: String)] = []
    }

    private static func values(_ kind: MHD_ValueKind, _ connection: OpaquePointer) -> [(name: String, value: String)] {
        let pairs = Pairs()
        withExtendedLifetime(pairs) {
            _ = MHD_get_connection_values_n(
                connection, kind,
                { context, _, name, nameCount, value, valueCount in
                    guard let context else { return .NO }
                    let pairs = Unmanaged<Pairs>.fromOpaque(context).takeUnretainedValue()
                    pairs.list.append((ServerExchange.text(name, nameCount), ServerExchange.text(value, valueCount)))
                    return .YES
                }, Unmanaged.passUnretained(pairs).toOpaque())
        }
        return pairs.list
    }

    private static func text(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
        String(decoding: UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count), as: UTF8.self)
    }

    func queue(_ reply: HTTPReply, _ connection: OpaquePointer, _ peer: HTTPPeer) -> MHD_Result {
        let response: OpaquePointer?
        let code: Int
        let fields: [(name: String, value: String)]
        switch reply {
        case .whole(let status, let headers, let bytes):
            (code, fields) = (status, headers)
            // Copied; the pointer is only read.
            response = bytes.withUnsafeBytes { raw in
                MHD_create_response_from_buffer(raw.count, UnsafeMutableRawPointer(mutating: raw.baseAddress), .RESPMEM_MUST_COPY)
            }
        case .stream(let headers, let body):
            (code, fields) = (200, headers)
            source = body
            response = ServerStream(body, peer, connection, silentSeconds: silentSeconds).response()
        }
        guard let response else { return .NO }
        defer { MHD_destroy_response(response) }
        for field in fields { _ = MHD_add_response_header(response, field.name, field.value) }
        return MHD_queue_response(connection, UInt32(clamping: code), response)
    }
}
