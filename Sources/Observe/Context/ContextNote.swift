/// What a source of context is asked for: the prompt of a run and where it works.
public struct ContextQuery: Sendable, Equatable {
    public var prompt: String
    /// The workspace as the run shows it.
    public var workspace: String
    /// The run that asks, so that a source can leave it out; nil when there is none yet.
    public var runID: String?

    public init(prompt: String, workspace: String, runID: String? = nil) {
        self.prompt = prompt
        self.workspace = workspace
        self.runID = runID
    }
}

/// One thing a source found.
public struct ContextNote: Sendable, Equatable {
    /// What it is, in a few words.
    public var title: String
    /// What the model reads.
    public var text: String
    /// How well it fits; only comparable within one answer of one source.
    public var score: Double?

    public init(title: String, text: String, score: Double? = nil) {
        self.title = title
        self.text = text
        self.score = score
    }
}

/// A run that ended, as far as it is worth remembering.
public struct RunDigest: Sendable, Equatable {
    public var runID: String
    /// The workspace as the run shows it.
    public var workspace: String
    public var prompt: String
    /// The final answer; empty when there is none.
    public var result: String
    /// `completed`, `failed` or `cancelled`.
    public var outcome: String
    /// Workspace paths, in the order they were changed first.
    public var filesChanged: [String]
    /// Milliseconds since 1970.
    public var startedAtMilliseconds: Int64
    public var durationMicroseconds: Int

    public init(
        runID: String, workspace: String, prompt: String, result: String, outcome: String, filesChanged: [String],
        startedAtMilliseconds: Int64, durationMicroseconds: Int
    ) {
        self.runID = runID
        self.workspace = workspace
        self.prompt = prompt
        self.result = result
        self.outcome = outcome
        self.filesChanged = filesChanged
        self.startedAtMilliseconds = startedAtMilliseconds
        self.durationMicroseconds = durationMicroseconds
    }
}
