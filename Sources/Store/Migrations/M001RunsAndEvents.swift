extension Migration {
    /// Runs, their events and the long outputs beside them.
    ///
    /// An event's place is `run * 2^32 + seq`, so that the events of a run lie together and need no index (measured: about 15 µs of processor time an
    /// event, as with a rowid and an index on run and seq, and less than in a table without rowid).
    static let m001RunsAndEvents = Migration(
        name: "m001_runs_and_events",
        sql: """
            CREATE TABLE runs (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                run_id TEXT NOT NULL UNIQUE,
                parent_run_id TEXT,
                prompt TEXT NOT NULL,
                model TEXT NOT NULL,
                provider TEXT NOT NULL,
                mode TEXT NOT NULL,
                workspace TEXT NOT NULL,
                status TEXT NOT NULL,
                started_ms INTEGER NOT NULL,
                duration_us INTEGER NOT NULL,
                iterations INTEGER NOT NULL,
                input_tokens INTEGER NOT NULL,
                output_tokens INTEGER NOT NULL,
                cost REAL,
                summary TEXT NOT NULL,
                last_seq INTEGER NOT NULL,
                owner TEXT
            ) STRICT;
            CREATE INDEX runs_going_on ON runs (number) WHERE status NOT IN ('completed', 'failed', 'cancelled');
            CREATE TABLE events (
                place INTEGER PRIMARY KEY,
                type TEXT NOT NULL,
                line BLOB NOT NULL
            ) STRICT;
            CREATE TABLE artifacts (
                artifact_id TEXT PRIMARY KEY,
                run_id TEXT NOT NULL,
                media_type TEXT NOT NULL,
                bytes BLOB NOT NULL
            ) STRICT;
            """)
}
