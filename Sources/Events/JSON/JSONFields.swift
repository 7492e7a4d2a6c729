/// A field of an event that is missing or of the wrong kind.
public struct FieldError: Error, Equatable, Sendable, CustomStringConvertible {
    public let field: String
    public let expected: String

    public var description: String { "the field \(field) is not \(expected)" }
}

/// Typed access to the members of an object, for reading events.
package struct JSONFields {
    package let object: JSONObject

    package init(_ json: JSON) throws(FieldError) {
        guard let object = json.object else { throw FieldError(field: "payload", expected: "an object") }
        self.object = object
    }

    package func string(_ key: String) throws(FieldError) -> String {
        guard let value = object[key]?.string else { throw FieldError(field: key, expected: "a string") }
        return value
    }

    package func integer(_ key: String) throws(FieldError) -> Int {
        guard let value = object[key]?.integer else { throw FieldError(field: key, expected: "an integer") }
        return value
    }

    package func bool(_ key: String) throws(FieldError) -> Bool {
        guard let value = object[key]?.bool else { throw FieldError(field: key, expected: "true or false") }
        return value
    }

    package func optionalString(_ key: String) -> String? { object[key]?.string }
    package func optionalInteger(_ key: String) -> Int? { object[key]?.integer }
    package func optionalDouble(_ key: String) -> Double? { object[key]?.double }
    package func optionalBool(_ key: String) -> Bool? { object[key]?.bool }
    package func json(_ key: String) -> JSON { object[key] ?? .null }
    package func array(_ key: String) -> [JSON] { object[key]?.array ?? [] }
    package func strings(_ key: String) -> [String] { array(key).compactMap(\.string) }

    /// A word out of a closed list.
    package func word<Word: RawRepresentable>(_ key: String, _ type: Word.Type = Word.self) throws(FieldError) -> Word
    where Word.RawValue == String {
        guard let value = object[key]?.string, let word = Word(rawValue: value) else {
            throw FieldError(field: key, expected: "a known word")
        }
        return word
    }
}

extension JSONObject {
    package mutating func add(_ key: String, _ value: String?) { if let value { members.append(Member(key, .string(value))) } }
    package mutating func add(_ key: String, _ value: Int?) { if let value { members.append(Member(key, .integer(Int64(value)))) } }
    package mutating func add(_ key: String, _ value: Double?) { if let value { members.append(Member(key, .number(value))) } }
    package mutating func add(_ key: String, _ value: Bool?) { if let value { members.append(Member(key, .bool(value))) } }
    package mutating func add(_ key: String, _ value: JSON?) { if let value { members.append(Member(key, value)) } }
    package mutating func add(_ key: String, _ value: [String]) { members.append(Member(key, .array(value.map { .string($0) }))) }
    package mutating func add(_ key: String, _ value: (some RawRepresentable<String>)?) { add(key, value?.rawValue) }
}
