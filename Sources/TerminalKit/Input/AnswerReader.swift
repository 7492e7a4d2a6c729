/// Reads terminals' longer answers: OSC and DCS strings.
enum AnswerReader {
    static func read(_ bytes: [UInt8], introducer: UInt8) -> TerminalReply {
        let text = String(decoding: bytes, as: UTF8.self)
        if introducer == 0x50, text.hasPrefix(">|") { return .version(DisplayText.line(String(text.dropFirst(2).prefix(128)))) }
        guard introducer == 0x5D else { return .other }
        let fields = text.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
        guard fields.count == 2, let (red, green, blue) = color(fields[1]) else { return .other }
        switch fields[0] {
        case "10": return .foreground(red: red, green: green, blue: blue)
        case "11": return .background(red: red, green: green, blue: blue)
        default: return .other
        }
    }

    /// `rgb:R/G/B` with one to four hexadecimal digits each, scaled to 0…65535; `rgba:` has a fourth.
    private static func color(_ text: Substring) -> (Int, Int, Int)? {
        guard let colon = text.firstIndex(of: ":"), ["rgb", "rgba"].contains(text[..<colon]) else { return nil }
        let parts = text[text.index(after: colon)...].split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3 else { return nil }
        var values: [Int] = []
        for part in parts.prefix(3) {
            guard (1...4).contains(part.utf8.count), let value = Int(part, radix: 16), value >= 0 else { return nil }
            values.append(value * 65_535 / ((1 << (4 * part.utf8.count)) - 1))
        }
        return (values[0], values[1], values[2])
    }
}
