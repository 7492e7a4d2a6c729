import Events
import TestKit
import Testing

/// Agents from the command line (001-63).
@Suite struct AgentTests {
    /// The run has two agents side by side; `scout` is one of the settings.
    private static let script = """
        {first_delay_ms: 0, pace_ms: 0,
         turns: [
            {tool_calls: [
                {name: 'run_agent', arguments: {agent: 'scout', task: 'Look for the plan.'}},
                {name: 'run_agent', arguments: {agent: 'reader', task: 'Read the notes.'}},
            ], usage: {input_tokens: 100, output_tokens: 10}},
            {text: 'The plan is in notes.txt.', usage: {input_tokens: 200, output_tokens: 20}},
         ],
         agents: {
            scout: {turns: [
                {tool_calls: [{name: 'list_directory', arguments: {path: '.'}}], usage: {input_tokens: 1000, output_tokens: 1}},
                {text: 'There is notes.txt.', usage: {input_tokens: 2000, output_tokens: 2}},
            ]},
            reader: {turns: [{text: 'It says: go on.', usage: {input_tokens: 4000, output_tokens: 4}}]},
         }}
        """
    private static let asking = """
        {first_delay_ms: 0, pace_ms: 0,
         turns: [
            {tool_calls: [{name: 'run_agent', arguments: {agent: 'general', task: 'Make a file.'}}]},
            {text: 'It is made.'},
         ],
         agents: {general: {turns: [
            {tool_calls: [{name: 'execute_shell_command', arguments: {command: 'echo made >> made'}}]},
            {text: 'I made it.'},
         ]}}}
        """

    private func scenario(_ config: String = "{agents: {scout: {description: 'finds things', tools: ['list_directory']}}}") throws
        -> Scenario
    {
        let scenario = try Scenario()
        try scenario.environment.folder.write("config.json5", config)
        return scenario
    }

    private func config(_ scenario: Scenario) -> [String] { ["--config", scenario.environment.folder.path(of: "config.json5")] }

    @Test("001-63, 002-08: a run has two agents work, each in a run of its own that is linked to it, and counts what they use")
    func sideBySide() async throws {
        let scenario = try scenario()
        let run = try await scenario.lathe(["run", "Where is the plan?"] + config(scenario), script: Self.script)
        #expect(run.status == .code(0) && run.outputText.contains("The plan is in notes.txt."), "\(run.errorText)")
        let events = try await scenario.events()
        let agents = events.compactMap { if case .subAgentStarted(let agent) = $0.payload { agent } else { nil } }
        #expect(Set(agents.map(\.name)) == ["scout", "reader"])
        for agent in agents {
            let own = try await scenario.events(agent.agentRunID)
            #expect(own.allSatisfy { $0.parentRunID == events.first?.runID } && own.last?.type == "run_completed")
        }
        let shown = try await scenario.lathe(["show", "last"]).outputText
        #expect(
            shown.contains("    │ Round 1") && shown.contains("    │   → list_directory") && shown.contains("    │ There is notes.txt."),
            "\(shown)")
        let listed = try await scenario.lathe(["runs", "--json"]).outputLines.map { try JSON(parsing: Array($0.utf8)) }
        #expect(listed.compactMap { $0["run_id"]?.string } == [events.first?.runID], "agents are left out")
        #expect(listed.first?["input_tokens"]?.integer == 7300 && listed.first?["output_tokens"]?.integer == 37)
        let all = try await scenario.lathe(["runs", "--all", "--json"]).outputLines.map { try JSON(parsing: Array($0.utf8)) }
        #expect(all.count == 3 && all.count { $0["parent_run_id"]?.string == events.first?.runID } == 2)
    }

    @Test("001-63, X-03: when an agent needs a person the run waits, and lathe answer goes on with both", arguments: ["yes", "no"])
    func answered(word: String) async throws {
        let scenario = try scenario()
        let run = try await scenario.lathe(["run", "Make a file"], script: Self.asking)
        #expect(run.status == .code(3), "\(run.errorText)")
        #expect(try await scenario.lathe(["runs"]).outputText.contains("waiting_approval"))
        let shown = try await scenario.lathe(["answer", "last"])
        #expect(shown.status == .code(0) && shown.outputText.contains("echo made >> made"), "\(shown.errorText)")
        let answered = try await scenario.lathe(["answer", "last", word], script: Self.asking)
        #expect(answered.status == .code(0) && answered.outputText.contains("It is made."), "\(answered.errorText)")
        let events = try await scenario.events()
        let ends = events.compactMap { if case .subAgentFinished(let agent) = $0.payload { agent.status } else { nil } }
        #expect(ends == [.left, .completed])
        let began = events.compactMap { if case .subAgentStarted(let agent) = $0.payload { agent.agentRunID } else { nil } }
        #expect(Set(began).count == 1 && began.count == 2, "the same run goes on")
        let own = try await scenario.events(began[0])
        #expect(own.count { $0.type == "run_started" } == 1 && own.map(\.seq) == Array(1...own.count))
        #expect(own.count { $0.type == "tool_call_started" } == 1)
    }

    @Test("001-63: a run that waits with an agent can be ended without an answer, and nothing of it waits any more")
    func ended() async throws {
        let scenario = try scenario()
        #expect(try await scenario.lathe(["run", "Make a file"], script: Self.asking).status == .code(3))
        #expect(try await scenario.lathe(["answer", "last", "--stop"]).status == .code(0))
        let all = try await scenario.lathe(["runs", "--all", "--json"]).outputLines.map { try JSON(parsing: Array($0.utf8)) }
        #expect(all.compactMap { $0["status"]?.string } == ["cancelled", "cancelled"])
    }

    @Test("001-63: agents can be switched off; then the tool is not there")
    func off() async throws {
        let scenario = try scenario()
        let run = try await scenario.lathe(["run", "Make a file", "--sub-agents", "0"], script: Self.asking)
        #expect(run.status == .code(0))
        let results = try await scenario.events().compactMap { if case .toolCallFinished(let call) = $0.payload { call } else { nil } }
        #expect(results.map(\.errorCode) == [.notEnabled])
    }

    @Test(
        "001-63: agents of the settings that are not right are refused with the nearest right word",
        arguments: [
            ("{agents: {scout: {description: 'x', tols: []}}}", "tools"),
            ("{agents: {scout: {description: 'x', tools: ['read_fiel']}}}", "read_file"),
            ("{agents: {scout: {}}}", "description"), ("{agents: {'a b': {description: 'x'}}}", "letters"),
            ("{agents: {auto: {description: 'x'}}}", "another name"), ("{agents: ['scout']}", "table"),
            ("{agents: {scout: {description: 'x', timeout: 'soon'}}}", "5m"),
            ("{agents: {scout: {description: 'x', max_tokens: 0}}}", "max_tokens"),
        ])
    func badSettings(config: String, word: String) async throws {
        let scenario = try scenario(config)
        let run = try await scenario.lathe(["run", "x"] + self.config(scenario), script: Self.script)
        #expect(run.status == .code(2) && run.errorText.contains(word), "\(run.errorText)")
    }

    @Test("001-63: a workspace cannot set agents, and may only switch them off")
    func workspaceFile() async throws {
        let scenario = try scenario()
        try scenario.environment.folder.write("workspace/.lathe/config.json5", "{agents: {scout: {description: 'x'}}}")
        let run = try await scenario.lathe(["agents"])
        #expect(run.status == .code(2) && run.errorText.contains("which a workspace may not"), "\(run.errorText)")
    }

    @Test("001-63, 002-28: agents and skills are listed, the workspace's skill before one's own; a broken one is told of")
    func listing() async throws {
        let scenario = try scenario()
        for (place, text) in [
            ("release/SKILL.md", "---\nname: release\ndescription: Makes a release here.\n---\nRaise the number.\n"),
            ("broken/SKILL.md", "no front matter"),
        ] {
            try scenario.environment.folder.write("workspace/.lathe/skills/" + place, text)
        }
        let run = try await scenario.lathe(["agents"] + config(scenario))
        #expect(run.status == .code(0))
        for word in ["general", "reader", "scout", "finds things", "release", "Makes a release here."] {
            #expect(run.outputText.contains(word), "\(word)")
        }
        #expect(run.errorText.contains("broken") && run.errorText.contains("---"))
        let tools = try await scenario.lathe(["tools"])
        #expect(tools.outputText.contains("run_agent"))
        let lines = try await scenario.lathe(["agents", "--json"] + config(scenario)).outputLines
        #expect(try lines.map { try JSON(parsing: Array($0.utf8))["kind"]?.string } == ["agent", "agent", "agent", "skill"])
    }

    @Test("001-63: a script that names no turns for an agent says so, and the run goes on")
    func missingTurns() async throws {
        let scenario = try scenario()
        let script = """
            {first_delay_ms: 0, pace_ms: 0, turns: [
                {tool_calls: [{name: 'run_agent', arguments: {task: 'x'}}]}, {text: 'Alone.'}]}
            """
        let run = try await scenario.lathe(["run", "x"], script: script)
        #expect(run.status == .code(0) && run.outputText.contains("Alone."))
        let results = try await scenario.events().compactMap {
            if case .toolCallFinished(let call) = $0.payload { call.output } else { nil }
        }
        #expect(results.first?.contains("no turns for the agent general") == true, "\(results)")
        for (agents, word) in [("[]", "object"), ("{scout: {turns: []}}", "at least one turn"), ("{scout: {turn: []}}", "turns")] {
            let bad = try await scenario.lathe(["run", "x"], script: "{turns: [{text: 'x'}], agents: \(agents)}")
            #expect(bad.status != .code(0) && bad.errorText.contains(word), "\(bad.errorText)")
        }
    }
}
