internal import Events
internal import Synchronization

/// The reading connection, one query at a time.
final class StoreReader: Sendable {
    private let connection: Mutex<Connection?>
    private let path: String

    init(_ connection: Connection) {
        path = connection.path
        self.connection = Mutex(connection)
    }

    func close() {
        connection.withLock { connection in
            connection?.close()
            connection = nil
        }
    }

    func query<Answer: Sendable>(_ ask: (Connection) throws(StoreError) -> Answer) throws(StoreError) -> Answer {
        try connection.withLock { connection -> Result<Answer, StoreError> in
            guard let connection else { return .failure(EventStore.closedError(path)) }
            do throws(StoreError) {
                return .success(try ask(connection))
            } catch {
                return .failure(error)
            }
        }.get()
    }
}
