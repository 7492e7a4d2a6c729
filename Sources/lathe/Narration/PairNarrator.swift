import Events
import Service
import TerminalKit

/// Tells two runs at once: in two columns where there is room, else in lines that begin with the run's name.
///
/// What comes at the same time stands side by side; the column of a run that is silent is empty.
struct PairNarrator {
    /// Fewer columns than these have no room for two.
    static let leastColumns = 80

    private var narrators: [RunMode: RunNarrator] = [:]
    private var lanes: [RunMode: Lane] = [:]
    private let bar: String
    private let rule: (line: String, cross: String)
    private var hasHead = false
    private var width: Int?

    /// - Parameter columns: of the terminal; nil where there is none.
    init(ascii: Bool, columns: Int?) {
        bar = ascii ? "|" : "│"
        rule = ascii ? ("-", "+") : ("─", "┼")
        for mode in RunMode.allCases {
            narrators[mode] = RunNarrator(.progress, ascii: ascii)
            lanes[mode] = Lane()
        }
        width = PairNarrator.width(columns)
    }

    /// How wide each of two columns is; nil where there is no room.
    private static func width(_ columns: Int?) -> Int? { columns.flatMap { $0 >= leastColumns ? ($0 - 3) / 2 : nil } }

    mutating func take(_ events: [RunEvent], of mode: RunMode) {
        for event in events {
            guard let text = narrators[mode]?.text(of: event), !text.isEmpty else { continue }
            lanes[mode]?.take(text, width: width)
        }
    }

    /// The rows that came since the last call; `columns` is what the terminal has now.
    mutating func text(columns: Int?) -> String {
        defer { width = PairNarrator.width(columns) }
        let left = lanes[.loop]?.takeRows() ?? []
        let right = lanes[.pipeline]?.takeRows() ?? []
        guard !left.isEmpty || !right.isEmpty else { return "" }
        guard let width else { return prefixed(left, "loop") + prefixed(right, "pipe") }
        var text = hasHead ? "" : head(width)
        hasHead = true
        for index in 0..<max(left.count, right.count) {
            text += row(left.indices.contains(index) ? left[index] : "", right.indices.contains(index) ? right[index] : "", width)
        }
        return text
    }

    /// What has no end yet, once both runs are over.
    mutating func rest(columns: Int?) -> String {
        for mode in RunMode.allCases { lanes[mode]?.finish(width: width) }
        return text(columns: columns)
    }

    private func head(_ width: Int) -> String {
        row("Loop", "Pipeline", width) + String(repeating: rule.line, count: width + 1) + rule.cross
            + String(repeating: rule.line, count: width + 1) + "\n"
    }

    private func row(_ left: String, _ right: String, _ width: Int) -> String {
        left + String(repeating: " ", count: max(0, width - CellWidth.of(left))) + " \(bar)" + (right.isEmpty ? "" : " " + right) + "\n"
    }

    private func prefixed(_ rows: [String], _ name: String) -> String {
        rows.map { "\(name) \(bar)" + ($0.isEmpty ? "" : " " + $0) + "\n" }.joined()
    }
}
