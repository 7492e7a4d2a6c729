/// What a stop left behind: which calls ended, which processes were killed, what did not answer (N-16).
public struct StopReceipt: Sendable, Equatable {
    /// 1 closed the model's stream, 2 ended the tools, 3 waited for nothing any more.
    public var step: Int
    /// Process ids that were ended.
    public var endedPIDs: [Int]
    /// Tool calls that had a result before the stop was through.
    public var endedCalls: [String]
    /// Tool calls whose outcome cannot be known.
    public var unresolvedCalls: [String]
    /// Runs of agents that were stopped with it.
    public var endedRuns: [String]

    public init(
        step: Int, endedPIDs: [Int] = [], endedCalls: [String] = [], unresolvedCalls: [String] = [], endedRuns: [String] = []
    ) {
        self.step = step
        self.endedPIDs = endedPIDs
        self.endedCalls = endedCalls
        self.unresolvedCalls = unresolvedCalls
        self.endedRuns = endedRuns
    }

    init(_ json: JSON) {
        self.init(
            step: json["step"]?.integer ?? 0, endedPIDs: (json["ended_pids"]?.array ?? []).compactMap(\.integer),
            endedCalls: (json["ended_calls"]?.array ?? []).compactMap(\.string),
            unresolvedCalls: (json["unresolved_calls"]?.array ?? []).compactMap(\.string),
            endedRuns: (json["ended_runs"]?.array ?? []).compactMap(\.string))
    }

    var json: JSON {
        [
            "step": .integer(Int64(step)), "ended_pids": .array(endedPIDs.map { .integer(Int64($0)) }),
            "ended_calls": .array(endedCalls.map { .string($0) }), "unresolved_calls": .array(unresolvedCalls.map { .string($0) }),
            "ended_runs": .array(endedRuns.map { .string($0) }),
        ]
    }
}

/// What a round did, told without a model (N-18).
public struct IterationReceipt: Sendable, Equatable {
    /// Tool calls of the round, in the order of the model.
    public var calls: Int
    public var failedCalls: Int
    /// Workspace paths that were changed.
    public var filesChanged: [String]
    /// One line: what the round was about.
    public var headline: String

    public init(calls: Int = 0, failedCalls: Int = 0, filesChanged: [String] = [], headline: String = "") {
        self.calls = calls
        self.failedCalls = failedCalls
        self.filesChanged = filesChanged
        self.headline = headline
    }

    init(_ json: JSON) {
        self.init(
            calls: json["calls"]?.integer ?? 0, failedCalls: json["failed_calls"]?.integer ?? 0,
            filesChanged: (json["files_changed"]?.array ?? []).compactMap(\.string), headline: json["headline"]?.string ?? "")
    }

    var json: JSON {
        [
            "calls": .integer(Int64(calls)), "failed_calls": .integer(Int64(failedCalls)),
            "files_changed": .array(filesChanged.map { .string($0) }), "headline": .string(headline),
        ]
    }
}
