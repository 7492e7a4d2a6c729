internal import Events
internal import Models
internal import Observe
internal import Tools

/// The other half of a round: runs the model's calls and records what came out (001-34).
///
/// Every call gets exactly one start and one finish, whether it ran or not; only a call that was given up while it ran is left open, for
/// the end of the run to close, and a call that waits for a person when the run is left.
struct ToolTurn: Sendable {
    let parts: RunParts
    let recorder: RunRecorder
    let control: RunControl
    let gate: ApprovalGate
    let questions: QuestionDesk
    let ledger: CallLedger
    let background: BackgroundSessions
    /// Asked before each call; nil for none (000-23).
    let hooks: HookPipeline?

    enum Outcome: Sendable, Equatable {
        /// The results are in the context.
        case observed
        /// A call said that the task is done.
        case finished(result: String)
        /// A call needs a person and nobody is there. The text says what for.
        case needsAnswer(String)
    }

    /// Runs the calls of an answer; `offered` are the tools that the model was told of.
    func run(_ calls: [ToolCall], offered: Set<String>) async throws(EngineError) -> Outcome {
        try await inWaves(calls.map { read($0, offered) }, admitThenRun)
    }

    /// Wave after wave; once the run is stopped or finished the others are skipped.
    func inWaves(
        _ calls: [ReadCall], _ run: ([ReadCall]) async throws(EngineError) -> Outcome
    ) async throws(EngineError) -> Outcome {
        var outcome = Outcome.observed
        for wave in CallWave.waves(calls) {
            if case .needsAnswer = outcome, control.interruption == nil { return outcome }
            if let reason = reasonToSkip(outcome) {
                try await skip(wave, reason)
            } else {
                outcome = try await run(wave)
            }
        }
        return outcome
    }

    private func skip(_ calls: some Sequence<ReadCall>, _ reason: String) async throws(EngineError) {
        for call in calls { try await ledger.finish(ledger.start(call), .failure(.cancelled, reason)) }
    }

    private func read(_ call: ToolCall, _ offered: Set<String>) -> ReadCall {
        let prepared = parts.tools.prepare(name: call.name, arguments: call.arguments)
        guard prepared.fault == nil, !offered.contains(prepared.tool) else { return ReadCall(call: call, prepared: prepared) }
        let names = parts.tools.specs.map(\.name).filter(offered.contains)
        return ReadCall(call: call, prepared: .notEnabled(tool: prepared.tool, arguments: prepared.arguments, offered: names))
    }

    private func reasonToSkip(_ outcome: Outcome) -> String? {
        switch (control.interruption, outcome) {
        case (.stopped, _): "Not run: the run was stopped."
        case (.timedOut, _): "Not run: the run's time was over."
        case (nil, .finished): "Not run: the task was finished by an earlier call."
        case (nil, .observed), (nil, .needsAnswer): nil
        }
    }

    // MARK: A wave

    /// Asks for what must be asked, call by call; then runs what may run, at the same time as far as the limit goes.
    func admitThenRun(_ wave: [ReadCall]) async throws(EngineError) -> Outcome {
        var admitted: [ReadCall] = []
        for call in wave {
            if let reason = reasonToSkip(.observed) {
                try await skip([call], reason)
                continue
            }
            let call = try await hooked(call)
            switch try await admit(call) {
            case .free: admitted.append(call)
            case .ended: break
            case .nobody: return .needsAnswer("\(call.prepared.tool) \(call.prepared.summary)")
            }
        }
        // A hook may have moved a call to where another one is at work.
        return try await inWaves(admitted) { part throws(EngineError) in
            try await part.count == 1 ? perform(part[0]) : together(part)
        }
    }

    /// The call as the hooks leave it: as it was, with other arguments that are checked anew, or refused.
    private func hooked(_ call: ReadCall) async throws(EngineError) -> ReadCall {
        guard let hooks, !hooks.isEmpty, call.prepared.fault == nil else { return call }
        let asked = HookedCall(
            runID: recorder.runID, toolCallID: call.id, tool: call.prepared.tool, arguments: call.prepared.arguments,
            effects: call.prepared.effects)
        let decision = await control.run(.tool(call.id)) { await hooks.beforeTool(asked) }
        guard let decision else { return call }
        for applied in decision.applied { recorder.record(.hookApplied(applied)) }
        var changed = call
        if decision.isChanged {
            changed.prepared = parts.tools.prepare(name: call.call.name, arguments: decision.arguments.text)
            changed.note = "[a hook changed the arguments of this call to \(Headline.of(decision.arguments.text, limit: 200))]"
        }
        if let refusal = decision.refusal {
            changed.prepared.fault = .failure(
                .hookRefused,
                "A hook of the person refused this call: \(refusal). Do not try it again in the same way; do without it, or ask.")
        }
        return changed
    }

    private enum Admission {
        case free
        /// It has its result without having run.
        case ended
        case nobody
    }

    private func admit(_ call: ReadCall) async throws(EngineError) -> Admission {
        if let fault = call.prepared.fault {
            try await ledger.finish(ledger.start(call), fault)
            return .ended
        }
        return try await admit(call, gate.decide(call.prepared, id: call.id, asks: call.asks))
    }

    private func admit(_ call: ReadCall, _ decision: ApprovalGate.Decision) async throws(EngineError) -> Admission {
        switch decision {
        case .free: return .free
        case .denied(let text): try await ledger.finish(ledger.start(call), .failure(.denied, text))
        case .stopped:
            try await ledger.finish(
                ledger.start(call), .failure(.cancelled, "Not run: nobody decided before the run was stopped or went on in another way."))
        case .nobody: return .nobody
        }
        return .ended
    }

    /// Runs several calls at the same time, begun in their order; results are taken as they come.
    private func together(_ calls: [ReadCall]) async throws(EngineError) -> Outcome {
        let limit = max(1, recorder.read { $0.limits.maxParallelCalls })
        return try await withTaskGroup(of: (CallLedger.Started, ToolResult?).self) { group -> Result<Outcome, EngineError> in
            var waiting = calls[...]
            var running = 0
            var outcome = Outcome.observed
            do throws(EngineError) {
                while running > 0 || !waiting.isEmpty {
                    let batch = waiting.prefix(limit - running)
                    waiting = waiting.dropFirst(batch.count)
                    running += try await begin(batch, in: &group)
                    guard running > 0, let ended = await group.next() else { continue }
                    running -= 1
                    try await take(ended, into: &outcome)
                }
                return .success(outcome)
            } catch {
                return .failure(error)
            }
        }.get()
    }

    /// Starts some calls and returns how many run.
    private func begin(
        _ batch: ArraySlice<ReadCall>, in group: inout TaskGroup<(CallLedger.Started, ToolResult?)>
    ) async throws(EngineError) -> Int {
        guard !batch.isEmpty else { return 0 }
        if let reason = reasonToSkip(.observed) {
            try await skip(batch, reason)
            return 0
        }
        let starts = batch.map { ($0, ledger.start($0)) }
        if batch.contains(where: \.hasLastingEffect) { try await recorder.synced() }
        for (call, started) in starts { group.addTask { [self] in (started, await result(of: call)) } }
        return starts.count
    }

    private func perform(_ call: ReadCall) async throws(EngineError) -> Outcome {
        let started = ledger.start(call)
        // What changes nothing need not wait for the disk.
        if call.hasLastingEffect { try await recorder.synced() }
        if let reason = reasonToSkip(.observed) {
            try await ledger.finish(started, .failure(.cancelled, reason))
            return .observed
        }
        guard let result = await result(of: call) else { return .observed }
        return try await take(result, of: started)
    }

    /// Runs one call; nil when it was given up while it ran.
    private func result(of call: ReadCall) async -> ToolResult? {
        let (todos, iteration) = recorder.read { ($0.todos, $0.iteration) }
        let pulse = ToolPulse(callID: call.id, recorder: recorder, delay: parts.silenceDelay)
        let place = ToolContext(
            toolCallID: call.id, workspace: parts.workspace, processes: parts.processes, todos: todos, iteration: iteration,
            background: background, artifact: { [recorder] id in try await recorder.artifact(id) },
            failedAttempt: { [recorder] detail in
                var detail = detail
                detail.recoverable = true
                // The screen finds the card by it.
                detail.cause.append("call:\(call.id)")
                recorder.record(.error(ErrorRaised(detail: detail)))
            }
        ) { [recorder] stream, text in
            pulse.note()
            if !text.isEmpty { recorder.record(.toolOutputDelta(ToolOutputDelta(toolCallID: call.id, stream: stream, text: text))) }
        }
        let beating = Task { await pulse.run() }
        defer { beating.cancel() }
        var result = await control.run(.tool(call.id)) { [tools = parts.tools] in await tools.run(call.prepared, in: place) }
        if let note = call.note, let output = result?.output { result?.output = note + "\n" + output }
        return result
    }

    /// Takes what a call gave that ran beside others; what has no result was given up.
    private func take(_ ended: (started: CallLedger.Started, result: ToolResult?), into outcome: inout Outcome) async throws(EngineError) {
        guard let result = ended.result else { return }
        let next = try await take(result, of: ended.started)
        if next != .observed { outcome = next }
    }

    private func take(_ result: ToolResult, of started: CallLedger.Started) async throws(EngineError) -> Outcome {
        switch result.directive {
        case .ask(let question, let options, let selection):
            let question = QuestionDesk.Question(text: question, options: options, selection: selection)
            return try await answered(questions.ask(question, of: started.id), question.text, result, started)
        case .offer(let text) where questions.hasPerson:
            return try await accepted(questions.ask(.acceptance(of: text), of: started.id), text, result, started)
        case .leave(let what) where control.interruption == nil: return .needsAnswer(what)
        default: break
        }
        control.noteEnded(started.id)
        // A call that was stopped says which processes it took with it.
        if control.interruption != nil {
            control.noteEnded(processes: (result.metadata["ended_pids"]?.array ?? []).compactMap(\.integer))
        }
        try await ledger.finish(started, result)
        switch result.directive {
        case .goOn, .ask, .compress, .leave: return .observed
        case .finish(let text), .offer(let text): return .finished(result: text)
        case .setTodos(let items):
            recorder.record(.todoUpdated(TodoUpdated(items: items)))
            return .observed
        }
    }

    // MARK: Answers

    private func answered(
        _ reply: QuestionDesk.Reply, _ question: String, _ result: ToolResult, _ started: CallLedger.Started
    ) async throws(EngineError) -> Outcome {
        switch reply {
        case .answer(let answer):
            var metadata = result.metadata
            // What the tool itself answered; the call's own status is that of the answer (001-21).
            metadata["waited"] = .string(ToolStatus.waitResponse.rawValue)
            try await ledger.finish(
                started, ToolResult(status: .success, output: answer, metadata: metadata, display: ToolDisplay(kind: .text)))
            return .observed
        case .stopped:
            try await ledger.finish(started, .failure(.cancelled, "Nobody answered before the run was stopped or went on in another way."))
            return .observed
        case .nobody: return .needsAnswer(question)
        }
    }

    private func accepted(
        _ reply: QuestionDesk.Reply, _ text: String, _ result: ToolResult, _ started: CallLedger.Started
    ) async throws(EngineError) -> Outcome {
        switch reply {
        case .answer(QuestionDesk.Question.accept):
            try await ledger.finish(started, result)
            return .finished(result: text)
        case .answer(let answer):
            try await ledger.finish(started, .success("The person does not take it as done yet. They said: \(answer)"))
            return .observed
        case .stopped:
            try await ledger.finish(started, .failure(.cancelled, "Nobody answered before the run was stopped or went on in another way."))
            return .observed
        case .nobody: return .needsAnswer(QuestionDesk.Question.acceptance(of: text).text)
        }
    }

    // MARK: Taking up

    /// Goes on with the calls of the round that was left: waits on where it waited, and runs what did not begin.
    ///
    /// A call that began and has no result may have had its effect; it is not run again.
    func takeUp(offered: Set<String>) async throws(EngineError) -> Outcome {
        let left = recorder.read { LeftCalls($0) }
        var outcome = Outcome.observed
        var rest: [ToolCall] = []
        var agents: [(ReadCall, CallLedger.Started)] = []
        for call in left.calls {
            let read = read(call.call, offered)
            switch call.state {
            case .done: break
            case .fresh: rest.append(call.call)
            case .asks(let questionID, let question):
                let started = CallLedger.Started(id: call.call.id, tool: read.prepared.tool, began: call.began)
                let reply = try await questions.waitOn(questionID)
                if question.isAcceptance {
                    let text = read.prepared.arguments["result"]?.string ?? ""
                    outcome = try await accepted(reply, text, .success(text, display: ToolDisplay(kind: .none)), started)
                } else {
                    outcome = try await answered(reply, question.text, .success(""), started)
                }
            case .waitsForApproval(let approvalID, let what): outcome = try await approved(read, approvalID, what)
            case .agent:
                agents.append((read, CallLedger.Started(id: call.call.id, tool: read.prepared.tool, began: call.began)))
            case .begun:
                let started = CallLedger.Started(id: call.call.id, tool: read.prepared.tool, began: call.began)
                try await ledger.finish(started, LeftCalls.lost, outcome: "unknown")
            }
            if case .needsAnswer = outcome { return outcome }
        }
        if let reason = reasonToSkip(outcome) {
            for (_, started) in agents { try await ledger.finish(started, .failure(.cancelled, reason)) }
        } else if !agents.isEmpty {
            outcome = try await goOn(agents)
        }
        if case .needsAnswer = outcome { return outcome }
        if case .finished = outcome {
            try await skip(rest.map { read($0, offered) }, reasonToSkip(outcome) ?? "")
            return outcome
        }
        return try await run(rest, offered: offered)
    }

    /// Goes on with agents that were left: side by side, as they began.
    private func goOn(_ calls: [(ReadCall, CallLedger.Started)]) async throws(EngineError) -> Outcome {
        try await withTaskGroup(of: (CallLedger.Started, ToolResult?).self) { group -> Result<Outcome, EngineError> in
            for (call, started) in calls { group.addTask { [self] in (started, await result(of: call)) } }
            var outcome = Outcome.observed
            do throws(EngineError) {
                while let ended = await group.next() { try await take(ended, into: &outcome) }
                return .success(outcome)
            } catch {
                return .failure(error)
            }
        }.get()
    }

    /// Runs a call after the verdict that was asked for before, as the hooks leave it now.
    ///
    /// What differs from what the person was shown is asked for anew.
    func approved(_ call: ReadCall, _ approvalID: String, _ what: String) async throws(EngineError) -> Outcome {
        var call = call
        var admission = try await admit(call, gate.waitOn(approvalID, call.prepared, what: what))
        if case .free = admission {
            call = try await hooked(call)
            if call.prepared.fault != nil || ApprovalGate.what(call.prepared) != what { admission = try await admit(call) }
        }
        return switch admission {
        case .free: try await perform(call)
        case .ended: .observed
        case .nobody: .needsAnswer("\(call.prepared.tool) \(call.prepared.summary)")
        }
    }
}
