/// The next piece of an answer outside of JSON.
///
/// The stream and the reader cut an answer by this one rule, so that what is shown early is never part of an action.
enum AnswerToken: Equatable {
    /// Words; so many bytes.
    case prose(Int)
    case space(Int)
    /// A fence, a back-tick or a tag: part of the wrapping when an action comes next, and prose otherwise.
    case wrapping(Int)
    case thinkingBegins(Int)
    case thinkingEnds(Int)
    /// An object, or an array of objects, may begin here.
    case candidate
    /// It takes more bytes to tell.
    case undecided

    /// - Parameter isEnd: nothing comes after the bytes, so that there is always a decision.
    static func next(_ bytes: [UInt8], at start: Int, isEnd: Bool) -> AnswerToken {
        let end = bytes.count
        guard start < end else { return isEnd ? .prose(0) : .undecided }
        switch bytes[start] {
        case UInt8(ascii: "{"):
            return decision(beginsObject(bytes, at: start, isEnd: isEnd))
        case UInt8(ascii: "["):
            let inner = skipSpace(bytes, from: start + 1)
            guard inner < end else { return isEnd ? .prose(1) : .undecided }
            return bytes[inner] == UInt8(ascii: "{") ? decision(beginsObject(bytes, at: inner, isEnd: isEnd)) : .prose(1)
        case UInt8(ascii: "`"): return fence(bytes, at: start, isEnd: isEnd)
        case UInt8(ascii: "<"): return tag(bytes, at: start, isEnd: isEnd)
        case let byte where isSpace(byte):
            var index = start + 1
            while index < end, isSpace(bytes[index]) { index += 1 }
            return .space(index - start)
        default:
            var index = start + 1
            while index < end, !isSpecial(bytes[index]) { index += 1 }
            return .prose(index - start)
        }
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    static func isNameByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "_")
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        isSpace(byte) || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "`") || byte == UInt8(ascii: "<")
    }

    private static func decision(_ begins: Bool?) -> AnswerToken {
        guard let begins else { return .undecided }
        return begins ? .candidate : .prose(1)
    }

    /// A brace begins an object when a name comes next: quoted, or followed by a colon.
    private static func beginsObject(_ bytes: [UInt8], at start: Int, isEnd: Bool) -> Bool? {
        var index = skipSpace(bytes, from: start + 1)
        guard index < bytes.count else { return isEnd ? false : nil }
        if bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") { return true }
        let name = index
        while index < bytes.count, index - name < 64, isNameByte(bytes[index]) { index += 1 }
        if index > name { index = skipSpace(bytes, from: index) }
        guard index < bytes.count else { return isEnd ? false : nil }
        return index > name && bytes[index] == UInt8(ascii: ":")
    }

    /// Bounded, so that looking ahead stays cheap however the answer is cut.
    private static func skipSpace(_ bytes: [UInt8], from start: Int) -> Int {
        var index = start
        while index < bytes.count, index - start < 256, isSpace(bytes[index]) { index += 1 }
        return index
    }

    private static func fence(_ bytes: [UInt8], at start: Int, isEnd: Bool) -> AnswerToken {
        var index = start
        while index < bytes.count, index - start < 16, bytes[index] == UInt8(ascii: "`") { index += 1 }
        if index - start >= 3 {
            let language = index
            while index < bytes.count, index - language < 24, isNameByte(bytes[index]) || [0x2B, 0x2D, 0x2E].contains(bytes[index]) {
                index += 1
            }
        }
        return index < bytes.count || isEnd ? .wrapping(index - start) : .undecided
    }

    private static func tag(_ bytes: [UInt8], at start: Int, isEnd: Bool) -> AnswerToken {
        var index = start + 1
        let closes = index < bytes.count && bytes[index] == UInt8(ascii: "/")
        if closes { index += 1 }
        let name = index
        while index < bytes.count, index - name < 24, isNameByte(bytes[index]) { index += 1 }
        guard index < bytes.count else { return isEnd ? .prose(1) : .undecided }
        guard bytes[index] == UInt8(ascii: ">"), index > name else { return .prose(1) }
        let length = index + 1 - start
        switch String(decoding: bytes[name..<index], as: UTF8.self).lowercased() {
        case "think", "thinking": return closes ? .thinkingEnds(length) : .thinkingBegins(length)
        default: return .wrapping(length)
        }
    }
}
