import Events
import Models
import Synchronization
import TestKit
import Testing
import Tools

@testable import Engine

@Suite(.timeLimit(.minutes(1))) struct ContextTests {
    private static let tools: [(String, FakeTool)] = [
        ("read", .answering(.success("x"))), ("bad", .answering(.failure(.toolFailed, "broke"))),
        ("shell", .answering(.failure(.exitStatus, "1"), effects: [.execute])),
        (
            "plan",
            FakeTool { _, context in
                context.output(.progress, "planning")
                return ToolResult(status: .success, output: "ok", directive: .setTodos([TodoItem(id: "1", text: "t", status: .pending)]))
            }
        ),
        ("ask", .answering(ToolResult(status: .waitResponse, output: "", directive: .ask(question: "?", options: [], selection: .text)))),
        ("end", .answering(ToolResult(status: .success, output: "ok", directive: .finish(result: "Finished.")))),
    ]

    /// A turn of any kind, more often a good one.
    private static func turn(_ random: inout SeededGenerator) -> FakeModel.Turn {
        let texts = ["", "I look at it.", "a\u{1B}[31mb\u{7}", "größer 👍🏽", " "]
        let names = ["read", "read", "read", "bad", "shell", "plan", "ask", "end", "no such"]
        let arguments = ["{}", #"{"path":"x"}"#, "", "{\"pa", "[1]", #"{"command":"make"}"#]
        let calls = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            ToolCall(
                id: ["call_0", "call_1", "", "x"].randomElement(using: &random) ?? "", name: names.randomElement(using: &random) ?? "",
                arguments: arguments.randomElement(using: &random) ?? "")
        }
        let text = texts.randomElement(using: &random) ?? ""
        let pieces: [ModelEvent] = [.reasoningDelta("hm"), .textDelta(text), .toolCallDelta(id: "z", name: "read", arguments: "{\"")]
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return .cut(pieces)
        case 1: return .fault(pieces, ModelsError(code: .streamStalled, message: "stalled"))
        case 2: return .fault([], ModelsError(code: .rateLimited, message: "busy", retryable: true))
        case 3: return .say(text, calls: calls, reason: .length)
        case 4: return .say(text, calls: calls, reason: .contentFilter)
        default:
            return .say(
                text, reasoning: texts.randomElement(using: &random) ?? "", calls: calls, reason: calls.isEmpty ? .stop : .toolCalls)
        }
    }

    @Test("000-05: the context is the fold of the log at every event, well formed at every event, also of joined deltas")
    func foldOfTheLog() async throws {
        var random = SeededGenerator.fresh("fold of the log")
        var joined = 0
        for _ in 0..<60 {
            let turns = (0..<8).map { _ in Self.turn(&random) }
            let steps = (0..<3).map { _ in Int.random(in: 1...80, using: &random) }
            let stopAt = Int.random(in: 1...400, using: &random)
            let seen = Mutex<[RunEvent]>([])
            let faults = Mutex<[String]>([])
            let bench = try Bench(
                turns, tools: Self.tools, log: MemoryLog(joining: true), limits: RunLimits(maxFailures: 3), approve: .ask
            ) { run, event in
                let events = seen.withLock { events in
                    events.append(event)
                    return events
                }
                let live = run.recorder.context
                // Another thread may be an event ahead; this run has only one.
                if RunContext(events: events) != live { faults.withLock { $0.append("event \(events.count) \(event.type)") } }
                let broken = WellFormed.faults(live.messages)
                if !broken.isEmpty { faults.withLock { $0.append("event \(events.count) \(event.type): \(broken)") } }
                if steps.contains(events.count) { run.say("steer \(events.count)", delivery: .steer) }
                if events.count == stopAt { run.stop() }
                switch event.payload {
                case .approvalRequested(let request):
                    run.resolve(request.approvalID, events.count % 2 == 0 ? .approved : .denied, scope: .once, reason: nil)
                case .userInputRequested(let request): run.answer(request.questionID, "this")
                default: break
                }
            }
            _ = await bench.execute()
            #expect(faults.withLock { $0 } == [])
            #expect(RunContext(events: bench.events) == bench.run.recorder.context)
            joined += seen.withLock { $0.count } - bench.events.count
        }
        #expect(joined > 100)
    }

    @Test("the headline is the first line that says something, short")
    func headline() {
        #expect(Headline.of("\n  \n  Mended the parser.\nMore.") == "Mended the parser.")
        #expect(Headline.of("") == "")
        #expect(Headline.of(String(repeating: "é", count: 200), limit: 10) == String(repeating: "é", count: 9) + "…")
    }

    @Test("an unknown event changes nothing and breaks nothing")
    func unknownEvent() async throws {
        let bench = try Bench([.say("Done.")])
        _ = await bench.execute()
        var events = bench.events
        let before = RunContext(events: events)
        var strange = events[2]
        strange.payload = .unknown(type: "dance_created", ["steps": []])
        events.insert(strange, at: 2)
        #expect(RunContext(events: events) == before)
    }
}
