public import Events

/// What a provider wants back unread with the next request: signed or encrypted reasoning, and extras of calls (001-56).
///
/// The parts are in the order of the answer. They are sent back to who made them and to nobody else: another provider or model refuses them.
public struct CarriedParts: Sendable, Equatable {
    public enum Part: Sendable, Equatable {
        /// Goes back as it came.
        case raw(JSON)
        /// Stands for a piece of the answer's text; the pieces are the text when they are joined.
        case text(bytes: Int)
        /// Stands for the call of this id; `extra` are members of it that go back as they came.
        case call(id: String, extra: JSONObject)
    }

    /// Wire format, host and model in one word.
    public var maker: String
    public var parts: [Part]

    public init(maker: String, parts: [Part]) {
        self.maker = maker
        self.parts = parts
    }

    /// As an event holds them; nil when this is something else.
    public init?(_ json: JSON) {
        guard let maker = json["maker"]?.string, let items = json["parts"]?.array else { return nil }
        self.maker = maker
        parts = items.compactMap { item in
            if let raw = item["raw"] { return .raw(raw) }
            if let id = item["call"]?.string { return .call(id: id, extra: item["extra"]?.object ?? JSONObject()) }
            // An earlier form said only that there was text.
            return item["text"] == true ? .text(bytes: 0) : item["text"]?.integer.map { .text(bytes: max(0, $0)) }
        }
    }

    public var json: JSON {
        let items = parts.map { part -> JSON in
            switch part {
            case .raw(let raw): return ["raw": raw]
            case .text(let bytes): return ["text": .integer(Int64(bytes))]
            case .call(let id, let extra): return extra.isEmpty ? ["call": .string(id)] : ["call": .string(id), "extra": .object(extra)]
            }
        }
        return ["maker": .string(maker), "parts": .array(items)]
    }

    /// The same with other ids of calls.
    public func renaming(_ names: [String: String]) -> CarriedParts {
        var result = self
        result.parts = parts.map { part in
            if case .call(let id, let extra) = part, let name = names[id] { .call(id: name, extra: extra) } else { part }
        }
        return result
    }

    /// What the pieces of text come to.
    var textBytes: Int {
        parts.reduce(0) { sum, part in if case .text(let bytes) = part { sum &+ bytes } else { sum } }
    }

    /// The members that belong to one call.
    func extra(of callID: String) -> JSONObject {
        for case .call(callID, let extra) in parts { return extra }
        return JSONObject()
    }
}
