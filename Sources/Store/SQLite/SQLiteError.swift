internal import CSQLite

extension StoreError {
    /// What SQLite answered, in the words of a person.
    init(sqlite code: Int32, _ text: String, path: String) {
        self = StoreError.explaining(code, text, shown(path))
    }

    private static func explaining(_ code: Int32, _ text: String, _ path: String) -> StoreError {
        switch code & 0xFF {
        case SQLITE_NOTADB:
            return StoreError(.notADatabase, "\(path) is not a database; move it away or give another file with --store")
        case SQLITE_FULL:
            return StoreError(.diskFull, "the disk that holds \(path) is full; free some space and start again")
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
            return StoreError(.readOnly, "\(path) cannot be written; make it and its folder writable, or give another file with --store")
        case SQLITE_BUSY, SQLITE_LOCKED:
            return StoreError(.busy, "\(path) is locked by another program; end that program and try again")
        case SQLITE_CORRUPT:
            return StoreError(
                .damaged, "\(path) is damaged (\(text)); move it away, then get back what can be read with `sqlite3 FILE .recover`")
        case SQLITE_CANTOPEN:
            return StoreError(
                .cannotOpen, "\(path) cannot be opened (\(text)); check the permissions of its folder or give another file with --store")
        case SQLITE_IOERR:
            return StoreError(.other, "reading or writing \(path) failed (\(text)); check the disk")
        default:
            return StoreError(.other, "the store \(path) failed: \(text); try again, or give another file with --store")
        }
    }
}

/// A path fit for a message: control characters become U+FFFD, so that a planted name cannot speak to the terminal.
func shown(_ path: String) -> String {
    String(String.UnicodeScalarView(path.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "\u{FFFD}" : $0 }))
}
