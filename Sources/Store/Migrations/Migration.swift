/// One step of the schema.
///
/// Steps are only ever appended: what was shipped is never changed.
struct Migration: Sendable {
    let name: String
    let sql: String

    /// Every step in order; `PRAGMA user_version` is the number of steps a file has taken.
    static let all: [Migration] = [m001RunsAndEvents, m002Memory]

    /// Makes an open file ready for writing: checks that it is ours and not newer than we are, then takes the steps it lacks, all or none.
    static func prepare(_ connection: Connection) throws(StoreError) {
        let path = shown(connection.path)
        let application = try connection.integer("PRAGMA application_id") ?? 0
        let tables = try connection.integer("SELECT count(*) FROM sqlite_schema") ?? 0
        guard application == OpenedStore.applicationID || (application == 0 && tables == 0) else {
            throw StoreError(.foreignDatabase, "\(path) is the database of another program; give another file with --store")
        }
        let version = try connection.integer("PRAGMA user_version") ?? 0
        guard version <= all.count else {
            throw StoreError(
                .newerSchema, "\(path) was written by a newer lathe and is opened for reading only; update lathe to write to it")
        }
        if connection.isReadOnly {
            throw StoreError(.readOnly, "\(path) cannot be written; make it and its folder writable, or give another file with --store")
        }
        do throws(StoreError) {
            try connection.execute(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 67108864"
            )
            try connection.execute("BEGIN IMMEDIATE")
        } catch {
            // An existing file whose folder refuses the files beside it can be read all the same.
            throw error.kind == .cannotOpen ? StoreError(.readOnly, error.message) : error
        }
        do throws(StoreError) {
            for step in all.dropFirst(version) { try connection.execute(step.sql) }
            try connection.execute("PRAGMA application_id = \(OpenedStore.applicationID); PRAGMA user_version = \(all.count); COMMIT")
        } catch {
            try? connection.execute("ROLLBACK")
            throw error
        }
    }
}
