package import Events

/// Holds what something gave against a pattern or a JSON Schema, within limits that no text gets past.
package enum OutputCheck {
    /// Whether a text is a regular expression: JavaScript's, at most 4096 bytes.
    package static func isPattern(_ text: String) -> Bool { SchemaPattern(text) != nil }

    /// Whether the pattern is found anywhere in the text; false also when that would take too long to tell.
    package static func matches(_ text: String, _ pattern: String) -> Bool {
        ArgumentSchema(["type": "string", "pattern": .string(pattern)]).faults(in: .string(text)).isEmpty
    }

    /// What is wrong with a value by a schema, outermost first; empty when it fits.
    package static func faults(in value: JSON, by schema: JSON) -> [String] { ArgumentSchema(schema).faults(in: value) }
}
