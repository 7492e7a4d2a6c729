internal import CSQLite

/// One open SQLite connection.
///
/// Used by one thread at a time; whoever owns it sees to that, hence unchecked.
final class Connection: @unchecked Sendable {
    enum Access {
        /// Reads and writes; makes the file with the permissions of `modelFile` if there is none.
        case readWrite(modelFile: String?)
        case readOnly
        /// Reads a file that cannot change, without any file beside it.
        case frozen
    }

    let path: String
    private let handle: OpaquePointer
    private var statements: [String: Statement] = [:]

    /// Opens the file at an absolute path without links.
    ///
    /// The folder must be there.
    init(path: String, access: Access) throws(StoreError) {
        var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE
        var query = ""
        switch access {
        case .readWrite(let modelFile):
            flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            if let modelFile { query = "?modeof=" + Connection.escaped(modelFile) }
        case .readOnly: flags |= SQLITE_OPEN_READONLY
        case .frozen:
            flags |= SQLITE_OPEN_READONLY
            query = "?immutable=1"
        }
        var opened: OpaquePointer?
        let code = sqlite3_open_v2("file:" + Connection.escaped(path) + query, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            let text = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(opened)
            throw StoreError(sqlite: code, text, path: path)
        }
        handle = opened
        self.path = path
        sqlite3_busy_timeout(handle, 5000)
        _ = lathe_sqlite_defensive(handle)
        if case .readWrite = access {} else { _ = lathe_sqlite_no_checkpoint_on_close(handle) }
    }

    deinit { close() }

    private var isClosed = false

    func close() {
        guard !isClosed else { return }
        isClosed = true
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    /// True when the file was opened for writing but only reading is possible.
    var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

    var changes: Int { Int(sqlite3_changes(handle)) }

    /// Runs SQL that gives no rows; may hold several statements.
    func execute(_ sql: String) throws(StoreError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw fault(code) }
    }

    /// The statement for `sql`, prepared once and kept.
    ///
    /// Not to be used again before it is reset.
    func statement(_ sql: String) throws(StoreError) -> Statement {
        if let known = statements[sql] { return known }
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else { throw fault(code) }
        let statement = Statement(prepared)
        statements[sql] = statement
        return statement
    }

    /// Runs a statement with these values and reads each row.
    func rows<Row>(_ sql: String, _ values: [SQLValue] = [], _ read: (Statement) -> Row) throws(StoreError) -> [Row] {
        let statement = try statement(sql)
        defer { statement.reset() }
        statement.bind(values)
        var result: [Row] = []
        while true {
            let code = statement.step()
            if code == SQLITE_DONE { return result }
            guard code == SQLITE_ROW else { throw fault(code) }
            result.append(read(statement))
        }
    }

    /// Runs a statement that gives no rows.
    func run(_ sql: String, _ values: [SQLValue] = []) throws(StoreError) {
        _ = try rows(sql, values) { _ in }
    }

    /// The one integer that `sql` gives; nil for no row.
    func integer(_ sql: String, _ values: [SQLValue] = []) throws(StoreError) -> Int? {
        try rows(sql, values) { $0.integer(0) }.first
    }

    private func fault(_ code: Int32) -> StoreError {
        StoreError(sqlite: code, String(cString: sqlite3_errmsg(handle)), path: path)
    }

    /// The path as a part of a `file:` URI.
    private static func escaped(_ path: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                result.append(byte)
            default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
