internal import Store

/// One thing that is remembered of a run, as a person sees it.
public struct MemoryNote: Sendable, Equatable {
    /// Names it when it is to be forgotten; never given twice.
    public var id: Int
    public var workspace: String
    public var runID: String
    /// Milliseconds since 1970.
    public var createdAt: Int64
    public var text: String

    init(_ record: MemoryRecord) {
        id = record.id
        workspace = record.workspace
        runID = record.runID
        createdAt = record.createdAtMilliseconds
        text = record.text
    }
}

extension Service {
    /// What is remembered of a workspace, newest first; nil for all workspaces.
    public func memories(workspace: String?, limit: Int) throws(ServiceError) -> [MemoryNote] {
        do throws(StoreError) { return try store.memories(workspace: workspace, limit: limit).map(MemoryNote.init) } catch {
            throw ServiceError(error)
        }
    }

    /// Forgets these notes and returns how many there were.
    ///
    /// Blocks until it is written.
    @discardableResult
    public func forgetMemories(_ ids: [Int]) throws(ServiceError) -> Int { try forget(.ids(ids)) }

    /// Forgets everything of a workspace, or of all of them for nil, and returns how many notes that were.
    ///
    /// Blocks until it is written.
    @discardableResult
    public func forgetAllMemories(workspace: String?) throws(ServiceError) -> Int {
        try forget(workspace.map { .workspace($0) } ?? .all)
    }

    private func forget(_ selection: MemorySelection) throws(ServiceError) -> Int {
        do throws(StoreError) { return try store.forget(selection) } catch { throw ServiceError(error) }
    }
}
