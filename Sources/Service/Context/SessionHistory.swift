internal import Engine
internal import Events
internal import Host
internal import Observe
internal import Store

/// What was asked and answered in the last runs of a session, out of the store (000-18).
struct SessionHistory: HistorySource {
    let store: EventStore
    /// Newest last; more than the last three are not told.
    let runIDs: [String]

    let name = "session"

    static let runLimit = 3
    private static let partBytes = 4 * 1024
    /// Only the end of a run is read, so that a long one costs no more than a short one.
    private static let eventLimit = 100

    func earlier(for query: ContextQuery) async throws -> [ContextNote] {
        let ids = runIDs.filter { $0 != query.runID }.suffix(SessionHistory.runLimit)
        guard !ids.isEmpty else { return [] }
        return try await BlockingWork.run { [store] signal in
            var notes: [ContextNote] = []
            for id in ids where !signal.isCancelled {
                // A run that is no longer there leaves a gap in the history and no fault.
                guard let run = try store.run(id) else { continue }
                let end = try store.events(
                    of: id, after: max(0, run.eventCount - SessionHistory.eventLimit), limit: SessionHistory.eventLimit)
                notes.append(SessionHistory.note(run, end))
            }
            return notes
        }
    }

    private static func note(_ run: RunRecord, _ end: [RunEvent]) -> ContextNote {
        var files: [String] = []
        var answer: String?
        for event in end {
            switch event.payload {
            case .iterationFinished(let round): files += round.receipt.filesChanged.filter { !files.contains($0) }
            case .runCompleted(let ended): answer = ended.result
            case .runFailed(let ended): answer = "(no answer: the run failed: \(BoundedText.cut(ended.error.message, bytes: 512)))"
            case .runCancelled: answer = "(no answer: the person stopped the run)"
            default: break
            }
        }
        var parts = [
            "The person asked:\n" + BoundedText.cut(run.prompt, bytes: partBytes),
            "The answer was:\n" + BoundedText.cut(answer ?? "(none yet: the run goes on)", bytes: partBytes),
        ]
        if let line = RunNote.files(files) { parts.append(BoundedText.cut(line, bytes: 768)) }
        return ContextNote(
            title: "earlier in this session: " + RunNote.firstLines(run.prompt, 1, bytes: 80), text: parts.joined(separator: "\n\n"))
    }
}
