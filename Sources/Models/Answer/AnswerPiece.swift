import Events

/// A piece of an earlier answer, in the order the model said it in.
enum AnswerPiece: Equatable {
    /// Goes back as it came.
    case raw(JSON)
    case text(String)
    case call(ToolCall)

    /// What an answer consists of; without carried parts the text and then the calls.
    ///
    /// A call that was never made, or text that was changed on its way here, does not break the order of the rest.
    static func pieces(text: String, calls: [ToolCall], carried: CarriedParts?) -> [AnswerPiece] {
        var rest = text.utf8[...]
        var left = calls
        var isFirst = true
        let isAsSaid = carried.map { $0.textBytes == text.utf8.count } ?? false
        var pieces: [AnswerPiece] = []
        for part in carried?.parts ?? [] {
            switch part {
            case .raw(let raw): pieces.append(.raw(raw))
            case .text(let bytes):
                let count = isAsSaid ? bytes : isFirst ? rest.count : 0
                isFirst = false
                if count > 0 { pieces.append(.text(String(decoding: rest.prefix(count), as: UTF8.self))) }
                rest = rest.dropFirst(count)
            case .call(let id, _):
                guard let index = left.firstIndex(where: { $0.id == id }) else { continue }
                pieces.append(.call(left.remove(at: index)))
            }
        }
        if !rest.isEmpty { pieces.append(.text(String(decoding: rest, as: UTF8.self))) }
        return pieces + left.map { .call($0) }
    }
}
