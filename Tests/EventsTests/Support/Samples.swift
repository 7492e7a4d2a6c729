import Events

/// Payloads of every type: once with all members, once with as few as there may be.
enum Samples {
    static let full: [Payload] = [
        .runStarted(
            RunStarted(
                prompt: "mend \"it\"\n", mode: .loop, model: "m", provider: "openai", workspace: "~/shop",
                limits: RunLimits(maxIterations: 8, maxTokens: 1000, maxOutputTokens: 100, maxFailures: 2, timeout: .milliseconds(1500)),
                approve: "ask", sandboxTier: "off", forkedFrom: "r0")),
        .runStatus(RunStatusChanged(status: .waitingUser, reason: "q-1", mode: .pipeline)),
        .runCompleted(RunCompleted(result: "done", summary: "it is done")),
        .runFailed(RunFailed(error: detail, outcome: "unknown")),
        .runCancelled(
            RunCancelled(
                reason: "user",
                receipt: StopReceipt(step: 3, endedPIDs: [12, 13], endedCalls: ["c1"], unresolvedCalls: ["c2"], endedRuns: ["r2"]),
                outcome: "unknown")),
        .loopStarted(LoopStarted(limits: RunLimits(), mode: .pipeline)),
        .iterationStarted(IterationStarted(maxIterations: 8)),
        .iterationFinished(
            IterationFinished(
                outcome: .tool, durationUs: 5, receipt: IterationReceipt(calls: 2, failedCalls: 1, filesChanged: ["a.py"], headline: "h"))),
        .loopFinished(LoopFinished(stopReason: .tokenBudget, iterations: 3, outcome: "unknown")),
        .limitsChanged(LimitsChanged(limits: limits, reason: .maxIterations, by: "user")),
        .stageStarted(StageStarted(stage: .generator, attempt: 2)),
        .stageCompleted(
            StageCompleted(stage: .validator, outcome: .sentBack, summary: "1 fault", output: ["faults": ["no"]], durationUs: 3)),
        .stageFailed(StageFailed(stage: .executor, error: detail, durationUs: 4, outcome: "unknown")),
        .stageSkipped(StageSkipped(stage: .questionGate, reason: "nothing is unclear")),
        .modeChanged(
            ModeChanged(
                from: .loop, to: .pipeline, trigger: .limit, reason: "8 rounds are over",
                evidence: [Evidence(kind: .modelCall, loopID: "L1", iteration: 8, callID: "m1", text: "no")],
                carriedOver: CarriedOver(facts: ["f"], files: ["a.py"], todos: ["t"], answers: ["yes"], effects: ["edit_file a.py"]))),
        .modelCallStarted(
            ModelCallStarted(
                callID: "m1", purpose: .decide, model: "m", attempt: 2, messageCount: 4, toolNames: ["read_file"], prefixHash: "ab12",
                place: "127.0.0.1:80", maxAttempts: 4)),
        .reasoningDelta(ReasoningDelta(callID: "m1", text: "hm")),
        .textDelta(TextDelta(callID: "m1", text: "so")),
        .toolCallDelta(ToolCallDelta(callID: "m1", toolCallID: "c1", name: "read_file", argumentsFragment: "{\"pa")),
        .modelCallStalled(ModelCallStalled(callID: "m1", phase: .content, silentUs: 5_000_000, byteSilentUs: 1_000_000)),
        .modelCallFinished(
            ModelCallFinished(
                callID: "m1", finishReason: .toolCalls,
                usage: Usage(inputTokens: 10, outputTokens: 20, reasoningTokens: 5, cachedInputTokens: 4, estimated: true), ttftUs: 1,
                firstKind: .reasoning, decodeUs: 2, durationUs: 3, cost: 0.25,
                carried: ["maker": "anthropic a.b c", "parts": []])),
        .modelCallFailed(
            ModelCallFailed(
                callID: "m1", error: detail, willRetry: true, retryAfterUs: 9, durationUs: 8, outcome: "unknown", nextStep: .nextKey)),
        .answerReviewed(AnswerReviewed(callID: "m1", verdict: .revise, reason: "the test was not run")),
        .toolCallStarted(
            ToolCallStarted(
                toolCallID: "c1", tool: "read_file", arguments: ["path": "a.py", "deep": [1, 2.5, nil, true]], effects: [.read, .write],
                summary: "a.py", attempt: 1, stepID: "s1")),
        .toolOutputDelta(ToolOutputDelta(toolCallID: "c1", stream: .stderr, text: "x")),
        .toolCallFinished(
            ToolCallFinished(
                toolCallID: "c1", tool: "read_file", status: .error, errorCode: .notFound, output: "no", truncated: true, artifactID: "a1",
                durationUs: 7, metadata: ["exit_code": 1], display: ToolDisplay(kind: .diff, body: "-a", fact: "1 line"),
                images: [ImageReference(artifactID: "a2", mediaType: "image/png", bytes: 68, path: "b.png")], outcome: "unknown")),
        .hookApplied(HookApplied(hook: "no-push", toolCallID: "c1", verdict: .refused, reason: "not today")),
        .approvalRequested(
            ApprovalRequested(approvalID: "p1", toolCallID: "c1", tool: "write_file", what: "w", risk: "r", scopes: [.once, .run])),
        .approvalResolved(ApprovalResolved(approvalID: "p1", verdict: .denied, scope: .once, by: "user", reason: "no")),
        .userInputRequested(
            UserInputRequested(questionID: "q1", toolCallID: "c1", question: "which?", options: ["a", "b"], selection: .multiple)),
        .userInputReceived(UserInputReceived(questionID: "q1", answer: "a", outcome: "unanswered")),
        .userMessage(UserMessage(text: "wait", delivery: .steer)),
        .planStarted(PlanStarted(version: 2, faults: ["no"])),
        .planCreated(PlanCreated(plan: plan)),
        .planFailed(PlanFailed(version: 1, error: detail, outcome: "unknown")),
        .planRepaired(PlanRepaired(plan: plan, reason: "the file is elsewhere", dropped: ["s3"])),
        .stepStarted(
            StepStarted(
                stepID: "s1", version: 2, kind: .tool, name: "read_file", title: "look", attempt: 2, inputs: ["path": "a.py"])),
        .stepCompleted(StepCompleted(stepID: "s1", attempt: 2, output: "text", durationUs: 5, reason: "it holds \"x\"")),
        .stepFailed(StepFailed(stepID: "s1", attempt: 1, error: detail, output: "t", durationUs: 5, outcome: "unknown")),
        .stepSkipped(StepSkipped(stepID: "s2", reason: "s1 was not done")),
        .outputEvaluated(OutputEvaluated(stepID: "s1", attempt: 1, verdict: .unmet, reason: "\"x\" is not in it", by: .rules)),
        .reflectionTriggered(ReflectionTriggered(stepID: "s1", attempt: 1, verdict: "not found")),
        .reflectionFinished(ReflectionFinished(stepID: "s1", strategy: .changeTool, reason: "search first", outcome: "unknown")),
        .retryScheduled(
            RetryScheduled(stepID: "s1", attempt: 2, strategy: .changeArguments, name: "read_file", inputs: ["path": "b.py"])),
        .todoUpdated(TodoUpdated(items: [TodoItem(id: "1", text: "t", status: .inProgress, iterations: [1, 3])])),
        .contextAdded(
            ContextAdded(
                source: .memory, title: "3 notes", text: "The tests are run by make.",
                images: [ImageReference(artifactID: "a3", mediaType: "image/png", bytes: 68, path: "c.png")])),
        .contextCompacted(
            ContextCompacted(
                trigger: .threshold, method: .model, beforeTokens: 900, afterTokens: 300, removedEntries: 6, keptEntries: 2,
                removedIterations: [1, 3], summary: "so far")),
        .contextRestored(ContextRestored(entries: 6, tokens: 900)),
        .artifactStored(ArtifactStored(artifactID: "a1", mediaType: "text/plain", bytes: 99)),
        .backgroundChanged(
            BackgroundChanged(
                sessionID: "bg-1", toolCallID: "c1", command: "make", state: .exited, exitStatus: 2, outputBytes: 10, tail: "no rule",
                durationUs: 5)),
        .subAgentStarted(
            SubAgentStarted(agentRunID: "r2", name: "scout", task: "look", depth: 1, toolCallID: "c1", stepID: "s1")),
        .subAgentFinished(
            SubAgentFinished(
                agentRunID: "r2", name: "scout", status: .left, result: "it waits", inputTokens: 10, outputTokens: 5, durationUs: 6,
                cost: 0.5)),
        .metricsSnapshot(MetricsSnapshot(metrics: metrics)),
        .guardWarning(
            GuardWarning(
                kind: .pingPong, message: "a and b take turns; look elsewhere", count: 3, halts: true, evidenceCalls: ["c1", "c2"],
                evidenceIterations: [1, 2])),
        .error(ErrorRaised(detail: detail)),
    ]

    static let sparse: [Payload] = [
        .runStarted(
            RunStarted(
                prompt: "p", mode: .pipeline, model: "m", provider: "scripted", workspace: "/", limits: RunLimits(), approve: "all",
                sandboxTier: "off")),
        .runStatus(RunStatusChanged(status: .running)),
        .loopStarted(LoopStarted(limits: RunLimits())),
        .stageFailed(StageFailed(stage: .normalize, error: detail, durationUs: 0)),
        .modeChanged(
            ModeChanged(
                from: .pipeline, to: .loop, trigger: .config, reason: "", evidence: [Evidence(kind: .wish, text: "")],
                carriedOver: CarriedOver())),
        .planCreated(PlanCreated(plan: Plan(version: 1, goal: "", steps: []))),
        .stepFailed(StepFailed(stepID: "s1", attempt: 1, error: detail, durationUs: 0)),
        .subAgentStarted(SubAgentStarted(agentRunID: "r2", name: "a", task: "t", depth: 1)),
        .runFailed(RunFailed(error: ErrorDetail(code: ErrorCode("a_new_word"), message: "", source: .store))),
        .runCancelled(RunCancelled(reason: "", receipt: StopReceipt(step: 1))),
        .loopFinished(LoopFinished(stopReason: .final, iterations: 0)),
        .toolCallDelta(ToolCallDelta(callID: "m1", toolCallID: "c1", argumentsFragment: "")),
        .modelCallFinished(ModelCallFinished(callID: "m1", finishReason: .stop, usage: Usage(), durationUs: 0)),
        .modelCallStalled(ModelCallStalled(callID: "m1", phase: .beforeContent, silentUs: 0)),
        .modelCallFailed(ModelCallFailed(callID: "m1", error: detail, willRetry: false, durationUs: 0)),
        .toolCallStarted(ToolCallStarted(toolCallID: "c1", tool: "t", arguments: "not an object", effects: [], summary: "", attempt: 1)),
        .toolCallFinished(
            ToolCallFinished(
                toolCallID: "c1", tool: "t", status: .success, output: "", truncated: false, durationUs: 0, metadata: [:],
                display: ToolDisplay(kind: .none))),
        .approvalResolved(ApprovalResolved(approvalID: "p1", verdict: .unanswered, scope: .run, by: "recovery")),
        .userInputRequested(UserInputRequested(questionID: "q1", question: "?", options: [], selection: .text)),
        .userInputReceived(UserInputReceived(questionID: "q1", answer: "")),
        .todoUpdated(TodoUpdated(items: [])),
        .metricsSnapshot(MetricsSnapshot(metrics: Metrics())),
        .backgroundChanged(BackgroundChanged(sessionID: "bg-1", toolCallID: "c1", command: "make", state: .running)),
    ]

    static let plan = Plan(
        version: 2, goal: "it works",
        steps: [
            PlanStep(
                id: "s1", kind: .tool, name: "read_file", title: "look", inputs: ["path": "a.py"], expectedOutput: ["contains": ["x"]]),
            PlanStep(
                id: "s2", kind: StepKind(rawValue: "dance"), name: "n", inputs: ["task": "{{s1}}"], needs: ["s1"], repeats: true),
        ])

    /// Every limit otherwise than it is built in.
    static let limits: RunLimits = {
        var limits = RunLimits(maxIterations: 16, maxTokens: 1000, maxOutputTokens: 100, maxFailures: 3, timeout: .milliseconds(1500))
        limits.maxParallelCalls = 2
        limits.toolTimeout = .seconds(7)
        limits.toolOutputBytes = 1000
        limits.todoReminderRounds = 3
        limits.contextTokens = 8000
        limits.compactPercent = 70
        limits.guardWarnings = 2
        limits.guardHalts = 4
        limits.maxSteps = 20
        limits.maxReflections = 2
        return limits
    }()

    static let detail = ErrorDetail(
        code: .rateLimited, message: "too many; wait", source: .model, recoverable: true, cause: ["a", "b"], attempt: 2)

    /// As a snapshot carries them: sums, the newest time and rate, no figures by tool.
    static let metrics: Metrics = {
        var metrics = Metrics()
        metrics.iterations = 2
        metrics.modelCalls = 3
        metrics.inputTokens = 100
        metrics.outputTokens = 50
        metrics.reasoningTokens = 10
        metrics.cachedInputTokens = 40
        metrics.estimated = true
        metrics.ttftMicroseconds = [300_000]
        metrics.firstStepMicroseconds = 310_000
        metrics.rates = [61.5]
        metrics.cost = 0.004
        metrics.toolCalls = 4
        metrics.failedToolCalls = 1
        metrics.errors = 1
        for (index, account) in TimeLedger.Account.allCases.enumerated() { metrics.ledger[account] = index + 1 }
        return metrics
    }()

    static func event(_ payload: Payload, seq: Int = 1, at microseconds: Int64 = 0) -> RunEvent {
        RunEvent(
            runID: "r1", seq: seq, wallMilliseconds: 1_700_000_000_000, monotonicMicroseconds: microseconds, loopID: "L1", iteration: 1,
            agentStatus: .thinking, payload: payload)
    }
}
