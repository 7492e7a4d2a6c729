import Events
import Glibc

/// The bytes around the text of the last plain delta: a chunk that differs in nothing else need not be parsed.
///
/// A stream sends one JSON object again and again with another text in it. Where the text has no quote, backslash or control byte, equal bytes around it are the
/// equal object, so reading only the text gives what parsing would have given. Saves nine tenths of the time of a plain chunk.
struct ChunkMould: Sendable {
    private var before: [UInt8] = []
    private var after: [UInt8] = []
    private var kind = ContentKind.text
    private var isSet = false

    /// The text of a chunk that fits; nil when the chunk has to be parsed.
    func text(of data: UnsafeRawBufferPointer) -> (kind: ContentKind, text: String)? {
        guard isSet, data.count >= before.count + after.count, let start = data.baseAddress else { return nil }
        let end = data.count - after.count
        guard memcmp(start, before, before.count) == 0, memcmp(start + end, after, after.count) == 0 else { return nil }
        let middle = UnsafeRawBufferPointer(rebasing: data[before.count..<end])
        guard !middle.contains(where: ChunkMould.isSpecial) else { return nil }
        return (kind, String(decoding: middle, as: UTF8.self))
    }

    /// Takes the form of a chunk that was parsed, when it says one plain text and nothing else.
    mutating func learn(from data: UnsafeRawBufferPointer, _ json: JSON) {
        isSet = false
        guard let (kind, key, text) = ChunkMould.onlyText(of: json), text.utf8.allSatisfy({ !ChunkMould.isSpecial($0) }),
            let place = ChunkMould.place(of: key, in: data), data[place...].starts(with: text.utf8),
            data.indices.contains(place + text.utf8.count), data[place + text.utf8.count] == UInt8(ascii: "\"")
        else { return }
        before = Array(data[..<place])
        after = Array(data[(place + text.utf8.count)...])
        self.kind = kind
        isSet = true
    }

    private static func isSpecial(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 }

    /// The one text of a chunk whose every other part says nothing.
    private static func onlyText(of json: JSON) -> (kind: ContentKind, key: String, text: String)? {
        guard let choices = json["choices"]?.array, choices.count == 1, let choice = choices[0].object, let delta = choice["delta"]?.object,
            json["usage"]?.isNull ?? true, json["error"]?.isNull ?? true, json["object"] != "error",
            choice["finish_reason"]?.isNull ?? true, choice["index"]?.integer ?? 0 == 0, choice["text"] == nil, choice["message"] == nil
        else { return nil }
        let saying = delta.members.filter { !$0.value.isNull && $0.key != "role" }
        guard saying.count == 1, let text = saying[0].value.string else { return nil }
        switch saying[0].key {
        case "content": return (.text, "content", text)
        case "reasoning_content", "reasoning": return (.reasoning, saying[0].key, text)
        default: return nil
        }
    }

    /// Where the text of the member `key` begins; nil unless the key stands there once.
    private static func place(of key: String, in data: UnsafeRawBufferPointer) -> Int? {
        var found: Int?
        let name = Array("\"\(key)\"".utf8)
        guard data.count > name.count + 2 else { return nil }
        for index in 0..<(data.count - name.count - 2) where data[index] == name[0] && data[index...].starts(with: name) {
            guard found == nil else { return nil }
            var next = index + name.count
            guard data[next] == UInt8(ascii: ":") else { return nil }
            next += 1
            if data[next] == UInt8(ascii: " ") { next += 1 }
            guard next < data.count, data[next] == UInt8(ascii: "\"") else { return nil }
            found = next + 1
        }
        return found
    }
}
