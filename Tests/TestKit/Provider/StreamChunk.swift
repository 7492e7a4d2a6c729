/// A piece of a scripted stream: bytes of its body, or a wait between them.
public struct StreamChunk: Sendable {
    enum Part: Sendable {
        case bytes([UInt8])
        case pause(Duration)
        case hold(Gate)
    }

    var parts: [Part]

    /// All bytes of the body this piece stands for.
    public var bytes: [UInt8] {
        parts.flatMap { part in
            if case .bytes(let bytes) = part { return bytes }
            return []
        }
    }

    /// Exactly these bytes, framed by nothing.
    public static func bytes(_ bytes: [UInt8]) -> StreamChunk { StreamChunk(parts: [.bytes(bytes)]) }

    /// Exactly this text, framed by nothing.
    public static func raw(_ text: String) -> StreamChunk { .bytes(Array(text.utf8)) }

    /// One server-sent event without a name.
    public static func data(_ data: String) -> StreamChunk { .raw("data: \(data)\n\n") }

    /// One server-sent event with a name, as the Responses and Messages formats have them.
    public static func event(_ name: String, data: String) -> StreamChunk { .raw("event: \(name)\ndata: \(data)\n\n") }

    /// A comment line, which many servers send to keep the connection alive.
    public static func comment(_ text: String) -> StreamChunk { .raw(": \(text)\n\n") }

    /// Says nothing for that long.
    public static func pause(_ duration: Duration) -> StreamChunk { StreamChunk(parts: [.pause(duration)]) }

    /// Says nothing until the test opens the gate.
    public static func hold(until gate: Gate) -> StreamChunk { StreamChunk(parts: [.hold(gate)]) }

    /// Several pieces as one.
    public static func many(_ chunks: [StreamChunk]) -> StreamChunk { StreamChunk(parts: chunks.flatMap(\.parts)) }

    /// The end of a Chat Completions stream.
    public static let done = StreamChunk.data("[DONE]")

    /// An event whose text is not UTF-8: a lone continuation byte, an overlong form, a surrogate and a cut character.
    public static let invalidUTF8 = StreamChunk.bytes(
        Array("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a".utf8)
            + [0x80, 0xC0, 0xAF, 0xED, 0xA0, 0x80, 0xF0, 0x9F, 0x98] + Array("b\"},\"finish_reason\":null}]}\n\n".utf8))
}

/// A text as a JSON string, quotes and all.
public func jsonString(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case _ where scalar.value < 0x20:
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}
