internal import Events

/// Carries out the steps of one kind (002-05, 002-13).
///
/// Laws: gives exactly one yield for each work it is given, in any order of doing; what fails is a yield and not thrown; ends soon when the run is stopped, with
/// `stopped` for what did not end by itself; records what it does, but not the beginning and the end of the step.
protocol StepRunner: Sendable {
    var kind: StepKind { get }
    /// What a plan may name, in the order a model is told of it.
    var offers: [StepOffer] { get }
    /// What is wrong with the inputs of a step of a name that is offered, for whoever made the plan; nil when nothing is.
    ///
    /// `inputs` are those of the plan: texts may hold `{{id}}`.
    func fault(in step: PlanStep) -> String?
    /// What carrying the step out would do to the world.
    func grade(_ step: PlanStep) -> StepGrade
    /// Carries independent steps out, at the same time as far as they may.
    func run(_ works: [StepWork]) async throws(EngineError) -> [String: StepYield]
}

/// Something that a step may name.
struct StepOffer: Sendable, Equatable {
    let name: String
    /// When to take it.
    let manual: String
    /// JSON Schema of the inputs.
    let inputs: JSON
}

/// One try of one step.
struct StepWork: Sendable, Equatable {
    /// With the outputs of other steps put into its inputs.
    let step: PlanStep
    /// 1 for the first try.
    let attempt: Int
    /// Whether a person must allow it, whatever is free.
    var asks = false
    /// What came of it before the run was left; nil for what is to be carried out.
    var given: StepYield?
    /// Tells several calls of one try apart; empty for the first.
    var part = ""

    /// The id of its call: the same when a run is taken up.
    var callID: String { StepCallID.make(step.id, attempt) + part }
}

/// The ids of calls that steps make, told apart from those of models.
enum StepCallID {
    private static let prefix = "step:"

    static func make(_ step: String, _ attempt: Int) -> String { "\(prefix)\(step).\(attempt)" }

    static func isOfStep(_ callID: String) -> Bool { callID.hasPrefix(prefix) }
}

/// What came of a try.
enum StepYield: Sendable, Equatable {
    case done(output: String)
    case failed(ErrorDetail, output: String)
    /// The run is being stopped, or its time is over.
    case stopped
    /// It waits for a person and nobody is there; the text says what for.
    case needsAnswer(String)
}

/// What a step does to the world, and what is to be thought of that (003-24).
struct StepGrade: Sendable, Equatable {
    var effects: [ToolEffect]
    /// What looks dangerous about it; nil when nothing does.
    var warning: String?

    var risk: StepRisk {
        if warning != nil { return .high }
        if effects.contains(.execute) || effects.contains(.network) { return .medium }
        return effects.contains(.write) ? .low : .none
    }
}

/// How much a step may do, in four degrees (003-24).
enum StepRisk: String, Sendable, CaseIterable, Comparable {
    /// It only reads.
    case none
    /// It changes files of the workspace.
    case low
    /// It runs a program, or sends something over the network.
    case medium
    /// It looks dangerous.
    case high

    static func < (left: StepRisk, right: StepRisk) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}
