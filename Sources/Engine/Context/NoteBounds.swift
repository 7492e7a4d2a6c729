internal import Events
internal import Observe

/// How much of what a source gives is taken.
struct NoteBounds {
    let source: ContextSource
    let name: String
    let noteBytes: Int
    let totalBytes: Int

    /// Notes of one source beyond these are not even looked at.
    static let noteLimit = 64
    private static let titleLimit = 120

    init(_ source: ContextSource, name: String) {
        self.source = source
        self.name = Headline.of(TextSanitiser.clean(BoundedText.start(of: name, bytes: 400)), limit: 60)
        // A note of the history is a whole exchange: what was asked and what was answered, 4 KiB each, and the files.
        noteBytes = source == .history ? 9 * 1024 : 4 * 1024
        totalBytes = source == .history ? 28 * 1024 : 16 * 1024
    }

    /// The notes as they are told, in their order: sanitised, cut, and with a line that says what was left out.
    func additions(_ notes: [ContextNote]) -> [ContextAdded] {
        var result: [ContextAdded] = []
        var room = totalBytes
        for (index, note) in notes.enumerated() {
            let title = titled(note.title)
            // A remainder too small to say anything is not worth a note.
            guard index < NoteBounds.noteLimit, room >= title.utf8.count + 512 else {
                let last = result.count - 1
                if last >= 0 { result[last].text += "\n[\(notes.count - index) more of \(name) left out]" }
                break
            }
            let text = BoundedText.cut(note.text, bytes: min(noteBytes, room - title.utf8.count - 128))
            guard text.utf8.contains(where: { $0 > 0x20 }) else { continue }
            room -= title.utf8.count + text.utf8.count
            result.append(ContextAdded(source: source, title: title, text: text))
        }
        return result
    }

    private func titled(_ title: String) -> String {
        let line = Headline.of(TextSanitiser.clean(BoundedText.start(of: title, bytes: 2048)), limit: NoteBounds.titleLimit)
        return line.isEmpty ? name : BoundedText.start(of: line, bytes: 480)
    }
}
