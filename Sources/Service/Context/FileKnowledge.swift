internal import Engine
internal import Events
internal import Host
internal import Observe

/// Finds the paragraphs of chosen files of the workspace that fit a prompt best (000-22).
///
/// Files are read anew each time, beneath the workspace only; what is no text, hidden behind a link that leads outside, or beyond the limits is
/// left out.
struct FileKnowledge: KnowledgeSource {
    struct Limits: Sendable {
        var files = 500
        /// Of a longer file only the beginning is read.
        var fileBytes = 256 * 1024
        var totalBytes = 4 * 1024 * 1024
        var entries = 10_000
        var results = 5
    }

    let workspace: Workspace
    /// Files and folders, relative to the top of the workspace.
    let paths: [String]
    var limits = Limits()

    let name = "files"

    init(workspace: Workspace, paths: [String], limits: Limits = Limits()) {
        self.workspace = workspace
        self.paths = paths
        self.limits = limits
    }

    /// Throws when none of the paths can be read.
    func search(_ query: ContextQuery) async throws -> [ContextNote] {
        let search = WordSearch(query.prompt)
        guard !paths.isEmpty, !search.isEmpty else { return [] }
        return try await BlockingWork.run { [self] signal in
            var reading = Reading(workspace: workspace, limits: limits, search: search, signal: signal)
            var fault: HostError?
            var couldRead = false
            for path in paths {
                do throws(HostError) {
                    try reading.take(path)
                    couldRead = true
                } catch {
                    fault = fault ?? error
                }
            }
            if !couldRead, let fault { throw fault }
            return reading.notes
        }
    }

    /// One search through the files.
    private struct Reading {
        let workspace: Workspace
        let limits: Limits
        var search: WordSearch
        let signal: BlockingWork.Signal
        private var paragraphs: [(path: String, paragraph: Paragraph)] = []
        private var seen: Set<String> = []
        private var bytesRead = 0

        init(workspace: Workspace, limits: Limits, search: WordSearch, signal: BlockingWork.Signal) {
            self.workspace = workspace
            self.limits = limits
            self.search = search
            self.signal = signal
        }

        private var isFull: Bool { signal.isCancelled || seen.count >= limits.files || bytesRead >= limits.totalBytes }

        mutating func take(_ path: String) throws(HostError) {
            guard try workspace.status(path).kind == .folder else { return try read(workspace.relativePath(path)) }
            _ = try workspace.walk(from: path, limits: WalkLimits(maximumEntries: limits.entries)) { entry throws(HostError) in
                if isFull { return .stop }
                // A file that cannot be read hides no other.
                if entry.kind == .regular { try? read(entry.path) }
                return .onward
            }
        }

        private mutating func read(_ path: String) throws(HostError) {
            guard !isFull, !seen.contains(path) else { return }
            let bytes = try workspace.read(path, limitBytes: min(limits.fileBytes, limits.totalBytes - bytesRead))
            seen.insert(path)
            bytesRead += bytes.count
            guard !bytes.prefix(8192).contains(0) else { return }
            for paragraph in Paragraph.split(TextSanitiser.clean(bytes: bytes)) {
                search.add(paragraph.text)
                paragraphs.append((path, paragraph))
            }
        }

        var notes: [ContextNote] {
            search.best(limits.results).map { best in
                let (path, paragraph) = paragraphs[best.index]
                let shown = RunNote.firstLines(path.replacing("\n", with: " "), 1, bytes: 200)
                return ContextNote(title: "\(shown), line \(paragraph.line)", text: paragraph.text, score: best.score)
            }
        }
    }
}
