public import Events
public import Host
internal import Models
internal import Observe
internal import Synchronization
internal import Tools

/// One run, from `run_started` to its one terminal event.
///
/// It lives once, and may be left while it waits for a person; another `Run` takes it up then. All of it but `execute` may be called from any
/// thread and never waits.
public final class Run: Sendable {
    /// A ULID.
    public let id: String

    let request: RunRequest
    let parts: RunParts
    /// Has other agents work for the run; nil when none can.
    let agents: AgentDesk?
    private let parent: Parent?
    private let gate: ModelCallGate
    private let isTakenUp: Bool
    let control: RunControl
    private let background: BackgroundSessions
    private let hooks: HookPipeline?
    let recorder: RunRecorder
    private let pocket = Mutex(Pocket())
    private let hasReleased = Mutex(false)

    private struct Pocket {
        var wasExecuted = false
        var isGivenUp = false
        /// What was said before the run began or after it ended.
        var messages: [UserMessage] = []
        /// It was forced into the pipeline before it began.
        var wantsPipeline = false

        mutating func takeMessages() -> [UserMessage] {
            defer { messages = [] }
            return messages
        }
    }

    public convenience init(_ request: RunRequest, parts: RunParts) {
        self.init(request, parts: parts, probe: nil)
    }

    /// Takes up a run that was left while it waited for a person, that was interrupted (W-20), or at any other event but its last.
    ///
    /// `events` are all its events in order. What it waits for can be answered before `execute`. Calls that began and have no result are
    /// not run again; their outcome is told as unknown. What was interrupted goes on in a loop of its own: rounds are counted anew, tokens and
    /// time are not.
    public convenience init(takingUp events: [RunEvent], _ request: RunRequest, parts: RunParts) {
        self.init(request, parts: parts, takingUp: events, probe: nil)
    }

    /// What a run of an agent has of the run it works for.
    struct Parent: Sendable {
        let gate: ModelCallGate
        /// What is left of the smallest token budget above; nil for no budget.
        let tokensLeft: @Sendable () -> Int?
    }

    /// `probe` sees each event after it was recorded, on the thread that recorded it; `id` is of a run that has no event yet.
    init(
        _ request: RunRequest, parts: RunParts, takingUp events: [RunEvent] = [], id: String? = nil, parent: Parent? = nil,
        probe: (@Sendable (RunEvent) -> Void)?
    ) {
        let id = events.first?.runID ?? id ?? parts.surroundings.newIdentifier()
        let control = RunControl()
        self.id = id
        self.request = request
        self.control = control
        self.parent = parent
        gate = parent?.gate ?? ModelCallGate()
        isTakenUp = !events.isEmpty
        let recorder = RunRecorder(
            runID: id, parentRunID: events.first?.parentRunID ?? request.parentRunID ?? request.forkedFrom, log: parts.log,
            surroundings: parts.surroundings, probe: probe)
        self.recorder = recorder
        recorder.takeUp(events)
        background = BackgroundSessions(processes: parts.processes, earlierCount: recorder.read { $0.counts["bg"] ?? 0 }) {
            [recorder] change in recorder.record(.backgroundChanged(change))
        }
        hooks = parts.makeHooks? { [recorder] fault in recorder.record(.error(fault.event)) }
        (self.parts, agents) = AgentDesk.opened(request, parts, recorder, control, gate, parent)
        guard isTakenUp else { return }
        let open = recorder.read { $0.open }
        if let id = open.questions.first?.id ?? open.approvals.first?.id { control.expect(id) }
    }

    /// Lives the whole life of the run.
    ///
    /// There is always exactly one terminal event, and it is on disk when this returns, unless the store fails: then the outcome says so. A run
    /// that waits for somebody who is not there has none: the outcome is `waiting`, and what it waits for is on disk.
    /// Cancelling the task that waits here is `stopEverything`.
    @concurrent
    public func execute() async -> RunOutcome {
        let isFirst = pocket.withLock { pocket in
            defer { pocket.wasExecuted = true }
            return !pocket.wasExecuted
        }
        guard isFirst else { return .failed(EngineError.alreadyExecuted.detail, stopReason: nil) }
        // In a task of its own: a cancelled task could not wait for the store any more, and the end has to be kept.
        let life = Task {
            let outcome = await live()
            await hooks?.finish()
            return outcome
        }
        return await withTaskCancellationHandler {
            await life.value
        } onCancel: {
            stopEverything()
        }
    }

    private func live() async -> RunOutcome {
        let worked = Duration.microseconds(recorder.workedMicroseconds)
        let deadline = Deadline(
            limit: request.limits.timeout.map { max(.zero, $0 - worked) }, surroundings: parts.surroundings, delay: parts.delay,
            control: control)
        if isTakenUp { goOn() } else { begin() }
        for message in pocket.withLock({ $0.takeMessages() }) { recorder.record(.userMessage(message)) }
        if pocket.withLock({ $0.wantsPipeline }) { forcePipeline() }
        agents?.watch(deadline)
        deadline.run()
        let end: LoopEnd
        do throws(EngineError) {
            try await recorder.synced()
            // Also of a run that was taken up before its loop had begun.
            if recorder.read({ $0.loops == 0 }) {
                try await addImages()
                await gatherContext()
            }
            if pocket.withLock({ $0.isGivenUp }) {
                end = Run.lost
            } else {
                end = await RunAssembly(
                    request, parts, recorder: recorder, control: control, deadline: deadline, background: background, hooks: hooks,
                    budget: SharedBudget(gate: gate, recorder: recorder, control: control, above: parent?.tokensLeft),
                    others: stepRunners(request, parts, control)
                ).course.run()
            }
        } catch {
            end = .fault(error)
        }
        await agents?.settle()
        deadline.end()
        await endBackground()
        if case .needsAnswer = end { return await leave(end) }
        return await conclude(end)
    }

    /// Keeps the images that the prompt names beside the log and shows them to the model.
    private func addImages() async throws(EngineError) {
        guard !request.images.isEmpty, recorder.read({ !$0.contextSources.contains(.image) }) else { return }
        var images: [ImageReference] = []
        for image in request.images {
            let id = try await recorder.storeArtifact(image.bytes, mediaType: image.mediaType)
            images.append(ImageReference(artifactID: id, mediaType: image.mediaType, bytes: image.bytes.count, path: image.path))
        }
        let names = images.map(\.path).joined(separator: ", ")
        recorder.record(
            .contextAdded(ContextAdded(source: .image, title: names, text: "The images that the task names: \(names)", images: images)))
    }

    /// What is known beside the conversation, as far as it is there in time.
    private func gatherContext() async {
        // What was found before an interruption is not looked for again.
        guard let context = parts.context, recorder.read({ $0.contextSources.subtracting([.image]).isEmpty }) else { return }
        context.begin(ContextQuery(prompt: request.prompt, workspace: request.workspacePath, runID: id))
        for addition in await context.gather() { recorder.record(.contextAdded(addition)) }
        for fault in context.faults() { recorder.record(.error(ErrorRaised(detail: fault))) }
    }

    /// Has the run remembered and waits for that a little, however it ended (000-20).
    private func remember(_ end: LoopEnd) async {
        guard let context = parts.context else { return }
        let duration = recorder.microseconds
        context.write(
            recorder.read { known in
                var result = ""
                if case .final(let text) = end { result = text }
                return RunDigest(
                    runID: id, workspace: request.workspacePath, prompt: request.prompt, result: result, outcome: end.outcomeWord,
                    filesChanged: known.filesChanged, startedAtMilliseconds: known.startedAtMilliseconds,
                    durationMicroseconds: duration)
            })
        for fault in await context.finish() { recorder.record(.error(ErrorRaised(detail: fault))) }
    }

    private func begin() {
        recorder.begin(
            RunStarted(
                prompt: TextSanitiser.clean(request.prompt), mode: request.mode, model: request.model, provider: request.provider,
                workspace: request.workspacePath, limits: request.limits, approve: request.approve.rawValue, sandboxTier: "off",
                forkedFrom: request.forkedFrom))
    }

    /// What follows from the process that had the run: it is no longer interrupted, and its commands in the background died with it.
    private func goOn() {
        if recorder.read({ $0.isInterrupted }), !pocket.withLock({ $0.isGivenUp }) {
            recorder.record(.runStatus(RunStatusChanged(status: .running, reason: "taken up after an interruption")))
        }
        for var command in recorder.read({ $0.runningCommands }) {
            command.state = .lost
            recorder.record(.backgroundChanged(command))
        }
    }

    /// The end of an interrupted run that nobody goes on with.
    private static let lost = LoopEnd.failed(
        .error,
        ErrorDetail(
            code: .processDied, message: "the process that drove the run is gone, and the run was ended; start it again", source: .internal)
    )

    /// No command outlives its run, unless the person said so (001-38).
    private func endBackground() async {
        if request.keepsBackground {
            let released = background.release()
            for session in released {
                recorder.record(
                    .backgroundChanged(
                        BackgroundChanged(
                            sessionID: session.id, toolCallID: session.toolCallID, command: session.command, state: .released,
                            outputBytes: session.outputBytes, durationUs: session.durationUs)))
            }
            hasReleased.withLock { $0 = !released.isEmpty }
            return
        }
        let running = recorder.read { $0.backgroundSessions }
        guard !running.isEmpty else { return }
        control.noteEnded(processes: parts.processes.running.map { Int($0.pid) })
        await background.endAll()
    }

    /// Leaves the run with its open question: it is on disk, and whoever takes the run up goes on from there.
    private func leave(_ end: LoopEnd) async -> RunOutcome {
        do throws(EngineError) { try await recorder.synced() } catch { return .failed(error.detail, stopReason: .error) }
        recorder.leave()
        guard let error = end.error(request.limits) else { return .failed(EngineError.alreadyExecuted.detail, stopReason: nil) }
        return .waiting(error)
    }

    /// Ends whatever is open, inner things first, and then the run.
    private func conclude(_ end: LoopEnd) async -> RunOutcome {
        let error = end.error(recorder.read { $0.limits })
        if case .fault = end, let error { recorder.record(.error(ErrorRaised(detail: error))) }
        let unresolved = recorder.read { $0.pendingCalls }
        // From every state but a terminal one each of these moves is in the table, DONE apart; there is no second end to report it to.
        try? recorder.move(to: end.state)
        recorder.recordEndings(cause: end.cause, stopReason: end.stopReason)
        await remember(end)
        recorder.recordMetrics()
        let outcome: RunOutcome
        if case .final(let result) = end {
            recorder.record(.runCompleted(RunCompleted(result: result, summary: Headline.of(result, limit: 120))))
            outcome = .completed(result: result)
        } else if let error {
            recorder.record(.runFailed(RunFailed(error: error)))
            outcome = .failed(error, stopReason: end.stopReason)
        } else {
            let receipt = control.receipt(unresolved: unresolved)
            recorder.record(.runCancelled(RunCancelled(reason: "stopped by the person", receipt: receipt)))
            outcome = .cancelled(receipt)
        }
        do throws(EngineError) { try await recorder.synced() } catch { return .failed(error.detail, stopReason: .error) }
        return outcome
    }

    /// Ends the run without another round when it is executed: what interrupted it is its end.
    public func giveUp() { pocket.withLock { $0.isGivenUp = true } }

    /// What drives the commands that outlive the run, nil when there are none.
    ///
    /// They end when it goes away.
    public var releasedProcesses: ProcessRunner? { hasReleased.withLock { $0 } ? parts.processes : nil }

    // MARK: From outside

    /// Tells the hooks of the run what was committed; returns at once.
    public func tellHooks(_ event: RunEvent) { hooks?.tell(event) }

    /// Whether anybody wants to be told.
    public var hasHooks: Bool { hooks?.isEmpty == false }

    /// Takes the next of three steps and returns it (1…3; stays 3): 1 closes the model's stream at once, while a running tool may still end
    /// by itself; 2 ends the tools with their process trees; 3 waits for nothing any more, and what did not answer is recorded as unknown.
    @discardableResult
    public func stop() -> Int { stop(to: nil) }

    /// Steps 1 and 2 at once.
    public func stopEverything() { stop(to: 2) }

    /// Does what the run that it works for was told, if it was not told so yet.
    func follow(_ stand: RunControl.Stand) {
        if stand.step > control.step { stop(to: stand.step) }
        // A stop counts before the time; a run whose time is over ends by itself.
        if stand.timedOut { control.timeOut() }
        if stand.abandoned { control.abandon() }
    }

    @discardableResult
    private func stop(to wanted: Int?) -> Int {
        let step = control.raise(to: wanted)
        recorder.record(.runStatus(RunStatusChanged(status: .cancelling, reason: Run.stepText(step))))
        if step >= 2 {
            let calls = control.runningCallIDs
            control.noteEnded(processes: parts.processes.running.filter { calls.contains($0.callID) }.map { Int($0.pid) })
            for call in calls { parts.processes.end(callID: call) }
        }
        control.act()
        return step
    }

    private static func stepText(_ step: Int) -> String {
        switch step {
        case 1: "the model's stream is closed; a running tool may still end by itself"
        case 2: "running tools are ended with their processes"
        default: "nothing is waited for any more"
        }
    }

    /// Says something to the run: `steer` reaches the model before it is asked next, `queue` is for the run after this one.
    ///
    /// Recorded at once.
    public func say(_ text: String, delivery: MessageDelivery) {
        let message = UserMessage(text: TextSanitiser.clean(text), delivery: delivery)
        if !recorder.record(.userMessage(message)) { pocket.withLock { $0.messages.append(message) } }
    }

    /// What was said for the next run, and after the end also what could not be delivered any more.
    public var queuedMessages: [String] {
        recorder.context.queuedMessages + pocket.withLock { $0.messages.map(\.text) }
    }

    /// Has a loop go on as a pipeline once the phase that goes on is over; a question that waits is not waited for any more (003-27).
    ///
    /// Changes nothing in a run that is a pipeline already, or is over.
    public func forcePipeline() {
        let (begins, isWanted) = recorder.read { ($0.runID.isEmpty, $0.mode == .loop && !$0.wantsPipeline && !$0.isDone) }
        if begins { return pocket.withLock { $0.wantsPipeline = true } }
        guard isWanted else { return }
        recorder.record(
            .runStatus(RunStatusChanged(status: .running, reason: "goes on as a pipeline after this phase", mode: .pipeline)))
        control.dismiss()
    }

    /// Leaves the run if it waits for a person, so that it can be taken up later; false when it does not wait.
    public func leaveIfWaiting() -> Bool { control.leaveIfWaiting() || agents?.leaveIfWaiting() ?? false }

    /// Compacts the context before the model is asked next (W-21).
    public func compactContext() { control.wishCompaction() }

    /// Takes the newest compaction back, so that the model is sent again what had left (W-21).
    ///
    /// Changes nothing when there is none.
    public func restoreContext() {
        let canRestore = recorder.read { !$0.conversation.archives.isEmpty }
        guard canRestore else { return }
        recorder.record { context, _ in
            var after = context
            let entries = after.previewRestoration()
            return (.contextRestored(ContextRestored(entries: entries, tokens: after.estimatedTokens)), ())
        }
    }

    /// Answers a question of the run.
    ///
    /// An answer to anything else, and a second answer, change nothing.
    public func answer(_ questionID: String, _ answer: String) {
        control.reply(to: questionID, .answer(TextSanitiser.clean(answer)))
    }

    /// Allows or denies a call.
    ///
    /// `reason` is told to the model. `unanswered`, a verdict on anything else, and a second verdict change nothing.
    public func resolve(_ approvalID: String, _ verdict: ApprovalVerdict, scope: ApprovalScope, reason: String?) {
        guard verdict != .unanswered else { return }
        control.reply(to: approvalID, .verdict(verdict, scope, reason: reason.map(TextSanitiser.clean)))
    }
}
