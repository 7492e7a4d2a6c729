internal import Events

/// Finds what a `$ref` within a schema means.
enum SchemaReference {
    /// The schema at `#`, `#/a/b` or `#anchor`; nil when there is none, or when the reference leads out of the schema.
    static func target(of reference: String, in root: JSON) -> JSON? {
        guard reference.utf8.first == UInt8(ascii: "#"), let fragment = decoded(reference.utf8.dropFirst()) else { return nil }
        if fragment.isEmpty { return root }
        guard fragment.utf8.first == UInt8(ascii: "/") else { return anchored(fragment, in: root) }
        var place = root
        for part in fragment.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            let name = String(decoding: part, as: UTF8.self).replacing("~1", with: "/").replacing("~0", with: "~")
            guard let next = place[name] ?? Int(name).flatMap({ place[$0] }) else { return nil }
            place = next
        }
        return place
    }

    private static func anchored(_ name: String, in schema: JSON) -> JSON? {
        switch schema {
        case .array(let items):
            for item in items { if let found = anchored(name, in: item) { return found } }
        case .object(let object):
            if object["$anchor"]?.string == name { return schema }
            for member in object.members { if let found = anchored(name, in: member.value) { return found } }
        default: break
        }
        return nil
    }

    /// Without the percent signs of an address; nil when one is not followed by two digits.
    private static func decoded(_ text: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst(), let low = rest.popFirst(),
                let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
