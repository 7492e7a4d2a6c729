/// Finds the word that was probably meant.
package enum Nearest {
    /// The word of `words` that takes the fewest changes to reach; nil when none is near (more than a third of its letters, and more than one).
    package static func word(to text: String, in words: [String]) -> String? {
        let typed = Array(text.utf8.prefix(64))
        let ranked = words.map { ($0, distance(typed, Array($0.utf8))) }
        guard let best = ranked.min(by: { $0.1 < $1.1 }) else { return nil }
        let longest = max(typed.count, best.0.utf8.count)
        return best.1 <= max(1, longest / 3) || (!typed.isEmpty && best.0.hasPrefix(text))
            ? best.0 : words.first { !text.isEmpty && $0.hasPrefix(text) }
    }

    /// Insertions, deletions, replacements and swaps of neighbours.
    static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
        var before: [Int] = []
        var previous = Array(0...second.count)
        for (row, byte) in first.enumerated() {
            var current = [row + 1]
            for (column, other) in second.enumerated() {
                var cost = min(previous[column + 1] + 1, current[column] + 1, previous[column] + (byte == other ? 0 : 1))
                if row > 0, column > 0, byte == second[column - 1], first[row - 1] == other { cost = min(cost, before[column - 1] + 1) }
                current.append(cost)
            }
            (before, previous) = (previous, current)
        }
        return previous[second.count]
    }
}
