public import Events

/// Where the events of runs are kept, in order.
///
/// Laws: the log gives each event its `seq` at the commit (what `append` was given there is ignored) and joins neighbouring deltas of one block that fall into one commit;
/// `append` keeps the order of its calls and returns at once; an event is committed before any subscriber sees it; `synced` returns when everything appended before it is on disk
/// (power loss included), so an effect that follows it can always be explained. A log that failed once stays failed: `synced` throws, and nothing more is shown.
public protocol EventLog: Sendable {
    /// Puts an event behind all earlier ones. Any thread.
    func append(_ event: RunEvent)
    /// Returns when all events appended before are synced to disk.
    func synced() async throws
    /// Keeps the whole of a long output beside the log and returns its id.
    func storeArtifact(runID: String, mediaType: String, bytes: [UInt8]) async throws -> String
    /// The whole of what was kept under this id; nil when the run has none of that id.
    func storedArtifact(_ id: String, runID: String) async throws -> [UInt8]?
}
