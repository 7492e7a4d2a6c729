internal import Engine
public import Events

/// An agent, or a skill, as `lathe agents` lists it.
public struct AgentSummary: Sendable, Equatable {
    public var name: String
    /// When to take it.
    public var description: String
    /// `built in`, `yours`, or for a skill the file it is in.
    public var origin: String
    public var isSkill: Bool
    /// As a file would say it; an empty object for a skill.
    public var members: JSON

    public var json: JSON {
        [
            "name": .string(name), "kind": .string(isSkill ? "skill" : "agent"), "description": .string(description),
            "origin": .string(origin), "settings": members,
        ]
    }
}

extension Settings {
    /// The agents that may work for a run, then the skills, and what is wrong with skills that cannot be used.
    public var agentSummaries: (listed: [AgentSummary], faults: [String]) {
        let agents = knownAgents.map { agent in
            AgentSummary(
                name: agent.name, description: agent.description,
                origin: self.agents.contains { $0.name == agent.name } ? "yours" : "built in",
                isSkill: false, members: AgentSetting.json(agent))
        }
        let (skills, faults) = SkillShelf(self).load()
        let listed = skills.map { skill in
            AgentSummary(name: skill.name, description: skill.description, origin: skill.path, isSkill: true, members: [:])
        }
        return (agents + listed, faults)
    }
}
