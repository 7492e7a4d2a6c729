extension ModelShelf {
    /// What xAI serves: figures of 2026-11-12, as litellm 1.108.7 has them.
    ///
    /// Name, tokens it takes in, tokens it gives, abilities, dollars per million tokens in and out.
    static let xAI = ModelShelf(
        vendor: "xai", noted: "2026-11-12",
        rows: [
            ModelRow(
                "grok-4.7", 500_000, 500_000, [.images, .tools, .reasoning], 2, 6, cached: 0.5,
                over: .init(overTokens: 200_000, input: 4, output: 12, cachedInput: 1)),
            ModelRow(
                "grok-4.6", 500_000, 500_000, [.images, .tools, .reasoning], 2, 6, cached: 0.5,
                over: .init(overTokens: 200_000, input: 4, output: 12, cachedInput: 1)),
            ModelRow(
                "grok-4.5", 500_000, 500_000, [.images, .tools, .reasoning], 2, 6, cached: 0.3,
                over: .init(overTokens: 200_000, input: 4, output: 12, cachedInput: 0.6)),
            ModelRow(
                "grok-4.3", 1_000_000, 1_000_000, [.images, .tools, .reasoning], 1.25, 2.5, cached: 0.2,
                over: .init(overTokens: 200_000, input: 2.5, output: 5, cachedInput: 0.4)),
            ModelRow(
                "grok-4.20", 1_000_000, 1_000_000, [.images, .tools, .reasoning], 1.25, 2.5, cached: 0.2,
                over: .init(overTokens: 200_000, input: 2.5, output: 5, cachedInput: 0.4)),
            ModelRow(
                "grok-4.20-reasoning", 1_000_000, 1_000_000, [.images, .tools, .reasoning], 1.25, 2.5, cached: 0.2,
                over: .init(overTokens: 200_000, input: 2.5, output: 5, cachedInput: 0.4)),
            ModelRow(
                "grok-4.20-non-reasoning", 1_000_000, 1_000_000, [.images, .tools], 1.25, 2.5, cached: 0.2,
                over: .init(overTokens: 200_000, input: 2.5, output: 5, cachedInput: 0.4)),
            ModelRow(
                "grok-build-latest", 500_000, 500_000, [.images, .tools, .reasoning], 2, 6, cached: 0.3,
                over: .init(overTokens: 200_000, input: 4, output: 12, cachedInput: 0.6)),
            ModelRow(
                "grok-code-fast-1", 256_000, 256_000, [.images, .tools, .reasoning], 1, 2, cached: 0.2,
                over: .init(overTokens: 200_000, input: 2, output: 4, cachedInput: 0.4)),
        ])
}
