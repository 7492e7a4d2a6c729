public import Events

/// A tool call that has not run yet, as hooks see it.
public struct HookedCall: Sendable, Equatable {
    public var runID: String
    public var toolCallID: String
    public var tool: String
    /// The arguments as an object, with the changes of the hooks asked before.
    public var arguments: JSON
    /// What the call would do with the arguments it was made with.
    public var effects: [ToolEffect]

    public init(runID: String, toolCallID: String, tool: String, arguments: JSON, effects: [ToolEffect]) {
        self.runID = runID
        self.toolCallID = toolCallID
        self.tool = tool
        self.arguments = arguments
        self.effects = effects
    }
}

/// What a hook says of a call.
public enum HookAnswer: Sendable, Equatable {
    case proceed
    /// The call runs with these arguments, an object; they are checked like the model's own.
    case change(arguments: JSON, reason: String)
    /// The call does not run, and the model is told why.
    case refuse(reason: String)
}

/// What all hooks together say of a call.
public struct HookDecision: Sendable, Equatable {
    /// What the call is to run with.
    public var arguments: JSON
    /// What hooks did to it, in order: one `hook_applied` event each.
    public var applied: [HookApplied]
    /// Why the call must not run; nil when it may.
    public var refusal: String?

    public init(arguments: JSON, applied: [HookApplied] = [], refusal: String? = nil) {
        self.arguments = arguments
        self.applied = applied
        self.refusal = refusal
    }

    /// Whether the arguments are others than the model's: they, their effects and their approval must be looked at anew.
    public var isChanged: Bool { applied.contains { $0.verdict == .changed } }
}

/// A hook did not do what hooks do; the run goes on.
public struct HookFault: Error, Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// It threw.
        case failed
        /// It took longer than its time limit.
        case late
        /// An earlier call of it has not ended yet, so it was not asked.
        case busy
        /// It answered with arguments that are no object.
        case badAnswer
        /// Events were not told, because too many waited or the run's end came first.
        case untold(count: Int)
    }

    public let hook: String
    public let kind: Kind
    /// Fault; cure.
    public let message: String

    init(_ hook: String, _ kind: Kind, _ message: String) {
        self.hook = hook
        self.kind = kind
        self.message = TextSanitiser.clean(message)
    }

    /// The fault as the event that the run records.
    public var event: ErrorRaised {
        ErrorRaised(detail: ErrorDetail(code: .hookFailed, message: message, source: .hook, recoverable: true))
    }
}
