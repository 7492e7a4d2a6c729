/// Tells what was asked and answered before in the same session (000-18).
///
/// Laws of all sources and writers: called in a task on a thread of its own, and cancelled when nobody waits any more; may throw, be slow, block
/// or give too much, which costs the run nothing. What they give is cut and sanitised by whoever asked.
public protocol HistorySource: Sendable {
    /// A word for messages.
    var name: String { get }
    /// Oldest first.
    func earlier(for query: ContextQuery) async throws -> [ContextNote]
}

/// Remembers what earlier runs wrote down (000-21); its laws are those of `HistorySource`.
public protocol MemorySource: Sendable {
    /// A word for messages.
    var name: String { get }
    /// Best first.
    func recall(for query: ContextQuery) async throws -> [ContextNote]
}

/// Writes down what a run was about once it has ended, however it ended (000-20, 000-21); its laws are those of `HistorySource`.
public protocol MemoryWriter: Sendable {
    /// A word for messages.
    var name: String { get }
    func remember(_ run: RunDigest) async throws
}

/// Finds what fits a prompt (000-22); its laws are those of `HistorySource`.
public protocol KnowledgeSource: Sendable {
    /// A word for messages.
    var name: String { get }
    /// Best first.
    func search(_ query: ContextQuery) async throws -> [ContextNote]
}
