/// The difference of two texts as a unified diff (Myers' algorithm, bounded).
package enum LineDiff {
    /// Beyond this many changed lines what differs is shown as one block: taken out, put in.
    static let maximumEdits = 1000

    private enum Edit {
        case keep(Int, Int)
        case remove(Int)
        case insert(Int)
    }

    /// A unified diff with three lines around each change, at most `lineLimit` lines; empty when the texts are equal.
    static func unified(_ old: String, _ new: String, path: String, lineLimit: Int = 400) -> String {
        let left = lines(old)
        let right = lines(new)
        let edits = script(left, right)
        var output: [String] = []
        for range in hunks(edits) {
            output.append(header(edits, range))
            for edit in edits[range] {
                switch edit {
                case .keep(let index, _): output.append(" " + left[index])
                case .remove(let index): output.append("-" + left[index])
                case .insert(let index): output.append("+" + right[index])
                }
            }
        }
        guard !output.isEmpty else { return "" }
        if output.count > lineLimit { output = output.prefix(lineLimit) + ["[… \(output.count - lineLimit) more lines …]"] }
        let isNew = left.isEmpty
        return (["--- " + (isNew ? "/dev/null" : "a/" + path), "+++ b/" + path] + output).joined(separator: "\n")
    }

    /// Lines added and taken out.
    package static func counts(_ old: String, _ new: String) -> (added: Int, removed: Int) {
        var result = (added: 0, removed: 0)
        for edit in script(lines(old), lines(new)) {
            switch edit {
            case .keep: break
            case .insert: result.added += 1
            case .remove: result.removed += 1
            }
        }
        return result
    }

    private static func lines(_ text: String) -> [String] {
        guard !text.isEmpty else { return [] }
        var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        if lines.last == "" { lines.removeLast() } else { lines.append("\\ No newline at end of file") }
        return lines
    }

    private static func script(_ left: [String], _ right: [String]) -> [Edit] {
        var start = 0
        while start < left.count, start < right.count, same(left[start], right[start]) { start += 1 }
        var end = 0
        while end < left.count - start, end < right.count - start, same(left[left.count - 1 - end], right[right.count - 1 - end]) {
            end += 1
        }
        let head = (0..<start).map { Edit.keep($0, $0) }
        let tail = (0..<end).map { Edit.keep(left.count - end + $0, right.count - end + $0) }
        return head + middle(left, right, start..<left.count - end, start..<right.count - end) + tail
    }

    /// Byte by byte: canonically equal spellings are different lines of a file.
    private static func same(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }

    private static func middle(_ left: [String], _ right: [String], _ a: Range<Int>, _ b: Range<Int>) -> [Edit] {
        let block = a.map { Edit.remove($0) } + b.map { Edit.insert($0) }
        guard !a.isEmpty, !b.isEmpty, let trace = search(left, right, a, b) else { return block }
        var edits: [Edit] = []
        var x = a.count
        var y = b.count
        for depth in stride(from: trace.count - 1, through: 0, by: -1) {
            let before = trace[depth]
            let k = x - y
            let down = k == -depth || (k != depth && value(before, k - 1) < value(before, k + 1))
            let previousX = depth == 0 ? 0 : value(before, down ? k + 1 : k - 1)
            let previousY = depth == 0 ? 0 : previousX - (down ? k + 1 : k - 1)
            while x > previousX, y > previousY {
                x -= 1
                y -= 1
                edits.append(.keep(a.lowerBound + x, b.lowerBound + y))
            }
            guard depth > 0 else { break }
            if down { y -= 1 } else { x -= 1 }
            edits.append(down ? .insert(b.lowerBound + y) : .remove(a.lowerBound + x))
        }
        return edits.reversed()
    }

    /// The furthest points reached before each number of edits, indexed by diagonal; nil when the texts differ too much.
    private static func search(_ left: [String], _ right: [String], _ a: Range<Int>, _ b: Range<Int>) -> [[Int]]? {
        var trace: [[Int]] = []
        var furthest = [0, 0, 0]
        for depth in 0...min(maximumEdits, a.count + b.count) {
            trace.append(furthest)
            var next = [Int](repeating: 0, count: 2 * depth + 3)
            for k in stride(from: -depth, through: depth, by: 2) {
                let down = k == -depth || (k != depth && value(furthest, k - 1) < value(furthest, k + 1))
                var x = depth == 0 ? 0 : down ? value(furthest, k + 1) : value(furthest, k - 1) + 1
                while x < a.count, x - k < b.count, same(left[a.lowerBound + x], right[b.lowerBound + x - k]) { x += 1 }
                next[k + depth + 1] = x
                if x == a.count, x - k == b.count { return trace }
            }
            furthest = next
        }
        return nil
    }

    private static func value(_ row: [Int], _ k: Int) -> Int {
        let index = k + row.count / 2
        return row.indices.contains(index) ? row[index] : 0
    }

    private static func hunks(_ edits: [Edit]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for (index, edit) in edits.enumerated() {
            if case .keep = edit { continue }
            let range = max(0, index - 3)..<min(edits.count, index + 4)
            if let last = ranges.last, last.upperBound >= range.lowerBound {
                ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
        }
        return ranges
    }

    private static func header(_ edits: [Edit], _ range: Range<Int>) -> String {
        var old = (start: 0, count: 0)
        var new = (start: 0, count: 0)
        for edit in edits[..<range.lowerBound] {
            switch edit {
            case .keep: (old.start, new.start) = (old.start + 1, new.start + 1)
            case .remove: old.start += 1
            case .insert: new.start += 1
            }
        }
        for edit in edits[range] {
            switch edit {
            case .keep: (old.count, new.count) = (old.count + 1, new.count + 1)
            case .remove: old.count += 1
            case .insert: new.count += 1
            }
        }
        return "@@ -\(old.start + (old.count > 0 ? 1 : 0)),\(old.count) +\(new.start + (new.count > 0 ? 1 : 0)),\(new.count) @@"
    }
}
