public import Events

/// Holds a value against the part of JSON Schema 2020-12 that the event schema uses.
///
/// A keyword it does not know is a fault.
public enum SchemaCheck {
    /// What is wrong with `value`, in words; empty when nothing is.
    public static func faults(_ value: JSON, _ schema: JSON, _ path: String = "$") -> [String] {
        guard let keywords = schema.object else { return ["\(path): the schema is no object"] }
        var faults: [String] = []
        for member in keywords.members {
            switch member.key {
            case "$schema", "title", "then": break
            case "type":
                let types = member.value.array?.compactMap(\.string) ?? [member.value.string ?? ""]
                let fits = types.contains { $0 == value.typeName || $0 == "number" && value.typeName == "integer" }
                if !fits { faults.append("\(path): is \(value.typeName), not \(types.joined(separator: " or "))") }
            case "const": if value != member.value { faults.append("\(path): is not \(member.value.text)") }
            case "enum":
                if member.value.array?.contains(value) != true {
                    faults.append("\(path): \(value.text) is not one of \(member.value.text)")
                }
            case "minimum": if let number = value.double, number < member.value.double ?? 0 { faults.append("\(path): is too small") }
            case "minLength": if let text = value.string, text.count < member.value.integer ?? 0 { faults.append("\(path): is too short") }
            case "pattern":
                let text = value.string ?? ""
                guard let pattern = try? Regex(member.value.string ?? "") else { return ["\(path): the pattern cannot be read"] }
                if value.string != nil, text.firstMatch(of: pattern) == nil { faults.append("\(path): \(text) does not fit the pattern") }
            case "required":
                for name in (member.value.array ?? []).compactMap(\.string) where value.object != nil && value[name] == nil {
                    faults.append("\(path): has no \(name)")
                }
            case "properties":
                for property in member.value.object?.members ?? [] {
                    if let inner = value[property.key] { faults += Self.faults(inner, property.value, "\(path).\(property.key)") }
                }
            case "items":
                for (index, item) in (value.array ?? []).enumerated() { faults += Self.faults(item, member.value, "\(path)[\(index)]") }
            case "allOf": for part in member.value.array ?? [] { faults += Self.faults(value, part, path) }
            case "if":
                if Self.faults(value, member.value, path).isEmpty, let then = schema["then"] { faults += Self.faults(value, then, path) }
            default: faults.append("\(path): unknown keyword \(member.key)")
            }
        }
        return faults
    }

    /// Holds an event as it is written against the schema of events, and wants its type to be one of the catalogue's.
    public static func faults(ofEvent event: JSON) -> [String] {
        let type = event["type"]?.string ?? ""
        guard let variants = EventSchema.variants[type] else {
            return faults(event, EventSchema.common) + ["$.type: \(event["type"]?.text ?? "none") is not in the catalogue"]
        }
        return faults(event, EventSchema.common) + variants.flatMap { faults(event, $0) }
    }
}

/// The schema of events, taken apart once: what holds for all, and the variants that look at one type.
private enum EventSchema {
    static let common: JSON = .object(JSONObject((whole.object?.members ?? []).filter { $0.key != "allOf" }))

    /// Every type of the catalogue has one; a variant that looks at anything else would be in none, which the catalogue's own test would show.
    static let variants: [String: [JSON]] = {
        var variants: [String: [JSON]] = [:]
        for variant in whole["allOf"]?.array ?? [] {
            if let type = variant["if"]?["properties"]?["type"]?["const"]?.string { variants[type, default: []].append(variant) }
        }
        return variants
    }()

    private static let whole = EventCatalogue.schema
}
