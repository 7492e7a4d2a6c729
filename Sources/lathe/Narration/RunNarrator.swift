import Events
import Workbench

/// Tells a run as plain text: rounds, tools, what the model says.
///
/// A fold over the events, one at a time.
struct RunNarrator {
    enum Detail {
        /// While it goes on: tools in two lines, no reasoning, no outputs.
        case progress
        /// Afterwards: reasoning, arguments and outputs too.
        case full
    }

    let detail: Detail
    private let arrow: String
    let words: EventWords
    /// True while the last line has no end yet.
    private var isMidLine = false
    private var block = Block.none
    private var fold = MetricsFold()
    private var runMicroseconds = 0
    /// What the model said in its last answer, so that a result that only repeats it is not told twice.
    private var answer = ""
    /// Calls that run, in the order they began.
    private var calls: [(id: String, words: String)] = []
    /// True from when several calls ran at once until none runs.
    private var isParallel = false
    /// The tools of the calls of this round.
    var tools: [String: String] = [:]
    /// The limits as they were before the event.
    var limits = RunLimits()
    /// The model calls beside the conversation, whose text is told by the event that follows.
    private var sideCalls: Set<String> = []
    private var modelCalls: CallNarration
    private var pipeline: PipelineNarration

    private enum Block: Equatable { case none, text, reasoning }

    init(_ detail: Detail, ascii: Bool) {
        self.detail = detail
        arrow = ascii ? "->" : "→"
        words = EventWords(ascii: ascii)
        modelCalls = CallNarration(words)
        pipeline = PipelineNarration(words, isFull: detail == .full)
    }

    /// What this event adds to the text; empty for nothing.
    mutating func text(of event: RunEvent) -> String {
        fold.apply(event)
        runMicroseconds = Int(clamping: event.monotonicMicroseconds)
        let calls = modelCalls.lines(event.payload, isFull: detail == .full)
        let staged = pipeline.lines(event.payload)
        switch event.payload {
        case .modelCallStarted(let call):
            // The summary of a pipeline is its answer.
            if call.purpose.carriesConversation || call.purpose == .summarise && pipeline.stage == .summarizer {
                answer = ""
            } else {
                sideCalls.insert(call.callID)
            }
        case .modelCallFinished(let call): sideCalls.remove(call.callID)
        case .modelCallFailed(let call): sideCalls.remove(call.callID)
        case .textDelta(let delta):
            guard !sideCalls.contains(delta.callID) else { return "" }
            answer += delta.text
            return piece(delta.text, .text)
        case .reasoningDelta(let delta): return detail == .full && !sideCalls.contains(delta.callID) ? piece(delta.text, .reasoning) : ""
        default: break
        }
        let lines = calls ?? staged ?? lines(of: event)
        follow(event.payload)
        guard let lines, !lines.isEmpty else { return "" }
        return endBlock() + lines.map { $0 + "\n" }.joined()
    }

    /// Remembers what later lines speak of.
    private mutating func follow(_ payload: Payload) {
        switch payload {
        case .runStarted(let start): limits = start.limits
        case .limitsChanged(let changed): limits = changed.limits
        case .iterationStarted: tools = [:]
        case .toolCallDelta(let delta): if let name = delta.name { tools[delta.toolCallID] = name }
        case .toolCallStarted(let call):
            tools[call.toolCallID] = call.tool
            calls.append((call.toolCallID, Phrases.line("\(call.tool) \(call.summary)", 60)))
            if calls.count > 1 { isParallel = true }
        case .toolCallFinished(let call):
            calls.removeAll { $0.id == call.toolCallID }
            if calls.isEmpty { isParallel = false }
        default: break
        }
    }

    private mutating func piece(_ text: String, _ kind: Block) -> String {
        guard !text.isEmpty else { return "" }
        let before = block == kind ? "" : endBlock() + (kind == .reasoning ? "  (thinking) " : "")
        block = kind
        isMidLine = !text.hasSuffix("\n")
        return before + text
    }

    private mutating func endBlock() -> String {
        defer { (isMidLine, block) = (false, .none) }
        return isMidLine ? "\n" : ""
    }

    private func lines(of event: RunEvent) -> [String]? {
        switch event.payload {
        case .runStarted(let start):
            let head = "Run \(event.runID) · \(start.model.isEmpty ? start.provider : start.model) · \(start.workspace)"
            return detail == .full ? [head, "", "> " + start.prompt.replacing("\n", with: "\n> ")] : [head]
        case .iterationStarted: return ["", "Round \(event.iteration ?? 0)"]
        case .toolCallStarted(let call): return started(call)
        case .toolCallFinished(let call): return finished(call)
        case .approvalRequested(let request): return ["  asks: may \(request.tool) do this?", indented(request.what, "    ")]
        case .approvalResolved(let answer):
            return ["  \(answer.verdict.rawValue) by \(answer.by)" + (answer.reason.map { ": " + $0 } ?? "")]
        case .userInputRequested(let request):
            return ["  asks: " + request.question] + request.options.enumerated().map { "    \($0.offset + 1). \($0.element)" }
        case .userInputReceived(let answer): return ["  answer: " + (answer.outcome ?? answer.answer)]
        case .userMessage(let message): return ["  you: " + message.text]
        case .todoUpdated(let todo):
            guard detail == .full else { return nil }
            return todo.items.map { "    [\($0.status == .completed ? "x" : $0.status == .inProgress ? "~" : " ")] \($0.text)" }
        case .error(let raised): return [fault(raised.detail)]
        case .loopFinished(let loop):
            return loop.stopReason == .final || loop.stopReason == .modeChanged ? nil : ["", "Stopped: \(loop.stopReason.rawValue)"]
        case .runCompleted(let end):
            let result = end.result.isEmpty ? end.summary : end.result
            return (trimmed(result) == trimmed(answer) ? [""] : ["", result, ""]) + ["Completed · " + figures]
        case .runFailed(let end): return ["", "Failed (\(end.error.code)): \(end.error.message)", "Failed · " + figures]
        case .runCancelled(let end): return ["", "Cancelled: \(end.reason)", "Cancelled · " + figures]
        case .unknown(let type, let payload): return detail == .full ? ["  \(type) \(payload.text)"] : nil
        default: return lines(beside: event.payload)
        }
    }

    private func trimmed(_ text: String) -> Substring {
        let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
        let end = text.lastIndex { !$0.isWhitespace }.map(text.index(after:)) ?? start
        return text[start..<end]
    }

    private func started(_ call: ToolCallStarted) -> [String] {
        ["  \(arrow) \(call.stepID.map { "\($0): " } ?? "")\(call.tool) \(Phrases.line(call.summary, 100))"]
    }

    private func finished(_ call: ToolCallFinished) -> [String] {
        var facts = [outcome(call)]
        if !call.display.fact.isEmpty { facts.append(call.display.fact) }
        facts.append(Phrases.duration(call.durationUs))
        // With several at once it must be said which one ended.
        let one = isParallel ? calls.first { $0.id == call.toolCallID } : nil
        let head = "    " + (one.map { $0.words + ": " } ?? "") + facts.joined(separator: ", ")
        let images = call.images.map { "    image " + ([$0.path, words.facts($0)].filter { !$0.isEmpty }.joined(separator: "  ")) }
        if detail == .full {
            let body = call.display.body.isEmpty ? call.output : call.display.body
            return [head] + (body.isEmpty ? [] : [indented(body, "      ")]) + images
        }
        return [call.status == .error ? head + ": " + Phrases.line(call.output, 120) : head] + images
    }

    private func outcome(_ call: ToolCallFinished) -> String {
        if call.status == .error { return "failed" + (call.errorCode.map { " (\($0))" } ?? "") }
        return words.unfinished(call.status, running: call.metadata["running"]?.array?.count) ?? "ok"
    }

    func indented(_ text: String, _ blank: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        while lines.last?.isEmpty == true { lines.removeLast() }
        let shown = lines.prefix(200).map { blank + $0 }.joined(separator: "\n")
        return lines.count > 200 ? shown + "\n\(blank)… \(lines.count - 200) more lines" : shown
    }

    private var figures: String {
        let metrics = fold.metrics
        var parts: [String] = []
        if metrics.iterations > 0 || pipeline.stages == 0 { parts.append(Phrases.count(metrics.iterations, "round", "rounds")) }
        if pipeline.stages > 0 { parts.append(Phrases.count(pipeline.stages, "stage", "stages")) }
        parts.append(Phrases.duration(runMicroseconds))
        if let first = metrics.firstStepMicroseconds { parts.append("first step after " + Phrases.duration(first)) }
        let mark = metrics.estimated ? "~" : ""
        parts.append("\(mark)\(Phrases.number(metrics.inputTokens)) tokens in, \(mark)\(Phrases.number(metrics.outputTokens)) out")
        parts += [words.cached(metrics.spending), words.cost(metrics.spending)].compactMap(\.self)
        if metrics.failedToolCalls > 0 { parts.append(Phrases.count(metrics.failedToolCalls, "tool call failed", "tool calls failed")) }
        return parts.joined(separator: " · ")
    }
}
