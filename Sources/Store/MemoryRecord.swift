/// One thing that is remembered of a run.
public struct MemoryRecord: Sendable, Equatable {
    /// Never given twice in one store.
    public var id: Int
    public var workspace: String
    public var runID: String
    /// Milliseconds since 1970.
    public var createdAtMilliseconds: Int64
    public var text: String

    static let selection = "id, workspace, run_id, created_ms, text"

    init(_ row: Statement) {
        id = row.integer(0)
        workspace = row.text(1)
        runID = row.text(2)
        createdAtMilliseconds = Int64(row.integer(3))
        text = row.text(4)
    }
}

/// Which memories are meant.
public enum MemorySelection: Sendable, Equatable {
    case all
    case workspace(String)
    case ids([Int])
}
