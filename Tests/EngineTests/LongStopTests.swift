import Events
import Models
import Synchronization
import Testing
import Tools

@testable import Engine

/// Stops at every event of a long run with calls side by side, a compaction, a guard's warning and a question.
@Suite(.timeLimit(.minutes(2))) struct LongStopTests {
    private static let filler = String(repeating: "0123456789", count: 300)

    private static let tools: [(String, FakeTool)] = [
        (
            "read",
            FakeTool(footprint: { _ in Footprint() }) { arguments, context in
                context.output(.stdout, "reading\n")
                return .success("\(arguments["path"]?.string ?? "") \(filler)")
            }
        ),
        ("shell", .answering(.success("ran"), effects: [.execute])),
        (
            "ask",
            .answering(
                ToolResult(
                    status: .waitResponse, output: "", directive: .ask(question: "Which one?", options: ["a", "b"], selection: .single)))
        ),
    ]

    private static let turns: [FakeModel.Turn] =
        (0..<8).map { round in
            .say(
                "Looking.", reasoning: "Let me see.",
                calls: (0..<3).map {
                    ToolCall(id: "r\(round)-\($0)", name: "read", arguments: "{\"path\":\"\(round < 4 ? 0 : round)-\($0)\"}")
                },
                usage: Usage())
        } + [.call("shell", #"{"command":"make"}"#, id: "s"), .call("ask", id: "q"), .say("Done.")]

    private static func bench(_ onEvent: @escaping @Sendable (Run, RunEvent) -> Void) throws -> Bench {
        var limits = RunLimits(maxIterations: 20)
        limits.contextTokens = 8000
        return try Bench(turns, tools: tools, limits: limits, approve: .ask, onEvent: onEvent)
    }

    private static let reply: @Sendable (Run, RunEvent) -> Void = { run, event in
        switch event.payload {
        case .userInputRequested(let request): run.answer(request.questionID, "a")
        case .approvalRequested(let request): run.resolve(request.approvalID, .approved, scope: .once, reason: nil)
        default: break
        }
    }

    @Test("000-39: stopped at each of 200 events and more, the history stays well formed for a strict provider every time")
    func everywhere() async throws {
        let whole = try Self.bench(Self.reply)
        #expect(await whole.execute().result == "Done.")
        let count = whole.events.count
        #expect(count > 200)
        #expect(Set(whole.events.types).isSuperset(of: ["context_compacted", "guard_warning", "user_input_received", "approval_resolved"]))
        for boundary in 1...count {
            let seen = Mutex(0)
            let bench = try Self.bench { run, event in
                let index = seen.withLock { seen in
                    seen += 1
                    return seen
                }
                if index == boundary { run.stopEverything() } else { Self.reply(run, event) }
            }
            // The schema of every event is the matter of other tests; here it would take most of the time.
            _ = await bench.run.execute()
            let events = bench.events
            #expect(EventLaws.check(events) == [], "stopped at event \(boundary)")
            #expect(WellFormed.faults(RunContext(events: events).messages) == [], "stopped at event \(boundary)")
            if let request = bench.model.requests.last { #expect(WellFormed.faults(request.messages) == []) }
        }
    }
}
