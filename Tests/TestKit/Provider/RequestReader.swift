/// A request's head and body, taken from the bytes of a connection.
struct IncomingRequest: Sendable {
    var method: String
    var path: String
    var headers: [(name: String, value: String)]
    var body: [UInt8] = []

    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
}

/// Reads one request after another off a connection.
struct RequestReader {
    let socket: LoopbackSocket
    private var buffer: [UInt8] = []

    init(socket: LoopbackSocket) { self.socket = socket }

    /// The next request; nil when the connection ends or what comes is no HTTP.
    mutating func next() -> IncomingRequest? {
        guard let head = take(through: Array("\r\n\r\n".utf8), limit: 1 << 20) else { return nil }
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: true)
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return nil }
        var request = IncomingRequest(method: String(words[0]), path: String(words[1]), headers: [])
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            request.headers.append((String(line[..<colon]), String(value)))
        }
        if request.header("expect")?.lowercased() == "100-continue" {
            guard socket.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) == .done else { return nil }
        }
        if request.header("transfer-encoding")?.lowercased().contains("chunked") == true {
            guard let body = takeChunks() else { return nil }
            request.body = body
        } else if let text = request.header("content-length") {
            guard let length = Int(text), length >= 0, let body = take(count: length) else { return nil }
            request.body = body
        }
        return request
    }

    private mutating func takeChunks() -> [UInt8]? {
        let lineEnd = Array("\r\n".utf8)
        var body: [UInt8] = []
        while true {
            guard let line = take(through: lineEnd, limit: 4096) else { return nil }
            let digits = String(decoding: line.dropLast(2), as: UTF8.self).split(separator: ";").first ?? ""
            guard let size = Int(digits, radix: 16), size >= 0 else { return nil }
            if size == 0 {
                // Trailers, up to the blank line.
                while let trailer = take(through: lineEnd, limit: 65_536) { if trailer.count == 2 { return body } }
                return nil
            }
            guard let bytes = take(count: size), take(count: 2) == lineEnd else { return nil }
            body += bytes
        }
    }

    private mutating func take(count: Int) -> [UInt8]? {
        while buffer.count < count {
            guard let more = socket.receive() else { return nil }
            buffer += more
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }

    private mutating func take(through mark: [UInt8], limit: Int) -> [UInt8]? {
        var searched = 0
        while true {
            if buffer.count >= mark.count {
                for index in searched...(buffer.count - mark.count) where buffer[index..<(index + mark.count)].elementsEqual(mark) {
                    return take(count: index + mark.count)
                }
                searched = buffer.count - mark.count + 1
            }
            guard buffer.count < limit, let more = socket.receive() else { return nil }
            buffer += more
        }
    }
}
