public import Events

/// A value that satisfies a simple JSON Schema: required members only, and of several choices the first.
public enum SchemaSample {
    public static func value(of schema: JSON, named name: String = "") -> JSON {
        if let value = schema["const"] ?? schema["enum"]?.array?.first ?? schema["default"] { return value }
        for key in ["anyOf", "oneOf", "allOf"] {
            if let first = schema[key]?.array?.first { return value(of: first, named: name) }
        }
        switch schema["type"]?.string ?? schema["type"]?[0]?.string ?? (schema["properties"] == nil ? "null" : "object") {
        case "string": return .string(text(named: name, atLeast: schema["minLength"]?.integer ?? 0))
        case "integer", "number": return schema["minimum"] ?? 1
        case "boolean": return true
        case "array":
            let item = value(of: schema["items"] ?? ["type": "string"], named: name)
            return .array(Array(repeating: item, count: schema["minItems"]?.integer ?? 0))
        case "object":
            let names = (schema["required"]?.array ?? []).compactMap(\.string)
            return .object(JSONObject(names.map { .init($0, value(of: schema["properties"]?[$0] ?? ["type": "string"], named: $0)) }))
        default: return .null
        }
    }

    /// A text that a tool is likely to accept for a parameter of that name.
    private static func text(named name: String, atLeast length: Int) -> String {
        let text =
            switch name.lowercased() {
            case let name where name.contains("path") || name.contains("file"): "README.md"
            case let name where name.contains("command"): "true"
            case let name where name.contains("url"): "http://127.0.0.1/"
            default: "test"
            }
        return text + String(repeating: "x", count: max(0, length - text.count))
    }
}
