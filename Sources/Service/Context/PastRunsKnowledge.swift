internal import Host
internal import Observe
internal import Store

/// Finds past runs of the same workspace whose prompt or end shares words with the prompt (000-22).
struct PastRunsKnowledge: KnowledgeSource {
    let store: EventStore
    /// Whose runs are found; nil for those of the run's own workspace.
    var workspace: String?

    let name = "runs"

    private static let wordLimit = 5
    private static let pageLimit = 50
    static let resultLimit = 5

    func search(_ query: ContextQuery) async throws -> [ContextNote] {
        var search = WordSearch(query.prompt)
        guard !search.isEmpty else { return [] }
        // The longest words say most.
        let words = search.words.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
        let asked = words.prefix(PastRunsKnowledge.wordLimit).map(\.element)
        let found = try await BlockingWork.run { [store] signal in
            var found: [String: RunRecord] = [:]
            for word in asked where !signal.isCancelled {
                for run in try store.runs(limit: PastRunsKnowledge.pageLimit, matching: word) { found[run.runID] = run }
            }
            return found
        }
        let runs = found.values.filter { $0.workspace == workspace ?? query.workspace && $0.isEnded && $0.runID != query.runID }
            // Newest first, so that of equal ones the newest is given.
            .sorted { ($0.startedAtMilliseconds, $0.runID) > ($1.startedAtMilliseconds, $1.runID) }
        for run in runs { search.add(run.prompt + "\n" + run.summary) }
        return search.best(PastRunsKnowledge.resultLimit).map { best in
            let run = runs[best.index]
            let text = [
                "Asked: " + RunNote.firstLines(run.prompt, 3, bytes: 1000),
                "Ended: \(run.status)" + (run.summary.isEmpty ? "" : ", " + RunNote.firstLines(run.summary, 3, bytes: 1000)),
            ]
            return ContextNote(title: "past run \(run.runID)", text: text.joined(separator: "\n"), score: best.score)
        }
    }
}
