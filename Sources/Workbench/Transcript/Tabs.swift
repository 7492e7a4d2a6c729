import TerminalKit

/// Tabs as the spaces to the next multiple of eight.
enum Tabs {
    static func expanded(_ text: String) -> String {
        guard text.utf8.contains(0x09) else { return text }
        var result = ""
        var column = 0
        for (index, part) in text.split(separator: "\t", omittingEmptySubsequences: false).enumerated() {
            if index > 0 {
                let spaces = 8 - column % 8
                result += String(repeating: " ", count: spaces)
                column += spaces
            }
            result += part
            column += CellWidth.of(String(part))
        }
        return result
    }
}
