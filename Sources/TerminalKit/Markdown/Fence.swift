/// The opening line of a fenced code block, and what closes it.
struct Fence: Sendable {
    let character: UInt8
    let length: Int
    /// Columns to take off every line of the body.
    let indent: Int
    let language: String

    /// Reads an opening line, without its line feed; nil when it is none.
    init?(opening line: ArraySlice<UInt8>) {
        let (indent, rest) = Fence.blanks(line)
        guard indent <= 3, let first = rest.first, first == 0x60 || first == 0x7E else { return nil }
        let length = rest.prefix { $0 == first }.count
        guard length >= 3 else { return nil }
        character = first
        self.length = length
        self.indent = indent
        language = CodeLanguage.name(fromInfo: String(decoding: rest.dropFirst(length), as: UTF8.self))
    }

    func isClosed(by line: ArraySlice<UInt8>) -> Bool {
        let (indent, rest) = Fence.blanks(line)
        guard indent <= 3 else { return false }
        let marks = rest.prefix { $0 == character }.count
        return marks >= length && rest.dropFirst(marks).allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    /// A line of the body without the blanks that only follow the fence's own indent.
    func body(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line = line
        var taken = 0
        while taken < indent, let first = line.first, first == 0x20 || first == 0x09 {
            line = line.dropFirst()
            // A tab reaches the fourth column; what the fence does not take of it stays as blanks.
            if first == 0x09 { return Array(repeating: 0x20, count: 4 &- indent) + line }
            taken &+= 1
        }
        return line
    }

    private static func blanks(_ line: ArraySlice<UInt8>) -> (Int, ArraySlice<UInt8>) {
        let rest = line.drop { $0 == 0x20 }
        return (line.count &- rest.count, rest)
    }
}
