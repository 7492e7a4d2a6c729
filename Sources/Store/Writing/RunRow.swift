internal import Events

/// The row of a run in the list of runs, kept up by its events.
struct RunRow {
    let number: Int
    var lastSeq: Int
    var status: String
    var durationMicroseconds: Int
    var iterations: Int
    var inputTokens: Int
    var outputTokens: Int
    var cost: Double?
    var summary: String

    static let selection = "number, last_seq, status, duration_us, iterations, input_tokens, output_tokens, cost, summary"

    init(_ row: Statement) {
        number = row.integer(0)
        lastSeq = row.integer(1)
        status = row.text(2)
        durationMicroseconds = row.integer(3)
        iterations = row.integer(4)
        inputTokens = row.integer(5)
        outputTokens = row.integer(6)
        cost = row.isNull(7) ? nil : row.double(7)
        summary = row.text(8)
    }

    /// Takes the next number for an event and what it says about the run.
    mutating func take(_ event: RunEvent) -> Int {
        lastSeq += 1
        durationMicroseconds = max(durationMicroseconds, Int(clamping: event.monotonicMicroseconds))
        switch event.payload {
        case .runStatus(let change): status = change.status.rawValue
        case .iterationStarted: iterations &+= 1
        case .modelCallFinished(let call):
            inputTokens &+= call.usage.inputTokens ?? 0
            outputTokens &+= call.usage.outputTokens ?? 0
            if let price = call.cost { cost = (cost ?? 0) + price }
        case .subAgentFinished(let agent):
            inputTokens &+= max(0, agent.inputTokens)
            outputTokens &+= max(0, agent.outputTokens)
            if let price = agent.cost { cost = (cost ?? 0) + price }
        case .runCompleted(let end): (status, summary) = ("completed", end.summary)
        case .runFailed(let end): (status, summary) = ("failed", end.error.message)
        case .runCancelled(let end): (status, summary) = ("cancelled", end.reason)
        default: break
        }
        return lastSeq
    }

    func save(_ connection: Connection) throws(StoreError) {
        try connection.run(
            """
            UPDATE runs SET last_seq = ?, status = ?, duration_us = ?, iterations = ?, input_tokens = ?, output_tokens = ?, cost = ?, summary = ?
            WHERE number = ?
            """,
            [
                .integer(lastSeq), .text(status), .integer(durationMicroseconds), .integer(iterations), .integer(inputTokens),
                .integer(outputTokens), SQLValue(cost), .text(summary), .integer(number),
            ])
    }

    /// The row of the run this event belongs to, made from its `run_started` if there is none.
    static func find(for event: RunEvent, owner: String, _ connection: Connection) throws(StoreError) -> RunRow {
        let query = "SELECT \(selection) FROM runs WHERE run_id = ?"
        if let known = try connection.rows(query, [.text(event.runID)], RunRow.init).first { return known }
        var start: RunStarted?
        if case .runStarted(let value) = event.payload { start = value }
        try connection.run(
            """
            INSERT INTO runs (run_id, parent_run_id, prompt, model, provider, mode, workspace, status, started_ms, duration_us, iterations,
                input_tokens, output_tokens, summary, last_seq, owner)
            VALUES (?, ?, ?, ?, ?, ?, ?, 'running', ?, 0, 0, 0, 0, '', 0, ?)
            """,
            [
                .text(event.runID), SQLValue(event.parentRunID), .text(start?.prompt ?? ""), .text(start?.model ?? ""),
                .text(start?.provider ?? ""), .text(start?.mode.rawValue ?? RunMode.loop.rawValue), .text(start?.workspace ?? ""),
                .integer(Int(event.wallMilliseconds)), .text(owner),
            ])
        guard let made = try connection.rows(query, [.text(event.runID)], RunRow.init).first else {
            throw StoreError(.other, "\(shown(connection.path)) lost a row it was given; check the disk")
        }
        return made
    }
}

/// Where an event lies in the table of events: the number of its run and its own.
enum EventPlace {
    static func of(run: Int, seq: Int) -> Int { run &<< 32 | min(seq, 0xFFFF_FFFF) }
    static func seq(of place: Int) -> Int { place & 0xFFFF_FFFF }
}
