internal import Events

/// Writes the members of a request's body in their order, without those that something else takes the place of.
///
/// The order is fixed, so that a provider's prefix cache finds the same beginning.
struct BodyWriter {
    private var output: [UInt8] = Array("{".utf8)
    private let overrides: JSONObject

    /// - Parameter overrides: members written last, in the place of others of their name; null leaves a member out.
    init(overrides: JSONObject) { self.overrides = overrides }

    mutating func member(_ key: String, _ write: (inout [UInt8]) -> Void) {
        guard overrides[key] == nil else { return }
        begin(key)
        write(&output)
    }

    mutating func member(_ key: String, _ value: JSON) {
        member(key) { value.write(to: &$0) }
    }

    mutating func finish() -> [UInt8] {
        for override in overrides.members where !override.value.isNull {
            begin(override.key)
            override.value.write(to: &output)
        }
        output.append("}")
        return output
    }

    private mutating func begin(_ key: String) {
        if output.count > 1 { output.append(",") }
        JSON.write(key, to: &output)
        output.append(":")
    }

    /// A list with commas between its items.
    static func list<Item>(_ items: some Sequence<Item>, to output: inout [UInt8], _ write: (Item, inout [UInt8]) -> Void) {
        output.append("[")
        var isFirst = true
        for item in items {
            if !isFirst { output.append(",") }
            isFirst = false
            write(item, &output)
        }
        output.append("]")
    }
}

extension [UInt8] {
    /// Text that is JSON already.
    mutating func append(_ text: String) {
        append(contentsOf: text.utf8)
    }

    /// `"key":"text"`.
    mutating func append(_ key: String, text: String) {
        append("\"\(key)\":")
        JSON.write(text, to: &self)
    }
}
