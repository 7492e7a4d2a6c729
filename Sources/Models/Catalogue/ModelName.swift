/// The ways in which one model is written, from the most to the least exact.
enum ModelName {
    /// The name as it stands, then without the vendor before it, then without a date or `latest` behind it; all in small letters.
    ///
    /// What stands behind a colon is a build of a local model or an offer of a reseller and stays.
    static func candidates(_ name: String) -> [String] {
        let whole = name.lowercased()
        var names = [whole]
        if let slash = whole.lastIndex(of: "/") { names.append(String(whole[whole.index(after: slash)...])) }
        for name in names {
            for short in [withoutDate(name), name.hasSuffix("-latest") ? String(name.dropLast(7)) : name] where !names.contains(short) {
                names.append(short)
            }
        }
        return names.filter { !$0.isEmpty }
    }

    /// Without the vendor before it; what its family is told by.
    static func bare(_ name: String) -> String {
        let whole = name.lowercased()
        return whole.lastIndex(of: "/").map { String(whole[whole.index(after: $0)...]) } ?? whole
    }

    /// Without `@…`, `-2025-04-14` or `-20250414` at its end.
    private static func withoutDate(_ name: String) -> String {
        if let at = name.firstIndex(of: "@") { return String(name[..<at]) }
        let end = Array(name.utf8.suffix(11))
        func isDigits(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.allSatisfy { (0x30...0x39).contains($0) } }
        let hyphen = UInt8(ascii: "-")
        if end.count == 11, end[0] == hyphen, end[5] == hyphen, end[8] == hyphen, isDigits(end[1...4]), isDigits(end[6...7]),
            isDigits(end[9...10])
        {
            return String(name.dropLast(11))
        }
        if end.count >= 9, end[end.count - 9] == hyphen, isDigits(end[(end.count - 8)...]), end[end.count - 8] == UInt8(ascii: "2") {
            return String(name.dropLast(9))
        }
        return name
    }
}
