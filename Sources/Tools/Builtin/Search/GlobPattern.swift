internal import Events

/// A pattern for paths: `*` and `?` within a name, `[a-z]`, `{one,other}`, and `**` for any number of folders.
///
/// Matching is linear in pattern and path; a pattern cannot make it explode.
struct GlobPattern {
    private enum Part {
        case anyFolders
        case name([Item])
    }

    private enum Item {
        case one(Unicode.Scalar)
        case any
        case many
        case set([ClosedRange<UInt32>], negated: Bool)
    }

    private let choices: [[Part]]
    static let maximumChoices = 64

    /// A pattern without a slash matches names in any folder.
    init(_ pattern: String) throws(ToolsError) {
        var expanded: [String] = []
        try Self.expand(Array(pattern.unicodeScalars), into: &expanded)
        choices = expanded.map { text in
            let parts = text.split(separator: "/").filter { $0 != "." }.map { $0 == "**" ? Part.anyFolders : .name(Self.items(String($0))) }
            return text.contains("/") ? parts : [.anyFolders] + parts
        }
    }

    func matches(_ path: String) -> Bool {
        let names = path.split(separator: "/").map { Array($0.unicodeScalars) }
        return choices.contains { Self.matches($0, names) }
    }

    private static func expand(_ pattern: [Unicode.Scalar], into result: inout [String]) throws(ToolsError) {
        guard result.count < maximumChoices else {
            throw ToolsError(.invalidPattern, "the pattern has more than \(maximumChoices) choices in braces; search several times")
        }
        guard let open = pattern.firstIndex(of: "{"), let close = matching(pattern, open) else {
            var text = String.UnicodeScalarView()
            text.append(contentsOf: pattern)
            result.append(String(text))
            return
        }
        var start = open + 1
        var depth = 0
        for index in start...close {
            if pattern[index] == "{" { depth += 1 }
            if pattern[index] == "}", index < close { depth -= 1 }
            if index == close || (pattern[index] == "," && depth == 0) {
                try expand(Array(pattern[..<open] + pattern[start..<index] + pattern[(close + 1)...]), into: &result)
                start = index + 1
            }
        }
    }

    private static func matching(_ pattern: [Unicode.Scalar], _ open: Int) -> Int? {
        var depth = 0
        for index in open..<pattern.count {
            if pattern[index] == "{" { depth += 1 }
            if pattern[index] == "}" { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }

    private static func items(_ name: String) -> [Item] {
        var items: [Item] = []
        let scalars = Array(name.unicodeScalars)
        var index = 0
        while index < scalars.count {
            switch scalars[index] {
            case "*": items.append(.many)
            case "?": items.append(.any)
            case "\\" where index + 1 < scalars.count:
                index += 1
                items.append(.one(scalars[index]))
            case "[":
                if let (set, end) = set(scalars, index) {
                    items.append(set)
                    index = end
                } else {
                    items.append(.one("["))
                }
            default: items.append(.one(scalars[index]))
            }
            index += 1
        }
        return items
    }

    private static func set(_ scalars: [Unicode.Scalar], _ open: Int) -> (Item, Int)? {
        var index = open + 1
        let negated = index < scalars.count && (scalars[index] == "!" || scalars[index] == "^")
        if negated { index += 1 }
        var ranges: [ClosedRange<UInt32>] = []
        let first = index
        while index < scalars.count {
            if scalars[index] == "]", index > first { return (.set(ranges, negated: negated), index) }
            let low = scalars[index].value
            if index + 2 < scalars.count, scalars[index + 1] == "-", scalars[index + 2] != "]" {
                ranges.append(min(low, scalars[index + 2].value)...max(low, scalars[index + 2].value))
                index += 3
            } else {
                ranges.append(low...low)
                index += 1
            }
        }
        return nil
    }

    /// Which beginnings of the path each beginning of the pattern matches, one row after the other.
    private static func matches(_ parts: [Part], _ names: [[Unicode.Scalar]]) -> Bool {
        var row = [Bool](repeating: false, count: names.count + 1)
        row[0] = true
        for part in parts {
            var next = [Bool](repeating: false, count: names.count + 1)
            switch part {
            case .anyFolders:
                var reached = false
                for index in row.indices {
                    reached = reached || row[index]
                    next[index] = reached
                }
            case .name(let items):
                for index in names.indices where row[index] { next[index + 1] = matches(items, names[index]) }
            }
            row = next
        }
        return row[names.count]
    }

    /// The usual walk with one way back: to the last `*`.
    private static func matches(_ items: [Item], _ name: [Unicode.Scalar]) -> Bool {
        var item = 0
        var at = 0
        var star: (item: Int, at: Int)?
        while at < name.count {
            if item < items.count, case .many = items[item] {
                star = (item, at)
                item += 1
            } else if item < items.count, fits(items[item], name[at]) {
                item += 1
                at += 1
            } else if let back = star {
                star = (back.item, back.at + 1)
                item = back.item + 1
                at = back.at + 1
            } else {
                return false
            }
        }
        return items[item...].allSatisfy { if case .many = $0 { true } else { false } }
    }

    private static func fits(_ item: Item, _ scalar: Unicode.Scalar) -> Bool {
        switch item {
        case .one(let wanted): wanted == scalar
        case .any: true
        case .many: false
        case .set(let ranges, let negated): ranges.contains { $0.contains(scalar.value) } != negated
        }
    }
}
