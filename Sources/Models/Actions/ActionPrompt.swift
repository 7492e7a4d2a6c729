import Events

/// The rules of the action protocol and the tools, as a section of the system message (003-05).
///
/// The same tools give the same bytes, so that a provider's prefix cache holds.
struct ActionPrompt {
    let tools: [ToolDescription]
    /// The tool behind `need_more_info`, when it is among the tools.
    let askTool: ToolDescription?

    /// - Parameter askTool: the name of the tool that asks the person; it is offered as `need_more_info` and not by its name.
    init(tools: [ToolDescription], askTool: String) {
        self.tools = tools.filter { $0.name != askTool }
        self.askTool = tools.first { $0.name == askTool }
    }

    var text: String {
        var parts = [rules]
        parts += tools.map(manual)
        if let first = tools.first {
            parts.append("An example of a whole answer:\n\n" + Action.toolCall(tool: first.name, arguments: example(of: first)).json.text)
        }
        return parts.joined(separator: "\n\n")
    }

    private var rules: String {
        var lines = [
            "# How to answer", "",
            "Every answer is one action: one JSON object and nothing around it, no prose and no code fence. Do one thing in each answer and "
                + "do not explain it at length. The actions:", "",
        ]
        if !tools.isEmpty {
            lines.append(Action.toolCall(tool: "NAME", arguments: JSONObject()).json.text)
            lines.append(
                "calls the tool NAME; \"args\" is an object that fits the tool's JSON Schema. The next message holds the result. "
                    + "Never write a result yourself.")
        }
        lines.append(Action.final(result: "TEXT").json.text)
        lines.append("ends the task; TEXT is for the user: what was done or found.")
        if askTool != nil {
            lines.append(Action.needMoreInfo(question: "TEXT", options: ["TEXT", "TEXT"]).json.text)
            lines.append(
                "asks the user and waits, when only the user can decide. \"options\" are 2 to 20 answers to choose from; leave them out for "
                    + "a free answer.")
        }
        lines.append("")
        lines.append(#"Inside a string write a line break as \n, a quote as \" and a backslash as \\."#)
        if !tools.isEmpty { lines += ["", "# Tools"] }
        return lines.joined(separator: "\n")
    }

    private func manual(_ tool: ToolDescription) -> String {
        "## \(tool.name)\n\n\(tool.description)\nJSON Schema of \"args\": \(tool.parameters.text)"
    }

    /// The arguments of the manual's example; without one, what the schema requires.
    private func example(of tool: ToolDescription) -> JSONObject {
        if let place = tool.description.firstRange(of: "Example:") {
            let rest = Array(tool.description[place.upperBound...].utf8.prefix(4096))
            if let brace = rest.firstIndex(of: UInt8(ascii: "{")) {
                var parser = LenientJSON(rest, at: brace)
                if let object = (try? parser.value())?.object { return object }
            }
        }
        let required = (tool.parameters["required"]?.array ?? []).compactMap(\.string)
        return JSONObject(required.map { .init($0, ActionPrompt.placeholder(tool.parameters["properties"]?[$0]?["type"]?.string)) })
    }

    private static func placeholder(_ type: String?) -> JSON {
        switch type {
        case "integer", "number": 1
        case "boolean": true
        case "array": []
        case "object": [:]
        default: "…"
        }
    }
}
