public import Events

/// Holds a value against a JSON Schema (the part of 2020-12 that tool parameters use) and says what is wrong where.
///
/// Understood: `type` (one or several), `required`, `properties`, `additionalProperties` false, `enum`, `minimum`, `maximum`, `minLength`,
/// `maxLength`, `items`, `minItems`, `maxItems`. Other keywords are let through. Depth is that of the schema, so it ends on any value.
public struct ArgumentSchema: Sendable {
    let schema: JSON

    public init(_ schema: JSON) {
        self.schema = schema
    }

    /// What is wrong, outermost first, at most eight faults; empty when the value fits.
    public func faults(in value: JSON) -> [String] {
        var faults: [String] = []
        check(value, schema, path: "", &faults)
        return Array(faults.prefix(8))
    }

    private func check(_ value: JSON, _ schema: JSON, path: String, _ faults: inout [String]) {
        guard faults.count < 8, schema.object != nil else { return }
        let name = path.isEmpty ? "the arguments" : "`\(path)`"
        let types = schema["type"]?.string.map { [$0] } ?? schema["type"]?.array?.compactMap(\.string) ?? []
        guard types.isEmpty || types.contains(where: { Self.fits(value, $0) }) else {
            faults.append("\(name) must be \(Self.phrase(types)), but is \(Self.found(value))")
            return
        }
        if let allowed = schema["enum"]?.array, !allowed.contains(value) {
            let near =
                NearestName.among(allowed.compactMap(\.string), to: value.string ?? "", limit: 1).first.map { "; did you mean \"\($0)\"?" }
                ?? ""
            faults.append("\(name) must be one of \(allowed.map(\.text).joined(separator: ", ")), but is \(Self.found(value))\(near)")
        }
        if let number = value.double {
            if let least = schema["minimum"]?.double, number < least {
                faults.append("\(name) must be at least \(Self.plain(least)), but is \(Self.found(value))")
            }
            if let most = schema["maximum"]?.double, number > most {
                faults.append("\(name) must be at most \(Self.plain(most)), but is \(Self.found(value))")
            }
        }
        if let text = value.string {
            let count = text.unicodeScalars.count
            if let least = schema["minLength"]?.integer, count < least {
                faults.append(least == 1 ? "\(name) must not be empty" : "\(name) must have at least \(least) characters, but has \(count)")
            }
            if let most = schema["maxLength"]?.integer, count > most {
                faults.append("\(name) must have at most \(most) characters, but has \(count)")
            }
        }
        if let items = value.array { check(items: items, schema, path: path, name: name, &faults) }
        if let object = value.object { check(object: object, schema, path: path, name: name, &faults) }
    }

    private func check(items: [JSON], _ schema: JSON, path: String, name: String, _ faults: inout [String]) {
        if let least = schema["minItems"]?.integer, items.count < least {
            faults.append("\(name) must have at least \(least) items, but has \(items.count)")
        }
        if let most = schema["maxItems"]?.integer, items.count > most {
            faults.append("\(name) must have at most \(most) items, but has \(items.count)")
        }
        guard let inner = schema["items"] else { return }
        for (index, item) in items.enumerated() {
            guard faults.count < 8 else { return }
            check(item, inner, path: "\(path)[\(index)]", &faults)
        }
    }

    private func check(object: JSONObject, _ schema: JSON, path: String, name: String, _ faults: inout [String]) {
        let properties = schema["properties"]?.object ?? JSONObject()
        let prefix = path.isEmpty ? "" : path + "."
        let missing = (schema["required"]?.array ?? []).compactMap(\.string).filter { object[$0] == nil }
        for key in missing {
            let kind = properties[key]?["type"]?.string.map { " (\($0))" } ?? ""
            faults.append("`\(prefix)\(key)`\(kind) is required, but is missing")
        }
        for member in object.members {
            guard faults.count < 8 else { return }
            if let inner = properties[member.key] {
                check(member.value, inner, path: prefix + member.key, &faults)
            } else if schema["additionalProperties"]?.bool == false {
                let near = NearestName.among(properties.keys, to: member.key, limit: 1).first.map { "; did you mean `\($0)`?" }
                let known = properties.isEmpty ? "; there are none" : "; known are \(properties.keys.joined(separator: ", "))"
                faults.append("`\(prefix)\(member.key.prefix(60))` is not a known name\(near ?? known)")
            }
        }
    }

    private static func fits(_ value: JSON, _ type: String) -> Bool {
        switch type {
        case "integer": value.integer != nil
        case "number": value.double != nil
        default: value.typeName == type
        }
    }

    private static func phrase(_ types: [String]) -> String {
        types.map { type in (["array", "object", "integer"].contains(type) ? "an " : type == "null" ? "" : "a ") + type }.joined(
            separator: " or ")
    }

    /// The value's kind, and the value itself when it is short.
    private static func found(_ value: JSON) -> String {
        switch value {
        case .array, .object: return "an " + value.typeName
        case .null: return "null"
        default:
            let text = value.text
            return "the \(value.typeName) \(text.count > 60 ? text.prefix(60) + "…" : text)"
        }
    }

    private static func plain(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? String(number)
    }
}
