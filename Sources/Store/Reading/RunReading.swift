extension EventStore {
    private static let ended = "status IN ('completed', 'failed', 'cancelled')"
    private static let matches =
        "(?1 = '' OR instr(lower(run_id || char(10) || prompt || char(10) || summary || char(10) || model || char(10) || status), lower(?1)) > 0)"

    /// Runs, those that go on or wait first, then the newest.
    ///
    /// - Parameters:
    ///   - before: the id of the last run of the page before; nil for the first page.
    ///   - agents: whether runs that work for another run are there too.
    ///   - matching: only runs whose id, prompt, summary, model or status holds this text (case of ASCII letters does not count); nil for all.
    public func runs(
        limit: Int, before: String? = nil, matching: String? = nil, agents: Bool = false
    ) throws(StoreError) -> [RunRecord] {
        try reader.query { connection throws(StoreError) in
            var bound = Int.max
            var boundIsEnded = false
            if let before {
                let place = try connection.rows("SELECT number, \(EventStore.ended) FROM runs WHERE run_id = ?", [.text(before)]) {
                    ($0.integer(0), $0.integer(1) == 1)
                }.first
                guard let place else { return [] }
                (bound, boundIsEnded) = place
            }
            let needle = SQLValue.text(matching ?? "")
            let limit = max(0, limit)
            func page(_ condition: String, _ bound: Int, _ limit: Int) throws(StoreError) -> [RunRecord] {
                try connection.rows(
                    """
                    SELECT \(RunRecord.selection) FROM runs WHERE \(condition) AND number < ?2 AND \(EventStore.matches)
                    AND (?4 OR NOT \(RunRecord.isAgent)) ORDER BY number DESC LIMIT ?3
                    """,
                    [needle, .integer(bound), .integer(limit), .integer(agents ? 1 : 0)], RunRecord.init)
            }
            let going = boundIsEnded ? [] : try page("NOT \(EventStore.ended)", bound, limit)
            return going + (try page(EventStore.ended, boundIsEnded ? bound : .max, limit - going.count))
        }
    }

    /// The runs that work for a run, in the order they began.
    public func agents(of runID: String) throws(StoreError) -> [RunRecord] {
        try reader.query { connection throws(StoreError) in
            try connection.rows(
                "SELECT \(RunRecord.selection) FROM runs WHERE parent_run_id = ? AND \(RunRecord.isAgent) ORDER BY number",
                [.text(runID)], RunRecord.init)
        }
    }

    /// One run; nil when there is none.
    public func run(_ runID: String) throws(StoreError) -> RunRecord? {
        try reader.query { connection throws(StoreError) in
            try connection.rows("SELECT \(RunRecord.selection) FROM runs WHERE run_id = ?", [.text(runID)], RunRecord.init).first
        }
    }

    /// The id that `text` means: an id, a prefix of only one, or `last` for the newest run that works for no other.
    public func resolve(_ text: String) throws(StoreError) -> String {
        try reader.query { connection throws(StoreError) in
            if text == "last" {
                let newest = try connection.rows("SELECT run_id FROM runs WHERE NOT \(RunRecord.isAgent) ORDER BY number DESC LIMIT 1") {
                    $0.text(0)
                }.first
                guard let newest else { throw StoreError(.unknownRun, "there is no run yet; start one with `lathe run`") }
                return newest
            }
            let prefix = text.lowercased()
            guard !prefix.isEmpty else { throw StoreError(.unknownRun, "no run was named; give an id, the beginning of one, or `last`") }
            let found = try connection.rows(
                "SELECT run_id FROM runs WHERE substr(run_id, 1, length(?1)) = ?1 ORDER BY length(run_id) LIMIT 3", [.text(prefix)]
            ) { $0.text(0) }
            guard let first = found.first else {
                throw StoreError(.unknownRun, "no run begins with \(shown(text)); `lathe runs` lists them")
            }
            guard found.count == 1 || first == prefix else {
                throw StoreError(.ambiguousRun, "several runs begin with \(shown(text)); give more of the id")
            }
            return first
        }
    }
}
