internal import Events

/// From which risk on a person is asked before a step, and at the end (003-25).
public enum HumanGateSetting: String, Sendable, CaseIterable {
    case never, high, medium, low
    /// The end of every pipeline is shown to a person first.
    case always

    /// Nil: nobody is asked.
    var risk: StepRisk? {
        switch self {
        case .never: nil
        case .high: .high
        case .medium: .medium
        case .low: .low
        case .always: StepRisk.none
        }
    }
}

/// Has a person take the result, or say what is missing (003-25).
///
/// Output: `verdict`, `accepted`.
struct HumanGate: PipelineStage {
    let name = StageName.humanGate
    /// Times that the work goes back for what a person misses.
    static let returns = 3
    static let accept = "Accept"
    static let reject = "Reject"

    func reasonToSkip(_ desk: StageDesk) -> String? {
        guard let gate = desk.request.humanGate.risk else { return "the settings ask for no approval" }
        guard desk.mayAsk else { return "nobody may be asked while the agent works" }
        return HumanGate.highest(desk) >= gate ? nil : "nothing of \(gate.rawValue) risk was done"
    }

    func run(_ desk: StageDesk) async throws -> StageEnd {
        let summary = desk.pipeline.outputs[.summarizer]?["text"]?.string ?? ""
        let question = QuestionDesk.Question(
            text: "Is the result as you want it? Accept it, reject it, or write what is missing.\n\n" + CompactionPlan.cut(summary, 8192),
            options: [HumanGate.accept, HumanGate.reject], selection: .single)
        let answer = try await desk.ask(question)
        switch answer {
        case HumanGate.accept: return .passed("accepted", output: ["verdict": "accepted"])
        case HumanGate.reject:
            throw StageStop.failed(.rejected, "the person did not take the result; what was done stays as it is", .config)
        default:
            guard desk.pipeline.rejections < HumanGate.returns else {
                throw StageStop.failed(
                    .rejected,
                    "the result went back \(HumanGate.returns) times and is still not as wanted: \(Headline.of(answer, limit: 200)); ask for the rest in a run of its own",
                    .config)
            }
            return .sentBack("sent back: \(Headline.of(answer, limit: 160))", faults: ["The person misses: \(answer)"])
        }
    }

    /// The highest risk of what was carried out.
    private static func highest(_ desk: StageDesk) -> StepRisk {
        let progress = desk.pipeline.progress
        let done = (progress.plan?.steps ?? []).filter { progress[$0.id].status == .done || progress[$0.id].status == .failed }
        return done.map { desk.grade(progress.current($0)).risk }.max() ?? .none
    }
}
