internal import Events

/// What of a call's arguments comes back in its output: a tool that only repeats what it was asked says nothing new.
struct Echo: Sendable, Equatable {
    /// Longer outputs say more than an echo.
    static let longestOutput = 1024
    private static let mostTexts = 16
    private static let longestText = 200

    /// The arguments' texts and numbers, longest first.
    private(set) var texts: [[UInt8]] = []

    init(_ arguments: JSON) {
        collect(arguments, depth: 0)
        texts = Array(Set(texts)).sorted { $0.count == $1.count ? $0.lexicographicallyPrecedes($1) : $0.count > $1.count }
    }

    private mutating func collect(_ json: JSON, depth: Int) {
        guard depth < 8, texts.count < Echo.mostTexts else { return }
        switch json {
        case .object(let object): for member in object.members { collect(member.value, depth: depth + 1) }
        case .array(let items): for item in items { collect(item, depth: depth + 1) }
        case .string(let text):
            guard (1...Echo.longestText).contains(text.utf8.count) else { return }
            let bytes = Array(text.utf8)
            // A single letter is everywhere.
            if bytes.count > 1 || Echo.isDigit(bytes[0]) { texts.append(bytes) }
            for run in bytes.split(whereSeparator: { !Echo.isDigit($0) }).prefix(4) { texts.append(Array(run)) }
        case .integer, .number: texts.append(Array(json.text.utf8))
        case .null, .bool: return
        }
    }

    /// The output with the echo left out.
    func fingerprint(of output: String) -> Fingerprint {
        var print = Fingerprint()
        guard output.utf8.count <= Echo.longestOutput, !texts.isEmpty else {
            print.add(closed: output)
            return print
        }
        let bytes = Array(output.utf8)
        var index = 0
        while index < bytes.count {
            if let text = texts.first(where: { Echo.stands($0, in: bytes, at: index) }) {
                print.add(byte: 0xFE)
                index += text.count
            } else {
                print.add(byte: bytes[index])
                index += 1
            }
        }
        print.add(byte: 0xFF)
        return print
    }

    /// Numbers only whole: 12 is not in 120.
    private static func stands(_ text: [UInt8], in bytes: [UInt8], at index: Int) -> Bool {
        guard let first = text.first, let last = text.last, bytes[index] == first, bytes.count - index >= text.count,
            bytes[index..<index + text.count].elementsEqual(text)
        else { return false }
        if isDigit(first), index > 0, isDigit(bytes[index - 1]) { return false }
        let end = index + text.count
        return !(isDigit(last) && end < bytes.count && isDigit(bytes[end]))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
