import FoundationEssentials

extension Theme {
    /// Reads a theme file.
    ///
    /// - Parameters:
    ///   - json5: The file's text: JSON with comments, unquoted keys and trailing commas.
    ///   - name: What to call the theme in messages, and where the file gives no name.
    public init(json5: String, name: String) throws(ThemeError) {
        try self.init(json5: Array(json5.utf8), name: name)
    }

    /// Reads a theme file from its bytes.
    public init(json5: [UInt8], name: String) throws(ThemeError) {
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        let value: ThemeValue
        do {
            value = try decoder.decode(ThemeValue.self, from: Data(json5))
        } catch {
            throw ThemeError(theme: name, problem: "is not readable as JSON5; check its commas and braces (\(ThemeFile.reason(error)))")
        }
        self = try ThemeFile(name: name).theme(from: value)
    }
}

/// Any value a JSON5 document can hold, as far as themes care.
enum ThemeValue: Decodable {
    case object([String: ThemeValue])
    case array([ThemeValue])
    case string(String)
    case number(Double)
    case flag(Bool)
    case null

    init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: Key.self) {
            var members: [String: ThemeValue] = [:]
            for key in container.allKeys { members[key.stringValue] = try container.decode(ThemeValue.self, forKey: key) }
            self = .object(members)
            return
        }
        if var container = try? decoder.unkeyedContainer() {
            var elements: [ThemeValue] = []
            while !container.isAtEnd { elements.append(try container.decode(ThemeValue.self)) }
            self = .array(elements)
            return
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            self = .string(try container.decode(String.self))
        }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
