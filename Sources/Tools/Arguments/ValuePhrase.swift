internal import Events

/// How a fault speaks of values.
enum ValuePhrase {
    static func types(_ types: [String]) -> String {
        types.map { type in (["array", "object", "integer"].contains(type) ? "an " : type == "null" ? "" : "a ") + type }
            .joined(separator: " or ")
    }

    /// The value's kind, and the value itself when it is short.
    static func found(_ value: JSON) -> String {
        switch value {
        case .array, .object: "an " + value.typeName
        case .null: "null"
        default: "the \(value.typeName) \(short(value.text, 60))"
        }
    }

    static func choices(_ values: [JSON]) -> String {
        let shown = values.prefix(40).map { short($0.text, 120) }.joined(separator: ", ")
        return values.count > 40 ? "\(shown), … (\(values.count) in all)" : shown
    }

    static func number(_ value: JSON) -> String {
        value.integer.map(String.init) ?? value.text
    }

    private static func short(_ text: String, _ limit: Int) -> String {
        let beginning = text.prefix(limit + 1)
        return beginning.count > limit ? text.prefix(limit) + "…" : text
    }
}
