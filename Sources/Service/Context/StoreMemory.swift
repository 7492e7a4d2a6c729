internal import Host
internal import Observe
internal import Store

/// Remembers each run of a workspace in a few lines of the store, and recalls those that fit a prompt (000-21).
struct StoreMemory: MemorySource, MemoryWriter {
    let store: EventStore
    /// Whose notes are recalled; nil for those of the run's own workspace.
    var workspace: String?

    let name = "store"

    /// How many that share words with the prompt are recalled, and how many of the newest besides.
    static let fitting = 10
    static let newest = 3

    func recall(for query: ContextQuery) async throws -> [ContextNote] {
        try await BlockingWork.run { [store, workspace] _ in
            let kept = try store.memories(workspace: workspace ?? query.workspace, limit: 200).filter { $0.runID != query.runID }
            let search = WordSearch(query.prompt)
            let asked = Set(search.words)
            let shared = kept.map { asked.intersection(SearchWords.of($0.text)).count }
            let fitting = Array(kept.indices.filter { shared[$0] > 0 }.prefix(StoreMemory.fitting))
            let newest = kept.indices.filter { !fitting.contains($0) }.prefix(StoreMemory.newest)
            return (fitting + newest).map { index in
                let title = RunNote.firstLines(kept[index].text, 1, bytes: 80)
                return ContextNote(
                    title: title.hasPrefix("Asked: ") ? "of: " + title.dropFirst("Asked: ".count) : title, text: kept[index].text,
                    score: Double(shared[index]))
            }
        }
    }

    /// A run that was not completed is remembered when it changed files.
    func remember(_ run: RunDigest) async throws {
        let text = RunNote.text(prompt: run.prompt, result: run.result, outcome: run.outcome, filesChanged: run.filesChanged)
        guard let text else { return }
        try await store.remember(workspace: run.workspace, runID: run.runID, text: text)
    }
}
