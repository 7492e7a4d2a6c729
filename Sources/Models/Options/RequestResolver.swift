import Events

/// Makes the options of a request out of the model, the place and the settings: the one spot where models are told apart (001-47).
struct RequestResolver: Sendable {
    let place: RequestPlace
    /// What the person wants; nil leaves it to the provider.
    var effort: ReasoningEffort?
    /// What the person adds to the body; it wins over everything.
    var extraBody = JSONObject()
    /// nil: found by the table.
    var argumentsAreCumulative: Bool?
    /// What the model can write at most; nil when that is not known.
    var ceiling: Int?
    /// The family whose rules hold for a name that does not tell it; nil when none is known.
    var family: String?

    /// - Parameter maxOutputTokens: the limit of the run, which holds whatever a model would like to think; nil for none.
    func options(model: String, maxOutputTokens: Int?) -> RequestOptions {
        var options = RequestOptions(model: model, maxOutputTokens: maxOutputTokens)
        var takesEffort = true
        var countsThought = false
        // A row that shortens or lengthens the name does not change which of the later rows apply; a row that is more exact comes first.
        let name = ruleName(model)
        options.argumentsAreCumulative =
            argumentsAreCumulative ?? RequestRules.argumentsAreCumulative(model: name, host: place.host)
        var done: Set<String> = []
        for rule in RequestRules.all where rule.applies(to: name, place) {
            for change in rule.changes where done.insert(RequestResolver.key(change)).inserted {
                if case .noEffort = change { takesEffort = false }
                if case .countsThought = change { countsThought = true }
                apply(change, to: &options)
            }
        }
        // Servers of other models that speak this format know the number, and not the word.
        apply(effort, to: &options, takesEffort: takesEffort, countsThought: countsThought || !name.hasPrefix("claude"))
        if let maxOutputTokens { RequestResolver.fit(&options, into: maxOutputTokens) }
        for member in extraBody.members { options.body[member.key] = member.value }
        return options
    }

    /// The name that rules go by: without the vendor that a gateway puts before it, in small letters.
    private func ruleName(_ model: String) -> String {
        let name = (model.split(separator: "/").last.map(String.init) ?? model).lowercased()
        // Gateways write the versions of these with a point, their vendor without.
        if name.hasPrefix("claude-") { return name.replacing(".", with: "-") }
        guard let family, !name.hasPrefix(family) else { return name }
        return "\(family)-\(name)"
    }

    /// What a change is about: of two rows that are about the same, the first counts.
    private static func key(_ change: RequestRule.Change) -> String {
        switch change {
        case .dropSuffix, .addSuffix, .keepName: "name"
        case .temperature: "temperature"
        case .maxOutputTokens: "max_output_tokens"
        case .effort, .noEffort: "effort"
        case .thinking: "thinking"
        case .countsThought: "counts_thought"
        case .body(let key, _): "body.\(key)"
        case .returnsReasoning: "returns_reasoning"
        case .asksForReasoningItems: "reasoning_items"
        case .takesOneSystemMessage: "one_system_message"
        case .namesCache: "names_cache"
        }
    }

    private func apply(_ change: RequestRule.Change, to options: inout RequestOptions) {
        switch change {
        case .dropSuffix(let suffix): options.model = String(options.model.dropLast(suffix.count))
        case .addSuffix(let suffix): options.model += suffix
        case .temperature(let value): options.temperature = value
        case .maxOutputTokens(let tokens): options.maxOutputTokens = options.maxOutputTokens.map { max($0, tokens) } ?? tokens
        case .effort(let word): options.effort = word
        case .noEffort, .countsThought, .keepName: break
        case .thinking(let thinking):
            // Responses know no such member; there the suffix of the name asks for effort.
            if place.format == .responses { options.effort = "high" } else { options.body["thinking"] = thinking }
        case .body(let key, let value): options.body[key] = value
        case .returnsReasoning: options.returnsReasoning = true
        case .asksForReasoningItems: options.asksForReasoningItems = true
        case .takesOneSystemMessage: options.takesOneSystemMessage = true
        case .namesCache: options.namesCache = true
        }
    }

    private func apply(_ effort: ReasoningEffort?, to options: inout RequestOptions, takesEffort: Bool, countsThought: Bool) {
        guard let effort else { return }
        switch place.format {
        case .chat:
            if takesEffort { options.effort = effort.rawValue } else { applyBudget(effort, to: &options) }
        case .responses:
            options.effort = effort.rawValue
            options.asksForReasoningItems = effort != .off
        case .anthropic: applyThought(effort, to: &options, countsThought: countsThought)
        }
    }

    /// Anthropic's: tokens for older models, a word for newer ones.
    private func applyThought(_ effort: ReasoningEffort, to options: inout RequestOptions, countsThought: Bool) {
        guard let wanted = effort.budgetTokens else {
            options.body["thinking"] = ["type": "disabled"]
            options.temperature = nil
            return
        }
        // The thought is a part of what is written, and a limit beyond the model's own is refused.
        let limit = min(max(options.maxOutputTokens ?? 0, wanted + 4096), max(8192, ceiling ?? .max))
        let budget = max(1024, min(wanted, limit - 4096))
        options.maxOutputTokens = limit
        if countsThought {
            options.body["thinking"] = ["type": "enabled", "budget_tokens": .integer(Int64(budget))]
            options.temperature = 1
        } else {
            options.body["thinking"] = ["type": "adaptive", "display": "summarized"]
            options.body["output_config"] = ["effort": .string(effort == .minimal ? "low" : effort.rawValue)]
            options.temperature = nil
        }
    }

    /// Makes the thought fit into the person's limit, with room for an answer; without thought where there is none.
    private static func fit(_ options: inout RequestOptions, into limit: Int) {
        options.maxOutputTokens = limit
        guard options.body["thinking"]?["type"] == "enabled", let budget = options.body["thinking"]?["budget_tokens"]?.integer else {
            return
        }
        let room = limit - max(1024, limit / 4)
        guard budget > room else { return }
        if room >= 1024 {
            options.body["thinking"] = ["type": "enabled", "budget_tokens": .integer(Int64(room))]
        } else {
            options.body["thinking"] = nil
            options.temperature = nil
        }
    }

    /// Gemini's own scale.
    private func applyBudget(_ effort: ReasoningEffort, to options: inout RequestOptions) {
        guard var config = options.body["extra_body"]?["google"]?["thinking_config"]?.object else { return }
        if config["thinkingLevel"] != nil {
            config["thinkingLevel"] = [.off, .minimal, .low, .medium].contains(effort) ? "low" : "high"
        } else {
            config["thinkingBudget"] = .integer(Int64(effort.budgetTokens.map { min($0, 24_576) } ?? 0))
        }
        options.body["extra_body"] = ["google": ["thinking_config": .object(config)]]
    }
}
