public import Events
internal import Store

/// One run as lists show it.
public struct RunSummary: Sendable, Equatable {
    public var runID: String
    /// The run that it works for, or was forked from; nil for neither.
    public var parentRunID: String?
    /// Whether it works for its parent.
    public var isAgent = false
    public var prompt: String
    public var model: String
    public var provider: String
    public var mode: String
    public var workspace: String
    /// Milliseconds since 1970.
    public var startedAt: Int64
    public var durationMicroseconds: Int
    /// `running`, `waiting_user`, `waiting_approval`, `paused`, `cancelling`, `interrupted`, `completed`, `failed` or `cancelled`.
    public var status: String
    public var iterations: Int
    public var inputTokens: Int
    public var outputTokens: Int
    /// In dollars; nil when it is not known.
    public var cost: Double?
    /// How it ended, in one line; empty while it goes on.
    public var summary: String
    public var eventCount: Int
    /// True once the run has its last event.
    public var isEnded: Bool

    /// True while it waits for a person; if it does not go on here, an answer takes it up.
    public var isWaiting: Bool { ["waiting_user", "waiting_approval"].contains(status) }

    /// True when its process died and nobody took it up or ended it yet.
    public var isInterrupted: Bool { status == RunStatus.interrupted.rawValue }
}

extension RunSummary {
    /// The object of `lathe runs --json`.
    public var json: JSON {
        [
            "run_id": .string(runID), "parent_run_id": parentRunID.map { .string($0) } ?? .null, "prompt": .string(prompt),
            "model": .string(model), "provider": .string(provider),
            "mode": .string(mode), "workspace": .string(workspace), "started_ms": .integer(startedAt),
            "duration_us": .integer(Int64(durationMicroseconds)), "status": .string(status), "iterations": .integer(Int64(iterations)),
            "input_tokens": .integer(Int64(inputTokens)), "output_tokens": .integer(Int64(outputTokens)),
            "cost": cost.map { .number($0) } ?? .null, "summary": .string(summary), "events": .integer(Int64(eventCount)),
        ]
    }

    init(_ record: RunRecord) {
        runID = record.runID
        parentRunID = record.parentRunID
        isAgent = record.isAgent
        prompt = record.prompt
        model = record.model
        provider = record.provider
        mode = record.mode
        workspace = record.workspace
        startedAt = record.startedAtMilliseconds
        durationMicroseconds = record.durationMicroseconds
        status = record.status
        iterations = record.iterations
        inputTokens = record.inputTokens
        outputTokens = record.outputTokens
        cost = record.cost
        summary = record.summary
        eventCount = record.eventCount
        isEnded = record.isEnded
    }
}
