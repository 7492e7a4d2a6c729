import Events
import Service

extension Command {
    static let agents = Command(
        name: "agents", summary: "the agents that may work for a run, and the skills",
        options: [.flag("json", "one JSON object a line")] + OptionSpec.storing,
        example: "lathe agents"
    ) { arguments, program in
        let (listed, faults) = try program.settings(arguments).agentSummaries
        for agent in listed {
            if arguments.flag("json") {
                program.output.write(agent.json.text + "\n")
            } else {
                let name = agent.name + String(repeating: " ", count: max(2, 18 - agent.name.count))
                let kind = agent.isSkill ? "skill     " : agent.origin + String(repeating: " ", count: max(2, 10 - agent.origin.count))
                program.output.write(name + kind + Phrases.line(agent.description, 90) + "\n")
            }
        }
        for fault in faults { program.complain(fault) }
        return ExitStatus.completed
    }
}
