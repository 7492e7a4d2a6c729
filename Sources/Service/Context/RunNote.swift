internal import Engine
internal import Events

/// The words in which a run is remembered, made without a model.
enum RunNote {
    /// Named files of one note.
    private static let fileLimit = 20

    /// What was asked, what came of it and which files changed; nil for a run that left nothing behind.
    ///
    /// `result` is cut to its first two lines.
    static func text(prompt: String, result: String, outcome: String, filesChanged: [String]) -> String? {
        guard outcome == "completed" || !filesChanged.isEmpty else { return nil }
        var lines = ["Asked: " + firstLines(prompt, 1, bytes: 300)]
        let answer = firstLines(result, 2, bytes: 500)
        if outcome != "completed" { lines.append("The run was not completed (\(firstLines(outcome, 1, bytes: 40))).") }
        if !answer.isEmpty { lines.append("Answered: " + answer) }
        if let files = files(filesChanged) { lines.append(files) }
        return lines.joined(separator: "\n")
    }

    /// One line that names the changed files; nil when there are none.
    static func files(_ paths: [String]) -> String? {
        guard !paths.isEmpty else { return nil }
        let named = paths.prefix(fileLimit).map { firstLines($0.replacing("\n", with: " "), 1, bytes: 200) }.joined(separator: ", ")
        let more = paths.count - fileLimit
        return "Files changed: " + named + (more > 0 ? " and \(more) more" : "")
    }

    /// The first lines that say something, sanitised and cut.
    static func firstLines(_ text: String, _ count: Int, bytes: Int) -> String {
        let start = TextSanitiser.clean(BoundedText.start(of: text, bytes: 16 * 1024))
        let lines = start.utf8.split(separator: 0x0A).lazy.filter { line in line.contains { $0 > 0x20 } }
        let joined = lines.prefix(count).map { String(decoding: $0, as: UTF8.self) }.joined(separator: " / ")
        let cut = BoundedText.start(of: joined, bytes: bytes)
        return cut.utf8.count < joined.utf8.count ? cut + "…" : cut
    }
}
