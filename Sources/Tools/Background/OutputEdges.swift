internal import Events

/// Where raw output may be cut so that no character and no escape sequence falls apart.
enum OutputEdges {
    /// A sequence that is longer than this is none.
    static let longestSequence = 64

    /// How many bytes at the end only begin something: a character or an escape sequence whose rest may follow.
    static func openTail(_ bytes: some BidirectionalCollection<UInt8>) -> Int {
        max(openCharacter(bytes), openSequence(bytes))
    }

    /// The first piece of `bytes` that is at most `limit` long: up to a line end when one is in its second half, else up to a safe place.
    static func piece(_ bytes: [UInt8], limit: Int) -> [UInt8] {
        guard bytes.count > limit else { return bytes }
        let piece = bytes.prefix(limit)
        if let newline = piece.lastIndex(of: 0x0A), newline >= limit / 2 { return Array(piece[...newline]) }
        let cut = piece.dropLast(openTail(piece))
        return Array(cut.isEmpty ? piece : cut)
    }

    /// The last lines, at most `lines` of them and about `limit` bytes, sanitised.
    static func tail(_ bytes: [UInt8], lines: Int, limit: Int) -> String {
        var rest = bytes.suffix(limit)
        while let first = rest.first, first & 0xC0 == 0x80, rest.count > limit - 4 { rest = rest.dropFirst() }
        if rest.count < bytes.count, let newline = rest.firstIndex(of: 0x0A), newline < rest.endIndex - 1 {
            rest = rest[(newline + 1)...]
        }
        let text = TextSanitiser.clean(bytes: rest)
        let all = text.split(separator: "\n", omittingEmptySubsequences: false)
        return all.suffix(text.hasSuffix("\n") ? lines + 1 : lines).joined(separator: "\n")
    }

    private static func openCharacter(_ bytes: some BidirectionalCollection<UInt8>) -> Int {
        for (back, byte) in bytes.reversed().prefix(3).enumerated() {
            if byte & 0xC0 == 0x80 { continue }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 1
            return length > back + 1 ? back + 1 : 0
        }
        return 0
    }

    private static func openSequence(_ bytes: some BidirectionalCollection<UInt8>) -> Int {
        let end = Array(bytes.suffix(longestSequence))
        guard let escape = end.lastIndex(of: 0x1B) else { return 0 }
        let body = end[(escape + 1)...]
        let isOpen: Bool
        switch body.first {
        case nil: isOpen = true
        case UInt8(ascii: "["): isOpen = !body.dropFirst().contains { (0x40...0x7E).contains($0) || $0 < 0x20 }
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
            isOpen = !body.contains { $0 == 0x07 || $0 == 0x0A }
        default: isOpen = false
        }
        return isOpen ? end.count - escape : 0
    }
}
