import Events
import TestKit
import Testing

@testable import Observe

@Suite struct TraceTests {
    /// One trace, one root, each parent in it, times that nest, ids of the right form.
    private static func expectTrace(_ spans: [Span], _ location: SourceLocation = #_sourceLocation) {
        let byID = Dictionary(grouping: spans, by: \.spanID)
        #expect(byID.count == spans.count, "a span id occurs twice", sourceLocation: location)
        #expect(Set(spans.map(\.traceID)).count == 1, sourceLocation: location)
        #expect(spans.count { $0.parentSpanID == nil } == 1, sourceLocation: location)
        for span in spans {
            #expect(isHex(span.traceID, 32) && isHex(span.spanID, 16), "\(span.name)", sourceLocation: location)
            #expect(span.startNanoseconds <= span.endNanoseconds, "\(span.name)", sourceLocation: location)
            guard let parentID = span.parentSpanID else { continue }
            guard let parent = byID[parentID]?.first else {
                Issue.record("\(span.name) has no parent in the trace", sourceLocation: location)
                continue
            }
            #expect(
                parent.startNanoseconds <= span.startNanoseconds && span.endNanoseconds <= parent.endNanoseconds,
                "\(span.name) is not within \(parent.name)", sourceLocation: location)
        }
    }

    private static func isHex(_ text: String, _ count: Int) -> Bool {
        text.utf8.count == count && text.allSatisfy { "0123456789abcdef".contains($0) } && text.contains { $0 != "0" }
    }

    @Test("000-40: a run is one trace: its loops, rounds, calls, waits and background commands, each in its place, with times that nest")
    func tree() {
        let spans = Timeline.spans(Timeline.whole)
        Self.expectTrace(spans)
        let byID = Dictionary(uniqueKeysWithValues: spans.map { ($0.spanID, $0) })
        let lines = spans.map { span in
            let parent = span.parentSpanID.flatMap { byID[$0]?.name } ?? "-"
            let origin = Timeline.wall * 1_000_000
            return "\(span.name) < \(parent) \((span.startNanoseconds - origin) / 1000)-\((span.endNanoseconds - origin) / 1000)"
        }
        #expect(
            lines == [
                "chat qwen3-coder < round 1 30-50", "chat qwen3-coder < round 1 90-200", "wait_for_person approval < round 1 210-300",
                "execute_tool read_file < round 1 220-330", "execute_tool execute_shell_command < round 1 310-340",
                "round 1 < loop L1 20-360", "chat qwen3-coder < round 2 380-390", "wait_for_person answer < execute_tool ask_user 410-900",
                "execute_tool ask_user < round 2 400-910", "round 2 < loop L1 370-920",
                "background_command bg-1 < invoke_agent lathe 320-930",
                "loop L1 < invoke_agent lathe 10-940", "invoke_agent lathe < - 0-950",
            ])
        #expect(spans.allSatisfy { $0.traceID == TraceID.of(runID: Timeline.runID) })
        #expect(spans[10].link == spans[4].spanID)
    }

    @Test("000-40: spans have the names, figures and codes of the GenAI conventions, and a fault has its code")
    func attributes() {
        let spans = Timeline.spans(Timeline.whole)
        let (refused, chat, missing, root) = (spans[0], spans[1], spans[3], spans[12])
        #expect(chat.kind == .client && root.kind == .internal && chat.failure == nil)
        #expect(chat.attributes[.operation] == .text("chat") && chat.attributes[.provider] == .text("openai"))
        #expect(chat.attributes[.finishReasons] == .texts(["tool_calls"]) && chat.attributes[.timeToFirstChunk] == .number(0.31))
        #expect(chat.attributes[.inputTokens] == .integer(1200) && chat.attributes[.cachedInputTokens] == .integer(1024))
        #expect(chat.attributes[.attempt] == .integer(2) && chat.attributes[.requestModel] == .text("qwen3-coder"))
        #expect(refused.failure == "rate_limited" && refused.attributes[.errorType] == .text("rate_limited"))
        #expect(missing.failure == "not_found" && missing.attributes[.tool] == .text("read_file"))
        #expect(missing.attributes[.toolCall] == .text("c1") && missing.attributes[.toolStatus] == .text("ERROR"))
        #expect(spans[5].notes.map(\.name) == ["error"] && spans[5].notes[0].attributes[.errorType] == .text("rate_limited"))
        #expect(spans[10].failure == "exit_status" && spans[10].attributes[.exitStatus] == .integer(2))
        #expect(root.attributes[.outcome] == .text("completed") && root.attributes[.inputTokens] == .integer(2400))
        #expect(root.attributes[.firstStep] == .number(0.00015) && root.attributes[.run] == .text(Timeline.runID))
        #expect(AttributeName.allCases.allSatisfy { name in ["gen_ai.", "lathe.", "error."].contains { name.rawValue.hasPrefix($0) } })
    }

    @Test("000-40: no prompt, argument, output, answer, path or message is in what is exported")
    func privacy() {
        let text = OTLPDocument.request(Timeline.spans(Timeline.whole), version: "1").text
        #expect(!text.contains(Timeline.secret))
        #expect(Timeline.whole.count { $0.json.text.contains(Timeline.secret) } > 15)
    }

    @Test("000-40: cut anywhere, a run is a whole trace with the same span ids, and what is open ends at the last event and says so")
    func cut() {
        let whole = Set(Timeline.spans(Timeline.whole).map(\.spanID))
        for count in 1..<Timeline.whole.count {
            let events = Array(Timeline.whole.prefix(count))
            var fold = TraceFold()
            let ended = events.flatMap { fold.apply($0) }
            let open = fold.unfinished()
            Self.expectTrace(ended + open)
            #expect(whole.isSuperset(of: (ended + open).map(\.spanID)))
            #expect(open.allSatisfy { $0.attributes[.isOpen] == .flag(true) } && ended.allSatisfy { $0.attributes[.isOpen] == nil })
            let last = Timeline.wall * 1_000_000 + events[count - 1].monotonicMicroseconds * 1000
            #expect(!open.isEmpty && open.allSatisfy { $0.endNanoseconds == last && $0.failure == nil })
        }
    }

    @Test("the fold keeps what is open and a bounded number of notes, however long a stream or a list of faults is")
    func bounded() {
        var fold = TraceFold()
        for event in Timeline.whole.prefix(5) { #expect(fold.apply(event).isEmpty) }
        let before = fold.openCount
        for index in 0..<20_000 {
            let payload = index % 2 == 0 ? Timeline.says("m1") : .error(ErrorRaised(detail: Timeline.fault))
            #expect(fold.apply(Timeline.events([(Int64(100 + index), 1, payload)])[0]).isEmpty)
        }
        #expect(fold.openCount == before)
        let round = fold.unfinished().first { $0.name == "round 1" }
        #expect(round?.notes.count == Span.noteLimit && round?.droppedNotes == 10_000 - Span.noteLimit)
    }

    @Test("a log that breaks its laws, or has wild times and endless names, neither traps nor breaks the tree")
    func broken() {
        var draw = SeededGenerator.fresh("trace")
        let clocks: [Int64] = [.min, -1, 0, 5, 1_000_000, .max / 1000, .max]
        for _ in 0..<300 {
            var fold = TraceFold()
            var spans: [Span] = []
            // In any order, but each at most once, as ids are unique.
            for var event in Timeline.whole.shuffled(using: &draw) {
                event.monotonicMicroseconds = clocks.randomElement(using: &draw) ?? 0
                event.wallMilliseconds = clocks.randomElement(using: &draw) ?? 0
                spans += fold.apply(event)
            }
            spans += fold.unfinished()
            #expect(spans.count { $0.parentSpanID == nil } == 1, "\(draw)")
            Self.expectTrace(spans)
        }
        let long = Timeline.spans(
            Timeline.events([(0, -1, Timeline.started), (1, 1, Timeline.calls("c", String(repeating: "x", count: 1_000_000)))]))
        #expect(OTLPDocument.request(long, version: "1").text.utf8.count < 5000)
    }

    @Test("000-40: OTLP/JSON has hex ids, numbers for enumerations and text for 64-bit numbers, in one line")
    func document() throws {
        let text = OTLPDocument.request(Timeline.spans(Timeline.whole), version: "1.2").text
        #expect(!text.contains("\n"))
        let resource = try #require(try JSON(parsing: text)["resourceSpans"]?[0])
        #expect(resource["resource"]?["attributes"]?[0] == ["key": "service.name", "value": ["stringValue": "lathe"]])
        let scope = try #require(resource["scopeSpans"]?[0])
        #expect(scope["scope"] == ["name": "lathe", "version": "1.2"])
        let spans = try #require(scope["spans"]?.array)
        #expect(spans.count == 13)
        let trace = "019e2ed3f0005056260da4715e681e28"
        #expect(
            spans[0].text == #"""
                {"traceId":"\#(trace)","spanId":"\#(SpanID.of(runID: Timeline.runID, kind: "model_call", id: "m1"))","parentSpanId":"\#(SpanID.of(runID: Timeline.runID, kind: "iteration", id: "L1/1"))","name":"chat qwen3-coder","kind":3,"startTimeUnixNano":"1795228800000030000","endTimeUnixNano":"1795228800000050000","attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.provider.name","value":{"stringValue":"openai"}},{"key":"gen_ai.request.model","value":{"stringValue":"qwen3-coder"}},{"key":"lathe.model.call.id","value":{"stringValue":"m1"}},{"key":"lathe.model.purpose","value":{"stringValue":"decide"}},{"key":"lathe.attempt","value":{"intValue":"1"}},{"key":"lathe.model.messages","value":{"intValue":"2"}},{"key":"lathe.model.will_retry","value":{"boolValue":true}},{"key":"error.type","value":{"stringValue":"rate_limited"}}],"status":{"code":2,"message":"rate_limited"}}
                """#)
        #expect(spans[10]["links"] == [["traceId": .string(trace), "spanId": spans[4]["spanId"] ?? .null]])
        #expect(spans[5]["events"]?[0]?["timeUnixNano"] == "1795228800000350000" && spans[12]["parentSpanId"] == nil)
    }
}
