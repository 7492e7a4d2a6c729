internal import Events

/// How far the pipeline of a run has come, folded from its events (002-01, 003-22).
struct PipelineRecord: Sendable, Equatable {
    /// What a person was asked and said.
    struct Answer: Sendable, Equatable {
        let question: String
        let answer: String
    }

    /// What a model said, and how it was asked.
    struct AsideAnswer: Sendable, Equatable {
        let callID: String
        let purpose: ModelPurpose
        let prefixHash: String
        var text = ""
        var isWhole = false
    }

    /// What each stage gave when it was passed the last time.
    private(set) var outputs: [StageName: JSON] = [:]
    /// The stage that is to begin; nil when all nine are over.
    private(set) var next: StageName? = .normalize
    /// Times that a stage began.
    private(set) var attempts: [StageName: Int] = [:]
    /// What is wrong with the newest plan, for whoever makes the next one.
    private(set) var faults: [String] = []
    /// Times that a plan was sent back before any of it was carried out.
    private(set) var sentBack = 0
    /// Times that a person did not take the result.
    private(set) var rejections = 0
    private(set) var reflections = 0
    private(set) var progress = PlanProgress()
    /// What was asked in this pipeline and what was answered, in order.
    private(set) var answers: [Answer] = []
    /// The newest whole answer of a model beside the conversation, as long as nothing followed from it.
    private(set) var answer: AsideAnswer?
    /// The stage that goes on has made its plan.
    private(set) var hasPlanned = false
    private var question = ""
    private var isOpen = false
    /// The process died in the newest stage.
    private var wasCutOff = false

    /// Whether a plan has been carried out, in part at least.
    var isUnderWay: Bool { !progress.steps.isEmpty }

    mutating func apply(_ event: RunEvent) {
        progress.apply(event)
        applyAnswer(event.payload)
        switch event.payload {
        case .planCreated, .planRepaired: hasPlanned = true
        case .stageStarted(let started):
            if !wasCutOff { hasPlanned = false }
            wasCutOff = false
            attempts[started.stage, default: 0] += 1
            next = started.stage
            isOpen = true
        case .stageCompleted(let completed): end(completed)
        case .stageSkipped(let skipped):
            outputs[skipped.stage] = nil
            next = skipped.stage.following
        case .stageFailed(let failed):
            isOpen = false
            wasCutOff = failed.outcome != nil
        case .reflectionTriggered: reflections += 1
        case .userInputRequested(let request): question = isOpen ? request.question : ""
        case .userInputReceived(let received):
            if !question.isEmpty, received.outcome == nil { answers.append(Answer(question: question, answer: received.answer)) }
            question = ""
        default: break
        }
    }

    private mutating func applyAnswer(_ payload: Payload) {
        switch payload {
        case .modelCallStarted(let call):
            answer =
                isOpen && !call.purpose.isOfTheLoop
                ? AsideAnswer(callID: call.callID, purpose: call.purpose, prefixHash: call.prefixHash) : nil
        case .textDelta(let delta): if answer?.callID == delta.callID { answer?.text += delta.text }
        case .modelCallFinished(let call): if answer?.callID == call.callID { answer?.isWhole = call.finishReason == .stop }
        case .modelCallFailed, .stageCompleted, .planCreated, .planRepaired, .outputEvaluated, .retryScheduled:
            answer = nil
        case .reflectionFinished(let reflection): if reflection.outcome == nil { answer = nil }
        default: break
        }
    }

    private mutating func end(_ completed: StageCompleted) {
        isOpen = false
        outputs[completed.stage] = completed.output
        switch completed.outcome {
        case .passed:
            if completed.stage == .generator { faults = [] }
            next = completed.stage.following
        case .sentBack:
            faults = (completed.output["faults"]?.array ?? []).compactMap(\.string)
            if completed.stage == .humanGate { rejections += 1 } else { sentBack += 1 }
            next = .generator
        }
    }
}

extension StageName {
    /// The stage after this one; nil after the last.
    var following: StageName? { index < StageName.allCases.count ? StageName.allCases[index] : nil }
}
