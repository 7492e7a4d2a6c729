internal import Engine
internal import Events
internal import Tools

/// Agents that the user's own file adds (001-63).
enum AgentSetting {
    private static let members = ["description", "instructions", "model", "tools", "reads_only", "max_iterations", "max_tokens", "timeout"]

    /// Reads the table of a file; strict, because an agent that is less bounded than it was meant to be does harm.
    static func readAll(_ json: JSON) -> Result<[AgentProfile], SettingValue.Refusal> {
        guard let table = json.object else {
            return .failure(.init("must be a table of agents, such as {scout: {description: 'finds things', tools: ['read_file']}}"))
        }
        do throws(SettingValue.Refusal) {
            var agents: [AgentProfile] = []
            for member in table.members { agents.append(try read(member.key, member.value)) }
            return .success(agents)
        } catch {
            return .failure(error)
        }
    }

    private static func read(_ name: String, _ json: JSON) throws(SettingValue.Refusal) -> AgentProfile {
        let object = try SettingObject(json, name.isEmpty ? "an agent without a name" : name, members: members)
        let isWord =
            !name.isEmpty && name.utf8.count <= 64
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x5F || byte == 0x2D
            }
        guard isWord else { throw object.refused("its name must be of letters, digits, _ and -, at most 64") }
        guard name != RuleRouter.anyone else { throw object.refused("\(RuleRouter.anyone) leaves the choice open, take another name") }
        guard let description = try object.text("description") else {
            throw object.refused("it has no description, which says when to take it")
        }
        let tools = try object.texts("tools")
        let known = ToolSummary.all.map(\.name)
        for tool in tools ?? [] where !known.contains(tool) {
            let hint = Nearest.word(to: tool, in: known).map { "did you mean \($0)?" } ?? "`lathe tools` lists them"
            throw object.refused("there is no tool \(TextSanitiser.clean(String(tool.prefix(60)))), \(hint)")
        }
        return AgentProfile(
            name: name, description: TextSanitiser.clean(description),
            instructions: TextSanitiser.clean(try object.text("instructions") ?? ""),
            model: try object.text("model"), tools: tools, readsOnly: try object.flag("reads_only") ?? false,
            maxIterations: try object.count("max_iterations", 1...1_000_000), maxTokens: try object.count("max_tokens", 1...1_000_000_000),
            timeout: try object.duration("timeout"))
    }

    /// The table as it stands in a file.
    static func json(_ agents: [AgentProfile]) -> JSON {
        var table = JSONObject()
        for agent in agents { table[agent.name] = json(agent) }
        return .object(table)
    }

    static func json(_ agent: AgentProfile) -> JSON {
        var object = JSONObject()
        object.add("description", agent.description)
        if !agent.instructions.isEmpty { object.add("instructions", agent.instructions) }
        object.add("model", agent.model)
        if let tools = agent.tools { object.add("tools", tools) }
        if agent.readsOnly { object.add("reads_only", true) }
        object.add("max_iterations", agent.maxIterations)
        object.add("max_tokens", agent.maxTokens)
        object.add("timeout", agent.timeout.map { DurationText.write($0) })
        return .object(object)
    }
}

extension Settings {
    /// Every agent that may work for a run: the built-in ones, in whose place the user's may be, and then the user's.
    var knownAgents: [AgentProfile] {
        AgentProfile.builtIn.map { builtIn in agents.last { $0.name == builtIn.name } ?? builtIn }
            + agents.filter { agent in !AgentProfile.builtIn.contains { $0.name == agent.name } }
    }
}
