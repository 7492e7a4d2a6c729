internal import Events
internal import Observe

/// One source of a run's context, asked for one thing in the middle of the run (002-05).
extension ContextPipeline {
    /// How long one question waits for its source.
    static let searchWait = Duration.seconds(5)

    /// Whether there is anybody to ask.
    func holds(_ source: ContextSource) -> Bool {
        switch source {
        case .history: !parts.history.isEmpty
        case .memory: !parts.memory.isEmpty
        case .knowledge: !parts.knowledge.isEmpty
        default: false
        }
    }

    /// What the source has for the query, best first and cut as at the beginning of a run, and what went wrong.
    ///
    /// Comes back after `searchWait` at the latest, and soon when its task is cancelled; what did not answer by then is a fault.
    func search(_ source: ContextSource, _ query: ContextQuery) async -> (notes: [ContextAdded], faults: [ErrorDetail]) {
        let one = ContextParts(
            history: source == .history ? parts.history : [], memory: source == .memory ? parts.memory : [],
            knowledge: source == .knowledge ? parts.knowledge : [])
        let pipeline = ContextPipeline(one, wait: ContextPipeline.searchWait, delay: delay)
        pipeline.begin(query)
        let notes = await pipeline.gather()
        return (notes, await pipeline.finish())
    }
}
