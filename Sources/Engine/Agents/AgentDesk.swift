internal import Events
internal import Synchronization
internal import Tools

/// Has other agents work for a run, each in a run of its own (001-63).
///
/// Every agent ends before the run that asked does: what the run is told to do, a stop or the end of its time, its agents are told too.
final class AgentDesk: Sendable {
    private struct State {
        var working: [String: Run] = [:]
        /// Orders that are being carried out, from before an agent is found to after its end.
        var orders = 0
        /// The run takes no orders any more: it ends.
        var isClosed = false
        /// Waits for the last order.
        var settling: CheckedContinuation<Void, Never>?
        /// The agents that wait for a person, with what their runs say of it.
        var waiting: [String: RunStatus] = [:]
        var deadline: Deadline?
    }

    private let request: RunRequest
    private let parts: RunParts
    private let host: any AgentHost
    private let recorder: RunRecorder
    private let control: RunControl
    /// What is left of the smallest token budget above the run; nil for no budget.
    private let above: (@Sendable () -> Int?)?
    private let gate: ModelCallGate
    private let state = Mutex(State())
    /// Held while it is told whether the run waits, so that what is told last is what holds.
    private let telling = Mutex(())

    init(
        request: RunRequest, parts: RunParts, host: any AgentHost, recorder: RunRecorder, control: RunControl, gate: ModelCallGate,
        above: (@Sendable () -> Int?)?
    ) {
        self.request = request
        self.parts = parts
        self.host = host
        self.recorder = recorder
        self.control = control
        self.gate = gate
        self.above = above
    }

    var profiles: [AgentProfile] { parts.agents }

    /// Agents of a plan that may work at the same time.
    var limit: Int { recorder.read { $0.limits.maxParallelCalls } }

    /// Whether agents of this run may begin at all.
    var isOpen: Bool { request.depth < AgentProfile.greatestDepth }

    /// The agents' view of the run, for whoever chooses one.
    var view: RunView {
        let left = tokensLeft
        return recorder.read { RunView($0, request: request, agents: parts.agents, tokensLeft: left) }
    }

    /// The watch over the time of the run, held while an agent waits for a person.
    func watch(_ deadline: Deadline) { state.withLock { $0.deadline = deadline } }

    /// Whether an agent works now.
    var isBusy: Bool { state.withLock { !$0.working.isEmpty } }

    /// Tokens that the run's own events count, and those of the agents that work now, as they were at one moment.
    var tokens: (told: Int, underWay: Int) {
        while true {
            let told = recorder.read { $0.tokensUsed }
            let underWay = tokensUnderWay
            // What an agent used goes from the one sum to the other when it ends.
            if recorder.read({ $0.tokensUsed }) == told { return (told, underWay) }
        }
    }

    /// Tokens of the agents that work now, which the run's own events do not count yet.
    private var tokensUnderWay: Int {
        let runs = state.withLock { Array($0.working.values) }
        return runs.reduce(0) { sum, run in
            let (total, overflow) = sum.addingReportingOverflow(run.tokensUsed &- recorder.read { $0.agents.tokens(of: run.id) })
            return overflow ? .max : total
        }
    }

    /// What is left of the smallest token budget of the run and of those above it; nil for no budget.
    var tokensLeft: Int? {
        let (told, underWay) = tokens
        return AgentDesk.least(recorder.read { $0.limits.maxTokens }.map { $0 &- told &- min(underWay, Int.max / 2) }, above?())
    }

    // MARK: One agent

    /// Has the agent do the task, and waits for its end.
    ///
    /// What was ordered before, by the same call or step, and has not ended is taken up: nothing of it is done twice.
    func run(_ order: AgentOrder) async -> AgentAnswer {
        guard isOpen else {
            return .failed(
                ErrorDetail(
                    code: .notEnabled,
                    message: "agents may work for each other \(AgentProfile.greatestDepth) deep and no deeper; do this part yourself",
                    source: .tool, recoverable: true), runID: nil)
        }
        guard beginOrder() else { return .stopped(runID: nil) }
        defer { endOrder() }
        return await carryOut(order)
    }

    /// False when the run is past taking any.
    private func beginOrder() -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.orders += 1
            return true
        }
    }

    private func endOrder() {
        let settling = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.orders -= 1
            guard state.orders == 0, let settling = state.settling else { return nil }
            state.settling = nil
            state.isClosed = true
            return settling
        }
        settling?.resume()
    }

    private func carryOut(_ order: AgentOrder) async -> AgentAnswer {
        if let ended = recorder.read({ $0.agents.ended(order.origin) }), let events = try? await parts.eventsOfRun(ended),
            let answer = AgentAnswer(ofEnded: events)
        {
            return answer
        }
        if control.interruption != nil { return .stopped(runID: nil) }
        let earlier = recorder.read { $0.agents.unfinished(order.origin) }
        let id = earlier?.agentRunID ?? parts.surroundings.newIdentifier()
        var events: [RunEvent] = []
        do {
            if let earlier {
                // Its end could not be told when the process died.
                if recorder.read({ $0.agents.open.contains(earlier) }) { finish(order, id, .left("", runID: id), AgentFigures(), 0) }
                events = try await parts.eventsOfRun(id)
            }
            if let answer = AgentAnswer(ofEnded: events) {
                begin(order, id)
                finish(order, id, answer, AgentFigures(events), 0)
                return answer
            }
            let run = try make(order, id, events)
            return await work(order, run)
        } catch {
            let detail = ErrorDetail(
                code: .notEnabled,
                message:
                    "the agent \(order.profile.name) cannot work (\(Headline.of(TextSanitiser.clean("\(error)"), limit: 300))); do without it",
                source: .config, recoverable: true)
            if earlier != nil {
                begin(order, id)
                finish(order, id, .failed(detail, runID: id), AgentFigures(events), 0)
            }
            return .failed(detail, runID: nil)
        }
    }

    private func make(_ order: AgentOrder, _ id: String, _ events: [RunEvent]) throws -> Run {
        let staff = try host.staff(order.profile, after: events)
        if !events.isEmpty { try host.claim(id) }
        var parts = staff.parts
        if let tools = order.profile.tools {
            parts.tools = ChosenTools(of: parts.tools, names: tools)
            if !tools.contains(ToolName.runAgent) { parts.agentHost = nil }
        }
        let parent = Run.Parent(gate: gate) { [weak self] in self?.tokensLeft }
        return Run(childRequest(order, staff), parts: parts, takingUp: events, id: id, parent: parent) { [weak self] event in
            if case .runStatus(let change) = event.payload { self?.note(change.status, of: id) }
        }
    }

    /// The run of the agent: the person's word on what is allowed holds for it, and what is left of tokens and time bounds it.
    private func childRequest(_ order: AgentOrder, _ staff: AgentStaff) -> RunRequest {
        var child = request
        child.prompt = order.task
        child.model = staff.model
        child.provider = staff.provider
        child.role = order.profile.instructions.isEmpty ? "You work for another agent." : order.profile.instructions
        child.depth = request.depth + 1
        child.parentRunID = recorder.runID
        child.forkedFrom = nil
        child.mode = .loop
        child.fallback = .none
        child.humanGate = .never
        child.images = []
        child.asksAtLimits = false
        child.keepsBackground = false
        child.compaction = .rules
        child.capabilities.hasSubAgents = request.capabilities.hasSubAgents && child.depth < AgentProfile.greatestDepth
        if order.profile.readsOnly { child.capabilities.agentType = .reader }
        var limits = recorder.read { $0.limits }
        limits.maxIterations = order.profile.maxIterations ?? request.limits.maxIterations
        limits.maxTokens = AgentDesk.least(order.profile.maxTokens, tokensLeft.map { max(1, $0) })
        let timeLeft = request.limits.timeout.map { max(.seconds(1), $0 - .microseconds(recorder.workedMicroseconds)) }
        limits.timeout = AgentDesk.least(order.profile.timeout, timeLeft)
        limits.contextTokens = staff.contextTokens
        limits.contextAssumed = staff.contextAssumed
        child.limits = limits
        return child
    }

    private static func least<Value: Comparable>(_ first: Value?, _ second: Value?) -> Value? {
        guard let first, let second else { return first ?? second }
        return min(first, second)
    }

    private func begin(_ order: AgentOrder, _ id: String) {
        recorder.record(
            .subAgentStarted(
                SubAgentStarted(
                    agentRunID: id, name: order.profile.name, task: BoundedText.cut(order.task, bytes: 16_384), depth: request.depth + 1,
                    toolCallID: order.origin.toolCallID, stepID: order.origin.stepID)))
    }

    /// The life of the agent's run, in a task that nobody cancels: what ends it comes to it as a stop or as the end of its time.
    private func work(_ order: AgentOrder, _ run: Run) async -> AgentAnswer {
        let began = recorder.microseconds
        begin(order, run.id)
        host.began(run)
        let listener = control.listen { [weak run] stand in run?.follow(stand) }
        let task = state.withLock { state in
            let task = Task { [self] in
                let outcome = await run.execute()
                let answer = AgentAnswer(outcome, runID: run.id)
                control.silence(listener)
                host.ended(run, outcome)
                if case .cancelled(let receipt) = outcome { control.noteEnded(run: run.id, receipt) }
                finish(order, run.id, answer, run.figures, recorder.microseconds &- began)
                // Only now: until it is told, what it used counts as under way.
                forget(run.id)
                return answer
            }
            state.working[run.id] = run
            return task
        }
        return await task.value
    }

    private func forget(_ id: String) { _ = state.withLock { $0.working.removeValue(forKey: id) } }

    private func finish(_ order: AgentOrder, _ id: String, _ answer: AgentAnswer, _ figures: AgentFigures, _ microseconds: Int) {
        if answer.status != .left { note(.running, of: id) }
        recorder.record { context, _ in
            let told = context.agents.figures(of: id)
            let finished = SubAgentFinished(
                agentRunID: id, name: order.profile.name, status: answer.status, result: BoundedText.cut(answer.text, bytes: 16_384),
                inputTokens: max(0, figures.inputTokens &- told.inputTokens),
                outputTokens: max(0, figures.outputTokens &- told.outputTokens),
                durationUs: microseconds, cost: figures.cost.map { max(0, $0 - (told.cost ?? 0)) })
            return (.subAgentFinished(finished), ())
        }
        recorder.recordMetrics()
    }

    // MARK: Waiting for a person

    /// The run waits while an agent of it does: its state says so, and its time stands.
    private func note(_ status: RunStatus, of id: String) {
        let isWaiting = status == .waitingUser || status == .waitingApproval
        telling.withLock { _ in
            let (before, after, deadline) = state.withLock { state in
                let before = state.waiting.isEmpty
                state.waiting[id] = isWaiting ? status : nil
                return (before, state.waiting.isEmpty, state.deadline)
            }
            guard before != after else { return }
            if after { deadline?.run() } else { deadline?.pause() }
            guard control.interruption == nil else { return }
            recorder.record(.runStatus(RunStatusChanged(status: after ? .running : status, reason: after ? nil : "an agent of it waits")))
        }
    }

    /// Leaves the agents that wait for a person, if nothing else goes on; false when something does.
    func leaveIfWaiting() -> Bool {
        let (runs, allWait) = state.withLock { state in
            (Array(state.working.values), !state.working.isEmpty && state.working.keys.allSatisfy { state.waiting[$0] != nil })
        }
        guard allWait, control.runningCallIDs.count <= runs.count else { return false }
        return runs.reduce(true) { $1.leaveIfWaiting() && $0 }
    }

    /// Returns when no agent works any more; none begins afterwards.
    func settle() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isIdle = state.withLock { state in
                guard state.orders > 0 else {
                    state.isClosed = true
                    return true
                }
                state.settling = continuation
                return false
            }
            if isIdle { continuation.resume() }
        }
    }
}
