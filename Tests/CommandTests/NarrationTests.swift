import Events
import Testing

@testable import lathe

/// What the plain narration says of what happens beside answers and calls.
@Suite struct NarrationTests {
    private func told(_ payloads: [Payload], _ detail: RunNarrator.Detail = .progress, ascii: Bool = false) -> String {
        var narrator = RunNarrator(detail, ascii: ascii)
        var text = ""
        for (index, payload) in payloads.enumerated() {
            text += narrator.text(
                of: RunEvent(
                    runID: "01run", seq: index + 1, wallMilliseconds: 0, monotonicMicroseconds: Int64(index) * 1000, loopID: "L1",
                    iteration: 1, agentStatus: nil, payload: payload))
        }
        return text
    }

    private func started(_ id: String, _ tool: String, _ summary: String) -> Payload {
        .toolCallStarted(ToolCallStarted(toolCallID: id, tool: tool, arguments: [:], effects: [], summary: summary, attempt: 1))
    }

    private func finished(
        _ id: String, _ tool: String, _ status: ToolStatus = .success, metadata: JSON = [:], images: [ImageReference] = []
    ) -> Payload {
        .toolCallFinished(
            ToolCallFinished(
                toolCallID: id, tool: tool, status: status, output: "", truncated: false, durationUs: 4000, metadata: metadata,
                display: ToolDisplay(kind: .none), images: images))
    }

    private let compacted = ContextCompacted(
        trigger: .threshold, method: .rules, beforeTokens: 103_000, afterTokens: 9_000, removedEntries: 6, keptEntries: 2,
        removedIterations: [1, 3], summary: "The task was this.")

    @Test("W-16: a guard is told in one line, and what it halts too") func guards() {
        func warning(_ halts: Bool) -> Payload {
            .guardWarning(
                GuardWarning(
                    kind: .equalCalls, message: "read_file was called 3 times", count: 3, halts: halts, evidenceCalls: ["a"],
                    evidenceIterations: [1]))
        }
        #expect(told([warning(false)]) == "  going in circles: read_file was called 3 times\n")
        #expect(told([warning(true)]) == "  halted: read_file was called 3 times\n")
    }

    @Test("001-62, W-21, 000-18: what comes into the context, leaves it and comes back is told in a line each") func context() {
        let text = told([
            .contextAdded(ContextAdded(source: .memory, title: "3 notes", text: "one")), .contextCompacted(compacted),
            .contextRestored(ContextRestored(entries: 6, tokens: 104_000)),
        ])
        #expect(
            text == """
                  memory: 3 notes
                  compacted: 6 entries, rounds 1–3 → summary, ~103k → 9.0k tokens; the context was nearly full; the summary was made from the events; 2 entries stayed
                  restored: 6 entries are back, ~104,000 tokens

                """)
        #expect(told([.contextCompacted(compacted)], .full).contains("    The task was this.\n"))
        #expect(told([.contextCompacted(compacted)], ascii: true).utf8.allSatisfy { $0 < 0x7F })
    }

    @Test("001-38: a command in the background is told of when it begins and when it ends, with its last lines when it failed")
    func background() {
        func session(_ state: BackgroundState, _ status: Int? = nil) -> Payload {
            .backgroundChanged(
                BackgroundChanged(
                    sessionID: "bg-1", toolCallID: "c", command: "make check", state: state, exitStatus: status, tail: "the end\n",
                    durationUs: 15_000_000))
        }
        #expect(told([session(.running)]) == "  background bg-1: make check\n")
        #expect(told([session(.exited, 0)]) == "  background bg-1 exited 0 after 15.0 s: make check\n")
        #expect(told([session(.exited, 2)]) == "  background bg-1 exit 2 after 15.0 s: make check\n    the end\n")
        #expect(told([session(.killed)]) == "  background bg-1 killed after 15.0 s: make check\n")
    }

    @Test("000-23: a hook's word on a call names the call's tool") func hooks() {
        let text = told([
            .toolCallDelta(ToolCallDelta(callID: "m", toolCallID: "c", name: "execute_shell_command", argumentsFragment: "{}")),
            .hookApplied(HookApplied(hook: "no-push", toolCallID: "c", verdict: .refused, reason: "pushing is for people")),
            .hookApplied(HookApplied(hook: "tidy", toolCallID: "c", verdict: .changed, reason: "")),
        ])
        #expect(
            text == """
                  hook no-push refused  execute_shell_command: pushing is for people
                  hook tidy changed the arguments  execute_shell_command

                """)
    }

    @Test("003-11: a limit that a person raised is told with what it is now") func limits() {
        let changed = LimitsChanged(limits: RunLimits(maxIterations: 16), reason: .maxIterations, by: "user")
        #expect(told([.limitsChanged(changed)]) == "  8 more rounds; now 16 rounds\n")
    }

    @Test("000-10: a call that is tried again is told under its tool; any other error is told as one") func retries() {
        func error(_ cause: [String], _ source: ErrorSource) -> Payload {
            .error(ErrorRaised(detail: ErrorDetail(code: .toolFailed, message: "cut", source: source, recoverable: true, cause: cause)))
        }
        #expect(
            told([started("c", "fetch_page", "x"), error(["reset", "call:c"], .tool)])
                == "  → fetch_page x\n    fetch_page: retrying, attempt 2 (tool_failed): cut\n")
        #expect(told([error([], .hook)]) == "  error (tool_failed): cut\n")
    }

    @Test("001-03: results that are neither good nor bad yet have their own words") func statuses() {
        #expect(told([finished("c", "t", .running)]) == "    running in the background, 4 ms\n")
        #expect(told([finished("c", "t", .batchRunning, metadata: ["running": ["bg-1", "bg-2", "bg-3"]])]) == "    3 running, 4 ms\n")
        #expect(told([finished("c", "t", .pendingCompress)]) == "    compressing, 4 ms\n")
    }

    @Test("000-09: of calls that run at once each result names its call") func parallel() {
        let text = told([
            started("a", "read_file", "one"), started("b", "read_file", "two"), finished("b", "read_file"), finished("a", "read_file"),
            started("c", "read_file", "three"), finished("c", "read_file"),
        ])
        #expect(
            text == """
                  → read_file one
                  → read_file two
                    read_file two: ok, 4 ms
                    read_file one: ok, 4 ms
                  → read_file three
                    ok, 4 ms

                """)
    }

    @Test("001-40: an image is told with its path, kind and size") func images() {
        let image = ImageReference(artifactID: "01art", mediaType: "image/png", bytes: 12_288, path: "docs/shot.png")
        #expect(told([finished("c", "read_image", images: [image])]) == "    ok, 4 ms\n    image docs/shot.png  PNG  12 KB\n")
    }

    private func asked(
        _ purpose: ModelPurpose = .decide, model: String = "m", place: String? = nil, attempt: Int = 1, of most: Int? = nil,
        tools: [String] = [], hash: String = "a"
    ) -> Payload {
        .modelCallStarted(
            ModelCallStarted(
                callID: "m", purpose: purpose, model: model, attempt: attempt, messageCount: 1, toolNames: tools, prefixHash: hash,
                place: place, maxAttempts: most))
    }

    private func failed(_ next: NextStep?, after wait: Int? = nil, attempt: Int = 1) -> Payload {
        .modelCallFailed(
            ModelCallFailed(
                callID: "m",
                error: ErrorDetail(code: .rateLimited, message: "busy", source: .model, cause: ["HTTP 429"], attempt: attempt),
                willRetry: wait != nil, retryAfterUs: wait, durationUs: 1, nextStep: next))
    }

    private func answered(_ input: Int, cached: Int?, cost: Double?) -> Payload {
        .modelCallFinished(
            ModelCallFinished(
                callID: "m", finishReason: .stop, usage: Usage(inputTokens: input, outputTokens: 1, cachedInputTokens: cached),
                durationUs: 1, cost: cost))
    }

    @Test("W-15, N-17: a silence, a retry, a switch of the place and a call of another purpose are told in a line each") func modelCalls() {
        let text = told([
            asked(place: "a.com", of: 4),
            .modelCallStalled(ModelCallStalled(callID: "m", phase: .beforeContent, silentUs: 5_000_000)),
            failed(.retry, after: 3_200_000), asked(place: "a.com", attempt: 2, of: 4), failed(.nextEndpoint, attempt: 2),
            asked(place: "b.com", attempt: 3, of: 4), .textDelta(TextDelta(callID: "m", text: "so")),
            .modelCallStalled(ModelCallStalled(callID: "m", phase: .content, silentUs: 5_000_000, byteSilentUs: 1_200_000)),
            answered(10, cached: nil, cost: nil), asked(.review, model: "gpt-5", place: "c.com"),
        ])
        #expect(
            text == """
                  no answer for 5 s, no byte came
                  the model did not answer (429 rate limited, a.com, attempt 1 of 4): busy; retry in 3.2 s
                  the model did not answer (429 rate limited, a.com, attempt 2 of 4): busy; next endpoint
                  now asks b.com
                so
                  the answer is stalled: nothing for 5 s, last byte 1 s ago
                  review: gpt-5 at c.com

                """)
        #expect(told([asked(), failed(nil)]) == "  the model did not answer (429 rate limited): busy\n")
    }

    @Test("W-23, N-22: afterwards each round tells what it cost and what of it was cached, and why the cache began anew") func costs() {
        let round = Payload.iterationFinished(
            IterationFinished(outcome: .tool, durationUs: 1, receipt: IterationReceipt(calls: 0, headline: "")))
        let run: [Payload] = [
            .iterationStarted(IterationStarted(maxIterations: 8)), asked(), answered(1000, cached: 0, cost: 0.0031), round,
            .iterationStarted(IterationStarted(maxIterations: 8)), asked(tools: ["read_file"], hash: "b"),
            answered(1000, cached: 750, cost: 0.0011), asked(.review), answered(10, cached: nil, cost: nil), round,
            .iterationStarted(IterationStarted(maxIterations: 8)), asked(tools: ["read_file"], hash: "b"),
            answered(10, cached: nil, cost: nil), round,
            .runCompleted(RunCompleted(result: "", summary: "")),
        ]
        let full = told(run, .full)
        #expect(full.contains("  round: $0.0031, cached 0 (0 %)\n") && full.contains("  the cache begins anew: new tool read_file\n"))
        #expect(full.contains("  round: $0.0011+, cached 750 (75 %)\n"), "the review has no price")
        #expect(full.components("  round: ") == 2, "nothing is told of a round of which nothing is known")
        #expect(full.contains(" · cached 750 (38 %) · $0.0042+\n"))
        #expect(!told(run).contains("  round: "))
    }

    @Test("001-62: what a model writes as a summary is not told as an answer") func summaryText() {
        let text = told([
            .modelCallStarted(
                ModelCallStarted(
                    callID: "s", purpose: .summarise, model: "m", attempt: 1, messageCount: 1, toolNames: [], prefixHash: "a")),
            .textDelta(TextDelta(callID: "s", text: "The task was this.")),
        ])
        #expect(text == "  summary: m\n")
    }
}

extension String {
    fileprivate func components(_ part: String) -> Int { ranges(of: part).count }
}
