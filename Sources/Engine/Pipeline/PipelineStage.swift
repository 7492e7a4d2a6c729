internal import Events

/// One of the nine stages of the pipeline (003-22).
///
/// Laws: what it knows comes from the log, so that it can begin anew after a crash without doing anything twice; it ends soon when the run is stopped; whatever
/// it throws ends the pipeline with `stage_failed`, and nothing else.
protocol PipelineStage: Sendable {
    var name: StageName { get }
    /// Why it is left out this time, in words for a person; nil when it has work.
    func reasonToSkip(_ desk: StageDesk) -> String?
    func run(_ desk: StageDesk) async throws -> StageEnd
}

extension PipelineStage {
    func reasonToSkip(_ desk: StageDesk) -> String? { nil }
}

/// How a stage ended.
enum StageEnd: Sendable {
    /// What came of it in a line, and what later stages go on with.
    case passed(String, output: JSON)
    /// The generator has to make another plan because of these faults.
    case sentBack(String, faults: [String])
}

/// The stages in their order; one line for each.
enum PipelineStages {
    static let all: [any PipelineStage] = [
        NormalizeStage(), IntentStage(), QuestionGate(), GeneratorStage(), ValidatorStage(), SafetyStage(), ExecutorStage(),
        SummarizerStage(),
        HumanGate(),
    ]
}
