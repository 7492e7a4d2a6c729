internal import CMicroHTTPD
internal import Glibc

/// Hands the bytes of a source to libmicrohttpd, as many at a time as it takes.
final class ServerStream {
    private let source: any HTTPBodySource
    private let peer: HTTPPeer
    private let connection: OpaquePointer
    private let silentSeconds: UInt32
    private var rest: [UInt8] = []
    private var start = 0

    init(_ source: any HTTPBodySource, _ peer: HTTPPeer, _ connection: OpaquePointer, silentSeconds: UInt32) {
        self.source = source
        self.peer = peer
        self.connection = connection
        self.silentSeconds = silentSeconds
    }

    /// The response, which keeps the stream; nil without memory.
    func response() -> OpaquePointer? {
        let context = Unmanaged.passRetained(self)
        let response = MHD_create_response_from_callback(
            UInt64.max, 16 << 10,
            { context, _, buffer, size in
                guard let context, let buffer else { return -2 }
                return Unmanaged<ServerStream>.fromOpaque(context).takeUnretainedValue().write(to: buffer, size)
            }, context.toOpaque(),
            { context in
                if let context { Unmanaged<ServerStream>.fromOpaque(context).release() }
            })
        if response == nil { context.release() }
        return response
    }

    /// How many bytes were written; -1 at the end.
    private func write(to buffer: UnsafeMutablePointer<CChar>, _ size: Int) -> Int {
        if start >= rest.count {
            // While we wait for something to say, the silence is ours; a peer that does not read what is said has its own.
            lathe_http_silence(connection, 0)
            let next = source.next(peer)
            lathe_http_silence(connection, silentSeconds)
            guard let next, !next.isEmpty else { return -1 }
            (rest, start) = (next, 0)
        }
        let count = min(size, rest.count - start)
        rest.withUnsafeBytes { bytes in
            if let from = bytes.baseAddress { UnsafeMutableRawPointer(buffer).copyMemory(from: from + start, byteCount: count) }
        }
        start += count
        return count
    }
}
