/// Finds what somebody may have meant.
package enum NearestName {
    /// The candidates that resemble `name`, most alike first, at most `limit`.
    ///
    /// Those that share nothing are left out.
    package static func among(_ candidates: [String], to name: String, limit: Int) -> [String] {
        let wanted = Array(name.lowercased().utf8.prefix(64))
        let ranked = candidates.map { candidate -> (name: String, distance: Int) in
            let bytes = Array(candidate.lowercased().utf8.prefix(64))
            let contained =
                !wanted.isEmpty
                && (candidate.lowercased().contains(name.lowercased()) || name.lowercased().contains(candidate.lowercased()))
            return (candidate, contained ? 1 : distance(wanted, bytes))
        }
        let near = ranked.filter { $0.distance <= max(2, $0.name.utf8.count / 2) }.sorted { $0.distance < $1.distance }
        return near.prefix(limit).map(\.name)
    }

    /// How many letters must be changed, put in or taken out (Levenshtein).
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a == b ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
