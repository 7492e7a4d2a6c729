/// Finds the name somebody probably meant.
enum Nearest {
    /// "; did you mean …?" with the closest of the names, or nothing when there is none to offer.
    static func hint(_ word: String, among names: [String]) -> String {
        guard let best = name(to: word, among: names) else { return "" }
        return "; did you mean \"\(best)\"?"
    }

    static func name(to word: String, among names: [String]) -> String? {
        let typed = Array(word.utf8.prefix(64))
        return names.sorted().min { distance(typed, Array($0.utf8.prefix(64))) < distance(typed, Array($1.utf8.prefix(64))) }
    }

    /// The edits (insert, delete, replace) between two byte strings.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (byte == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
