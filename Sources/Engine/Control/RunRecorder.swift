internal import Events
internal import Observe
internal import Synchronization

/// The one door through which a run's events go: numbers them, folds them and gives them to the log, in one order.
///
/// Any thread. What comes before the run's first event, after its last one, or for a call that has ended, is dropped.
final class RunRecorder: Sendable {
    private struct State {
        var context = RunContext()
        var metrics = MetricsFold()
        var watch = LoopGuard()
        var machine = LoopMachine()
        var seq = 0
        var began: Int64?
        var lastMicroseconds: Int64 = 0
        var loopID: String?
        var iteration: Int?
        var ended = false
    }

    let runID: String
    private let log: any EventLog
    private let surroundings: Surroundings
    private let parentRunID: String?
    /// Sees each event after it was recorded, on the thread that recorded it and outside all locks.
    private let probe: (@Sendable (RunEvent) -> Void)?
    private let state = Mutex(State())

    init(
        runID: String, parentRunID: String? = nil, log: any EventLog, surroundings: Surroundings,
        probe: (@Sendable (RunEvent) -> Void)? = nil
    ) {
        self.runID = runID
        self.parentRunID = parentRunID
        self.log = log
        self.surroundings = surroundings
        self.probe = probe
    }

    /// The figures of the run so far.
    var metrics: Metrics { state.withLock { $0.metrics.metrics } }

    /// The context as it stands.
    var context: RunContext { state.withLock { $0.context } }

    /// Goes on with a run that was left: folds its events, and time goes on from the last of them.
    func takeUp(_ events: [RunEvent]) {
        guard !events.isEmpty else { return }
        state.withLock { state in
            for event in events {
                state.context.apply(event)
                state.metrics.apply(event)
                state.watch.apply(event)
                state.seq = event.seq
                state.lastMicroseconds = max(state.lastMicroseconds, event.monotonicMicroseconds)
            }
            state.began = surroundings.monotonicMicroseconds() &- state.lastMicroseconds
            let open = state.context.open
            state.loopID = open.loop?.id
            state.iteration = open.loop == nil ? nil : events.last?.iteration
            let waits = !open.questions.isEmpty || !open.approvals.isEmpty
            state.machine = LoopMachine(at: waits ? .waitUser : open.iteration != nil ? .toolCall : .observe)
            if open.loop == nil { state.machine = LoopMachine() }
        }
    }

    private static let lost = ErrorDetail(
        code: .processDied, message: "the process that drove the run is gone; the model is asked again", source: .internal)

    private func closeLeftCall() {
        guard let call = read({ $0.open.modelCall }) else { return }
        record { _, now in
            let duration = Int(clamping: now &- call.sinceMicroseconds)
            let failed = ModelCallFailed(
                callID: call.id, error: RunRecorder.lost, willRetry: false, durationUs: duration, outcome: "unknown")
            return (.modelCallFailed(failed), ())
        }
    }

    /// Closes what a stage was left in the middle of; the stage and its steps stay open, for whoever goes on with them.
    func closeLeftStage() {
        closeLeftCall()
        if let plan = read({ $0.open.plan }) {
            record(.planFailed(PlanFailed(version: Int(plan.id) ?? 1, error: RunRecorder.lost, outcome: "unknown")))
        }
        if let step = read({ $0.open.reflection }) {
            record(
                .reflectionFinished(
                    ReflectionFinished(stepID: step.id, strategy: .giveUp, reason: RunRecorder.lost.message, outcome: "unknown")))
        }
    }

    /// Closes a round that was left while its model was asked.
    func closeLeftRound() {
        closeLeftCall()
        stand(at: .observe)
        record { context, now in
            let duration = Int(clamping: now &- (context.open.iteration?.sinceMicroseconds ?? now))
            return (.iterationFinished(IterationFinished(outcome: .unknown, durationUs: duration, receipt: context.round.receipt)), ())
        }
        recordMetrics()
    }

    /// Puts the loop where a run that is taken up stood.
    func stand(at place: LoopState) { state.withLock { $0.machine = LoopMachine(at: place) } }

    /// Microseconds since the run began.
    var microseconds: Int { state.withLock { Int(clamping: now(&$0)) } }

    /// Microseconds of the run that were not spent waiting for a person.
    var workedMicroseconds: Int {
        state.withLock { state in
            let ledger = state.metrics.metrics.ledger
            return ledger.totalMicroseconds - ledger[.user] - ledger[.approval]
        }
    }

    /// Takes no more events: the run is left as it stands.
    func leave() { state.withLock { $0.ended = true } }

    /// Looks at the context as it stands, without a copy of it.
    func read<Value: Sendable>(_ look: (RunContext) -> Value) -> Value { state.withLock { look($0.context) } }

    /// Where the loop stands.
    var loopState: LoopState { state.withLock { $0.machine.state } }

    /// Goes to the next state of the loop.
    func move(to next: LoopState) throws(EngineError) {
        let fault = state.withLock { state -> EngineError? in
            do throws(EngineError) { try state.machine.move(to: next) } catch { return error }
            return nil
        }
        if let fault { throw fault }
    }

    /// Records the run's first event; time counts from here.
    func begin(_ started: RunStarted) {
        let now = surroundings.monotonicMicroseconds()
        // In one go: a stop from outside may come at any time, and is not the first event.
        let event = state.withLock { state in
            state.began = state.began ?? now
            return append(.runStarted(started), to: &state)
        }
        if let event { probe?(event) }
    }

    /// Records an event; false when it was dropped.
    @discardableResult
    func record(_ payload: Payload) -> Bool {
        let event = state.withLock { append(payload, to: &$0) }
        if let event { probe?(event) }
        return event != nil
    }

    /// Records the figures of the run so far.
    func recordMetrics() {
        let event = state.withLock { append(.metricsSnapshot(MetricsSnapshot(metrics: $0.metrics.metrics)), to: &$0) }
        if let event { probe?(event) }
    }

    /// Records what the guard has to say of the loop, if anything (W-16).
    func recordGuardFinding() {
        let event = state.withLock { state -> RunEvent? in
            guard let finding = state.watch.finding(limits: state.context.limits) else { return nil }
            return append(.guardWarning(finding), to: &state)
        }
        if let event { probe?(event) }
    }

    /// Records an event that follows from the context.
    ///
    /// Nothing is recorded in between, so what is decided here is decided on exactly what the log holds. `now` is in microseconds since the
    /// run began.
    @discardableResult
    func record<Value: Sendable>(deciding: (_ context: RunContext, _ now: Int64) -> (Payload, Value)) -> Value {
        let (event, value) = state.withLock { state in
            let (payload, value) = deciding(state.context, now(&state))
            return (append(payload, to: &state), value)
        }
        if let event { probe?(event) }
        return value
    }

    /// Records the ends of everything that is open.
    func recordEndings(cause: EndCause, stopReason: StopReason) {
        let endings = state.withLock { $0.context.endings(at: now(&$0), cause: cause, stopReason: stopReason) }
        for ending in endings {
            record(ending)
            if case .iterationFinished = ending { recordMetrics() }
        }
    }

    /// Returns when everything recorded so far is on disk; only then may an effect follow.
    func synced() async throws(EngineError) {
        do { try await log.synced() } catch { throw .storeFailed("\(error)") }
    }

    /// Keeps a long output beside the log and records where.
    func storeArtifact(_ bytes: [UInt8], mediaType: String) async throws(EngineError) -> String {
        let id: String
        do { id = try await log.storeArtifact(runID: runID, mediaType: mediaType, bytes: bytes) } catch { throw .storeFailed("\(error)") }
        record(.artifactStored(ArtifactStored(artifactID: id, mediaType: mediaType, bytes: bytes.count)))
        return id
    }

    /// The whole of what is kept under an id; nil when this run keeps none of that id.
    func artifact(_ id: String) async throws(EngineError) -> [UInt8]? {
        do { return try await log.storedArtifact(id, runID: runID) } catch { throw .storeFailed("\(error)") }
    }

    private func now(_ state: inout State) -> Int64 {
        state.lastMicroseconds = max(state.lastMicroseconds, surroundings.monotonicMicroseconds() &- (state.began ?? 0))
        return state.lastMicroseconds
    }

    private func append(_ payload: Payload, to state: inout State) -> RunEvent? {
        guard state.began != nil, !state.ended, state.context.open.takes(payload) else { return nil }
        enter(payload, &state)
        state.seq += 1
        let event = RunEvent(
            runID: runID, seq: state.seq, wallMilliseconds: surroundings.wallMilliseconds(), monotonicMicroseconds: now(&state),
            loopID: state.loopID, iteration: state.iteration,
            agentStatus: state.loopID == nil ? nil : payload.agentStatus(in: state.machine.state), parentRunID: parentRunID,
            payload: payload)
        state.context.apply(event)
        state.metrics.apply(event)
        state.watch.apply(event)
        log.append(event)
        state.ended = payload.isTerminal
        if case .loopFinished = payload { state.loopID = nil }
        return event
    }

    /// Loops and rounds are counted by the events that begin them.
    private func enter(_ payload: Payload, _ state: inout State) {
        switch payload {
        case .loopStarted: state.loopID = "L\(state.context.loops + 1)"
        case .iterationStarted: state.iteration = state.context.iteration + 1
        case .stageStarted(let started): state.iteration = started.stage.index
        case .loopFinished: state.iteration = nil
        default: break
        }
    }
}

extension Payload {
    /// How the loop stands when this is recorded (003-04): what the event itself says, else the loop's state.
    func agentStatus(in state: LoopState) -> AgentStatus {
        switch self {
        case .iterationStarted, .modelCallStarted, .reasoningDelta, .textDelta, .toolCallDelta, .modelCallStalled, .modelCallFinished,
            .modelCallFailed:
            .thinking
        case .approvalRequested, .userInputRequested: .waiting
        case .toolCallStarted, .toolOutputDelta: .toolCall
        case .toolCallFinished: .toolResult
        case .iterationFinished, .metricsSnapshot, .loopFinished, .stageCompleted, .stageFailed, .stageSkipped: .done
        case .stageStarted, .planStarted, .planCreated, .planFailed, .planRepaired, .reflectionTriggered, .reflectionFinished,
            .retryScheduled:
            .thinking
        case .stepStarted, .subAgentStarted: .toolCall
        case .stepCompleted, .stepFailed, .stepSkipped, .outputEvaluated, .subAgentFinished: .toolResult
        default: state.agentStatus
        }
    }
}
