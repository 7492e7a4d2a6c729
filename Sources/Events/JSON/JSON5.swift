private import FoundationEssentials

extension JSON {
    /// Reads JSON5 (comments, trailing commas, unquoted names): the form of settings, scripts and themes.
    ///
    /// The order of members is not kept.
    ///
    /// - Throws: `JSONParseError` whose reason says what and, if the reader knows it, on which line. Not for the event path: slow.
    public init(json5 bytes: [UInt8]) throws(JSONParseError) {
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        do {
            self = try decoder.decode(DecodedJSON.self, from: Data(bytes)).value
        } catch let error as DecodingError {
            throw JSONParseError(offset: 0, reason: JSON.explanation(of: error))
        } catch {
            throw JSONParseError(offset: 0, reason: "\(error)")
        }
    }

    private static func explanation(of error: DecodingError) -> String {
        guard case .dataCorrupted(let context) = error else { return "\(error)" }
        guard let cause = context.underlyingError else { return context.debugDescription }
        // The decoder's own error prints as `Error Domain=… "text" UserInfo={…NSDebugDescription=reason…}`; only the reason is for people.
        let text = "\(cause)"
        guard let start = text.firstRange(of: "NSDebugDescription=") else { return text }
        let tail = text[start.upperBound...]
        return String(tail.prefix { $0 != "}" && $0 != "," })
    }
}

/// A bridge from `Decodable` to `JSON`.
private struct DecodedJSON: Decodable {
    let value: JSON

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        if let object = try? decoder.container(keyedBy: Key.self) {
            let members = try object.allKeys.map { key in
                JSONObject.Member(key.stringValue, try object.decode(DecodedJSON.self, forKey: key).value)
            }
            value = .object(JSONObject(members.sorted { $0.key < $1.key }))
        } else if var list = try? decoder.unkeyedContainer() {
            var items: [JSON] = []
            while !list.isAtEnd { items.append(try list.decode(DecodedJSON.self).value) }
            value = .array(items)
        } else {
            let single = try decoder.singleValueContainer()
            if single.decodeNil() {
                value = .null
            } else if let flag = try? single.decode(Bool.self) {
                value = .bool(flag)
            } else if let integer = try? single.decode(Int64.self) {
                value = .integer(integer)
            } else if let number = try? single.decode(Double.self) {
                value = .number(number)
            } else {
                value = .string(try single.decode(String.self))
            }
        }
    }
}
