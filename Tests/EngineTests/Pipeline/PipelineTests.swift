import Events
import Models
import Testing
import Tools

@testable import Engine

/// The nine stages, from a task to its result.
@Suite(.timeLimit(.minutes(1))) struct PipelineTests {
    static let steps = [
        PlanScript.step("s1", "read", ["of": "a"]), PlanScript.step("s2", "read", ["of": "b"]),
        PlanScript.step("s3", "write", ["of": "c", "text": "{{s1}} and {{s2}}"]),
    ]
    static let turns: [FakeModel.Turn] = [PlanScript.intent(), PlanScript.plan(steps), PlanScript.say("All is **done**.")]

    @Test("003-22, 002-11, 002-13, 002-23: nine stages in their order make a plan, carry it out and tell what came of it")
    func order() async throws {
        let bench = try Bench.pipeline(Self.turns)
        #expect(await bench.execute().result == "All is **done**.")
        #expect(
            bench.stages == [
                "normalize 1", "normalize passed", "intent_extract 1", "intent_extract passed", "question_gate skipped", "generator 1",
                "generator passed", "validator 1", "validator passed", "safety 1", "safety passed", "executor 1", "executor passed",
                "summarizer 1", "summarizer passed", "human_gate skipped",
            ])
        #expect(
            bench.steps == ["start s1.1", "start s2.1", "done s1.1", "done s2.1", "start s3.1", "done s3.1"],
            "what needs nothing begins at once, what needs others when they are done")
        let written: [JSON] = bench.events.only {
            if case .toolCallStarted(let call) = $0, call.stepID == "s3" { call.arguments } else { nil }
        }
        #expect(written == [["of": "c", "text": "read a and read b"]])
        #expect(bench.model.requests.count == 3)
        let types = bench.events.map(\.type)
        let marks = ["run_started", "plan_started", "plan_created", "step_started", "step_completed", "run_completed"]
        let places = marks.compactMap { types.firstIndex(of: $0) }
        #expect(places.count == marks.count && places == places.sorted())
        #expect(bench.events.filter { $0.payload.isTerminal }.map(\.type) == ["run_completed"] && types.first == "run_started")
    }

    @Test("003-22: a pipeline cut at every event is taken up to the same result, and nothing is done twice")
    func cut() async throws {
        let whole = try Bench.pipeline(Self.turns)
        _ = await whole.execute()
        let events = whole.events
        for cut in 1..<events.count {
            let kept = Array(events.prefix(cut))
            let asked = kept.count { if case .modelCallFinished = $0.payload { true } else { false } }
            let bench = try Bench.pipeline(
                Array(Self.turns.dropFirst(asked)), log: MemoryLog(holding: kept), takingUp: kept
            ) { run, event in
                // Of the step with an effect nobody knows whether it took effect.
                if case .userInputRequested(let request) = event.payload { run.answer(request.questionID, UnknownStep.done) }
            }
            #expect(await bench.execute().result == "All is **done**.", "cut at \(cut) \(kept.last?.type ?? "")")
            let began = kept.contains { if case .toolCallStarted(let call) = $0.payload { call.stepID == "s3" } else { false } }
            #expect(!began || !bench.tools.ranCalls.contains { $0.hasPrefix("step:s3") }, "cut at \(cut)")
            #expect(Set(bench.tools.ranCalls).isDisjoint(with: whole.finishedCalls(in: kept)), "cut at \(cut)")
        }
    }
}

extension Bench {
    func finishedCalls(in events: [RunEvent]) -> Set<String> {
        Set(events.only { if case .toolCallFinished(let call) = $0 { call.toolCallID } else { nil } })
    }
}
