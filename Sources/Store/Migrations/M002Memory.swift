extension Migration {
    /// What runs left for later ones of the same workspace.
    ///
    /// Numbers are never given twice, so that what a person forgets by its number is what they saw.
    static let m002Memory = Migration(
        name: "m002_memory",
        sql: """
            CREATE TABLE memory (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                workspace TEXT NOT NULL,
                run_id TEXT NOT NULL,
                created_ms INTEGER NOT NULL,
                text TEXT NOT NULL
            ) STRICT;
            CREATE INDEX memory_of_workspace ON memory (workspace, id);
            """)
}
