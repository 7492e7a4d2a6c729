/// The composer: the draft and what was sent before.
struct ComposerState: Equatable {
    var draft = Draft()
    /// Sent texts, oldest first; at most 200.
    var history: [String] = []
    /// Where in the history the person is; nil while writing something new.
    private var historyIndex: Int?
    /// What was being written before the person went into the history.
    private var unsent = Draft()

    /// Takes the draft out and remembers it.
    mutating func take() -> String {
        let text = draft.text
        if history.last != text { history.append(text) }
        if history.count > 200 { history.removeFirst(history.count - 200) }
        draft.clear()
        historyIndex = nil
        return text
    }

    /// Puts back what was sent and came to nothing, unless something else is being written.
    mutating func giveBack(_ text: String) {
        guard draft.text.isEmpty else { return }
        draft = Draft(text)
        if history.last == text { history.removeLast() }
    }

    mutating func older() {
        guard !history.isEmpty else { return }
        if historyIndex == nil { unsent = draft }
        let index = max(0, (historyIndex ?? history.count) - 1)
        historyIndex = index
        draft = Draft(history[index])
    }

    mutating func newer() {
        guard let index = historyIndex else { return }
        if index + 1 < history.count {
            historyIndex = index + 1
            draft = Draft(history[index + 1])
        } else {
            historyIndex = nil
            draft = unsent
        }
    }
}
