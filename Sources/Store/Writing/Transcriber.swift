internal import Events

/// Numbers events and writes them with the row of their run, inside a transaction that its caller opened.
struct Transcriber {
    let connection: Connection
    let owner: String
    /// The rows of the runs that go on; those of ended ones are read again if they are needed.
    private var rows: [String: RunRow] = [:]

    init(connection: Connection, owner: String) {
        self.connection = connection
        self.owner = owner
    }

    /// Writes the events in order and returns them with their numbers.
    mutating func write(_ events: [RunEvent]) throws(StoreError) -> [RunEvent] {
        var numbered: [RunEvent] = []
        numbered.reserveCapacity(events.count)
        var touched: Set<String> = []
        for var event in events {
            var row: RunRow
            if let known = rows[event.runID] { row = known } else { row = try RunRow.find(for: event, owner: owner, connection) }
            event.seq = row.take(event)
            rows[event.runID] = row
            touched.insert(event.runID)
            try connection.run(
                "INSERT INTO events (place, type, line) VALUES (?, ?, ?)",
                [.integer(EventPlace.of(run: row.number, seq: event.seq)), .text(event.type), .blob(event.line)])
            numbered.append(event)
        }
        for runID in touched { try rows[runID]?.save(connection) }
        for event in events where event.payload.isTerminal { rows[event.runID] = nil }
        return numbered
    }
}
