public import Events

/// Hears of the events of a run and may change or refuse its tool calls before they run (000-23, 004-73, 004-74).
///
/// Laws: `handle` is called with one event at a time, in the order of the run, after the event is kept, and never on the run's own path: a hook can be slow, throw or
/// hang without the run noticing. It is not told of errors that hooks made (two that fail would feed each other for ever). `beforeTool` may be called while `handle`
/// goes on, and for several calls at once. Each call has the pipeline's time limit: after it the task is cancelled, and the hook is left alone until that call really
/// ends. A hook must not block its thread; what blocks belongs into a process or a thread of its own.
public protocol RunHook: Sendable {
    /// How it is called in events and messages.
    var name: String { get }
    /// What it wants to hear of.
    var categories: Set<EventCategory> { get }
    /// Whether pieces of streams are told too; false if not said.
    var wantsDeltas: Bool { get }
    /// Whether a tool call is refused when this hook fails; false if not said: the call proceeds.
    var isRequired: Bool { get }
    /// Takes the place of the pipeline's time limit; nil if not said.
    var timeLimit: Duration? { get }
    /// Whether `beforeTool` is called for this tool; true if not said.
    func isAsked(about tool: String) -> Bool
    /// Whether `handle` is called for this event; by category and `wantsDeltas` if not said.
    ///
    /// Called on the run's path: must return at once.
    func isTold(of event: RunEvent) -> Bool
    func handle(_ event: RunEvent) async throws
    /// What is to become of a call; `.proceed` if not said.
    func beforeTool(_ call: HookedCall) async throws -> HookAnswer
}

extension RunHook {
    public var categories: Set<EventCategory> { Set(EventCategory.allCases) }
    public var wantsDeltas: Bool { false }
    public var isRequired: Bool { false }
    public var timeLimit: Duration? { nil }
    public func isAsked(about tool: String) -> Bool { true }
    public func isTold(of event: RunEvent) -> Bool { categories.contains(event.category) && (wantsDeltas || !event.payload.isDelta) }
    public func handle(_ event: RunEvent) async throws {}
    public func beforeTool(_ call: HookedCall) async throws -> HookAnswer { .proceed }
}
