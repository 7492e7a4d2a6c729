import Events

/// What kinds of models want, in the order it is applied (document 001, P12).
enum RequestRules {
    static let all: [RequestRule] = [
        // OpenAI itself; servers that stand in for it refuse members that they do not know.
        RequestRule(match: .prefix([""]), formats: [.chat, .responses], hosts: ["api.openai.com"], changes: [.namesCache]),
        // deepseek
        RequestRule(match: .name(["deepseek-reasoner", "deepseek-r1-tools"]), changes: [.temperature(0.6)]),
        RequestRule(match: .prefix(["deepseek"]), formats: [.chat], changes: [.returnsReasoning]),
        // claude
        RequestRule(
            match: .prefixAndSuffix(budgetedClaudes + ["claude-opus-4-6", "claude-sonnet-4-6"], "-thinking"),
            changes: [
                .dropSuffix("-thinking"), .thinking(["type": "enabled", "budget_tokens": 16_000]), .temperature(1),
                .maxOutputTokens(20_000),
            ]),
        RequestRule(
            match: .prefixAndSuffix(["claude-"], "-thinking"),
            changes: [.dropSuffix("-thinking"), .thinking(["type": "adaptive", "display": "summarized"]), .maxOutputTokens(20_000)]),
        RequestRule(match: .prefix(budgetedClaudes), formats: [.anthropic], changes: [.countsThought]),
        RequestRule(match: .name(["claude-opus-4", "claude-sonnet-4"]), formats: [.anthropic], changes: [.countsThought]),
        // o3, o4 and gpt-5
        RequestRule(
            match: .prefixAndSuffix(["o3-mini", "o4-mini", "gpt-5"], "-high"), changes: [.dropSuffix("-high"), .effort("high")]),
        RequestRule(
            match: .prefix(["o1", "o3", "o4", "gpt-5", "gpt-6", "codex"]), formats: [.responses], changes: [.asksForReasoningItems]),
        // qwen
        RequestRule(
            match: .prefixAndSuffix(
                ["qwen3-next-80b-a3b", "qwen3-vl-235b-a22b", "qwen3-vl-32b", "qwen3-vl-30b-a3b", "qwen3-vl-8b"], "-thinking"),
            whenStreaming: true, changes: [.keepName, .body("enable_thinking", true)]),
        RequestRule(
            match: .prefixAndSuffix(["qwen3"], "-thinking"), whenStreaming: true,
            changes: [.dropSuffix("-thinking"), .body("enable_thinking", true)]),
        RequestRule(match: .prefix(["qwen3"]), hosts: ["aliyuncs.com"], whenStreaming: true, changes: [.body("enable_thinking", false)]),
        // glm
        RequestRule(
            match: .prefixAndSuffix(["glm-4.", "glm-5"], "-thinking"), whenStreaming: true,
            changes: [.dropSuffix("-thinking"), .body("thinking", ["type": "enabled"]), .body("tool_stream", true), .returnsReasoning]),
        RequestRule(
            match: .prefixAndSuffix(["glm-4.", "glm-5"], "-thinking"),
            changes: [.dropSuffix("-thinking"), .body("thinking", ["type": "enabled"]), .returnsReasoning]),
        RequestRule(match: .prefix(["glm-4.", "glm-5"]), formats: [.chat], changes: [.returnsReasoning]),
        // gemini
        RequestRule(
            match: .prefix(["gemini-2.5"]), formats: [.chat], hosts: ["googleapis.com"],
            changes: [
                .noEffort,
                .body("extra_body", ["google": ["thinking_config": ["thinkingBudget": -1, "include_thoughts": true]]]),
            ]),
        RequestRule(match: .name(["gemini-3-pro", "gemini-3-flash"]), changes: [.addSuffix("-preview")]),
        RequestRule(
            match: .prefix(["gemini-3"]), formats: [.chat], hosts: ["googleapis.com"],
            changes: [
                .temperature(1), .noEffort,
                .body("extra_body", ["google": ["thinking_config": ["thinkingLevel": "high", "include_thoughts": true]]]),
            ]),
        // MiniMax
        RequestRule(match: .prefix(["minimax"]), formats: [.chat], changes: [.takesOneSystemMessage, .returnsReasoning]),
        // kimi
        RequestRule(match: .prefix(["kimi"]), formats: [.chat], changes: [.returnsReasoning]),
    ]

    /// Models that are given a number of tokens to think in; newer ones are given a word, and refuse the number.
    private static let budgetedClaudes = [
        "claude-3", "claude-opus-4-0", "claude-opus-4-1", "claude-opus-4-2", "claude-opus-4-5", "claude-opus-4-thinking",
        "claude-sonnet-4-0", "claude-sonnet-4-2", "claude-sonnet-4-5", "claude-sonnet-4-thinking", "claude-haiku-4",
    ]

    /// Whether a server sends all arguments so far in each piece of a call (001-59); every other one sends what is new.
    static func argumentsAreCumulative(model: String, host: String) -> Bool {
        ["dashscope.aliyuncs.com", "dashscope-intl.aliyuncs.com"].contains(host) && !model.hasPrefix("qwen3")
    }
}
