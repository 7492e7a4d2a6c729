import Events
import Models
import Testing
import Tools

@testable import Engine

/// Agents that work for a run (001-63, 002-08).
@Suite(.timeLimit(.minutes(1))) struct AgentRunTests {
    static func asks(_ agent: String, _ task: String, id: String = "a") -> FakeModel.Turn {
        .call("run_agent", "{\"agent\": \"\(agent)\", \"task\": \"\(task)\"}", id: id)
    }

    static func asks(_ calls: [(String, String, String)]) -> FakeModel.Turn {
        .say(
            "", calls: calls.map { ToolCall(id: $0.2, name: "run_agent", arguments: "{\"agent\": \"\($0.0)\", \"task\": \"\($0.1)\"}") })
    }

    @Test("001-63: an agent works in a run of its own whose parent is the run that asked, and its answer is the call's result")
    func linked() async throws {
        let bench = try AgentBench(
            [Self.asks("scout", "Find it."), .say("Found.")], agents: ["scout": [[.call("read", id: "r"), .say("It is in b.")]]],
            tools: [("read", .answering(.success("x")))])
        #expect(await bench.execute().result == "Found.")
        let child = try #require(bench.agentEvents.first)
        #expect(bench.agentEvents.count == 1)
        #expect(child.allSatisfy { $0.parentRunID == bench.run.id })
        #expect(bench.started.map(\.agentRunID) == [child.first?.runID])
        #expect(bench.started.map(\.name) == ["scout"] && bench.started.map(\.depth) == [1] && bench.started.map(\.toolCallID) == ["a"])
        #expect(bench.finished.map(\.status) == [.completed] && bench.finished.map(\.result) == ["It is in b."])
        #expect(bench.events.toolResults.map(\.output) == ["It is in b."])
        guard case .runStarted(let begun)? = child.first?.payload else { return #expect(Bool(false)) }
        #expect(begun.prompt == "Find it.")
        let request = try #require(bench.host.models.first?.requests.first)
        guard case .system(let prompt)? = request.messages.first else { return #expect(Bool(false)) }
        #expect(prompt.contains("You are a scout."), "its model is told what the profile says")
        #expect(!bench.model.requests.contains { $0.messages.contains { "\($0)".contains("You are a scout.") } })
    }

    @Test("001-63, 001-15: the tool is offered with the capability and not without it, and without agents there is none")
    func offered() async throws {
        for isOn in [true, false] {
            let bench = try AgentBench([.say("Done.")], adjusting: { $0.capabilities.hasSubAgents = isOn })
            #expect(await bench.execute().result == "Done.")
            #expect(bench.model.requests.first?.tools.map(\.name) == (isOn ? ["run_agent"] : []))
        }
        let none = try AgentBench([.say("Done.")], profiles: [])
        #expect(await none.execute().result == "Done.")
        #expect(none.model.requests.first?.tools.isEmpty == true)
    }

    @Test("001-63: what an agent used counts for the run that asked, in its context and in its figures")
    func counted() async throws {
        let bench = try AgentBench([Self.asks("scout", "Find it."), .say("Found.")], agents: ["scout": [[.say("Here.")]]])
        #expect(await bench.execute().result == "Found.")
        #expect(bench.finished.map { [$0.inputTokens, $0.outputTokens] } == [[10, 5]])
        #expect(RunContext(events: bench.events).tokensUsed == 45)
        var fold = MetricsFold()
        for event in bench.events { fold.apply(event) }
        #expect(fold.metrics.inputTokens == 30 && fold.metrics.outputTokens == 15)
    }

    @Test("001-63, 000-09: several agents of one answer work side by side")
    func sideBySide() async throws {
        let both = Latch()
        let arrived = Counter()
        let tool = FakeTool { _, _ in
            if arrived.next() == 2 { both.open() }
            await both.wait()
            return .success("met")
        }
        let bench = try AgentBench(
            [Self.asks([("scout", "One.", "a"), ("reader", "Two.", "b")]), .say("Both.")],
            agents: ["scout": [[.call("meet", id: "m"), .say("1")]], "reader": [[.call("meet", id: "m"), .say("2")]]],
            tools: [("meet", tool)])
        #expect(await bench.execute().result == "Both.")
        #expect(Set(bench.events.toolResults.map { "\($0.toolCallID) \($0.output)" }) == ["a 1", "b 2"])
        #expect(bench.agentEvents.count == 2)
    }

    @Test("001-63: agents may have agents work for them, three deep and no deeper")
    func depth() async throws {
        let deeper = Self.asks("scout", "Deeper.")
        let bench = try AgentBench(
            [deeper, .say("Up.")], agents: ["scout": [[deeper, .say("1")], [deeper, .say("2")], [deeper, .say("3")]]])
        #expect(await bench.execute().result == "Up.")
        #expect(bench.agentEvents.count == 3)
        let deepest = try #require(bench.agentEvents.last)
        #expect(deepest.toolResults.map(\.errorCode) == [.notEnabled])
        #expect(deepest.toolResults.first?.output.contains("not available") == true)
        #expect(RunContext(events: bench.events).tokensUsed == 8 * 15, "what is used below counts all the way up")
    }

    @Test(
        "001-63: a call that names no agent that there is, or no task, is answered with what to write",
        arguments: [
            ("{\"agent\": \"scuot\", \"task\": \"x\"}", "scout"), ("{\"agent\": \"scout\", \"task\": \"\"}", "task"),
            ("{\"agent\": \"scout\", \"task\": \" \\n\"}", "task"), ("{\"agent\": \"scout\"}", "task"), ("{", "JSON"),
            ("{\"agent\": 3, \"task\": \"x\"}", "agent"), ("{\"task\": \"x\", \"agnet\": \"scout\"}", "agnet"),
        ])
    func badCall(arguments: String, word: String) async throws {
        let bench = try AgentBench([.call("run_agent", arguments, id: "a"), .say("Done.")])
        #expect(await bench.execute().result == "Done.")
        let result = try #require(bench.events.toolResults.first)
        #expect(result.errorCode == .invalidArguments && result.output.contains(word), "\(result.output)")
        #expect(bench.agentEvents.isEmpty)
    }

    @Test("002-06: a call that names no agent goes to the one that the router chooses")
    func routed() async throws {
        let bench = try AgentBench(
            [
                .call("run_agent", "{\"task\": \"Find the parser.\"}", id: "a"), Self.asks("auto", "Write the parser.", id: "b"),
                .say("Done."),
            ],
            agents: ["reader": [[.say("There.")]], "general": [[.say("Written.")]]])
        #expect(await bench.execute().result == "Done.")
        #expect(bench.started.map(\.name) == ["reader", "general"])
    }

    @Test("001-63: an agent has the tools of its profile and no others; a reader changes nothing")
    func chosenTools() async throws {
        let tools: [(String, FakeTool)] = [
            ("read", .answering(.success("x"))), ("look", .answering(.success("y"))),
            ("write", FakeTool(effects: [.write], needs: [.changes]) { _, _ in .success("w") }),
        ]
        var chooser = AgentBench.scout
        chooser.tools = ["look"]
        let bench = try AgentBench(
            [Self.asks([("scout", "One.", "a"), ("reader", "Two.", "b")]), .say("Both.")],
            agents: [
                "scout": [[.call("read", id: "r"), .say("1")]], "reader": [[.call("write", id: "w"), .say("2")]],
            ], tools: tools, profiles: [.general, .reader, chooser])
        #expect(await bench.execute().result == "Both.")
        let offered = bench.host.models.compactMap { $0.requests.first?.tools.map(\.name) }
        #expect(Set(offered) == [["look"], ["read", "look", "run_agent"]])
        #expect(bench.tools.ranCalls.isEmpty)
        #expect(bench.agentEvents.flatMap(\.toolResults).allSatisfy { $0.errorCode == .notEnabled })
    }

    @Test("001-63: an agent that fails, or whose model does, is a result that says why, and the run goes on")
    func failures() async throws {
        let refused = ModelsError(code: .unauthorized, message: "no key", retryable: false)
        let bench = try AgentBench(
            [Self.asks("scout", "Find it."), .say("Alone then.")], agents: ["scout": [[.fault([], refused)]]])
        #expect(await bench.execute().result == "Alone then.")
        let result = try #require(bench.events.toolResults.first)
        #expect(result.errorCode == .unauthorized && result.output.contains("no key") && result.output.contains("do it yourself"))
        #expect(bench.finished.map(\.status) == [.failed])

        let nobody = try AgentBench([Self.asks("scout", "Find it."), .say("Alone then.")])
        nobody.host.refuse("no provider is configured")
        #expect(await nobody.execute().result == "Alone then.")
        #expect(nobody.events.toolResults.first?.output.contains("no provider is configured") == true)
        #expect(nobody.started.isEmpty)
    }

    @Test("001-63, 003-11: an agent that never ends is ended by its limits, and the run goes on")
    func endless() async throws {
        var scout = AgentBench.scout
        scout.maxIterations = 3
        let bench = try AgentBench(
            [Self.asks("scout", "Find it."), .say("Alone then.")],
            agents: ["scout": [(0..<9).map { .call("read", "{\"n\": \($0)}", id: "r\($0)") }]],
            tools: [("read", .answering(.success("x")))], profiles: [scout])
        #expect(await bench.execute().result == "Alone then.")
        #expect(bench.agentEvents.first?.rounds.count == 3)
        #expect(bench.events.toolResults.first?.errorCode == .maxIterations)
    }
}
