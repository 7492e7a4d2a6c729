import Events

/// Puts `reasoning_details`, or a gateway's `thinking_blocks`, together from their pieces, for servers that want them back as they were.
///
/// Pieces of one `type` and `index` are one item: their text grows, every other member is the newest that was said.
struct ReasoningDetails: Sendable {
    private struct Item {
        let type: JSON?
        let index: JSON?
        var members = JSONObject()
        /// The texts that grow, apart from the rest, so that a piece costs one append.
        var growing: [String: String] = [:]
    }

    private static let growing = ["text", "thinking", "summary", "data"]
    /// More than any model thinks; what is beyond is left out, and then nothing is sent back.
    private static let (limitBytes, limitItems) = (1 << 20, 1024)

    private var items: [Item] = []
    private var byteCount = 0

    mutating func add(_ value: JSON) {
        for piece in value.array ?? [] {
            guard let object = piece.object else { continue }
            add(object)
        }
    }

    private mutating func add(_ piece: JSONObject) {
        guard byteCount <= ReasoningDetails.limitBytes else { return }
        let (type, index) = (piece["type"], piece["index"])
        let known = index == nil ? nil : items.lastIndex { $0.index == index && $0.type == type }
        guard known != nil || items.count < ReasoningDetails.limitItems else {
            byteCount = .max
            return
        }
        if known == nil { items.append(Item(type: type, index: index)) }
        let place = known ?? items.count - 1
        for member in piece.members where !member.value.isNull {
            if ReasoningDetails.growing.contains(member.key), let more = member.value.string {
                byteCount += more.utf8.count
                items[place].growing[member.key, default: ""] += more
                if items[place].members[member.key] == nil { items[place].members[member.key] = "" }
            } else {
                items[place].members[member.key] = member.value
            }
        }
    }

    /// The items as they go back, in the order they began; empty when there are none or too many.
    mutating func take() -> [JSON] {
        defer { items = [] }
        guard byteCount <= ReasoningDetails.limitBytes else { return [] }
        return items.map { item in
            var members = item.members
            for (key, text) in item.growing { members[key] = .string(text) }
            return .object(members)
        }
    }
}
