import Events
import TerminalKit

@testable import Workbench

/// Events of a small run, made by hand, with a clock that goes on by itself.
struct Sample {
    private(set) var events: [RunEvent] = []
    private var clock: Int64 = 0
    /// The loop, or the pass of a pipeline, that events belong to.
    var loopID: String? = "L1"
    /// The round that events belong to.
    var iteration: Int?
    private var calls = 0

    mutating func add(_ payload: Payload, after milliseconds: Int64 = 10, status: AgentStatus? = nil) {
        clock += milliseconds * 1000
        events.append(
            RunEvent(
                runID: "01run", seq: events.count + 1, wallMilliseconds: 1_700_000_000_000 + clock / 1000, monotonicMicroseconds: clock,
                loopID: loopID,
                iteration: iteration, agentStatus: status, payload: payload))
    }

    mutating func begin(_ prompt: String = "Make the failing parser test pass", maxTokens: Int? = nil) {
        let limits = RunLimits(maxIterations: 8, maxTokens: maxTokens)
        add(
            .runStarted(
                RunStarted(
                    prompt: prompt, mode: .loop, model: "qwen3-coder", provider: "openai", workspace: "/home/me/shop", limits: limits,
                    approve: "ask",
                    sandboxTier: "off")), after: 0)
        add(.loopStarted(LoopStarted(limits: limits)))
    }

    mutating func beginRound(_ number: Int, of limit: Int = 8) {
        beginEmptyRound(number, of: limit)
        ask()
    }

    /// A round in which no model was asked yet.
    mutating func beginEmptyRound(_ number: Int, of limit: Int = 8) {
        iteration = number
        add(.iterationStarted(IterationStarted(maxIterations: limit)), status: .thinking)
    }

    mutating func ask(
        _ purpose: ModelPurpose = .decide, model: String = "qwen3-coder", place: String? = nil, tools: [String] = ["read_file"],
        hash: String = "ff", attempt: Int = 1, of most: Int? = nil
    ) {
        calls += 1
        add(
            .modelCallStarted(
                ModelCallStarted(
                    callID: "m\(calls)", purpose: purpose, model: model, attempt: attempt, messageCount: 3, toolNames: tools,
                    prefixHash: hash, place: place, maxAttempts: most)),
            status: .thinking)
    }

    mutating func reason(_ text: String) {
        add(.reasoningDelta(ReasoningDelta(callID: "m\(calls)", text: text)), after: 300, status: .thinking)
    }
    mutating func say(_ text: String) { add(.textDelta(TextDelta(callID: "m\(calls)", text: text)), after: 50, status: .thinking) }

    mutating func endModel(usage: Usage = Usage(inputTokens: 1200, outputTokens: 120), cost: Double? = nil) {
        add(
            .modelCallFinished(
                ModelCallFinished(
                    callID: "m\(calls)", finishReason: .stop, usage: usage, ttftUs: 310_000,
                    firstKind: .reasoning,
                    decodeUs: 2_000_000, durationUs: 2_400_000, cost: cost)), after: 2000, status: .thinking)
    }

    mutating func stall(_ phase: StallPhase, silent: Int = 5_000_000, byte: Int? = nil) {
        add(
            .modelCallStalled(ModelCallStalled(callID: "m\(calls)", phase: phase, silentUs: silent, byteSilentUs: byte)),
            after: Int64(silent / 1000), status: .thinking)
    }

    mutating func failModel(
        _ code: ErrorCode = .rateLimited, _ message: String = "api.a.com answered 429: too many requests; wait 3 s and try again",
        cause: [String] = ["HTTP 429"], attempt: Int = 1, next: NextStep?, after wait: Int? = nil
    ) {
        add(
            .modelCallFailed(
                ModelCallFailed(
                    callID: "m\(calls)",
                    error: ErrorDetail(
                        code: code, message: message, source: .model, recoverable: wait != nil, cause: cause, attempt: attempt),
                    willRetry: [.retry, .nextKey, .nextEndpoint].contains(next), retryAfterUs: wait, durationUs: 1000, nextStep: next)),
            after: 400, status: .thinking)
    }

    mutating func beginTool(_ id: String, _ tool: String, _ summary: String, arguments: JSON = [:]) {
        add(
            .toolCallDelta(ToolCallDelta(callID: "m\(calls)", toolCallID: id, name: tool, argumentsFragment: arguments.text)),
            status: .thinking)
        add(
            .toolCallStarted(
                ToolCallStarted(toolCallID: id, tool: tool, arguments: arguments, effects: [.read], summary: summary, attempt: 1)),
            status: .toolCall)
    }

    mutating func endTool(
        _ id: String, _ tool: String, status: ToolStatus = .success, code: ErrorCode? = nil, output: String = "",
        metadata: JSON = [:], display: ToolDisplay = ToolDisplay(kind: .text), images: [ImageReference] = []
    ) {
        add(
            .toolCallFinished(
                ToolCallFinished(
                    toolCallID: id, tool: tool, status: status, errorCode: code, output: output, truncated: false, durationUs: 4000,
                    metadata: metadata,
                    display: display, images: images)), after: 4, status: .toolResult)
    }

    mutating func endRound(_ outcome: IterationOutcome = .tool, headline: String = "") {
        add(
            .iterationFinished(
                IterationFinished(outcome: outcome, durationUs: 3_100_000, receipt: IterationReceipt(calls: 1, headline: headline))),
            status: .done)
    }

    mutating func complete(_ result: String) {
        iteration = nil
        add(.loopFinished(LoopFinished(stopReason: .final, iterations: calls)), status: .done)
        loopID = nil
        add(.runCompleted(RunCompleted(result: result, summary: result)))
    }

    /// Three rounds: a search, a read, and an edit that is still running.
    static func inTheMiddle() -> Sample {
        var run = Sample()
        run.begin()
        run.beginRound(1)
        run.reason("The failure names parse_date, so I look there first.")
        run.endModel()
        run.beginTool("c1", "regex_search", "parse_date")
        run.endTool(
            "c1", "regex_search", output: "src/dates.py:3",
            display: ToolDisplay(kind: .list, body: "src/dates.py:3: def parse_date", fact: "1 match"))
        run.add(
            .todoUpdated(
                TodoUpdated(items: [
                    TodoItem(id: "1", text: "find the failing test", status: .completed, iterations: [1]),
                    TodoItem(id: "2", text: "mend parse_date", status: .inProgress, iterations: [1]),
                    TodoItem(id: "3", text: "run the tests again", status: .pending),
                ])))
        run.endRound(headline: "find the test")
        run.beginRound(2)
        run.endModel()
        run.beginTool("c2", "read_file", "src/dates.py")
        run.endTool("c2", "read_file", status: .error, code: .notFound, output: "there is no src/dates.py; list the folder")
        run.endRound(headline: "read_file src/dates.py")
        run.beginRound(3)
        run.reason("The month is read before the year, so 三月 fails.")
        run.say("I swap **month** and `year`.")
        run.endModel()
        run.beginTool("c3", "edit_file", "src/dates.py", arguments: ["path": "src/dates.py"])
        return run
    }

    /// The same run, ended well.
    static func completed() -> Sample {
        var run = inTheMiddle()
        run.endTool(
            "c3", "edit_file", output: "edited",
            display: ToolDisplay(kind: .diff, body: "@@ -1 +1 @@\n-month, year = a, b\n+year, month = a, b", fact: "+1 -1"))
        run.endRound()
        run.complete("Mended.")
        return run
    }
}

/// A state as the workbench has it, without a terminal.
func makeState(columns: Int = 120, rows: Int = 40, provider: String? = "openai", modelName: String? = "qwen3-coder") -> State {
    State(
        size: ScreenSize(columns: columns, rows: rows), glyphs: .unicode, now: 1_000_000_000, wallMilliseconds: 1_700_000_100_000,
        place: "~/shop",
        provider: provider, modelName: modelName, themeNames: ["ink", "paper"], themeName: "ink")
}

extension State {
    /// The state while the run of `sample` goes on.
    static func live(_ sample: Sample, columns: Int = 120, rows: Int = 40) -> State {
        var state = makeState(columns: columns, rows: rows)
        _ = update(&state, .attached(runID: "01run"))
        _ = update(&state, .events(sample.events))
        return state
    }

    mutating func press(_ key: Key, _ modifiers: Modifiers = []) -> [Effect] { update(&self, .input(.key(key, modifiers))) }

    mutating func type(_ text: String) {
        for character in text { _ = press(.character(character)) }
    }

    var screen: String { WorkbenchScreen.draw(self).plainText() }
}
