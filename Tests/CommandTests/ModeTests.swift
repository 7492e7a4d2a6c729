import Events
import Glibc
import TestKit
import Testing

/// The same task with the same model as a loop, as a pipeline, and from one to the other; and killed in every stage.
@Suite(.timeLimit(.minutes(3))) struct ModeTests {
    /// - Parameter slow: the purpose whose answer takes an hour.
    static func script(slow: String? = nil, command: String = "echo tock >> marks") -> String {
        func pace(_ purpose: String) -> String { slow == purpose ? ", chunk: 8, pace_ms: 3600000" : "" }
        return """
            {first_delay_ms: 0, pace_ms: 0, turns: [
                {tool_calls: [{name: 'list_directory', arguments: {path: '.'}}]},
                {tool_calls: [{name: 'execute_shell_command', arguments: {command: 'echo tick >> marks'}}]},
                {text: 'The loop is done.'}],
             purposes: {
                plan: [
                    {text: '{"goal": "marks holds a tock", "kind": "change", "unclear": []}'\(pace("intent"))},
                    {text: '{"steps": [{"id": "s1", "kind": "tool", "name": "list_directory", "inputs": {"path": "."}}, {"id": "s2", "kind": "tool", "name": "execute_shell_command", "inputs": {"command": "\(command)"}, "needs": ["s1"], "expected_output": "it worked"}]}'\(pace("plan"))}],
                evaluate: [{text: '{"verdict": "met", "reason": "it did"}'\(pace("evaluate"))}],
                summarise: [{text: 'The pipeline is done.'\(pace("summarise"))}]}}
            """
    }

    private static func marks(_ scenario: Scenario) -> String {
        (try? scenario.environment.folder.text(of: "workspace/marks")) ?? ""
    }

    @Test(
        "003-26, 003-27, 003-28: the same task runs as a loop, as a pipeline by option or setting, and falls back from one to the other",
        arguments: [
            ([], "The loop is done.", "tick\n"), (["--mode", "pipeline"], "The pipeline is done.", "tock\n"),
            (["--force-pipeline"], "The pipeline is done.", "tock\n"),
            (["--max-iterations", "2", "--fallback", "pipeline"], "The pipeline is done.", "tick\ntock\n"),
        ] as [([String], String, String)])
    func modes(options: [String], result: String, marks: String) async throws {
        let scenario = try Scenario()
        let run = try await scenario.lathe(["run", "Leave marks", "--approve", "all", "--json"] + options, script: Self.script())
        #expect(run.status == .code(0), "\(run.errorText)")
        let events = try run.outputLines.map { try RunEvent(line: Array($0.utf8)) }
        guard case .runCompleted(let end)? = events.last?.payload else { return #expect(Bool(false), "\(events.map(\.type))") }
        #expect(end.result == result && Self.marks(scenario) == marks)
    }

    @Test("003-26: agent_mode in the settings makes a run a pipeline, and --mode loop wins over it")
    func setting() async throws {
        let scenario = try Scenario()
        let config = try scenario.environment.folder.write("config.json5", "{agent_mode: 'pipeline'}")
        let run = try await scenario.lathe(
            ["run", "Leave marks", "--approve", "all", "--config", config], script: Self.script())
        #expect(run.outputText.contains("The pipeline is done."), "\(run.outputText)\(run.errorText)")
        let loop = try await scenario.lathe(
            ["run", "Leave marks", "--approve", "all", "--mode", "loop", "--config", config], script: Self.script())
        #expect(loop.outputText.contains("The loop is done."))
    }

    @Test("N-05: a fallback says why, with what shows it and what was carried over")
    func explained() async throws {
        let scenario = try Scenario()
        _ = try await scenario.lathe(
            ["run", "Leave marks", "--approve", "all", "--max-iterations", "2", "--fallback", "pipeline"], script: Self.script())
        let changes = try await scenario.events().compactMap { if case .modeChanged(let change) = $0.payload { change } else { nil } }
        let change = try #require(changes.first)
        #expect(changes.count == 1 && change.trigger == .limit && change.reason.contains("2 rounds"))
        #expect(change.evidence.map(\.iteration) == [1, 2] && change.evidence.allSatisfy { $0.loopID == "L1" && !$0.text.isEmpty })
        #expect(change.carriedOver.effects == ["execute_shell_command echo tick >> marks"])
        #expect(change.carriedOver.facts.count == 2)
    }

    @Test(
        "003-22, W-20: killed while a stage works and taken up again, a pipeline ends with the same result and no effect twice",
        arguments: ["intent", "plan", "evaluate", "summarise"])
    func killed(stage: String) async throws {
        let scenario = try Scenario()
        let run = try scenario.start(
            ["run", "Leave marks", "--mode", "pipeline", "--approve", "all", "--json"], script: Self.script(slow: stage))
        let count = ["intent": 1, "plan": 2, "evaluate": 3, "summarise": 4][stage] ?? 0
        try await eventually("the call of the stage streams") {
            let lines = run.outputText.split(separator: "\n")
            return lines.count { $0.contains("\"type\":\"model_call_started\"") } == count && lines.last?.contains("text_delta") == true
        }
        run.signal(SIGKILL)
        #expect(try await run.waitForExit() == .signal(SIGKILL))
        let resumed = try await scenario.lathe(["resume", "--json"], script: Self.script())
        #expect(resumed.status == .code(0), "\(resumed.errorText)")
        guard case .runCompleted(let end)? = try await scenario.events().last?.payload else { return #expect(Bool(false)) }
        #expect(end.result == "The pipeline is done." && Self.marks(scenario) == "tock\n")
    }

    @Test("003-22: killed while a step runs, a person says whether it took effect, and it is not run again by itself")
    func killedInStep() async throws {
        let scenario = try Scenario()
        let command = "echo tock >> marks; sleep 600"
        let run = try scenario.start(
            ["run", "Leave marks", "--mode", "pipeline", "--approve", "all", "--json"], script: Self.script(command: command))
        try await eventually("the command runs") { Self.marks(scenario) == "tock\n" }
        run.signal(SIGKILL)
        #expect(try await run.waitForExit() == .signal(SIGKILL))
        let resumed = try await scenario.lathe(["resume", "--json"], script: Self.script(command: command))
        #expect(resumed.status == .code(3) && resumed.errorText.contains("nobody knows whether it took effect"), "\(resumed.errorText)")
        let answered = try await scenario.lathe(["answer", "last", "It took effect: go on"], script: Self.script(command: command))
        #expect(
            answered.status == .code(0) && answered.outputText.contains("The pipeline is done."),
            "\(answered.outputText)\(answered.errorText)")
        #expect(Self.marks(scenario) == "tock\n")
    }

    @Test("003-22, 001-63: killed while the agent of a step works, the same agent goes on and does nothing twice")
    func killedInAgent() async throws {
        func script(_ wait: Int) -> String {
            """
            {first_delay_ms: 0, pace_ms: 0, turns: [{text: 'no'}],
             agents: {general: {turns: [
                {tool_calls: [{name: 'execute_shell_command', arguments: {command: 'echo one >> marks'}}]},
                {tool_calls: [{name: 'execute_shell_command', arguments: {command: 'echo two >> marks'}}], first_delay_ms: \(wait)},
                {text: 'Both are there.'}]}},
             purposes: {
                plan: [{text: '{"goal": "marks", "unclear": []}'},
                    {text: '{"steps": [{"id": "s1", "kind": "agent", "name": "general", "inputs": {"task": "leave marks"}}]}'}],
                summarise: [{text: 'All is done.'}]}}
            """
        }
        let scenario = try Scenario()
        let run = try scenario.start(["run", "Leave marks", "--mode", "pipeline", "--approve", "all"], script: script(3_600_000))
        try await eventually("the agent has left its first mark") { Self.marks(scenario) == "one\n" }
        run.signal(SIGKILL)
        #expect(try await run.waitForExit() == .signal(SIGKILL))
        let resumed = try await scenario.lathe(["resume"], script: script(0))
        #expect(resumed.status == .code(0) && resumed.outputText.contains("All is done."), "\(resumed.outputText)\(resumed.errorText)")
        let agents = try await scenario.events().compactMap { event -> String? in
            if case .subAgentStarted(let agent) = event.payload { agent.agentRunID } else { nil }
        }
        #expect(agents.count == 2 && Set(agents).count == 1, "the same run goes on")
        // The command may have been in the middle when it was killed; its effect is there once either way.
        #expect(Self.marks(scenario) == "one\ntwo\n")
    }
}
