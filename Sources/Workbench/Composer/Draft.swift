import TerminalKit

/// What the person is writing: characters and pasted pieces, with a caret between them.
///
/// Every edit is a pure change of this value.
struct Draft: Equatable {
    enum Element: Equatable {
        case character(Character)
        /// A long paste, shown as one piece and sent whole.
        case paste(String)
    }

    private(set) var elements: [Element] = []
    /// 0 … count of elements.
    private(set) var caret = 0

    init(_ text: String = "") {
        elements = text.map { .character($0) }
        caret = elements.count
    }

    var isEmpty: Bool { elements.isEmpty }

    /// The whole text as it will be sent.
    var text: String {
        var result = ""
        for element in elements {
            switch element {
            case .character(let character): result.append(character)
            case .paste(let text): result += text
            }
        }
        return result
    }

    // MARK: Edits

    mutating func insert(_ character: Character) {
        elements.insert(.character(character), at: caret)
        caret += 1
    }

    /// A short paste becomes characters, a long one (over 12 lines or 2,000 characters) one piece.
    mutating func insert(paste text: String) {
        let lines = text.utf8.count { $0 == 0x0A }
        if lines > 12 || text.utf8.count > 2000 {
            elements.insert(.paste(text), at: caret)
            caret += 1
        } else {
            for character in text { insert(character) }
        }
    }

    mutating func deleteBackward() {
        guard caret > 0 else { return }
        caret -= 1
        elements.remove(at: caret)
    }

    mutating func deleteForward() {
        guard caret < elements.count else { return }
        elements.remove(at: caret)
    }

    mutating func deleteWordBackward() {
        let start = wordStart
        elements.removeSubrange(start..<caret)
        caret = start
    }

    mutating func deleteToLineStart() {
        let start = lineStart
        elements.removeSubrange(start..<caret)
        caret = start
    }

    mutating func deleteToLineEnd() { elements.removeSubrange(caret..<lineEnd) }

    mutating func clear() { self = Draft() }

    // MARK: Moves

    mutating func move(by count: Int) { caret = min(max(0, caret + count), elements.count) }
    mutating func moveToLineStart() { caret = lineStart }
    mutating func moveToLineEnd() { caret = lineEnd }
    mutating func moveWordLeft() { caret = wordStart }

    mutating func moveWordRight() {
        while caret < elements.count, !isWord(caret) { caret += 1 }
        while caret < elements.count, isWord(caret) { caret += 1 }
    }

    /// Moves a row up or down at `width` columns; false when there is no such row.
    mutating func moveRow(_ delta: Int, width: Int) -> Bool {
        let rows = DraftLayout(self, width: width)
        let target = rows.caret.y + delta
        guard rows.rows.indices.contains(target) else { return false }
        caret = rows.element(row: target, column: rows.caret.x)
        return true
    }

    private func isNewline(_ index: Int) -> Bool { elements[index] == .character("\n") }

    private func isWord(_ index: Int) -> Bool {
        if case .character(let character) = elements[index] { return character.isLetter || character.isNumber || character == "_" }
        return true
    }

    private var lineStart: Int {
        var index = caret
        while index > 0, !isNewline(index - 1) { index -= 1 }
        return index
    }

    private var lineEnd: Int {
        var index = caret
        while index < elements.count, !isNewline(index) { index += 1 }
        return index
    }

    private var wordStart: Int {
        var index = caret
        while index > 0, !isWord(index - 1) { index -= 1 }
        while index > 0, isWord(index - 1) { index -= 1 }
        return index
    }
}

/// A draft wrapped at a width, with the caret's place.
struct DraftLayout {
    struct Piece {
        var element: Int
        var text: String
        var column: Int
        var isPaste: Bool
    }

    private(set) var rows: [[Piece]] = [[]]
    private(set) var caret = GridPosition(x: 0, y: 0)
    private var ends: [Int] = []

    init(_ draft: Draft, width: Int) {
        let width = max(1, width)
        var column = 0
        for (index, element) in draft.elements.enumerated() {
            if index == draft.caret { caret = GridPosition(x: column, y: rows.count - 1) }
            let text: String
            var isPaste = false
            switch element {
            case .character("\n"):
                ends.append(index)
                rows.append([])
                column = 0
                continue
            case .character(let character): text = character == "\t" ? "  " : DisplayText.line(String(character))
            case .paste(let whole):
                text = "[pasted \(whole.utf8.count { $0 == 0x0A } + 1) lines]"
                isPaste = true
            }
            let columns = CellWidth.of(text)
            if column + columns > width, column > 0 {
                ends.append(index)
                rows.append([])
                column = 0
                if index == draft.caret { caret = GridPosition(x: 0, y: rows.count - 1) }
            }
            rows[rows.count - 1].append(Piece(element: index, text: text, column: column, isPaste: isPaste))
            column += columns
        }
        ends.append(draft.elements.count)
        if draft.caret == draft.elements.count {
            if column >= width {
                rows.append([])
                ends.append(draft.elements.count)
                column = 0
            }
            caret = GridPosition(x: column, y: rows.count - 1)
        }
    }

    /// The element at or after a column of a row.
    func element(row: Int, column: Int) -> Int {
        guard rows.indices.contains(row) else { return 0 }
        if let piece = rows[row].first(where: { $0.column >= column }) { return piece.element }
        return ends[row]
    }
}
