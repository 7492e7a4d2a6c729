import Events

@testable import Store

/// Events as the engine gives them: without numbers.
enum SampleRun {
    static let surroundings = Surroundings(
        wallMilliseconds: { 1_700_000_000_000 }, monotonicMicroseconds: { 0 }, random: { UInt64.random(in: .min ... .max) },
        environment: [:])

    static func event(_ run: String, _ payload: Payload, at microseconds: Int64 = 1000, iteration: Int? = nil) -> RunEvent {
        RunEvent(
            runID: run, seq: 0, wallMilliseconds: 1_700_000_000_000, monotonicMicroseconds: microseconds,
            loopID: iteration.map { _ in "L1" },
            iteration: iteration, agentStatus: iteration.map { _ in .thinking }, payload: payload)
    }

    static func started(_ run: String, prompt: String = "Mend the bug") -> RunEvent {
        event(
            run,
            .runStarted(
                RunStarted(
                    prompt: prompt, mode: .loop, model: "test-model", provider: "scripted", workspace: "/somewhere", limits: RunLimits(),
                    approve: "all", sandboxTier: "off")), at: 0)
    }

    static func text(_ run: String, _ text: String, call: String = "c1") -> RunEvent {
        event(run, .textDelta(TextDelta(callID: call, text: text)), iteration: 1)
    }

    static func completed(_ run: String, _ summary: String = "Mended") -> RunEvent {
        event(run, .runCompleted(RunCompleted(result: summary, summary: summary)), at: 90_000)
    }

    /// A whole run that opens everything that can be opened.
    static func whole(_ run: String) -> [RunEvent] {
        let limits = RunLimits()
        let fault = ErrorDetail(code: .serverError, message: "no; try later", source: .model)
        let payloads: [(Payload, Int?)] = [
            (.loopStarted(LoopStarted(limits: limits)), nil),
            (.iterationStarted(IterationStarted(maxIterations: 8)), 1),
            (
                .modelCallStarted(
                    ModelCallStarted(
                        callID: "c1", purpose: .decide, model: "m", attempt: 1, messageCount: 2, toolNames: [], prefixHash: "0")), 1
            ),
            (.modelCallFailed(ModelCallFailed(callID: "c1", error: fault, willRetry: true, durationUs: 5)), 1),
            (
                .modelCallStarted(
                    ModelCallStarted(
                        callID: "c2", purpose: .decide, model: "m", attempt: 2, messageCount: 2, toolNames: [], prefixHash: "0")), 1
            ),
            (.textDelta(TextDelta(callID: "c2", text: "I look.")), 1),
            (
                .modelCallFinished(
                    ModelCallFinished(
                        callID: "c2", finishReason: .toolCalls, usage: Usage(inputTokens: 100, outputTokens: 20), durationUs: 5, cost: 0.5)),
                1
            ),
            (
                .approvalRequested(
                    ApprovalRequested(
                        approvalID: "a1", toolCallID: "t1", tool: "execute_shell_command", what: "ls", risk: "runs a program",
                        scopes: [.once])), 1
            ),
            (.approvalResolved(ApprovalResolved(approvalID: "a1", verdict: .approved, scope: .once, by: "user")), 1),
            (
                .toolCallStarted(
                    ToolCallStarted(
                        toolCallID: "t1", tool: "execute_shell_command", arguments: [:], effects: [.execute], summary: "ls", attempt: 1)), 1
            ),
            (.userInputRequested(UserInputRequested(questionID: "q1", question: "Which?", options: ["a", "b"], selection: .single)), 1),
            (.userInputReceived(UserInputReceived(questionID: "q1", answer: "a")), 1),
            (
                .toolCallFinished(
                    ToolCallFinished(
                        toolCallID: "t1", tool: "execute_shell_command", status: .success, output: "x", truncated: false, durationUs: 5,
                        metadata: [:],
                        display: ToolDisplay(kind: .text))), 1
            ),
            (.iterationFinished(IterationFinished(outcome: .final, durationUs: 50, receipt: IterationReceipt())), 1),
            (.loopFinished(LoopFinished(stopReason: .final, iterations: 1)), nil),
        ]
        var events = [started(run)]
        for (index, payload) in payloads.enumerated() {
            var event = event(run, payload.0, at: Int64(index + 1) * 1000, iteration: payload.1)
            event.loopID = "L1"
            events.append(event)
        }
        return events + [completed(run)]
    }
}

extension EventStore {
    convenience init(at path: String, syncsEffects: Bool = true) throws {
        try self.init(path: path, surroundings: SampleRun.surroundings, syncsEffects: syncsEffects)
    }

    func all(of run: String) throws -> [RunEvent] { try events(of: run, after: 0, limit: 100_000) }

    /// The text of every text delta, joined.
    func text(of run: String) throws -> String {
        try all(of: run).map { if case .textDelta(let delta) = $0.payload { delta.text } else { "" } }.joined()
    }
}

/// Makes the owner of every open run a process that is certainly gone.
func killOwners(_ path: String) throws {
    let connection = try Connection(path: path, access: .readWrite(modelFile: nil))
    let here = ProcessMark.current()
    let gone = ProcessMark(pid: here.pid, start: "1", boot: here.boot, space: here.space)
    try connection.run("UPDATE runs SET owner = ?", [.text(gone.text)])
    connection.close()
}
