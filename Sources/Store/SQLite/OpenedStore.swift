internal import CSQLite
internal import Glibc

/// The connections of an open store: one that writes, unless only reading is possible, and one that reads.
struct OpenedStore {
    let path: String
    let reader: Connection
    let writer: Connection?
    let lease: WriteLease?
    /// Why nothing can be written: fault; cure.
    ///
    /// Nil when it can.
    let readOnlyReason: StoreError?

    /// `Lthe` in the file's header, so that the file can be known for what it is.
    static let applicationID = 0x4C74_6865

    init(path given: String, access: StoreAccess, makesFolder: Bool) throws(StoreError) {
        path = try OpenedStore.place(of: given, makesFolder: makesFolder && access == .readWrite)
        var reason: StoreError?
        var opened: (Connection, WriteLease)?
        if access == .readWrite {
            do throws(StoreError) {
                opened = try OpenedStore.openForWriting(path)
            } catch {
                // What is there can still be read when it only cannot be written.
                guard [.readOnly, .newerSchema, .diskFull].contains(error.kind), OpenedStore.exists(path) else { throw error }
                reason = error
            }
        } else {
            reason = StoreError(.readOnly, "\(shown(path)) was opened for reading only")
        }
        (writer, lease, readOnlyReason) = (opened?.0, opened?.1, reason)
        reader = try OpenedStore.openForReading(path)
    }

    private static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// The absolute path with every link of its folder resolved; the file itself must not be a link.
    private static func place(of path: String, makesFolder: Bool) throws(StoreError) -> String {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw StoreError(.cannotOpen, "the store has no file name; give one with --store")
        }
        let slash = path.lastIndex(of: "/")
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard !name.isEmpty, name != ".", name != ".." else {
            throw StoreError(.cannotOpen, "\(shown(path)) is a folder; name a file in it with --store")
        }
        if makesFolder { makeFolder(folder) }
        guard let real = realpath(folder, nil) else {
            let why = String(cString: strerror(errno))
            throw StoreError(
                .folderMissing,
                "the folder \(shown(folder)) of the store cannot be used (\(why)); make it, or give another file with --store")
        }
        defer { free(real) }
        let base = String(cString: real)
        let full = base == "/" ? "/" + name : base + "/" + name
        var status = stat()
        if lstat(full, &status) == 0 {
            switch status.st_mode & S_IFMT {
            case S_IFREG: break
            case S_IFLNK: throw StoreError(.symbolicLink, "\(shown(full)) is a symbolic link; remove it, or name its target with --store")
            default: throw StoreError(.cannotOpen, "\(shown(full)) is not a regular file; give another file with --store")
            }
        }
        return full
    }

    /// Makes the folder and those above it with mode 0700; what is there stays as it is.
    private static func makeFolder(_ folder: String) {
        var made = folder.hasPrefix("/") ? "/" : ""
        for name in folder.split(separator: "/") {
            made += (made.isEmpty || made == "/" ? "" : "/") + name
            mkdir(made, 0o700)
        }
    }

    private static func openForWriting(_ path: String) throws(StoreError) -> (Connection, WriteLease) {
        guard let lease = WriteLease(path: path + "-lease") else {
            let why = String(cString: strerror(errno))
            throw StoreError(
                .readOnly,
                "nothing can be written beside \(shown(path)) (\(why)); make its folder writable, or give another file with --store")
        }
        guard lease.take() else { throw StoreError(sqlite: SQLITE_BUSY, "", path: path) }
        defer { lease.release() }
        let connection = try Connection(path: path, access: .readWrite(modelFile: lease.path))
        try Migration.prepare(connection)
        return (connection, lease)
    }

    private static func openForReading(_ path: String) throws(StoreError) -> Connection {
        let query = "SELECT count(*) FROM runs"
        do throws(StoreError) {
            let connection = try Connection(path: path, access: .readOnly)
            _ = try connection.integer(query)
            return connection
        } catch {
            // Without the right to make files beside it, SQLite can only read a file as one that never changes.
            guard [.cannotOpen, .readOnly].contains(error.kind), exists(path) else { throw error }
            let connection = try Connection(path: path, access: .frozen)
            _ = try connection.integer(query)
            return connection
        }
    }
}
