/// How a loop stands when an event is made (003-04).
public enum AgentStatus: String, Sendable, CaseIterable {
    case thinking
    case toolCall = "tool_call"
    case toolResult = "tool_result"
    case waiting
    case done
}

/// How a run is driven.
public enum RunMode: String, Sendable, CaseIterable {
    case loop, pipeline
}

/// What a run is doing while it goes on (`run_status`).
public enum RunStatus: String, Sendable, CaseIterable {
    case running
    case waitingUser = "waiting_user"
    case waitingApproval = "waiting_approval"
    case paused
    case cancelling
    /// Its process died; written when the store is opened again.
    case interrupted
}

/// How one iteration ended.
public enum IterationOutcome: String, Sendable, CaseIterable {
    case tool, final
    case needMoreInfo = "need_more_info"
    case failed, cancelled
    /// The process died; written when the store is opened again.
    case unknown
}

/// Why a loop ended (003-11…16).
public enum StopReason: String, Sendable, CaseIterable {
    case final
    case needMoreInfo = "need_more_info"
    case maxIterations = "max_iterations"
    case tokenBudget = "token_budget"
    case timeout
    case consecutiveFailures = "consecutive_failures"
    case repetition, cancelled, error
    /// The run goes on in another way (`mode_changed`).
    case modeChanged = "mode_changed"

    /// True for the ends that are a limit rather than a result or a fault.
    public var isLimit: Bool {
        switch self {
        case .maxIterations, .tokenBudget, .timeout, .repetition: true
        case .final, .needMoreInfo, .consecutiveFailures, .cancelled, .error, .modeChanged: false
        }
    }
}

/// What a model is called for.
public enum ModelPurpose: String, Sendable, CaseIterable {
    case decide, execute, review, plan, evaluate, summarise, critic
}

/// What is done about a model call that failed.
public enum NextStep: String, Sendable, CaseIterable {
    /// The same place is asked again.
    case retry
    /// The same place is asked with another key.
    case nextKey = "next_key"
    /// Another place is asked.
    case nextEndpoint = "next_endpoint"
    /// The answer that broke off is asked for again in the next round.
    case nextRound = "next_round"
    /// The request was too long: the context is compacted, and the next round asks again.
    case compact
    /// A person is asked whether to wait as long as the provider wants.
    case ask
    case giveUp = "give_up"
}

/// What a reviewing model makes of an answer.
public enum ReviewVerdict: String, Sendable, CaseIterable {
    case accept
    /// The answer is sent back, once in a run.
    case revise
    /// What the reviewer said could not be read; the answer stands.
    case unclear
}

/// What a model's silence keeps back.
public enum StallPhase: String, Sendable, CaseIterable {
    /// Nothing of the answer has come yet.
    case beforeContent = "before_content"
    /// The answer has begun.
    case content
}

/// Why a model stopped talking.
public enum FinishReason: String, Sendable, CaseIterable {
    case stop
    case toolCalls = "tool_calls"
    case length
    case contentFilter = "content_filter"
    /// The model would not answer.
    case refusal
    /// The provider named a reason we do not know.
    case other
    case cancelled
    case unknown
}

/// What the first content of an answer was.
public enum ContentKind: String, Sendable, CaseIterable {
    case reasoning, text
    case toolCall = "tool_call"
}

/// How a tool call ended, in the words of document 001 (001-03).
public enum ToolStatus: String, Sendable, CaseIterable {
    case success = "SUCCESS"
    case error = "ERROR"
    case waitResponse = "WAIT_RESPONSE"
    case running = "RUNNING"
    case batchRunning = "BATCH_RUNNING"
    case pendingCompress = "PENDING_COMPRESS"

    /// `error` or `success`: the two words that readers had before there were six (001-05).
    ///
    /// Derived, never stored.
    public var plainWord: String { self == .error ? "error" : "success" }
}

/// What a tool does to the world outside the run.
///
/// Reading is free; the others ask first (`--approve`).
public enum ToolEffect: String, Sendable, CaseIterable {
    case read
    /// Changes files inside the workspace.
    case write
    /// Runs a program.
    case execute
    case network
    /// Talks to the person or steers the loop; touches nothing outside the run.
    case control
}

/// Where a piece of a tool's output came from.
public enum OutputStreamName: String, Sendable, CaseIterable {
    case stdout, stderr, progress
}

/// How far an approval reaches.
public enum ApprovalScope: String, Sendable, CaseIterable {
    case once, run
}

public enum ApprovalVerdict: String, Sendable, CaseIterable {
    case approved, denied
    /// The process died or the run was stopped before anyone answered.
    case unanswered
}

/// How a question is answered (001-31).
public enum AnswerSelection: String, Sendable, CaseIterable {
    case single, multiple, text
}

/// When a message of the person reaches the model (W-19).
public enum MessageDelivery: String, Sendable, CaseIterable {
    /// At the next phase of the running loop.
    case steer
    /// After the run.
    case queue
}

public enum TodoStatus: String, Sendable, CaseIterable {
    case pending
    case inProgress = "in_progress"
    case completed, blocked, cancelled
}

/// Where a fault arose.
public enum ErrorSource: String, Sendable, CaseIterable {
    case model, tool, store, config, hook
    case `internal`
}

/// What a guard saw (W-16, N-13).
public enum GuardKind: String, Sendable, CaseIterable {
    /// The same call with the same arguments and the same result again and again.
    case equalCalls = "equal_calls"
    /// A few calls that take turns and bring nothing new.
    case pingPong = "ping_pong"
    /// Different calls, but nothing changes: no file, no todo, no new result.
    case noChange = "no_change"
    /// Calls without arguments, or with arguments that are refused every time.
    case emptyArguments = "empty_arguments"
}

/// How a command in the background stands (001-38).
public enum BackgroundState: String, Sendable, CaseIterable {
    case running
    /// It ended by itself.
    case exited
    /// It was ended: by a call, a stop, or the end of its run.
    case killed
    /// The process that watched it died; written when the store is opened again.
    case lost
    /// Its run is over and it goes on, because the person said so.
    case released
}

/// Where a piece of the context comes from, beside the system prompt (000-18).
public enum ContextSource: String, Sendable, CaseIterable {
    /// Earlier runs of the same session.
    case history
    /// What earlier runs of the workspace wrote down.
    case memory
    /// What was found for the prompt.
    case knowledge
    /// What another model thinks is to be done (003-20).
    case plan
    /// Images that the prompt names.
    case image
}

/// What made a run compact its context.
public enum CompactionTrigger: String, Sendable, CaseIterable {
    /// The threshold was reached.
    case threshold
    /// The model called the tool.
    case tool
    /// The person asked for it.
    case person
    /// The provider refused a request as too long.
    case overflow
}

/// How a summary was made.
public enum CompactionMethod: String, Sendable, CaseIterable {
    /// A model wrote it.
    case model
    /// Out of the events, without a model.
    case rules
}

/// What a hook did to a tool call (000-23).
public enum HookVerdict: String, Sendable, CaseIterable {
    case changed, refused
}
