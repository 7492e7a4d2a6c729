/// One run as the list of runs shows it.
public struct RunRecord: Sendable, Equatable {
    public var runID: String
    public var parentRunID: String?
    public var prompt: String
    public var model: String
    public var provider: String
    public var mode: String
    public var workspace: String
    /// `running`, `waiting_user`, `waiting_approval`, `paused`, `cancelling`, `interrupted`, `completed`, `failed` or `cancelled`.
    public var status: String
    /// Milliseconds since 1970.
    public var startedAtMilliseconds: Int64
    public var durationMicroseconds: Int
    public var iterations: Int
    public var inputTokens: Int
    public var outputTokens: Int
    /// In dollars; nil when it is not known.
    public var cost: Double?
    /// How it ended, in one line; empty while it goes on.
    public var summary: String
    public var eventCount: Int
    /// Whether it works for its parent; else it was forked from it, if it has one.
    public var isAgent: Bool

    /// A run with a parent that does not say that it was forked from it.
    static let isAgent = """
        (parent_run_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM events WHERE place = (number << 32) + 1
        AND json_extract(CAST(line AS TEXT), '$.payload.forked_from') IS NOT NULL))
        """

    static let selection = """
        run_id, parent_run_id, prompt, model, provider, mode, workspace, status, started_ms, duration_us, iterations, input_tokens, output_tokens,
        cost, summary, last_seq, \(isAgent)
        """

    init(_ row: Statement) {
        runID = row.text(0)
        parentRunID = row.optionalText(1)
        prompt = row.text(2)
        model = row.text(3)
        provider = row.text(4)
        mode = row.text(5)
        workspace = row.text(6)
        status = row.text(7)
        startedAtMilliseconds = Int64(row.integer(8))
        durationMicroseconds = row.integer(9)
        iterations = row.integer(10)
        inputTokens = row.integer(11)
        outputTokens = row.integer(12)
        cost = row.isNull(13) ? nil : row.double(13)
        summary = row.text(14)
        eventCount = row.integer(15)
        isAgent = row.integer(16) == 1
    }

    /// True once the run has its last event.
    public var isEnded: Bool { ["completed", "failed", "cancelled"].contains(status) }
}
