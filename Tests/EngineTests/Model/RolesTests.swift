import Events
import Models
import TestKit
import Testing
import Tools

@testable import Engine

/// Models that have a part of the work to themselves.
@Suite struct RolesTests {
    private func route(_ turns: [FakeModel.Turn], _ name: String, _ log: MemoryLog) -> ModelRoutes {
        ModelRoutes(ModelRoute(driver: FakeModel(turns, log: log), model: name))
    }

    private func calls(_ bench: Bench) -> [String] {
        bench.events.only { if case .modelCallStarted(let call) = $0 { "\(call.purpose.rawValue) \(call.model)" } else { nil } }
    }

    @Test(
        "003-18, 003-20: the model that decides looks around alone; what has an effect, and the answer, come from the one that carries out")
    func division() async throws {
        let log = MemoryLog()
        let bench = try Bench(
            [.call("look", id: "c1"), .call("write", #"{"by":"cheap"}"#, id: "c2"), .say("Cheap words.")],
            tools: [
                ("look", .answering(.success("seen"))), ("write", .answering(.success("written"), effects: [.write])),
            ], log: log,
            adjusting: { _, parts in
                parts.roles[.execute] = self.route([.call("write", #"{"by":"strong"}"#, id: "s1"), .say("Strong words.")], "strong", log)
            })
        #expect(await bench.execute().result == "Strong words.")
        #expect(
            calls(bench) == ["decide test-model", "decide test-model", "execute strong", "decide test-model", "execute strong"])
        // The effect happened once, as the strong model wanted it.
        let started: [ToolCallStarted] = bench.events.only { if case .toolCallStarted(let call) = $0 { call } else { nil } }
        #expect(started.map(\.tool) == ["look", "write"])
        #expect(started.last?.arguments == ["by": "strong"])
        // What the cheap one wanted is not part of the conversation.
        let messages = RunContext(events: bench.events).messages
        #expect(!messages.contains { if case .assistant(let text, _, _, _) = $0 { text == "Cheap words." } else { false } })
        #expect(messages.count { if case .assistant = $0 { true } else { false } } == 3)
    }

    @Test("003-20: a plan is made once, before the first round, and the model that works reads it")
    func plan() async throws {
        let log = MemoryLog()
        let bench = try Bench(
            [.call("look", id: "c1"), .say("Done.")], tools: [("look", .answering(.success("seen")))], log: log,
            adjusting: { _, parts in parts.roles[.plan] = self.route([.say("1. Look.\n2. Say what was seen.")], "planner", log) })
        #expect(await bench.execute().result == "Done.")
        #expect(calls(bench) == ["plan planner", "decide test-model", "decide test-model"])
        let request = try #require(bench.model.requests.first)
        #expect(request.messages.contains { if case .user(let text) = $0 { text.contains("2. Say what was seen.") } else { false } })
    }

    @Test("003-21: a reviewer sends an answer back once, the model is told why, and the second answer stands")
    func review() async throws {
        let log = MemoryLog()
        let revise = FakeModel.Turn.say(#"{"verdict": "revise", "reason": "The file was not read."}"#)
        let bench = try Bench(
            [.say("It is fine."), .call("look", id: "c1"), .say("It is broken in line 3.")],
            tools: [("look", .answering(.success("seen")))], log: log,
            adjusting: { _, parts in parts.roles[.review] = self.route([revise, revise], "reviewer", log) })
        #expect(await bench.execute().result == "It is broken in line 3.")
        #expect(calls(bench) == ["decide test-model", "review reviewer", "decide test-model", "decide test-model"])
        let reviews: [AnswerReviewed] = bench.events.only { if case .answerReviewed(let review) = $0 { review } else { nil } }
        #expect(reviews.map(\.verdict) == [.revise])
        let second = try #require(bench.model.requests.dropFirst().first)
        guard case .user(let told)? = second.messages.last else { return #expect(Bool(false), "nothing was told") }
        #expect(told.contains("The file was not read."))
    }

    @Test("003-21: a review that accepts, fails or cannot be read holds nothing up", arguments: ["accept", "broken", "words", "long"])
    func stands(kind: String) async throws {
        let log = MemoryLog()
        let turn: FakeModel.Turn =
            switch kind {
            case "accept": .say(#"Here: {"verdict":"accept","reason":""}"#)
            case "broken": .fault([], ModelsError(code: .serverError, message: "ill", retryable: true))
            case "words": .say("I would send it back {maybe}")
            default: .say("{\"verdict\":\"revise\",\"reason\":\"cut\"}", reason: .length)
            }
        let bench = try Bench(
            [.say("Done.")], log: log, adjusting: { _, parts in parts.roles[.review] = self.route([turn], "reviewer", log) })
        #expect(await bench.execute().result == "Done.")
        #expect(bench.events.rounds.count == 1)
    }

    @Test("X-08: each call has its cost where the prices of its model are known")
    func cost() async throws {
        let log = MemoryLog()
        let price = ModelPrice(input: 2, output: 10, noted: "2026-11-12")
        let bench = try Bench(
            [.say("Done.", usage: Usage(inputTokens: 1_000, outputTokens: 500))], log: log,
            adjusting: { _, parts in
                let own = parts.routes.all[0].driver
                parts.routes = ModelRoutes(ModelRoute(driver: own, model: "priced", price: price))
            })
        _ = await bench.execute()
        let costs: [Double?] = bench.events.only { if case .modelCallFinished(let call) = $0 { call.cost } else { nil } }
        #expect(costs == [0.007])
    }

    @Test("001-56: what a provider wants back goes into the log, and back with the run's own ids of the calls")
    func carried() async throws {
        let parts = CarriedParts(
            maker: "anthropic host m", parts: [.raw(["type": "thinking", "signature": "abc"]), .call(id: "p1", extra: JSONObject())])
        let answer = ModelCompletion(
            finishReason: .toolCalls, text: "", reasoning: "hm", toolCalls: [ToolCall(id: "p1", name: "look", arguments: "{}")],
            usage: Usage(inputTokens: 1, outputTokens: 1), timing: ModelTiming(requestSent: 0), carried: parts)
        let bench = try Bench(
            [.answer([.reasoningDelta("hm")], answer), .answer([.reasoningDelta("hm")], answer), .say("Done.")],
            tools: [("look", .answering(.success("seen")))])
        #expect(await bench.execute().result == "Done.")
        let sent: [(CarriedParts?, [ToolCall])] = (bench.model.requests.last?.messages ?? []).compactMap {
            if case .assistant(_, _, let calls, let carried) = $0 { (carried, calls) } else { nil }
        }
        #expect(sent.count == 2)
        for (carried, calls) in sent {
            #expect(carried?.parts == [.raw(["type": "thinking", "signature": "abc"]), .call(id: calls[0].id, extra: JSONObject())])
        }
        #expect(Set(sent.map { $0.1[0].id }).count == 2)
    }

    @Test(
        "000-05, 003-18: a run with a model for each part can be taken up at every event: it ends once, with the strong one's words, and runs no call twice"
    )
    func takenUp() async throws {
        let tools: [(String, FakeTool)] = [
            ("look", .answering(.success("seen"))), ("write", .answering(.success("written"), effects: [.write])),
        ]
        /// What is left to say for each model after these events.
        func parts(_ events: [RunEvent], _ parts: inout RunParts, _ log: MemoryLog) {
            func rest(_ purpose: ModelPurpose, _ turns: [FakeModel.Turn]) -> [FakeModel.Turn] {
                let ids = Set(
                    events.compactMap { event -> String? in
                        if case .modelCallStarted(let call) = event.payload, call.purpose == purpose { call.callID } else { nil }
                    })
                let said = events.count { if case .modelCallFinished(let call) = $0.payload { ids.contains(call.callID) } else { false } }
                return Array(turns.dropFirst(said))
            }
            func routes(_ purpose: ModelPurpose, _ turns: [FakeModel.Turn]) -> ModelRoutes {
                ModelRoutes(ModelRoute(driver: FakeModel(rest(purpose, turns), then: turns.last, log: log), model: purpose.rawValue))
            }
            parts.routes = routes(.decide, [.call("look", id: "c1"), .call("write", id: "c2"), .say("Cheap.")])
            parts.roles[.execute] = routes(.execute, [.call("write", id: "s1"), .say("Strong.")])
            parts.roles[.plan] = routes(.plan, [.say("1. Look.")])
            parts.roles[.review] = routes(.review, [.say(#"{"verdict":"revise","reason":"More."}"#)])
        }
        let log = MemoryLog()
        let whole = try Bench([], tools: tools, log: log, adjusting: { parts([], &$1, log) })
        #expect(await whole.execute().result == "Strong.")
        for cut in 1..<whole.events.count {
            let events = Array(whole.events.prefix(cut))
            let began = Set(events.only { if case .toolCallStarted(let call) = $0 { call.toolCallID } else { nil } })
            let log = MemoryLog(holding: events)
            let bench = try Bench([], tools: tools, log: log, takingUp: events, adjusting: { parts(events, &$1, log) })
            let outcome = await bench.execute()
            #expect(outcome.result == "Strong.", "cut at \(cut): \(outcome)")
            #expect(began.isDisjoint(with: bench.tools.ranCalls), "cut at \(cut)")
            #expect(bench.events.count { if case .answerReviewed = $0.payload { true } else { false } } == 1, "cut at \(cut)")
        }
    }
}
