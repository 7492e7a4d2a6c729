public import Engine
public import Events

/// What one of two compared runs came to (N-04).
///
/// All of it is folded from the run's events, but for the files and the judgement, which are looked at from outside once the run is over.
public struct RunVerdict: Sendable, Equatable {
    /// How the run began; a loop may have gone on as a pipeline.
    public let mode: RunMode
    private var result = RunResult()
    /// Stages of a pipeline, skipped ones left out.
    public private(set) var stages = 0
    /// From the beginning of the run to its last event.
    public private(set) var microseconds = 0
    /// Nil before the run is over, and when the copy cannot be read.
    public var changes: FileChanges?
    /// Nil when nothing was expected, and for a run that has not completed.
    public var judgement: ResultCheck.Judgement?

    public init(mode: RunMode) { self.mode = mode }

    /// Takes the next event of the run.
    public mutating func apply(_ event: RunEvent) {
        result.apply(event)
        microseconds = max(microseconds, Int(clamping: event.monotonicMicroseconds))
        if case .stageStarted = event.payload { stages += 1 }
    }

    public var runID: String { result.runID }
    public var status: CycleStatus { result.status }
    public var isCompleted: Bool { status == .completed }
    /// Why it failed; nil when it did not.
    public var error: ErrorDetail? { result.error }
    public var finalOutput: String? { result.finalOutput }
    public var metrics: Metrics { result.metrics }
    /// Input and output together.
    public var tokens: Int { metrics.inputTokens &+ metrics.outputTokens }
    /// How it went on in the end.
    public var lastMode: RunMode { result.json["mode"]?.string.flatMap(RunMode.init(rawValue:)) ?? mode }

    /// Members: those of `RunResult.json` but for `step_outputs`, and `began_as`, `stages`, `duration_us`, `changes` and `judgement` (null when there are none).
    public var json: JSON {
        var object = JSONObject((result.json.object?.members ?? []).filter { $0.key != "step_outputs" })
        object["began_as"] = .string(mode.rawValue)
        object["stages"] = .integer(Int64(stages))
        object["duration_us"] = .integer(Int64(microseconds))
        object["changes"] = changes?.json ?? .null
        object["judgement"] =
            judgement.map {
                ["verdict": .string($0.verdict.rawValue), "reason": .string($0.reason), "by": .string($0.by.rawValue)]
            } ?? .null
        return .object(object)
    }
}
