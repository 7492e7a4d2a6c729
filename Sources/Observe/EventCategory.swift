public import Events

/// What an event is about, for those who want to hear of one thing only (004-73).
///
/// The raw value is the word in settings.
public enum EventCategory: String, Sendable, CaseIterable {
    /// The run begins, waits, ends.
    case run
    /// The loop and its rounds, the pipeline and its stages.
    case loop
    /// Calls of the model and what it says.
    case model
    /// Calls of tools and what came of them.
    case tool
    /// Questions, approvals and what a person said.
    case people
    /// Plans, their steps, and what is thought of them.
    case plan
    /// Todos, context, artifacts, background commands, other agents.
    case state
    /// Figures, warnings, errors; also what this version has no word for.
    case health

    /// The category of an event; every event has exactly one.
    public init(_ payload: Payload) {
        self =
            switch payload {
            case .runStarted, .runStatus, .runCompleted, .runFailed, .runCancelled: .run
            case .loopStarted, .iterationStarted, .iterationFinished, .loopFinished, .limitsChanged, .stageStarted, .stageCompleted,
                .stageFailed,
                .stageSkipped, .modeChanged:
                .loop
            case .modelCallStarted, .reasoningDelta, .textDelta, .toolCallDelta, .modelCallStalled, .modelCallFinished, .modelCallFailed,
                .answerReviewed:
                .model
            case .toolCallStarted, .toolOutputDelta, .toolCallFinished, .hookApplied: .tool
            case .approvalRequested, .approvalResolved, .userInputRequested, .userInputReceived, .userMessage: .people
            case .planStarted, .planCreated, .planFailed, .planRepaired, .stepStarted, .stepCompleted, .stepFailed, .stepSkipped,
                .outputEvaluated, .reflectionTriggered, .reflectionFinished, .retryScheduled:
                .plan
            case .todoUpdated, .contextAdded, .contextCompacted, .contextRestored, .artifactStored, .backgroundChanged, .subAgentStarted,
                .subAgentFinished:
                .state
            case .metricsSnapshot, .guardWarning, .error, .unknown: .health
            }
    }
}

extension RunEvent {
    /// What the event is about.
    public var category: EventCategory { EventCategory(payload) }
}
