import Events
import TestKit
import Testing

@Suite struct TraceTests {
    private static let script = """
        {first_delay_ms: 0, pace_ms: 0, turns: [
            {reasoning: 'I look.', tool_calls: [
                {name: 'list_directory', arguments: {path: 'SECRET'}},
                {name: 'execute_shell_command', arguments: {command: 'echo SECRET', background: true}},
            ]},
            {tool_calls: [{name: 'ask_user', arguments: {question: 'SECRET?'}}]},
            {text: 'SECRET is said.'},
        ]}
        """

    private static func spans(_ scenario: Scenario) async throws -> [JSON] {
        let shown = try await scenario.lathe(["show", "last", "--otlp"])
        #expect(shown.status == .code(0) && shown.outputLines.count == 1, "\(shown.errorText)")
        #expect(!shown.outputText.contains("SECRET"))
        return try #require(try JSON(parsing: shown.outputText)["resourceSpans"]?[0]?["scopeSpans"]?[0]?["spans"]?.array)
    }

    /// One trace of the run's id, one root, each parent in it, times that nest.
    private static func expectTrace(_ spans: [JSON], of runID: String) throws {
        var byID: [String: JSON] = [:]
        for span in spans {
            #expect(span["traceId"]?.string == TraceID.of(runID: runID))
            let id = try #require(span["spanId"]?.string)
            #expect(id.wholeMatch(of: #/[0-9a-f]{16}/#) != nil && byID.updateValue(span, forKey: id) == nil)
        }
        func time(_ span: JSON, _ name: String) throws -> Int { try #require(span["\(name)TimeUnixNano"]?.string.flatMap { Int($0) }) }
        for span in spans {
            guard let parentID = span["parentSpanId"]?.string else { continue }
            let parent = try #require(byID[parentID], "\(span.text)")
            #expect(try time(parent, "start") <= time(span, "start") && time(span, "end") <= time(parent, "end"), "\(span.text)")
        }
        #expect(spans.count { $0["parentSpanId"] == nil } == 1)
    }

    private static func names(_ spans: [JSON], open: Bool) -> [String] {
        spans.filter { span in span["attributes"]?.array?.contains { $0["key"] == "lathe.open" } == open }.compactMap { $0["name"]?.string }
            .sorted()
    }

    @Test("000-40: lathe show --otlp gives one trace of a run, while it waits and when it is over, with the trace id of its events")
    func oneTrace() async throws {
        let scenario = try Scenario()
        let run = try await scenario.lathe(["run", "SECRET", "--approve", "all"], script: Self.script)
        #expect(run.status == .code(3), "\(run.errorText)")
        let left = try await Self.spans(scenario)
        let runID = try #require(try await scenario.events().first?.runID)
        try Self.expectTrace(left, of: runID)
        #expect(
            Self.names(left, open: true).filter { !$0.hasPrefix("background") } == [
                "execute_tool ask_user", "invoke_agent lathe", "loop L1", "round 2", "wait_for_person answer",
            ])
        _ = try await scenario.lathe(["answer", "last", "yes"], script: Self.script)
        let events = try await scenario.events()
        #expect(events.last?.type == "run_completed")
        let spans = try await Self.spans(scenario)
        try Self.expectTrace(spans, of: runID)
        #expect(Self.names(spans, open: true).isEmpty)
        let names = Self.names(spans, open: false)
        for (prefix, type) in [
            ("chat", "model_call_started"), ("execute_tool", "tool_call_started"), ("round", "iteration_started"), ("loop", "loop_started"),
            ("wait_for_person", "user_input_requested"),
        ] {
            let begun = events.count { $0.type == type }
            #expect(begun > 0 && names.count { $0.hasPrefix(prefix) } == begun, "\(prefix)")
        }
        #expect(names.contains("background_command bg-1"))
        let (before, after) = (Set(left.map { $0["spanId"]?.string ?? "" }), Set(spans.map { $0["spanId"]?.string }))
        #expect(before.isSubset(of: after.compactMap(\.self)))
        let snapshots = events.filter { $0.type == "metrics_snapshot" }
        #expect(!snapshots.isEmpty && snapshots.allSatisfy { $0.traceID == TraceID.of(runID: runID) })
    }

    @Test("003-39: a run's figures say when the first step could be seen, and so does the line that closes it")
    func firstStep() async throws {
        let scenario = try Scenario()
        let run = try await scenario.lathe(["run", "x"], script: Scenario.answering)
        #expect(run.outputText.contains(" · first step after "), "\(run.outputText)")
        let events = try await scenario.events()
        let seen = events.first { ["reasoning_delta", "text_delta"].contains($0.type) }
        guard case .metricsSnapshot(let snapshot)? = events.last(where: { $0.type == "metrics_snapshot" })?.payload else {
            return #expect(Bool(false))
        }
        #expect(snapshot.metrics.firstStepMicroseconds == seen.map { Int($0.monotonicMicroseconds) })
    }
}
