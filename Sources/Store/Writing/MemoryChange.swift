/// A change of what is remembered, made between the commits of events.
enum MemoryChange {
    case remember(workspace: String, runID: String, milliseconds: Int64, text: String)
    case forget(MemorySelection)

    /// Notes that are kept of one workspace; older ones go.
    static let notesOfWorkspace = 200
    static let textLimitBytes = 16 * 1024

    /// Makes the change inside a transaction and returns how many notes were written or deleted by it.
    func make(_ connection: Connection) throws(StoreError) -> Int {
        switch self {
        case .remember(let workspace, let runID, let milliseconds, let text):
            try connection.run(
                "INSERT INTO memory (workspace, run_id, created_ms, text) VALUES (?, ?, ?, ?)",
                [.text(workspace), .text(runID), .integer(Int(milliseconds)), .text(text)])
            try connection.run(
                """
                DELETE FROM memory WHERE workspace = ?1
                    AND id <= (SELECT id FROM memory WHERE workspace = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
                """, [.text(workspace), .integer(MemoryChange.notesOfWorkspace)])
            return 1
        case .forget(.all):
            try connection.run("DELETE FROM memory WHERE true")
            return connection.changes
        case .forget(.workspace(let workspace)):
            try connection.run("DELETE FROM memory WHERE workspace = ?", [.text(workspace)])
            return connection.changes
        case .forget(.ids(let ids)):
            var count = 0
            for id in ids {
                try connection.run("DELETE FROM memory WHERE id = ?", [.integer(id)])
                count += connection.changes
            }
            return count
        }
    }
}
