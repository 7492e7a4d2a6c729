/// Finds the lines that say where reference links lead.
enum LinkDefinitions {
    private static let mostBytes = 16384
    private static let longestLineBytes = 1024

    /// The definition lines of a source outside fenced code, each ended by a line feed; empty when there are none.
    static func lines(in source: [UInt8]) -> [UInt8] {
        var found: [UInt8] = []
        var fence: Fence?
        var start = 0
        while start < source.count, found.count < mostBytes {
            let end = source[start...].firstIndex(of: 0x0A) ?? source.count
            let line = source[start..<end]
            start = end &+ 1
            if let open = fence {
                if open.isClosed(by: line) { fence = nil }
            } else if let opening = Fence(opening: line) {
                fence = opening
            } else if isDefinition(line) {
                found += line
                found.append(0x0A)
            }
        }
        return found
    }

    /// Whether a source may hold any definition at all, in whatever place.
    static func mayBe(in source: [UInt8]) -> Bool {
        var index = 0
        while index &+ 1 < source.count {
            if source[index] == 0x5D, source[index &+ 1] == 0x3A { return true }
            index &+= 1
        }
        return false
    }

    private static func isDefinition(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.count <= longestLineBytes else { return false }
        let text = line.drop { $0 == 0x20 }
        guard line.count &- text.count <= 3, text.first == 0x5B, text.dropFirst().first != 0x5E,
            let close = text.firstIndex(of: 0x5D), close &+ 1 < text.endIndex
        else { return false }
        return text[close &+ 1] == 0x3A && text[(close &+ 2)...].contains { $0 != 0x20 && $0 != 0x09 }
    }
}
