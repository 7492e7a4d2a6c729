internal import Events

/// Closes what the runs of dead processes left open, so that every started thing has its one ending, and marks them as interrupted (W-20).
struct Recovery {
    let connection: Connection
    let lease: WriteLease
    let owner: String
    let surroundings: Surroundings

    /// Writes the endings of all abandoned runs in one synced transaction and returns their ids.
    ///
    /// Runs of living processes are left alone, and so are those that wait for a person: they can be taken up as they stand. A run that was
    /// marked before is not looked at again.
    func closeAbandonedRuns() throws(StoreError) -> [String] {
        guard try !abandoned().isEmpty else { return [] }
        guard lease.take() else { throw StoreError(sqlite: 5, "", path: connection.path) }
        defer { lease.release() }
        try connection.execute("PRAGMA synchronous = FULL")
        try connection.execute("BEGIN IMMEDIATE")
        do throws(StoreError) {
            // Asked again: another process may have been faster.
            let runs = try abandoned()
            var transcriber = Transcriber(connection: connection, owner: owner)
            for run in runs { _ = try transcriber.write(try endings(of: run)) }
            try connection.execute("COMMIT; PRAGMA synchronous = NORMAL")
            return runs.map(\.runID)
        } catch {
            try? connection.execute("ROLLBACK")
            throw error
        }
    }

    private struct Abandoned {
        let number: Int
        let runID: String
        let owner: String
        let durationMicroseconds: Int
    }

    private func abandoned() throws(StoreError) -> [Abandoned] {
        let open = try connection.rows(
            "SELECT number, run_id, owner, duration_us, status FROM runs WHERE status NOT IN ('completed', 'failed', 'cancelled', 'interrupted') ORDER BY number"
        ) {
            let run = Abandoned(number: $0.integer(0), runID: $0.text(1), owner: $0.text(2), durationMicroseconds: $0.integer(3))
            return (run: run, isWaiting: ["waiting_user", "waiting_approval"].contains($0.text(4)))
        }
        var abandoned: [Abandoned] = []
        for (run, isWaiting) in open where ProcessMark(run.owner)?.mayBeAlive != true {
            if isWaiting, try canBeAnswered(run) { continue }
            abandoned.append(run)
        }
        return abandoned
    }

    /// Whether there is something to answer: a process may die between the word that it waits and what it waits for, or behind the answer.
    private func isAsked(_ run: Abandoned) throws(StoreError) -> Bool {
        let newest = try connection.rows(
            """
            SELECT type FROM events WHERE place > ? AND place < ? AND type IN
            ('approval_requested', 'approval_resolved', 'user_input_requested', 'user_input_received', 'run_status') ORDER BY place DESC LIMIT 1
            """,
            [.integer(EventPlace.of(run: run.number, seq: 0)), .integer(EventPlace.of(run: run.number + 1, seq: 0))]
        ) { $0.text(0) }.first
        return newest?.hasSuffix("_requested") == true
    }

    /// Whether it waits because an agent that works for it asks something: whoever answers that takes both up.
    private func waitsForAgent(_ run: Abandoned) throws(StoreError) -> Bool {
        let agents = try connection.rows(
            "SELECT number, run_id, owner, duration_us FROM runs WHERE parent_run_id = ? AND status IN ('waiting_user', 'waiting_approval')",
            [.text(run.runID)]
        ) { Abandoned(number: $0.integer(0), runID: $0.text(1), owner: $0.text(2), durationMicroseconds: $0.integer(3)) }
        for agent in agents where try canBeAnswered(agent) { return true }
        return false
    }

    private func canBeAnswered(_ run: Abandoned) throws(StoreError) -> Bool {
        if try isAsked(run) { return true }
        return try waitsForAgent(run)
    }

    private func endings(of run: Abandoned) throws(StoreError) -> [RunEvent] {
        var ends = OpenEnds()
        var place = EventPlace.of(run: run.number, seq: 0)
        while true {
            let values: [SQLValue] = [.integer(place), .integer(EventPlace.of(run: run.number + 1, seq: 0))]
            // Deltas open nothing.
            let page = try EventReading.events(
                connection,
                "SELECT place, type, line FROM events WHERE place > ? AND place < ? AND type NOT LIKE '%_delta' ORDER BY place LIMIT 500",
                values, run.runID)
            for event in page { ends.apply(event) }
            guard let last = page.last else { break }
            place = EventPlace.of(run: run.number, seq: last.seq)
        }
        return ends.endings(
            runID: run.runID, wallMilliseconds: surroundings.wallMilliseconds(), lastMicroseconds: Int64(run.durationMicroseconds))
    }
}
