package import Events

/// Folds the events of one run into the spans of its trace, one event at a time (000-40).
///
/// Keeps the spans that have not ended and no others, so a run may be as long as it likes; a piece of a stream costs nothing but a look at the clock.
package struct TraceFold: Sendable {
    private struct OpenSpan {
        let key: SpanKey
        let parent: SpanKey?
        var span: Span
    }

    /// In the order in which they began, so that a parent stands before its children.
    private var spans: [OpenSpan] = []
    private var runID = ""
    private var traceID = ""
    private var provider: String?
    /// Nanoseconds since 1970 at which the run's monotonic clock was 0.
    private var origin: Int64 = 0
    private var now: Int64 = 0
    private var isOver = false

    package init() {}

    /// The spans that end with this event, inner ones first; nothing behind the terminal event counts.
    package mutating func apply(_ event: RunEvent) -> [Span] {
        guard !isOver else { return [] }
        if spans.isEmpty { beginRun(event) } else { now = max(now, moment(event)) }
        return take(event)
    }

    /// The spans that have not ended, inner ones first, each ended at the last event and marked as open.
    package func unfinished() -> [Span] {
        spans.reversed().map { open in
            var span = open.span
            span.endNanoseconds = now
            span.attributes[.isOpen] = .flag(true)
            return span
        }
    }

    /// How many spans are kept.
    var openCount: Int { spans.count }

    // MARK: Time

    private func moment(_ event: RunEvent) -> Int64 {
        max(0, origin.clampedSum(max(0, event.monotonicMicroseconds).clampedProduct(1000)))
    }

    private mutating func beginRun(_ event: RunEvent) {
        runID = event.runID
        traceID = TraceID.of(runID: runID)
        let wall = max(0, event.wallMilliseconds).clampedProduct(1_000_000)
        origin = max(0, wall.clampedSum(-max(0, event.monotonicMicroseconds).clampedProduct(1000)))
        now = moment(event)
        begin(SpanKey(.run, runID), "invoke_agent lathe", under: nil) { span in
            span.attributes[.operation] = .text("invoke_agent")
            span.attributes[.agent] = .text("lathe")
            span.attributes[.run] = .text(event.runID)
            span.attributes[.parentRun] = .text(event.parentRunID)
        }
    }

    // MARK: Events

    private mutating func take(_ event: RunEvent) -> [Span] {
        switch event.payload {
        case .runStarted(let start):
            provider = start.provider
            change(.run) { $0.describe(start) }
        case .metricsSnapshot(let snapshot): change(.run) { $0.describe(snapshot.metrics) }
        case .runCompleted: return endRun { $0.attributes[.outcome] = .text("completed") }
        case .runFailed(let end): return endRun { $0.describe(end) }
        case .runCancelled(let end): return endRun { $0.describe(end) }
        case .loopStarted: beginLoop(event.loopID ?? "")
        case .loopFinished(let end): return finish(.loop) { $0.describe(end) }
        case .iterationStarted: beginRound(event)
        case .iterationFinished(let end): return finish(.iteration) { $0.describe(end) }
        case .modelCallStarted(let call):
            begin(SpanKey(.modelCall, call.callID), "chat \(call.model)", kind: .client, under: innermost) { [provider] span in
                span.describe(call, provider)
            }
        case .modelCallFinished(let call): return finish(.modelCall, call.callID) { $0.describe(call) }
        case .modelCallFailed(let call): return finish(.modelCall, call.callID) { $0.describe(call) }
        case .toolCallStarted(let call):
            begin(SpanKey(.toolCall, call.toolCallID), "execute_tool \(call.tool)", under: innermost) { $0.describe(call) }
        case .toolCallFinished(let call): return finish(.toolCall, call.toolCallID) { $0.describe(call) }
        case .approvalRequested(let request):
            begin(SpanKey(.approval, request.approvalID), "wait_for_person approval", under: place(of: request.toolCallID)) {
                $0.describe(request.approvalID, of: request.toolCallID)
            }
        case .approvalResolved(let answer): return finish(.approval, answer.approvalID) { $0.describe(answer) }
        case .userInputRequested(let request):
            begin(SpanKey(.question, request.questionID), "wait_for_person answer", under: place(of: request.toolCallID)) {
                $0.describe(request.questionID, of: request.toolCallID)
            }
        case .userInputReceived(let answer): return finish(.question, answer.questionID) { $0.describe(answer) }
        case .backgroundChanged(let command): return take(command)
        default: if let attributes = event.payload.noteAttributes { note(event.type, attributes) }
        }
        return []
    }

    private mutating func beginLoop(_ id: String) {
        begin(SpanKey(.loop, id), "loop \(id)", under: spans.first?.key) { $0.attributes[.loop] = .text(id) }
    }

    private mutating func beginRound(_ event: RunEvent) {
        let (loop, round) = (event.loopID ?? "", event.iteration ?? 0)
        begin(SpanKey(.iteration, "\(loop)/\(round)"), "round \(round)", under: innermost) { span in
            span.attributes[.loop] = .text(loop)
            span.attributes[.iteration] = .integer(round)
        }
    }

    /// A command in the background outlives its call, so it belongs to the run and points at the call.
    private mutating func take(_ command: BackgroundChanged) -> [Span] {
        guard command.state == .running else { return finish(.background, command.sessionID) { $0.describe(command) } }
        let cause = SpanKey(.toolCall, command.toolCallID).spanID(in: runID)
        begin(SpanKey(.background, command.sessionID), "background_command \(command.sessionID)", under: spans.first?.key) { span in
            span.link = cause
            span.describe(command)
        }
        return []
    }

    // MARK: Spans

    /// Where work hangs: the round, or the loop or the run between rounds.
    private var innermost: SpanKey? { spans.last { [.iteration, .loop, .run].contains($0.key.kind) }?.key }

    /// Where a wait hangs: the call that waits, when it has begun.
    private func place(of toolCallID: String?) -> SpanKey? {
        guard let toolCallID else { return innermost }
        return spans.last { $0.key == SpanKey(.toolCall, toolCallID) }?.key ?? innermost
    }

    private mutating func begin(
        _ key: SpanKey, _ name: String, kind: Span.Kind = .internal, under parent: SpanKey?, _ describe: (inout Span) -> Void
    ) {
        // What is open cannot begin; a log that says otherwise must not give two spans of one id.
        guard !spans.contains(where: { $0.key == key }) else { return }
        var span = Span(
            traceID: traceID, spanID: key.spanID(in: runID), parentSpanID: parent?.spanID(in: runID), name: name.bounded, kind: kind,
            startNanoseconds: now)
        describe(&span)
        spans.append(OpenSpan(key: key, parent: parent, span: span))
    }

    private mutating func change(_ kind: SpanKey.Kind, _ describe: (inout Span) -> Void) {
        guard let index = spans.lastIndex(where: { $0.key.kind == kind }) else { return }
        describe(&spans[index].span)
    }

    private mutating func note(_ name: String, _ attributes: SpanAttributes) {
        guard let key = innermost, let index = spans.lastIndex(where: { $0.key == key }) else { return }
        spans[index].span.add(SpanNote(name: name, nanoseconds: now, attributes: attributes))
    }

    /// Ends the newest of this kind (and of this id), and before it all that is still open in it.
    private mutating func finish(_ kind: SpanKey.Kind, _ id: String? = nil, _ describe: (inout Span) -> Void) -> [Span] {
        guard let index = spans.lastIndex(where: { $0.key.kind == kind && (id == nil || $0.key.id == id) }) else { return [] }
        describe(&spans[index].span)
        var ending: Set<SpanKey> = [spans[index].key]
        for open in spans[index...] { if let parent = open.parent, ending.contains(parent) { ending.insert(open.key) } }
        let ended = spans.reversed().filter { ending.contains($0.key) }.map { open in
            var span = open.span
            span.endNanoseconds = now
            return span
        }
        spans.removeAll { ending.contains($0.key) }
        return ended
    }

    private mutating func endRun(_ describe: (inout Span) -> Void) -> [Span] {
        isOver = true
        return finish(.run, nil, describe)
    }
}

extension Int64 {
    fileprivate func clampedSum(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    fileprivate func clampedProduct(_ factor: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? (self < 0 ? .min : .max) : product
    }
}
