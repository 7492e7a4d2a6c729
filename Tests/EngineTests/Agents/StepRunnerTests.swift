import Events
import Models
import Observe
import TestKit
import Testing
import Tools

@testable import Engine

/// Steps of agents, of skills and of retrieval (002-05, 002-06, 002-08, 002-28).
///
/// They are carried out from inside a tool call of a run, where a plan is not there.
@Suite(.timeLimit(.minutes(1))) struct StepRunnerTests {
    /// Carries works out inside a running run and returns what came of them.
    private func carryOut(
        _ works: [StepWork], of kind: StepKind, agents: [String: [[FakeModel.Turn]]] = [:], skills: [Skill] = [],
        context: ContextPipeline? = nil, whenAsked: WhenAsked = .wait, onWork: @escaping @Sendable (Run) -> Void = { _ in }
    ) async throws -> (yields: [String: StepYield], bench: AgentBench) {
        let box = Box()
        let scene = AgentBench.Scene()
        let tool = FakeTool { _, _ in
            guard let run = scene.root, let parts = box.parts, let request = box.request else { return .failure(.toolFailed, "no run") }
            onWork(run)
            let runners = run.stepRunners(request, parts, run.control)
            guard let runner = runners.first(where: { $0.kind == kind }) else { return .failure(.toolFailed, "no runner") }
            box.runner = runner
            do { box.yields = try await runner.run(works) } catch { return .failure(.toolFailed, "\(error)") }
            return .success("carried out")
        }
        let bench = try AgentBench([.call("plan", id: "p"), .say("Done.")], agents: agents, tools: [("plan", tool)], whenAsked: whenAsked)
        scene.set(bench.run, bench.host)
        var parts = bench.run.parts
        parts.skills = skills
        parts.context = context
        box.parts = parts
        box.request = bench.run.request
        _ = await bench.execute()
        return (box.yields, bench)
    }

    private func work(_ id: String, _ kind: StepKind, _ name: String, _ inputs: JSON) -> StepWork {
        StepWork(step: PlanStep(id: id, kind: kind, name: name, inputs: inputs), attempt: 1)
    }

    @Test("002-05, 002-08: steps go to two agents, each in a run of its own, at the same time")
    func agents() async throws {
        let (yields, bench) = try await carryOut(
            [work("one", .agent, "scout", ["task": "Look."]), work("two", .agent, "auto", ["task": "Find the parser."])], of: .agent,
            agents: ["scout": [[.say("Seen.")]], "reader": [[.say("Here.")]]])
        #expect(yields == ["one": .done(output: "Seen."), "two": .done(output: "Here.")])
        #expect(Set(bench.started.map { "\($0.stepID ?? "") \($0.name)" }) == ["one scout", "two reader"])
        #expect(bench.agentEvents.allSatisfy { $0.first?.parentRunID == bench.run.id })
    }

    @Test("002-05: an agent that fails is a failed step with its reason")
    func failing() async throws {
        let (yields, _) = try await carryOut([work("one", .agent, "scout", ["task": "Look."])], of: .agent)
        guard case .failed(let detail, _)? = yields["one"] else { return #expect(Bool(false)) }
        #expect(detail.code == .scriptExhausted)
    }

    @Test("002-05: a stop ends the agents of steps")
    func stopping() async throws {
        let (yields, bench) = try await carryOut(
            [work("one", .agent, "scout", ["task": "Look."])], of: .agent, agents: ["scout": [[.hang([.textDelta("so")])]]]
        ) { run in
            Task {
                try await TestKit.eventually(within: .seconds(10), "asked") { run.agents?.isBusy == true }
                run.stop()
            }
        }
        #expect(yields == ["one": .stopped])
        #expect(bench.events.last?.type == "run_cancelled")
    }

    @Test("002-28: a step of a skill has the general agent work as the skill says")
    func skill() async throws {
        let skill = Skill(name: "release", description: "Makes a release.", text: "First raise the number.")
        let (yields, bench) = try await carryOut(
            [work("one", .skill, "release", ["task": "Release 2."])], of: .skill, agents: ["release": [[.say("Released.")]]],
            skills: [skill])
        #expect(yields == ["one": .done(output: "Released.")])
        guard case .system(let prompt)? = bench.host.models.first?.requests.first?.messages.first else { return #expect(Bool(false)) }
        #expect(prompt.contains("First raise the number."))
        #expect(bench.started.map(\.name) == ["release"])
    }

    @Test("002-05: a step of retrieval gives what the source has, numbered, and no more than was wanted")
    func retrieval() async throws {
        let notes = (1...4).map { ContextNote(title: "note \($0)", text: "text \($0)") }
        let context = ContextPipeline(ContextParts(memory: [FixedMemory(notes: notes)], knowledge: [BrokenKnowledge()]))
        let (yields, _) = try await carryOut(
            [
                work("one", .retrieval, "memory", ["query": "text", "limit": 2]), work("two", .retrieval, "knowledge", ["query": "text"]),
            ], of: .retrieval, context: context)
        #expect(yields["one"] == .done(output: "1. note 1\ntext 1\n\n2. note 2\ntext 2"))
        guard case .failed(let detail, _)? = yields["two"] else { return #expect(Bool(false)) }
        #expect(detail.code == .knowledgeFailed && detail.message.contains("broken"))
    }

    @Test("002-05: a source that never answers costs a step its time limit and nothing else")
    func hanging() async throws {
        // The source answers as soon as it is cancelled, which must never count.
        for _ in 0..<30 {
            let context = ContextPipeline(ContextParts(memory: [EndlessMemory()]), delay: { _ in })
            let (yields, _) = try await carryOut([work("one", .retrieval, "memory", ["query": "x"])], of: .retrieval, context: context)
            guard case .failed(let detail, _)? = yields["one"] else { return #expect(Bool(false), "\(yields)") }
            #expect(detail.code == .memoryFailed)
        }
    }

    @Test("002-05, 002-08: what a plan may name is offered, and what is wrong with a step is said with what is right")
    func faults() async throws {
        let bench = try AgentBench([.say("Done.")])
        var parts = bench.run.parts
        parts.skills = [Skill(name: "release", description: "Makes a release.", text: "x")]
        parts.context = ContextPipeline(ContextParts(memory: [FixedMemory(notes: [])]))
        let runners = bench.run.stepRunners(bench.run.request, parts, bench.run.control)
        #expect(runners.map(\.kind) == [.agent, .skill, .retrieval])
        #expect(runners.map { $0.offers.map(\.name) } == [["general", "reader", "scout", "auto"], ["release"], ["memory"]])
        func fault(_ kind: StepKind, _ name: String, _ inputs: JSON) -> String? {
            runners.first { $0.kind == kind }?.fault(in: PlanStep(id: "s", kind: kind, name: name, inputs: inputs))
        }
        #expect(fault(.agent, "scout", ["task": "x"]) == nil && fault(.agent, "auto", ["task": "{{one}}"]) == nil)
        #expect(fault(.skill, "release", ["task": "x"]) == nil && fault(.retrieval, "memory", ["query": "x", "limit": 3]) == nil)
        #expect(fault(.agent, "scuot", ["task": "x"])?.contains("scout") == true)
        #expect(fault(.agent, "scout", ["task": "x", "agent": "nobody"])?.contains("nobody") == true)
        #expect(fault(.agent, "scout", ["task": "x", "agent": 3])?.contains("agent") == true)
        #expect(fault(.agent, "scout", ["task": " "])?.contains("task") == true)
        #expect(fault(.agent, "scout", ["tsak": "x"])?.contains("tsak") == true)
        #expect(fault(.agent, "scout", "x")?.contains("object") == true)
        #expect(fault(.skill, "relaese", ["task": "x"])?.contains("release") == true)
        #expect(fault(.retrieval, "knowledge", ["query": "x"])?.contains("memory") == true)
        #expect(fault(.retrieval, "memory", ["query": "x", "limit": 0])?.contains("limit") == true)
        #expect(runners[0].grade(PlanStep(id: "s", kind: .agent, name: "reader", inputs: ["task": "x"])).risk == .none)
        #expect(runners[0].grade(PlanStep(id: "s", kind: .agent, name: "scout", inputs: ["task": "x"])).risk == .medium)
        #expect(runners[2].grade(PlanStep(id: "s", kind: .retrieval, name: "memory")).risk == .none)
    }
}

private final class Box: @unchecked Sendable {
    var parts: RunParts?
    var request: RunRequest?
    var runner: (any StepRunner)?
    var yields: [String: StepYield] = [:]
}

private struct FixedMemory: MemorySource {
    let name = "fixed"
    let notes: [ContextNote]
    func recall(for query: ContextQuery) async throws -> [ContextNote] { notes }
}

private struct EndlessMemory: MemorySource {
    let name = "endless"
    func recall(for query: ContextQuery) async throws -> [ContextNote] {
        while !Task.isCancelled { await Task.yield() }
        return []
    }
}

private struct BrokenKnowledge: KnowledgeSource {
    struct Fault: Error, CustomStringConvertible { let description = "broken" }
    let name = "files"
    func search(_ query: ContextQuery) async throws -> [ContextNote] { throw Fault() }
}
