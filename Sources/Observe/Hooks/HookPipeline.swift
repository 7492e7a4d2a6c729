public import Events

/// The hooks of one run: tells them what happened and asks them before tools run (000-23).
///
/// Any thread. `tell` never waits for a hook. `onFault` is called from any thread, also while `finish` waits; of one hook at most ``faultLimit`` faults are told, and
/// a fault that comes again right after itself is told once.
public final class HookPipeline: Sendable {
    public static let timeLimit = Duration.seconds(5)
    /// Events that may wait for one hook.
    public static let queueLimit = 1024
    /// How long `finish` waits for hooks.
    public static let drainLimit = Duration.seconds(2)
    /// Faults of one hook that are told in one run.
    public static let faultLimit = 20

    private let desks: [HookDesk]
    private let drainLimit: Duration

    /// Asks and tells in the order of `hooks`.
    ///
    /// - Parameter timeLimit: for each call of a hook that has none of its own.
    public convenience init(
        _ hooks: [any RunHook], timeLimit: Duration = HookPipeline.timeLimit, onFault: @escaping @Sendable (HookFault) -> Void
    ) {
        self.init(
            hooks, timeLimit: timeLimit, queueLimit: HookPipeline.queueLimit, drainLimit: HookPipeline.drainLimit, onFault: onFault)
    }

    init(
        _ hooks: [any RunHook], timeLimit: Duration, queueLimit: Int, drainLimit: Duration,
        onFault: @escaping @Sendable (HookFault) -> Void
    ) {
        desks = hooks.map { HookDesk($0, timeLimit: $0.timeLimit ?? timeLimit, queueLimit: queueLimit, onFault: onFault) }
        self.drainLimit = drainLimit
    }

    deinit {
        for desk in desks { desk.close() }
    }

    /// False when nobody is told or asked.
    public var isEmpty: Bool { desks.isEmpty }

    /// Puts an event into the queue of each hook that wants it; returns at once.
    ///
    /// Give it committed events, so that hooks see their `seq`.
    public func tell(_ event: RunEvent) {
        if case .error(let raised) = event.payload, raised.detail.source == .hook { return }
        for desk in desks where desk.hook.isTold(of: event) { desk.tell(event) }
    }

    /// Asks the hooks in order; each sees the changes of those before, the first refusal ends it.
    ///
    /// A hook that fails is passed over, unless it is required: then the call is refused. Cancelling the task refuses the call and returns at once.
    public func beforeTool(_ call: HookedCall) async -> HookDecision {
        var call = call
        var applied: [HookApplied] = []
        for desk in desks where desk.hook.isAsked(about: call.tool) {
            func note(_ verdict: HookVerdict, _ reason: String) {
                applied.append(HookApplied(hook: desk.name, toolCallID: call.toolCallID, verdict: verdict, reason: reason))
            }
            switch await desk.ask(call) {
            case .proceed: continue
            case .change(let arguments, let reason):
                note(.changed, reason)
                call.arguments = arguments
            case .refuse(let reason):
                note(.refused, reason)
                return HookDecision(arguments: call.arguments, applied: applied, refusal: reason)
            }
        }
        return HookDecision(arguments: call.arguments, applied: applied)
    }

    /// Lets the hooks hear what still waits, at most ``drainLimit`` long, and ends what goes on then.
    ///
    /// For the end of a run, after its last event; nothing is told or asked afterwards.
    public func finish() async {
        for desk in desks { desk.acceptNoMore() }
        _ = await TimedCall.run(within: drainLimit) { [desks] in
            for desk in desks { await desk.drained() }
        }
        for desk in desks { desk.close() }
    }
}
