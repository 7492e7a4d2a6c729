internal import Events

/// `{{id}}` in the inputs of a step: the output of another step.
enum StepReferences {
    /// The ids that are named anywhere in a value, each once, in their order.
    static func ids(in json: JSON) -> [String] {
        var ids: [String] = []
        walk(json) { text in
            for id in pieces(of: text).compactMap(\.id) where !ids.contains(id) { ids.append(id) }
            return nil
        }
        return ids
    }

    /// The value with what `output` gives put in the place of each reference; nil leaves a reference as it was written.
    static func resolve(_ json: JSON, _ output: (String) -> String?) -> JSON {
        walk(json) { text in
            let pieces = pieces(of: text)
            guard pieces.contains(where: { $0.id != nil }) else { return nil }
            return pieces.map { piece in piece.id.flatMap(output) ?? piece.text }.joined()
        }
    }

    private struct Piece {
        let text: String
        /// Set when the piece is a reference.
        var id: String?
    }

    /// - Parameter change: the new text; nil leaves it.
    @discardableResult
    private static func walk(_ json: JSON, _ change: (String) -> String?) -> JSON {
        switch json {
        case .string(let text): change(text).map { .string($0) } ?? json
        case .array(let items): .array(items.map { walk($0, change) })
        case .object(let object):
            .object(JSONObject(object.members.map { JSONObject.Member($0.key, walk($0.value, change)) }))
        default: json
        }
    }

    private static func pieces(of text: String) -> [Piece] {
        guard text.utf8.contains(UInt8(ascii: "{")) else { return [Piece(text: text)] }
        var pieces: [Piece] = []
        var rest = text[...]
        var plain = ""
        while let open = rest.firstRange(of: "{{") {
            plain += rest[..<open.lowerBound]
            let inner = rest[open.upperBound...]
            guard let close = inner.firstRange(of: "}}") else {
                rest = rest[open.lowerBound...]
                break
            }
            let word = inner[..<close.lowerBound].split { $0 == " " }.joined()
            let id = word.hasSuffix(".output") ? String(word.dropLast(7)) : word
            if PlanValidator.isID(id) {
                if !plain.isEmpty { pieces.append(Piece(text: plain)) }
                plain = ""
                pieces.append(Piece(text: String(rest[open.lowerBound..<close.upperBound]), id: id))
                rest = inner[close.upperBound...]
            } else {
                plain += "{{"
                rest = inner
            }
        }
        plain += rest
        if !plain.isEmpty { pieces.append(Piece(text: plain)) }
        return pieces
    }
}
