public import Events

/// What an event is about, for those who want to hear of one thing only (004-73).
///
/// The raw value is the word in settings.
public enum EventCategory: String, Sendable, CaseIterable {
    /// The run begins, waits, ends.
    case run
    /// The loop and its rounds.
    case loop
    /// Calls of the model and what it says.
    case model
    /// Calls of tools and what came of them.
    case tool
    /// Questions, approvals and what a person said.
    case people
    /// Todos, context, artifacts, background commands.
    case state
    /// Figures, warnings, errors; also what this version has no word for.
    case health

    /// The category of an event; every event has exactly one.
    public init(_ payload: Payload) {
        self =
            switch payload {
            case .runStarted, .runStatus, .runCompleted, .runFailed, .runCancelled: .run
            case .loopStarted, .iterationStarted, .iterationFinished, .loopFinished, .limitsChanged: .loop
            case .modelCallStarted, .reasoningDelta, .textDelta, .toolCallDelta, .modelCallStalled, .modelCallFinished, .modelCallFailed,
                .answerReviewed:
                .model
            case .toolCallStarted, .toolOutputDelta, .toolCallFinished, .hookApplied: .tool
            case .approvalRequested, .approvalResolved, .userInputRequested, .userInputReceived, .userMessage: .people
            case .todoUpdated, .contextAdded, .contextCompacted, .contextRestored, .artifactStored, .backgroundChanged: .state
            case .metricsSnapshot, .guardWarning, .error, .unknown: .health
            }
    }
}

extension RunEvent {
    /// What the event is about.
    public var category: EventCategory { EventCategory(payload) }
}
