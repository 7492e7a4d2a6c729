internal import Events
internal import Host

/// Puts the task in order, by rules alone: line ends, blank lines, and which files of the workspace it names.
///
/// Output: `task`, `files`.
struct NormalizeStage: PipelineStage {
    let name = StageName.normalize

    private static let fileLimit = 20

    func run(_ desk: StageDesk) async throws -> StageEnd {
        let task = NormalizeStage.tidy(desk.recorder.read { $0.prompt })
        let files = NormalizeStage.files(in: task, desk.turn.parts.workspace)
        let words = task.split(whereSeparator: \.isWhitespace).count
        let summary = "\(words == 1 ? "1 word" : "\(words) words")" + (files.isEmpty ? "" : ", names \(files.joined(separator: ", "))")
        return .passed(
            Headline.of(summary, limit: 200), output: ["task": .string(task), "files": .array(files.map { .string($0) })])
    }

    /// The text with one kind of line end, no blanks at line ends, and never two blank lines in a row.
    static func tidy(_ prompt: String) -> String {
        var lines: [Substring] = []
        for line in prompt.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            var line = line
            while line.last == " " || line.last == "\t" { line = line.dropLast() }
            if line.isEmpty, lines.last?.isEmpty ?? true { continue }
            lines.append(line)
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return CompactionPlan.cut(lines.joined(separator: "\n"), 65_536)
    }

    /// Words that are paths of files or folders that are there, each once, at most twenty.
    static func files(in text: String, _ workspace: Workspace) -> [String] {
        var files: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace).prefix(2000) where files.count < fileLimit {
            let name = word.drop { "@`'\"([{<".contains($0) }
            var path = String(name)
            while let last = path.last, ".,;:!?`'\")]}>".contains(last) { path.removeLast() }
            guard path.contains(where: { $0 == "." || $0 == "/" }), path.utf8.count < 256, !files.contains(path),
                (try? workspace.status(path)) != nil
            else { continue }
            files.append(path)
        }
        return files
    }
}
