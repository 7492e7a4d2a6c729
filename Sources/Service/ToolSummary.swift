internal import Engine
public import Events
internal import Tools

/// A tool as `lathe tools` shows it.
public struct ToolSummary: Sendable {
    public var name: String
    public var aliases: [String]
    /// The manual the model reads.
    public var manual: String
    /// What it does to the world: `read`, `write`, `execute`, `network`, `control`.
    public var effects: [String]
    /// JSON Schema of the arguments.
    public var parameters: JSON

    /// The first sentence of the manual.
    public var headline: String { String(manual.prefix { $0 != "\n" }) }

    public var json: JSON {
        [
            "name": .string(name), "aliases": .array(aliases.map { .string($0) }), "effects": .array(effects.map { .string($0) }),
            "description": .string(manual), "parameters": parameters,
        ]
    }

    /// Every built-in tool in the order the model is told of them; the last has the built-in agents work.
    public static var all: [ToolSummary] {
        (ToolDispatcher().specs + [AgentProfile.toolSpec(AgentProfile.builtIn)]).map { spec in
            ToolSummary(
                name: spec.name, aliases: spec.aliases, manual: spec.manual, effects: spec.effects.map(\.rawValue),
                parameters: spec.parameters)
        }
    }
}
