import Events
import Service

extension Command {
    static let tools = Command(
        name: "tools", summary: "what an agent can do",
        options: [.flag("schema", "the JSON Schema of each tool's arguments"), .flag("json", "one JSON object a line")],
        example: "lathe tools --schema"
    ) { arguments, program in
        for tool in ToolSummary.all {
            if arguments.flag("json") {
                program.output.write(tool.json.text + "\n")
            } else if arguments.flag("schema") {
                program.output.write((["name": .string(tool.name), "parameters": tool.parameters] as JSON).prettyText + "\n")
            } else {
                let name = tool.name + String(repeating: " ", count: max(2, 24 - tool.name.count))
                let effects = tool.effects.joined(separator: ", ")
                program.output.write(
                    name + effects + String(repeating: " ", count: max(2, 18 - effects.count)) + Phrases.line(tool.headline, 90) + "\n")
            }
        }
        return ExitStatus.completed
    }
}
