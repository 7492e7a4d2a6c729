import Events

extension JSON {
    /// A count as a JSON number.
    static func count(_ count: Int) -> JSON { .integer(Int64(count)) }

    /// A text, or null for none.
    static func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }

    /// Two objects as one; members of `other` come last.
    func with(_ other: JSON) -> JSON {
        .object(JSONObject((object?.members ?? []) + (other.object?.members ?? [])))
    }
}

extension StreamChunk {
    /// One server-sent event without a name.
    static func data(_ json: JSON) -> StreamChunk { .data(json.text) }

    /// One server-sent event named by the type of its data.
    static func typed(_ json: JSON) -> StreamChunk { .event(json["type"]?.string ?? "", data: json.text) }
}

/// When every test answer was made: the same moment for all, in seconds since 1970.
let replyMoment = 1_700_000_000
