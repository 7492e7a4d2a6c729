/// Plays one answer onto a connection and notes when things happened.
struct AnswerPlayer {
    enum Result { case finished(closes: Bool), ended, reset }

    /// What stops the playing before the end.
    private enum Stop: Error { case peerClosed, stopped, cut(isReset: Bool) }

    let socket: LoopbackSocket
    let answer: ProviderAnswer
    let hasBody: Bool
    let closes: Bool
    let note: ((inout RecordedRequest) -> Void) -> Void

    func play() -> Result {
        do {
            switch answer.kind {
            case .hang: try check(socket.wait(until: nil))
            case .rawResponse(let bytes):
                note { $0.firstByteAt = monotonicMicroseconds() }
                try check(socket.send(bytes))
                note { $0.bodyBytesSent = bytes.count }
            case .http: try playResponse()
            }
            note { $0.finishedAt = monotonicMicroseconds() }
            return .finished(closes: answer.ending != .keepOpen || (answer.framing == .untilClose && hasBody))
        } catch Stop.cut(let isReset) {
            return isReset ? .reset : .ended
        } catch Stop.peerClosed {
            note { $0.peerClosedAt = monotonicMicroseconds() }
            return .ended
        } catch {
            return .ended
        }
    }

    private func check(_ outcome: LoopbackSocket.Outcome) throws {
        switch outcome {
        case .done: return
        case .peerClosed: throw Stop.peerClosed
        case .stopped: throw Stop.stopped
        }
    }

    private func playResponse() throws {
        if answer.headerDelay > .zero { try check(socket.wait(until: moment(after: answer.headerDelay))) }
        for head in answer.interim { try check(socket.send(head)) }
        try check(socket.send(head()))
        guard hasBody else { return }
        try playBody()
        if answer.hangsAtEnd { try check(socket.wait(until: nil)) }
        guard answer.framing == .chunked, bodyIsAllowed else { return }
        try check(socket.send(Array(("0\r\n" + lines(answer.trailers) + "\r\n").utf8)))
    }

    private var bodyIsAllowed: Bool { answer.statusCode >= 200 && answer.statusCode != 204 && answer.statusCode != 304 }

    private func head() -> [UInt8] {
        var headers = answer.headers
        if bodyIsAllowed {
            switch answer.framing {
            case .chunked: headers.append(("Transfer-Encoding", "chunked"))
            case .contentLength: headers.append(("Content-Length", "\(answer.chunks.reduce(0) { $0 + $1.bytes.count })"))
            case .untilClose: break
            }
        }
        if answer.ending == .close || closes || answer.framing == .untilClose { headers.append(("Connection", "close")) }
        return Array("HTTP/1.1 \(answer.statusCode) \(reason)\r\n\(lines(headers))\r\n".utf8)
    }

    private func lines(_ headers: [(name: String, value: String)]) -> String {
        headers.map { "\($0.name): \($0.value)\r\n" }.joined()
    }

    private func moment(after duration: Duration) -> Int64 { monotonicMicroseconds().addingClamped(duration.microseconds) }

    private func playBody() throws {
        // Due times are counted from the first byte, so that small delays do not add up.
        var due = moment(after: answer.firstDelay)
        var sent = 0
        if answer.firstDelay > .zero { try check(socket.wait(until: due)) }
        if let cut = answer.cut, cut.afterBytes == 0 { throw Stop.cut(isReset: cut.isReset) }
        for part in answer.chunks.lazy.flatMap(\.parts) {
            switch part {
            case .pause(let duration):
                due = moment(after: duration)
                try check(socket.wait(until: due))
            case .hold(let gate):
                try check(socket.wait(until: nil, gate: gate))
                due = monotonicMicroseconds()
            case .bytes(let bytes):
                for piece in pieces(bytes) {
                    if sent > 0 && answer.pace > .zero {
                        due = due.addingClamped(answer.pace.microseconds)
                        try check(socket.wait(until: due))
                    }
                    let now = monotonicMicroseconds()
                    if sent == 0 { due = now }
                    try send(piece, &sent, at: now)
                }
            }
        }
    }

    private func pieces(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        guard let size = answer.splitSize else { return bytes.isEmpty ? [] : [bytes[...]] }
        return stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] }
    }

    private func send(_ piece: ArraySlice<UInt8>, _ sent: inout Int, at now: Int64) throws {
        var piece = piece
        if let cut = answer.cut { piece = piece.prefix(cut.afterBytes - sent) }
        let isFirst = sent == 0
        note {
            $0.sentAt.append(now)
            if isFirst { $0.firstByteAt = now }
        }
        if !piece.isEmpty {
            let framed =
                answer.framing == .chunked
                ? Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + Array("\r\n".utf8) : Array(piece)
            try check(socket.send(framed))
        }
        sent += piece.count
        let total = sent
        note { $0.bodyBytesSent = total }
        if let cut = answer.cut, sent >= cut.afterBytes { throw Stop.cut(isReset: cut.isReset) }
    }

    private var reason: String {
        switch answer.statusCode {
        case 200: "OK"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 503: "Service Unavailable"
        default: "Status"
        }
    }
}
