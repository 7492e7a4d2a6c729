public import Events

/// What a run came to: a projection of its events and of nothing else (002-22).
public struct RunResult: Sendable, Equatable {
    private var context = RunContext()
    private var figures = MetricsFold()
    private var failure: ErrorDetail?
    /// How many events there are.
    public private(set) var eventCount = 0

    public init() {}

    /// Of these events, which are those of one run in order.
    public init(events: some Sequence<RunEvent>) {
        for event in events { apply(event) }
    }

    /// Takes the next event of the run.
    public mutating func apply(_ event: RunEvent) {
        context.apply(event)
        figures.apply(event)
        if case .runFailed(let failed) = event.payload { failure = failed.error }
        eventCount += 1
    }

    public static func == (left: RunResult, right: RunResult) -> Bool { left.json == right.json }

    public var runID: String { context.runID }
    public var status: CycleStatus { context.cycleStatus }
    /// Nil for a run that has not completed.
    public var finalOutput: String? { context.finalOutput }
    public var metrics: Metrics { figures.metrics }
    /// Why it failed; nil when it did not.
    public var error: ErrorDetail? { failure }

    /// As one JSON object.
    ///
    /// Members: `run_id`, `status` (001-04), `mode`, `final_output` (null when there is none), `error` (null when there is none), `step_outputs` (each step of the plan with its
    /// `status` and `output`; empty for a loop), `metrics`, `events` (how many).
    public var json: JSON {
        [
            "run_id": .string(runID), "status": .string(status.rawValue), "mode": .string(context.mode.rawValue),
            "final_output": finalOutput.map { .string($0) } ?? .null, "error": failure?.json ?? .null,
            "step_outputs": .array(context.stepStates), "metrics": metrics.json, "events": .integer(Int64(eventCount)),
        ]
    }
}
