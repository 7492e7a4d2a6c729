package import Events
import Wire

/// What a provider sent, byte for byte and with its times, as a file of JSON lines.
///
/// The first line is `{"lathe_recording":1}`. Each exchange is a line with `request`, one with `status`, one for each piece of the answer
/// (`text`, or `base64` where the bytes are no whole text), and one with `end`; all of them name it by `exchange` and their time by `at_us`,
/// counted from the start of the exchange. Keys, and headers that could hold one, are not in it.
package struct Recording: Sendable, Equatable {
    /// One request and what came back.
    package struct Exchange: Sendable, Equatable {
        package var format: WireFormatID
        /// Without its query.
        package var url: String
        /// The body of the request; null when it was no JSON.
        package var request: JSON
        /// nil when no answer began.
        package var head: Head?
        package var pieces: [Piece] = []
        package var end: End
        /// Microseconds from the start to the request's leaving.
        package var sentAt: Int64 = 0
        package var endedAt: Int64 = 0
    }

    package struct Head: Sendable, Equatable {
        package var status: Int
        package var headers: [Header]
        package var at: Int64
    }

    package struct Header: Sendable, Equatable {
        package var name: String
        package var value: String
    }

    package struct Piece: Sendable, Equatable {
        package var at: Int64
        package var bytes: [UInt8]
    }

    package enum End: Sendable, Equatable {
        case whole
        /// A word for what broke it, and what is told of it.
        case fault(String, String)
    }

    package var exchanges: [Exchange] = []

    package init(exchanges: [Exchange] = []) { self.exchanges = exchanges }

    /// The file's lines.
    package var bytes: [UInt8] {
        var output = Recording.firstLine
        for (index, exchange) in exchanges.enumerated() { output += exchange.lines(number: index + 1) }
        return output
    }

    static let firstLine = Array("{\"lathe_recording\":1}\n".utf8)
}

extension Recording.Exchange {
    /// The lines of this exchange, each with its end.
    func lines(number: Int) -> [UInt8] {
        func line(_ at: Int64, _ members: [JSONObject.Member]) -> [UInt8] {
            let object = JSONObject([.init("exchange", .integer(Int64(number))), .init("at_us", .integer(at))] + members)
            return JSON.object(object).bytes + [0x0A]
        }
        var output = line(sentAt, [.init("format", .string(format.rawValue)), .init("url", .string(url)), .init("request", request)])
        if let head {
            let headers = JSONObject(head.headers.map { .init($0.name, .string($0.value)) })
            output += line(head.at, [.init("status", .integer(Int64(head.status))), .init("headers", .object(headers))])
        }
        for piece in pieces {
            if let text = String(validating: piece.bytes, as: UTF8.self) {
                output += line(piece.at, [.init("text", .string(text))])
            } else {
                var base64: [UInt8] = []
                Base64.append(piece.bytes, to: &base64)
                output += line(piece.at, [.init("base64", .string(String(decoding: base64, as: UTF8.self)))])
            }
        }
        switch end {
        case .whole: output += line(endedAt, [.init("end", "whole")])
        case .fault(let word, let reason): output += line(endedAt, [.init("end", .string(word)), .init("reason", .string(reason))])
        }
        return output
    }
}
