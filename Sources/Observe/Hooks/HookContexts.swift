public import Events

/// A tool call at one moment of its life, for hooks that follow tools (004-73, 004-74).
public struct ToolCallContext: Sendable, Equatable {
    public enum Moment: Sendable, Equatable {
        case started(ToolCallStarted)
        case output(ToolOutputDelta)
        case finished(ToolCallFinished)
    }

    public let runID: String
    /// Nil outside a round.
    public let iteration: Int?
    public let toolCallID: String
    public let moment: Moment

    /// Nil when the event is of no tool call.
    public init?(_ event: RunEvent) {
        switch event.payload {
        case .toolCallStarted(let value): (toolCallID, moment) = (value.toolCallID, .started(value))
        case .toolOutputDelta(let value): (toolCallID, moment) = (value.toolCallID, .output(value))
        case .toolCallFinished(let value): (toolCallID, moment) = (value.toolCallID, .finished(value))
        default: return nil
        }
        runID = event.runID
        iteration = event.iteration
    }
}

/// A call of the model at one moment of its life (004-73).
public struct ModelCallContext: Sendable, Equatable {
    public enum Moment: Sendable, Equatable {
        case started(ModelCallStarted)
        case finished(ModelCallFinished)
        case failed(ModelCallFailed)
    }

    public let runID: String
    /// Nil outside a round.
    public let iteration: Int?
    public let callID: String
    public let moment: Moment

    /// Nil when the event is none of these.
    public init?(_ event: RunEvent) {
        switch event.payload {
        case .modelCallStarted(let value): (callID, moment) = (value.callID, .started(value))
        case .modelCallFinished(let value): (callID, moment) = (value.callID, .finished(value))
        case .modelCallFailed(let value): (callID, moment) = (value.callID, .failed(value))
        default: return nil
        }
        runID = event.runID
        iteration = event.iteration
    }
}

/// A hook made of callbacks: one for tools, one for the model, one for everything (004-73, 004-74).
public struct CallbackHook: RunHook {
    public let name: String
    public let categories: Set<EventCategory>
    public var wantsDeltas = false
    public var isRequired = false
    public var timeLimit: Duration?
    public var onEvent: (@Sendable (RunEvent) async throws -> Void)?
    public var onToolCall: (@Sendable (ToolCallContext) async throws -> Void)?
    public var onModelCall: (@Sendable (ModelCallContext) async throws -> Void)?
    public var onBeforeTool: (@Sendable (HookedCall) async throws -> HookAnswer)?

    public init(_ name: String, categories: Set<EventCategory> = Set(EventCategory.allCases)) {
        self.name = name
        self.categories = categories
    }

    public func isAsked(about tool: String) -> Bool { onBeforeTool != nil }

    public func handle(_ event: RunEvent) async throws {
        try await onEvent?(event)
        if let onToolCall, let context = ToolCallContext(event) { try await onToolCall(context) }
        if let onModelCall, let context = ModelCallContext(event) { try await onModelCall(context) }
    }

    public func beforeTool(_ call: HookedCall) async throws -> HookAnswer { try await onBeforeTool?(call) ?? .proceed }
}
