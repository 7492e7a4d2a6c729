import Events

/// Puts `reasoning_details` together from their pieces, for servers that want them back as they were.
///
/// Pieces of one `type` and `index` are one item: their text grows, every other member is the newest that was said.
struct ReasoningDetails: Sendable {
    private static let growing = ["text", "summary", "data"]
    /// More than any model thinks; what is beyond is left out, and then nothing is sent back.
    private static let limitBytes = 1 << 20

    private var items: [JSONObject] = []
    private var byteCount = 0

    mutating func add(_ value: JSON) {
        for piece in value.array ?? [] {
            guard let object = piece.object else { continue }
            add(object)
        }
    }

    private mutating func add(_ piece: JSONObject) {
        let place = items.firstIndex { $0["type"] == piece["type"] && $0["index"] == piece["index"] && piece["index"] != nil }
        var item = place.map { items[$0] } ?? JSONObject()
        for member in piece.members where !member.value.isNull {
            if ReasoningDetails.growing.contains(member.key), let more = member.value.string {
                byteCount += more.utf8.count
                item[member.key] = .string((item[member.key]?.string ?? "") + more)
            } else {
                item[member.key] = member.value
            }
        }
        if let place { items[place] = item } else { items.append(item) }
    }

    /// Hands what there is to the answer, once.
    mutating func carry(into answer: inout AnswerBuilder) {
        defer { items = [] }
        guard !items.isEmpty, byteCount <= ReasoningDetails.limitBytes else { return }
        answer.carry(["reasoning_details": .array(items.map { .object($0) })])
    }
}
