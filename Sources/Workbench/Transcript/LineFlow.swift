import TerminalKit

/// Text that grows at its end, wrapped as it comes: a finished line is wrapped once and never again.
struct LineFlow {
    let width: Int
    let role: Role
    let indent: StyledLine
    private var done: [StyledLine] = []
    private var open = ""
    private var tail: [StyledLine] = []
    private(set) var consumedBytes = 0

    init(width: Int, role: Role, indent: StyledLine) {
        self.width = width
        self.role = role
        self.indent = indent
    }

    var count: Int { done.count + tail.count }

    func line(_ index: Int) -> StyledLine {
        if done.indices.contains(index) { return done[index] }
        return tail.indices.contains(index - done.count) ? tail[index - done.count] : StyledLine()
    }

    /// Takes what `text` has beyond the part taken before.
    mutating func extend(to text: String) {
        let utf8 = text.utf8
        guard utf8.count > consumedBytes else { return }
        let fresh = text[utf8.index(utf8.startIndex, offsetBy: consumedBytes)...]
        consumedBytes = utf8.count
        open += fresh
        if let newline = open.utf8.lastIndex(of: UInt8(ascii: "\n")) {
            let whole = open[..<newline]
            let rest = open[open.index(after: newline)...]
            for line in whole.split(separator: "\n", omittingEmptySubsequences: false) { finish(line) }
            open = String(rest)
        }
        tail = open.isEmpty ? [] : wrapped(open)
    }

    /// Reasoning often comes with empty lines; one stays, more would only push the text apart.
    private mutating func finish(_ line: Substring) {
        if line.contains(where: { !$0.isWhitespace }) {
            done += wrapped(String(line))
        } else if let last = done.last, last.width > indent.width {
            done.append(indent)
        }
    }

    private func wrapped(_ text: String) -> [StyledLine] {
        Wrap.lines(text, role: role, width: width, firstIndent: indent, nextIndent: indent)
    }
}
