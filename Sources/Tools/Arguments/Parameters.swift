internal import Events

/// Short ways to write the schema of a tool's parameters.
enum Parameters {
    /// An object with exactly these members.
    static func object(_ properties: [(String, JSON)], required: [String] = []) -> JSON {
        [
            "type": "object", "properties": .object(JSONObject(properties.map { JSONObject.Member($0.0, $0.1) })),
            "required": .array(required.map { .string($0) }), "additionalProperties": false,
        ]
    }

    static func text(_ description: String, minimumLength: Int = 0, maximumLength: Int? = nil) -> JSON {
        var schema = JSONObject([.init("type", "string"), .init("description", .string(description))])
        if minimumLength > 0 { schema["minLength"] = .integer(Int64(minimumLength)) }
        if let maximumLength { schema["maxLength"] = .integer(Int64(maximumLength)) }
        return .object(schema)
    }

    static func integer(_ description: String, _ range: ClosedRange<Int>) -> JSON {
        [
            "type": "integer", "description": .string(description), "minimum": .integer(Int64(range.lowerBound)),
            "maximum": .integer(Int64(range.upperBound)),
        ]
    }

    static func flag(_ description: String) -> JSON {
        ["type": "boolean", "description": .string(description)]
    }

    static func word(_ description: String, _ words: [String]) -> JSON {
        ["type": "string", "description": .string(description), "enum": .array(words.map { .string($0) })]
    }

    static func list(_ description: String, of items: JSON, maximum: Int) -> JSON {
        ["type": "array", "description": .string(description), "items": items, "maxItems": .integer(Int64(maximum))]
    }
}

extension JSONObject {
    func text(_ key: String) -> String { self[key]?.string ?? "" }
    /// For a card.
    func firstLine(_ key: String) -> String { String(text(key).prefix { !$0.isNewline }.prefix(200)) }
    func flag(_ key: String) -> Bool { self[key]?.bool ?? false }
    func integer(_ key: String, or standard: Int) -> Int { self[key]?.integer ?? standard }
}

extension JSON {
    static func count(_ value: Int) -> JSON { .integer(Int64(value)) }
}
