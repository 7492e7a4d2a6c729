internal import Events

/// Reads the plan that a model wrote (002-04, 004-53).
///
/// Lenient in form: steps without an id are numbered, other usual names of members are understood, and a step that is only described is work for an agent. What a plan
/// says is held against the tools by `PlanValidator`.
enum PlanReader {
    /// - Throws: what is wrong, in a sentence for the model.
    /// - Parameter taken: ids that no new step is given where it has none of its own.
    static func plan(_ json: JSON, version: Int, goal: String, taken earlier: Set<String> = []) throws(PlanFault) -> Plan {
        let root = json["plan"]?.object == nil ? json : json["plan"] ?? json
        guard let list = root["steps"]?.array else { throw PlanFault("the object has no list \"steps\"") }
        guard !list.isEmpty else { throw PlanFault("the list \"steps\" is empty") }
        var taken = earlier
        var steps: [PlanStep] = []
        for (index, item) in list.enumerated() {
            let step = try step(item, number: index + 1, taken)
            taken.insert(step.id)
            steps.append(step)
        }
        let said = root["goal"]?.string.map(TextSanitiser.clean) ?? ""
        return Plan(version: version, goal: said.isEmpty ? goal : said, steps: steps)
    }

    private static func step(_ item: JSON, number: Int, _ taken: Set<String>) throws(PlanFault) -> PlanStep {
        if let text = item.string {
            let text = TextSanitiser.clean(text)
            return PlanStep(id: fresh(number, taken), kind: .agent, name: RuleRouter.anyone, title: text, inputs: ["task": .string(text)])
        }
        guard item.object != nil else { throw PlanFault("step \(number) is no object") }
        func text(_ keys: String...) -> String {
            for key in keys { if let value = item[key]?.string, !value.isEmpty { return TextSanitiser.clean(value) } }
            return ""
        }
        let id = item["id"]?.integer.map { "s\($0)" } ?? text("id")
        let title = text("title", "description", "purpose")
        let name = text("name", "tool", "agent", "skill", "source")
        var kind = StepKind(rawValue: text("kind", "type").lowercased())
        if kind.rawValue.isEmpty {
            kind =
                item["tool"] != nil
                ? .tool
                : item["skill"] != nil ? .skill : item["source"] != nil ? .retrieval : name.isEmpty || item["agent"] != nil ? .agent : .tool
        }
        var inputs = item["inputs"] ?? item["arguments"] ?? item["args"] ?? item["input"] ?? .object(JSONObject())
        if let written = inputs.string, let read = FirstObject.read(written) { inputs = read }
        if inputs.object == nil || inputs.object?.members.isEmpty == true, kind == .agent || kind == .skill {
            inputs = ["task": .string(inputs.string.map(TextSanitiser.clean) ?? (text("task").isEmpty ? title : text("task")))]
        }
        let needs = (item["needs"] ?? item["depends_on"] ?? item["dependencies"])?.array ?? []
        return PlanStep(
            id: id.isEmpty ? fresh(number, taken) : id, kind: kind, name: name.isEmpty && kind == .agent ? RuleRouter.anyone : name,
            title: title, inputs: inputs, expectedOutput: item["expected_output"] ?? item["expectedOutput"] ?? .null,
            needs: needs.compactMap { $0.string.map(TextSanitiser.clean) ?? $0.integer.map { "s\($0)" } },
            repeats: item["repeat"]?.bool ?? false)
    }

    private static func fresh(_ number: Int, _ taken: Set<String>) -> String {
        var id = "s\(number)"
        while taken.contains(id) { id += "b" }
        return id
    }
}

/// What is wrong with a plan, for whoever made it.
struct PlanFault: Error, Sendable, Equatable {
    let text: String

    init(_ text: String) { self.text = text }
}
