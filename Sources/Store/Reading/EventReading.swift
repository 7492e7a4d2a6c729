public import Events

extension EventStore {
    /// The events of a run behind `seq`, in order, at most `limit`.
    ///
    /// Empty at the end of what is committed.
    public func events(of runID: String, after seq: Int, limit: Int) throws(StoreError) -> [RunEvent] {
        try reader.query { connection throws(StoreError) in
            guard let run = try connection.integer("SELECT number FROM runs WHERE run_id = ?", [.text(runID)]) else {
                throw StoreError(.unknownRun, "there is no run \(shown(runID)); `lathe runs` lists them")
            }
            return try EventReading.events(
                connection, "SELECT place, type, line FROM events WHERE place > ? AND place < ? ORDER BY place LIMIT ?",
                [
                    .integer(EventPlace.of(run: run, seq: max(0, seq))), .integer(EventPlace.of(run: run + 1, seq: 0)),
                    .integer(max(0, limit)),
                ], runID)
        }
    }

    /// The bytes of a long output; nil when the run has none of that name.
    public func artifact(_ id: String, of runID: String) throws(StoreError) -> [UInt8]? {
        try reader.query { connection throws(StoreError) in
            try connection.rows("SELECT bytes FROM artifacts WHERE artifact_id = ? AND run_id = ?", [.text(id), .text(runID)]) {
                $0.bytes(0)
            }.first
        }
    }
}

enum EventReading {
    /// Events out of rows of place, type and line.
    ///
    /// A line that cannot be read is kept as an unknown event, so that one bad row hides no other.
    static func events(_ connection: Connection, _ sql: String, _ values: [SQLValue], _ runID: String) throws(StoreError) -> [RunEvent] {
        try connection.rows(sql, values) { row in
            if let event = try? RunEvent(line: row.bytes(2)) { return event }
            return RunEvent(
                runID: runID, seq: EventPlace.seq(of: row.integer(0)), wallMilliseconds: 0, monotonicMicroseconds: 0,
                payload: .unknown(type: row.text(1), .object(JSONObject())))
        }
    }
}
