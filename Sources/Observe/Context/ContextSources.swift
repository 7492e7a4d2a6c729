/// Tells what was asked and answered before in the same session (000-18).
///
/// Laws of all sources and writers: called in a task of their own that is cancelled when nobody waits any more; may throw, be slow or give too
/// much, which costs the run nothing; must not block the thread they are called on, so what blocks runs on a thread of its own. What they give
/// is cut and sanitised by whoever asked.
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
