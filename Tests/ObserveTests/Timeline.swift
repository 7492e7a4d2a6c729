import Events

@testable import Observe

/// The events of a run that was written by hand, with times in microseconds.
enum Timeline {
    static let runID = "01krqd7w00a1b2c3d4e5f6g7h8"
    static let wall: Int64 = 1_795_228_800_000
    /// A word that stands in every text that must not leave the machine.
    static let secret = "SECRET"

    /// `iteration`: 0 for none.
    static func events(_ entries: [(at: Int64, iteration: Int, Payload)]) -> [RunEvent] {
        entries.enumerated().map { index, entry in
            RunEvent(
                runID: runID, seq: index + 1, wallMilliseconds: wall + entry.at / 1000, monotonicMicroseconds: entry.at,
                loopID: entry.iteration < 0 ? nil : "L1", iteration: entry.iteration > 0 ? entry.iteration : nil, agentStatus: .thinking,
                payload: entry.2)
        }
    }

    static func spans(_ events: [RunEvent]) -> [Span] {
        var fold = TraceFold()
        return events.flatMap { fold.apply($0) } + fold.unfinished()
    }

    static let started = Payload.runStarted(
        RunStarted(
            prompt: secret, mode: .loop, model: "qwen3-coder", provider: "openai", workspace: "/home/\(secret)", limits: RunLimits(),
            approve: "ask", sandboxTier: "off"))

    static func asks(_ id: String, attempt: Int = 1) -> Payload {
        .modelCallStarted(
            ModelCallStarted(
                callID: id, purpose: .decide, model: "qwen3-coder", attempt: attempt, messageCount: 2, toolNames: ["read_file"],
                prefixHash: "ab"))
    }

    static func says(_ id: String) -> Payload { .textDelta(TextDelta(callID: id, text: secret)) }

    static func answers(_ id: String) -> Payload {
        .modelCallFinished(
            ModelCallFinished(
                callID: id, finishReason: .toolCalls,
                usage: Usage(inputTokens: 1200, outputTokens: 210, reasoningTokens: 120, cachedInputTokens: 1024), ttftUs: 310_000,
                firstKind: .text, durationUs: 1))
    }

    static func calls(_ id: String, _ tool: String = "execute_shell_command") -> Payload {
        .toolCallStarted(
            ToolCallStarted(
                toolCallID: id, tool: tool, arguments: ["command": .string(secret)], effects: [.execute], summary: secret, attempt: 1))
    }

    static func gives(_ id: String, _ code: ErrorCode? = nil) -> Payload {
        .toolCallFinished(
            ToolCallFinished(
                toolCallID: id, tool: "execute_shell_command", status: code == nil ? .success : .error, errorCode: code, output: secret,
                truncated: false, durationUs: 1, metadata: ["exit_code": 1, "path": .string(secret)],
                display: ToolDisplay(kind: .output, body: secret, fact: secret)))
    }

    static func background(_ state: BackgroundState, _ status: Int? = nil) -> Payload {
        .backgroundChanged(
            BackgroundChanged(
                sessionID: "bg-1", toolCallID: "c2", command: secret, state: state, exitStatus: status, outputBytes: 9, tail: secret))
    }

    static let fault = ErrorDetail(
        code: .rateLimited, message: secret, source: .model, recoverable: true, cause: [secret], attempt: 1)

    static func roundEnds(_ outcome: IterationOutcome) -> Payload {
        .iterationFinished(
            IterationFinished(
                outcome: outcome, durationUs: 1,
                receipt: IterationReceipt(calls: 2, failedCalls: 1, filesChanged: [secret], headline: secret)))
    }

    /// Two rounds with a retry, two calls at once, a yes, a question, a command in the background and a fault.
    static let whole: [RunEvent] = {
        var metrics = Metrics()
        (metrics.iterations, metrics.inputTokens, metrics.firstStepMicroseconds) = (2, 2400, 150)
        return events([
            (0, -1, started), (10, 0, .loopStarted(LoopStarted(limits: RunLimits()))),
            (20, 1, .iterationStarted(IterationStarted(maxIterations: 8))), (30, 1, asks("m1")), (40, 1, says("m1")),
            (50, 1, .modelCallFailed(ModelCallFailed(callID: "m1", error: fault, willRetry: true, durationUs: 1))),
            (90, 1, asks("m2", attempt: 2)), (150, 1, says("m2")), (200, 1, answers("m2")),
            (
                210, 1,
                .approvalRequested(
                    ApprovalRequested(
                        approvalID: "p1", toolCallID: "c2", tool: "execute_shell_command", what: secret, risk: secret, scopes: [.once]))
            ),
            (220, 1, calls("c1", "read_file")),
            (300, 1, .approvalResolved(ApprovalResolved(approvalID: "p1", verdict: .approved, scope: .once, by: "user", reason: secret))),
            (310, 1, calls("c2")), (320, 1, background(.running)), (330, 1, gives("c1", .notFound)), (340, 1, gives("c2")),
            (350, 1, .error(ErrorRaised(detail: fault))), (360, 1, roundEnds(.tool)),
            (370, 2, .iterationStarted(IterationStarted(maxIterations: 8))), (380, 2, asks("m3")), (390, 2, answers("m3")),
            (400, 2, calls("c3", "ask_user")),
            (
                410, 2,
                .userInputRequested(
                    UserInputRequested(questionID: "q1", toolCallID: "c3", question: secret, options: [secret], selection: .text))
            ),
            (900, 2, .userInputReceived(UserInputReceived(questionID: "q1", answer: secret))), (910, 2, gives("c3")),
            (920, 2, roundEnds(.final)), (930, 0, background(.exited, 2)),
            (940, 0, .loopFinished(LoopFinished(stopReason: .final, iterations: 2))),
            (945, -1, .metricsSnapshot(MetricsSnapshot(metrics: metrics))),
            (950, -1, .runCompleted(RunCompleted(result: secret, summary: secret))),
        ])
    }()
}
