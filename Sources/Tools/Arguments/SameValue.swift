package import Events

/// Whether two JSON values are the same to a schema.
///
/// Numbers go by value (1 is 1.0), objects without regard to the order of their members, texts scalar by scalar.
package enum SameValue {
    package static func holds(_ left: JSON, _ right: JSON) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.string, _), (_, .string), (.array, .object), (.object, .array): false
        default: key(left) == key(right)
        }
    }

    /// Bytes that are equal exactly for values that are the same, so that many values need no comparing of each with each.
    static func key(_ value: JSON) -> [UInt8] {
        var bytes: [UInt8] = []
        write(value, to: &bytes)
        return bytes
    }

    private static func write(_ value: JSON, to bytes: inout [UInt8]) {
        switch value {
        case .null, .bool, .integer, .string: value.write(to: &bytes)
        case .number(let number): (Int64(exactly: number).map { .integer($0) } ?? value).write(to: &bytes)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for item in items {
                write(item, to: &bytes)
                bytes.append(UInt8(ascii: ","))
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            // Of repeated names the last one counts.
            var members: [[UInt8]: JSON] = [:]
            for member in object.members { members[Array(member.key.utf8)] = member.value }
            bytes.append(UInt8(ascii: "{"))
            for member in members.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                JSON.string(String(decoding: member.key, as: UTF8.self)).write(to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                write(member.value, to: &bytes)
                bytes.append(UInt8(ascii: ","))
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}
