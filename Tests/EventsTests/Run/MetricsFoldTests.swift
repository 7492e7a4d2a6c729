import TestKit
import Testing

@testable import Events

@Suite struct MetricsFoldTests {
    private static func fold(_ timeline: [(Int64, Payload)]) -> Metrics {
        var fold = MetricsFold()
        for (index, entry) in timeline.enumerated() { fold.apply(Samples.event(entry.1, seq: index + 1, at: entry.0)) }
        return fold.metrics
    }

    private static func finished(_ usage: Usage = Usage(), ttft: Int? = nil, decode: Int? = nil, cost: Double? = nil) -> Payload {
        .modelCallFinished(
            ModelCallFinished(callID: "m1", finishReason: .stop, usage: usage, ttftUs: ttft, decodeUs: decode, durationUs: 1, cost: cost))
    }

    private static let asked = Payload.modelCallStarted(
        ModelCallStarted(callID: "m1", purpose: .decide, model: "m", attempt: 1, messageCount: 1, toolNames: [], prefixHash: ""))

    private static func tool(_ id: String, ends: ToolStatus? = nil, took: Int = 0) -> Payload {
        guard let ends else {
            return .toolCallStarted(ToolCallStarted(toolCallID: id, tool: "t", arguments: [:], effects: [], summary: "", attempt: 1))
        }
        return .toolCallFinished(
            ToolCallFinished(
                toolCallID: id, tool: "t", status: ends, output: "", truncated: false, durationUs: took, metadata: [:],
                display: ToolDisplay(kind: .none)))
    }

    @Test("N-09: each account gets the time that was spent on it, and waiting for a person counts before the tool that waits")
    func ledger() {
        let metrics = Self.fold([
            (0, .loopStarted(LoopStarted(limits: RunLimits()))),
            (10, Self.asked),
            (110, .reasoningDelta(ReasoningDelta(callID: "m1", text: "a"))),
            (310, .textDelta(TextDelta(callID: "m1", text: "a"))),
            (360, Self.finished()),
            (367, Self.tool("c1")),
            (400, .approvalRequested(ApprovalRequested(approvalID: "p", toolCallID: "c1", tool: "t", what: "", risk: "", scopes: []))),
            (900, .approvalResolved(ApprovalResolved(approvalID: "p", verdict: .approved, scope: .once, by: "user"))),
            (1000, .userInputRequested(UserInputRequested(questionID: "q", question: "", options: [], selection: .text))),
            (3000, .userInputReceived(UserInputReceived(questionID: "q", answer: ""))),
            (3500, Self.tool("c1", ends: .success)),
            (3501, Self.asked),
            (3551, .modelCallFailed(ModelCallFailed(callID: "m1", error: Samples.detail, willRetry: true, durationUs: 1))),
            (7551, Self.asked),
            (7600, .runCompleted(RunCompleted(result: "", summary: ""))),
        ])
        #expect(metrics.ledger[.own] == 10 + 7 + 1)
        #expect(metrics.ledger[.prefill] == 100 + 50 + 49)
        #expect(metrics.ledger[.reasoning] == 200)
        #expect(metrics.ledger[.answer] == 50)
        #expect(metrics.ledger[.tool] == 33 + 100 + 500)
        #expect(metrics.ledger[.approval] == 500)
        #expect(metrics.ledger[.user] == 2000)
        #expect(metrics.ledger[.backOff] == 4000)
        #expect(metrics.ledger.totalMicroseconds == 7600)
    }

    @Test("N-09: whatever happens, the accounts together are the run's time up to its last event")
    func ledgerSum() {
        var draw = SeededGenerator.fresh("ledger")
        for _ in 0..<200 {
            var fold = MetricsFold()
            var clock: Int64 = 0
            for seq in 1...100 {
                clock += Int64.random(in: 0...50_000, using: &draw)
                fold.apply(Samples.event(Samples.full.randomElement(using: &draw) ?? Self.asked, seq: seq, at: clock))
                #expect(fold.metrics.ledger.totalMicroseconds == Int(clock), "\(draw)")
            }
        }
    }

    @Test("a clock that jumps back or to its ends neither traps nor counts twice")
    func wildClock() {
        var fold = MetricsFold()
        for (seq, clock) in [5, Int64.min, 3, .max, .min, 0, .max, -1].enumerated() {
            fold.apply(Samples.event(Self.asked, seq: seq + 1, at: clock))
        }
        #expect(fold.metrics.ledger.totalMicroseconds == .max)
    }

    @Test("W-13: a rate is told of a quarter of a second of content and more, else it is absent")
    func rate() {
        func rate(_ tokens: Int?, _ decode: Int?) -> Double? {
            guard case .modelCallFinished(let call) = Self.finished(Usage(outputTokens: tokens), decode: decode) else { return nil }
            return call.tokensPerSecond
        }
        #expect(rate(100, 2_000_000) == 50)
        #expect(rate(100, 250_000) == 400)
        #expect(rate(100, 249_999) == nil)
        #expect(rate(100, nil) == nil)
        #expect(rate(nil, 1_000_000) == nil)
        #expect(rate(0, 1_000_000) == nil)
        let metrics = Self.fold([
            (1, Self.finished(Usage(outputTokens: 100), decode: 1000)), (2, Self.finished(Usage(outputTokens: 10), decode: 500_000)),
        ])
        #expect(metrics.rates == [20])
    }

    @Test("W-13: reasoning that was not shown was over before the first content and is not in the rate")
    func hiddenReasoning() {
        func rate(_ first: ContentKind?, reasoning: Int) -> Double? {
            ModelCallFinished(
                callID: "m1", finishReason: .stop, usage: Usage(outputTokens: 500, reasoningTokens: reasoning), firstKind: first,
                decodeUs: 1_000_000, durationUs: 1
            ).tokensPerSecond
        }
        #expect(rate(.reasoning, reasoning: 400) == 500)
        #expect(rate(.text, reasoning: 400) == 100 && rate(.toolCall, reasoning: 400) == 100)
        #expect(rate(.text, reasoning: 500) == nil)
    }

    @Test("000-37: the time to the first token is kept for each call that had one, with its median and 95th percentile by nearest rank")
    func percentiles() {
        let metrics = Self.fold((1...20).map { (Int64($0), Self.finished(ttft: $0 * 100)) } + [(21, Self.finished())])
        #expect(metrics.ttftMicroseconds.count == 20)
        #expect(metrics.ttft?.median == 1000)
        #expect(metrics.ttft?.p95 == 1900)
        #expect(Self.fold([(1, Self.finished(ttft: 7))]).ttft?.p95 == 7)
        #expect(Metrics().ttft == nil)
        let long = Self.fold((1...1500).map { (Int64($0), Self.finished(ttft: $0)) })
        #expect(long.ttftMicroseconds.count == 1000 && long.ttftMicroseconds.last == 1500)
    }

    @Test("000-36, 000-37: tokens, costs, calls, failures and errors are summed, and unknown costs stay unknown")
    func sums() {
        let usage = Usage(inputTokens: 10, outputTokens: 20, reasoningTokens: 3, cachedInputTokens: 4)
        let metrics = Self.fold([
            (1, .iterationStarted(IterationStarted(maxIterations: 8))), (2, Self.asked), (3, Self.finished(usage, cost: 0.5)),
            (4, Self.tool("c1")), (5, Self.tool("c1", ends: .success, took: 30)), (6, Self.tool("c2")),
            (7, Self.tool("c2", ends: .error, took: 12)), (8, Self.asked), (9, Self.finished(Usage(outputTokens: 1, estimated: true))),
            (10, .error(ErrorRaised(detail: Samples.detail))),
            // A try of a tool that is followed by another one.
            (10, .error(ErrorRaised(detail: ErrorDetail(code: .toolFailed, message: "again", source: .tool, recoverable: true)))),
            (11, .modelCallFailed(ModelCallFailed(callID: "m1", error: Samples.detail, willRetry: false, durationUs: 1))),
        ])
        #expect(metrics.iterations == 1 && metrics.modelCalls == 2 && metrics.errors == 2)
        #expect(metrics.inputTokens == 10 && metrics.outputTokens == 21 && metrics.reasoningTokens == 3 && metrics.cachedInputTokens == 4)
        #expect(metrics.estimated && metrics.cost == 0.5)
        #expect(metrics.toolCalls == 2 && metrics.failedToolCalls == 1)
        #expect(metrics.tools["t"]?.calls == 2 && metrics.tools["t"]?.failures == 1 && metrics.tools["t"]?.durationMicroseconds == 42)
        #expect(Self.fold([(1, Self.finished())]).cost == nil)
    }

    @Test("N-08: decode times are kept apart from prefill, only where they can be told, at most the last 1,000") func decode() {
        let metrics = Self.fold((1...20).map { (Int64($0), Self.finished(ttft: 7, decode: $0 * 100_000)) } + [(21, Self.finished(ttft: 9))])
        #expect(metrics.decodeMicroseconds.count == 20 && metrics.ttftMicroseconds.count == 21)
        #expect(metrics.decode?.median == 1_000_000 && metrics.decode?.p95 == 1_900_000)
        #expect(Metrics().decode == nil && Metrics().rate == nil)
        let long = Self.fold((1...1500).map { (Int64($0), Self.finished(decode: $0)) })
        #expect(long.decodeMicroseconds.count == 1000 && long.decodeMicroseconds.last == 1500)
    }

    @Test("W-23: a call without a price makes the cost a lower bound, and so does one that broke off in its answer") func partialCost() {
        let priced = Self.finished(cost: 0.5)
        let failed = Payload.modelCallFailed(ModelCallFailed(callID: "m1", error: Samples.detail, willRetry: false, durationUs: 1))
        let piece = Payload.textDelta(TextDelta(callID: "m1", text: "a"))
        #expect(!Self.fold([(1, Self.asked), (2, piece), (3, priced)]).spending.isPartial)
        #expect(Self.fold([(1, priced), (2, Self.finished())]).spending.isPartial)
        #expect(!Self.fold([(1, Self.finished())]).spending.isPartial, "nothing is known at all")
        #expect(!Self.fold([(1, priced), (2, Self.asked), (3, failed)]).spending.isPartial, "what was not answered costs nothing")
        #expect(Self.fold([(1, priced), (2, Self.asked), (3, piece), (4, failed)]).spending.isPartial)
    }

    @Test("W-23: the cache's share is that of the calls that told it, and absent when none did") func cachedShare() {
        func share(_ usages: Usage...) -> Double? {
            Self.fold(usages.enumerated().map { (Int64($0.offset), Self.finished($0.element)) }).spending.cachedShare
        }
        #expect(share(Usage(inputTokens: 100, cachedInputTokens: 75)) == 0.75)
        #expect(share(Usage(inputTokens: 100, cachedInputTokens: 75), Usage(inputTokens: 900)) == 0.75)
        #expect(share(Usage(inputTokens: 100, cachedInputTokens: 75), Usage(inputTokens: 50, cachedInputTokens: 0)) == 0.5)
        #expect(share(Usage(inputTokens: 100)) == nil && share(Usage(cachedInputTokens: 5)) == nil && share() == nil)
        #expect(share(Usage(inputTokens: 0, cachedInputTokens: 0)) == nil)
        #expect(share(Usage(inputTokens: 10, cachedInputTokens: 90)) == 1)
    }

    @Test("003-39: the time to the first step that can be seen is that of the first reasoning, text or tool call, and absent before")
    func firstStep() {
        func piece(_ text: String) -> Payload { .textDelta(TextDelta(callID: "m1", text: text)) }
        let seen: [Payload] = [
            .reasoningDelta(ReasoningDelta(callID: "m1", text: "hm")), piece("so"),
            .toolCallDelta(ToolCallDelta(callID: "m1", toolCallID: "c1", argumentsFragment: "")), Self.tool("c1"),
        ]
        for first in seen {
            let before: [(Int64, Payload)] = [
                (0, Samples.full[0]), (900, .iterationStarted(IterationStarted(maxIterations: 8))), (1000, Self.asked),
                (310_000, piece("")),
            ]
            #expect(Self.fold(before).firstStepMicroseconds == nil && Self.fold(before).json["first_step_us"] == nil)
            let metrics = Self.fold(before + [(311_000, first), (420_000, piece("more")), (610_000, Self.finished())])
            #expect(metrics.firstStepMicroseconds == 311_000, "\(first.type)")
            #expect(metrics.json["first_step_us"] == 311_000 && Metrics(metrics.json).firstStepMicroseconds == 311_000)
        }
    }
}
