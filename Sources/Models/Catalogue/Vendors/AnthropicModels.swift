extension ModelShelf {
    /// What Anthropic serves: figures of 2026-11-12, as litellm 1.108.7 has them.
    ///
    /// Name, tokens it takes in, tokens it gives, abilities, dollars per million tokens in and out.
    static let anthropic = ModelShelf(
        vendor: "anthropic", noted: "2026-11-12",
        rows: [
            ModelRow("claude-opus-5-5", 1_000_000, 128_000, [.images, .tools, .reasoning], 4, 20, cached: 0.2, written: 5),
            ModelRow("claude-opus-5", 1_000_000, 128_000, [.images, .tools, .reasoning], 5, 25, cached: 0.5, written: 6.25),
            ModelRow("claude-opus-4-8", 1_000_000, 128_000, [.images, .tools, .reasoning], 5, 25, cached: 0.5, written: 6.25),
            ModelRow("claude-opus-4-7", 1_000_000, 128_000, [.images, .tools, .reasoning], 5, 25, cached: 0.5, written: 6.25),
            ModelRow("claude-opus-4-6", 1_000_000, 128_000, [.images, .tools, .reasoning], 5, 25, cached: 0.5, written: 6.25),
            ModelRow("claude-opus-4-5", 200_000, 64_000, [.images, .tools, .reasoning], 5, 25, cached: 0.5, written: 6.25),
            ModelRow("claude-sonnet-5-5", 1_000_000, 128_000, [.images, .tools, .reasoning], 2, 10, cached: 0.1, written: 2.5),
            ModelRow("claude-sonnet-5", 1_000_000, 128_000, [.images, .tools, .reasoning], 2, 10, cached: 0.2, written: 2.5),
            ModelRow("claude-sonnet-4-6", 1_000_000, 128_000, [.images, .tools, .reasoning], 3, 15, cached: 0.3, written: 3.75),
            ModelRow("claude-sonnet-4-5", 200_000, 64_000, [.images, .tools, .reasoning], 3, 15, cached: 0.3, written: 3.75),
            ModelRow(
                "claude-haiku-5-5", 1_000_000, 128_000, [.images, .tools, .reasoning], 0.1, 0.5, cached: 0.01, written: 0.125,
                over: .init(overTokens: 100_000, input: 0.5, output: 2.5, cachedInput: 0.05, cacheWrite: 0.625)),
            ModelRow("claude-haiku-4-5", 200_000, 64_000, [.images, .tools, .reasoning], 1, 5, cached: 0.1, written: 1.25),
            ModelRow("claude-fable-5-1", 1_000_000, 128_000, [.images, .tools, .reasoning], 10, 50, cached: 0.25, written: 12.5),
            ModelRow("claude-fable-5", 1_000_000, 128_000, [.images, .tools, .reasoning], 10, 50, cached: 1, written: 12.5),
            ModelRow("claude-mythos-5-1", 1_000_000, 128_000, [.images, .tools, .reasoning], 10, 50, cached: 0.25, written: 12.5),
            ModelRow("claude-mythos-5", 1_000_000, 128_000, [.images, .tools, .reasoning], 10, 50, cached: 1, written: 12.5),
        ])
}
