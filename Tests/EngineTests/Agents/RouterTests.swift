import Events
import Testing

@testable import Engine

/// Who does a step (002-06, 002-07, 002-08).
@Suite struct RouterTests {
    private static let agents = [
        RunView.Agent(name: "general", description: "", readsOnly: false), RunView.Agent(name: "reader", description: "", readsOnly: true),
        RunView.Agent(name: "scout", description: "", readsOnly: false),
    ]

    private func step(_ task: String, name: String = "auto", agent: String? = nil) -> PlanStep {
        var inputs = JSONObject([.init("task", .string(task))])
        if let agent { inputs["agent"] = .string(agent) }
        return PlanStep(id: "s", kind: .agent, name: name, inputs: .object(inputs))
    }

    @Test("002-06: the agent that the plan names does the step, whatever the rules say")
    func planned() {
        let view = RunView(agents: Self.agents, prompt: "", mayChange: false)
        #expect(RuleRouter().agent(for: step("Write it.", name: "scout"), in: view) == "scout")
        #expect(RuleRouter().agent(for: step("Write it.", name: "general", agent: "scout"), in: view) == "scout")
        #expect(RuleRouter().agent(for: step("Write it.", name: "nobody"), in: view) == "reader")
    }

    @Test(
        "002-06: where the plan names nobody the state of the run and the task decide",
        arguments: [
            ("Find the parser.", true, "reader"), ("Explain how it works.", true, "reader"),
            ("Find the fault and fix it.", true, "general"),
            ("Write a test.", true, "general"), ("", true, "general"), ("Write a test.", false, "reader"),
        ])
    func ruled(task: String, mayChange: Bool, agent: String) {
        let view = RunView(agents: Self.agents, prompt: "", mayChange: mayChange)
        #expect(RuleRouter().agent(for: step(task), in: view) == agent)
    }

    @Test("002-06: with nobody to choose from nobody is chosen")
    func nobody() {
        #expect(RuleRouter().agent(for: step("Find it."), in: RunView(agents: [], prompt: "")) == nil)
    }

    @Test("002-07: a router is given values and nothing that could change the run; the same values give the same agent")
    func purity() {
        let view = RunView(agents: Self.agents, prompt: "x", filesChanged: ["a"], openTodos: ["b"], tokensLeft: 5)
        // The compiler holds it: a function of two values without async, throws or inout.
        let choose: @Sendable (PlanStep, RunView) -> String? = { RuleRouter().agent(for: $0, in: $1) }
        #expect(Self.classes(in: view).isEmpty)
        #expect(Self.classes(in: RuleRouter()).isEmpty, "it remembers nothing")
        let copy = view
        #expect((0..<3).allSatisfy { _ in choose(step("Find it."), view) == "reader" })
        #expect(view == copy)
        struct Bad { let log = Counter() }
        #expect(Self.classes(in: Bad()) == ["Counter"], "the check finds what it looks for")
    }

    /// Everything below a value that is shared and not copied.
    private static func classes(in value: Any) -> [String] {
        let type = type(of: value)
        if type is AnyClass { return ["\(type)"] }
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == nil, "\(type)".contains("->") { return ["\(type)"] }
        return mirror.children.flatMap { classes(in: $0.value) }
    }
}
