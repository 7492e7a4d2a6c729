/// What an event says: one case per type of `docs/streaming-protocol.md`.
///
/// A new type is a case here; the exhaustive switches below, the schema (`EventCatalogue`) and the protocol page then ask for the rest.
public enum Payload: Sendable, Equatable {
    case runStarted(RunStarted)
    case runStatus(RunStatusChanged)
    case runCompleted(RunCompleted)
    case runFailed(RunFailed)
    case runCancelled(RunCancelled)
    case loopStarted(LoopStarted)
    case iterationStarted(IterationStarted)
    case iterationFinished(IterationFinished)
    case loopFinished(LoopFinished)
    case limitsChanged(LimitsChanged)
    case stageStarted(StageStarted)
    case stageCompleted(StageCompleted)
    case stageFailed(StageFailed)
    case stageSkipped(StageSkipped)
    case modeChanged(ModeChanged)
    case modelCallStarted(ModelCallStarted)
    case reasoningDelta(ReasoningDelta)
    case textDelta(TextDelta)
    case toolCallDelta(ToolCallDelta)
    case modelCallStalled(ModelCallStalled)
    case modelCallFinished(ModelCallFinished)
    case modelCallFailed(ModelCallFailed)
    case answerReviewed(AnswerReviewed)
    case toolCallStarted(ToolCallStarted)
    case toolOutputDelta(ToolOutputDelta)
    case toolCallFinished(ToolCallFinished)
    case hookApplied(HookApplied)
    case approvalRequested(ApprovalRequested)
    case approvalResolved(ApprovalResolved)
    case userInputRequested(UserInputRequested)
    case userInputReceived(UserInputReceived)
    case userMessage(UserMessage)
    case planStarted(PlanStarted)
    case planCreated(PlanCreated)
    case planFailed(PlanFailed)
    case planRepaired(PlanRepaired)
    case stepStarted(StepStarted)
    case stepCompleted(StepCompleted)
    case stepFailed(StepFailed)
    case stepSkipped(StepSkipped)
    case outputEvaluated(OutputEvaluated)
    case reflectionTriggered(ReflectionTriggered)
    case reflectionFinished(ReflectionFinished)
    case retryScheduled(RetryScheduled)
    case todoUpdated(TodoUpdated)
    case contextAdded(ContextAdded)
    case contextCompacted(ContextCompacted)
    case contextRestored(ContextRestored)
    case artifactStored(ArtifactStored)
    case backgroundChanged(BackgroundChanged)
    case subAgentStarted(SubAgentStarted)
    case subAgentFinished(SubAgentFinished)
    case metricsSnapshot(MetricsSnapshot)
    case guardWarning(GuardWarning)
    case error(ErrorRaised)
    /// A type this version does not know, or a payload that does not fit its type: kept and shown raw.
    case unknown(type: String, JSON)

    /// The value inside; nil for `.unknown`.
    var value: (any PayloadValue)? {
        switch self {
        case .runStarted(let value): value
        case .runStatus(let value): value
        case .runCompleted(let value): value
        case .runFailed(let value): value
        case .runCancelled(let value): value
        case .loopStarted(let value): value
        case .iterationStarted(let value): value
        case .iterationFinished(let value): value
        case .loopFinished(let value): value
        case .limitsChanged(let value): value
        case .modelCallStarted(let value): value
        case .reasoningDelta(let value): value
        case .textDelta(let value): value
        case .toolCallDelta(let value): value
        case .modelCallStalled(let value): value
        case .modelCallFinished(let value): value
        case .modelCallFailed(let value): value
        case .answerReviewed(let value): value
        case .toolCallStarted(let value): value
        case .toolOutputDelta(let value): value
        case .toolCallFinished(let value): value
        case .hookApplied(let value): value
        case .approvalRequested(let value): value
        case .approvalResolved(let value): value
        case .userInputRequested(let value): value
        case .userInputReceived(let value): value
        case .userMessage(let value): value
        case .planStarted(let value): value
        case .planCreated(let value): value
        case .planFailed(let value): value
        case .planRepaired(let value): value
        case .stepStarted(let value): value
        case .stepCompleted(let value): value
        case .stepFailed(let value): value
        case .stepSkipped(let value): value
        case .outputEvaluated(let value): value
        case .reflectionTriggered(let value): value
        case .reflectionFinished(let value): value
        case .retryScheduled(let value): value
        case .stageStarted(let value): value
        case .stageCompleted(let value): value
        case .stageFailed(let value): value
        case .stageSkipped(let value): value
        case .modeChanged(let value): value
        case .todoUpdated(let value): value
        case .contextAdded(let value): value
        case .contextCompacted(let value): value
        case .contextRestored(let value): value
        case .artifactStored(let value): value
        case .backgroundChanged(let value): value
        case .subAgentStarted(let value): value
        case .subAgentFinished(let value): value
        case .metricsSnapshot(let value): value
        case .guardWarning(let value): value
        case .error(let value): value
        case .unknown: nil
        }
    }

    /// The event's `type` word.
    public var type: String {
        if case .unknown(let type, _) = self { return type }
        return value.map { Swift.type(of: $0).type } ?? ""
    }

    /// The payload as a JSON object.
    public var json: JSON {
        if case .unknown(_, let raw) = self { return raw }
        var object = JSONObject()
        value?.write(to: &object)
        return .object(object)
    }

    init(type: String, _ json: JSON) {
        self = (try? EventCatalogue.reader(of: type)?(json)) ?? .unknown(type: type, json)
    }

    /// True for the pieces of a stream: committed in batches of at most 10 ms, and joined when they belong to one block.
    public var isDelta: Bool {
        switch self {
        case .reasoningDelta, .textDelta, .toolCallDelta, .toolOutputDelta: true
        default: false
        }
    }

    /// True for events from which an effect or a promise follows: synced to disk before anyone acts on them.
    public var mustSync: Bool {
        switch self {
        case .toolCallStarted, .toolCallFinished, .approvalRequested, .approvalResolved, .userInputRequested, .userInputReceived,
            .userMessage, .stepStarted, .stepCompleted, .stepFailed, .stageCompleted, .stageFailed, .planCreated, .planRepaired,
            .modeChanged,
            .subAgentStarted, .subAgentFinished, .iterationFinished, .loopFinished, .limitsChanged, .runStarted, .runCompleted, .runFailed,
            .runCancelled:
            true
        default: false
        }
    }

    /// True for the one event that ends a run.
    public var isTerminal: Bool {
        switch self {
        case .runCompleted, .runFailed, .runCancelled: true
        default: false
        }
    }

    /// True for the word that the process of a run died: all that was open is closed before it, and the run can be taken up.
    public var tellsOfInterruption: Bool {
        if case .runStatus(let changed) = self { changed.status == .interrupted } else { false }
    }

    /// This delta with the text of `next` appended, or nil when the two are not pieces of one block.
    public func joined(with next: Payload) -> Payload? {
        switch (self, next) {
        case (.reasoningDelta(var first), .reasoningDelta(let second)) where first.callID == second.callID:
            first.text += second.text
            return .reasoningDelta(first)
        case (.textDelta(var first), .textDelta(let second)) where first.callID == second.callID:
            first.text += second.text
            return .textDelta(first)
        case (.toolCallDelta(var first), .toolCallDelta(let second))
        where first.callID == second.callID && first.toolCallID == second.toolCallID && (second.name == nil || second.name == first.name):
            first.argumentsFragment += second.argumentsFragment
            return .toolCallDelta(first)
        case (.toolOutputDelta(var first), .toolOutputDelta(let second))
        where first.toolCallID == second.toolCallID && first.stream == second.stream:
            first.text += second.text
            return .toolOutputDelta(first)
        default: return nil
        }
    }
}

/// A payload that can be written and read.
protocol PayloadValue: Sendable, Equatable {
    static var type: String { get }
    /// The members, for the schema.
    static var fields: [EventField] { get }
    init(_ fields: JSONFields) throws(FieldError)
    func write(to object: inout JSONObject)
}
