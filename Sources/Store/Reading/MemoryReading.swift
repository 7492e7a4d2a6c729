extension EventStore {
    /// What is remembered of a workspace, newest first; nil for all workspaces.
    ///
    /// Empty for a file that an older lathe wrote and that cannot be written now.
    public func memories(workspace: String?, limit: Int) throws(StoreError) -> [MemoryRecord] {
        try reader.query { connection throws(StoreError) in
            guard try connection.integer("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'memory'") != nil else { return [] }
            let limit = SQLValue.integer(max(0, limit))
            guard let workspace else {
                return try connection.rows(
                    "SELECT \(MemoryRecord.selection) FROM memory ORDER BY id DESC LIMIT ?", [limit], MemoryRecord.init)
            }
            return try connection.rows(
                "SELECT \(MemoryRecord.selection) FROM memory WHERE workspace = ? ORDER BY id DESC LIMIT ?", [.text(workspace), limit],
                MemoryRecord.init)
        }
    }
}
