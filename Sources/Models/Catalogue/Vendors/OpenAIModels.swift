extension ModelShelf {
    /// What OpenAI serves: figures of 2026-11-12, as litellm 1.108.7 has them.
    ///
    /// Name, tokens it takes in, tokens it gives, abilities, dollars per million tokens in and out.
    static let openAI = ModelShelf(
        vendor: "openai", noted: "2026-11-12",
        rows: [
            ModelRow(
                "gpt-6.1-sol", 922_000, 128_000, [.images, .tools, .reasoning], 2, 10, cached: 0.1, written: 2.5,
                over: .init(overTokens: 272_000, input: 4, output: 15, cachedInput: 0.2, cacheWrite: 5)),
            ModelRow(
                "gpt-6-astra", 922_000, 128_000, [.images, .tools, .reasoning], 10, 50, cached: 1, written: 12.5,
                over: .init(overTokens: 272_000, input: 20, output: 75, cachedInput: 2, cacheWrite: 25)),
            ModelRow(
                "gpt-6-sol", 922_000, 128_000, [.images, .tools, .reasoning], 2, 10, cached: 0.2, written: 2.5,
                over: .init(overTokens: 272_000, input: 4, output: 15, cachedInput: 0.4, cacheWrite: 5)),
            ModelRow(
                "gpt-6-luna", 922_000, 128_000, [.images, .tools, .reasoning], 0.1, 0.5, cached: 0.01, written: 0.125,
                over: .init(overTokens: 272_000, input: 0.2, output: 0.75, cachedInput: 0.02, cacheWrite: 0.25)),
            ModelRow(
                "gpt-5.6", 922_000, 128_000, [.images, .tools, .reasoning], 4, 20, cached: 0.4, written: 5,
                over: .init(overTokens: 272_000, input: 8, output: 30, cachedInput: 0.8, cacheWrite: 10)),
            ModelRow(
                "gpt-5.6-sol", 922_000, 128_000, [.images, .tools, .reasoning], 4, 20, cached: 0.4, written: 5,
                over: .init(overTokens: 272_000, input: 8, output: 30, cachedInput: 0.8, cacheWrite: 10)),
            ModelRow(
                "gpt-5.6-terra", 922_000, 128_000, [.images, .tools, .reasoning], 2, 12, cached: 0.2, written: 2.5,
                over: .init(overTokens: 272_000, input: 4, output: 18, cachedInput: 0.4, cacheWrite: 5)),
            ModelRow(
                "gpt-5.6-luna", 922_000, 128_000, [.images, .tools, .reasoning], 0.2, 1.2, cached: 0.02, written: 0.25,
                over: .init(overTokens: 272_000, input: 0.4, output: 1.8, cachedInput: 0.04, cacheWrite: 0.5)),
            ModelRow(
                "gpt-5.5", 1_050_000, 128_000, [.images, .tools, .reasoning], 5, 30, cached: 0.5,
                over: .init(overTokens: 272_000, input: 10, output: 45, cachedInput: 1)),
            ModelRow(
                "gpt-5.5-pro", 1_050_000, 128_000, [.images, .tools, .reasoning], 30, 180,
                over: .init(overTokens: 272_000, input: 60, output: 270)),
            ModelRow(
                "gpt-5.4", 1_050_000, 128_000, [.images, .tools, .reasoning], 2.5, 15, cached: 0.25,
                over: .init(overTokens: 272_000, input: 5, output: 22.5, cachedInput: 0.5)),
            ModelRow("gpt-5.4-mini", 272_000, 128_000, [.images, .tools, .reasoning], 0.75, 4.5, cached: 0.075),
            ModelRow("gpt-5.4-nano", 272_000, 128_000, [.images, .tools, .reasoning], 0.2, 1.25, cached: 0.02),
            ModelRow(
                "gpt-5.4-pro", 1_050_000, 128_000, [.images, .tools, .reasoning], 30, 180,
                over: .init(overTokens: 272_000, input: 60, output: 270)),
            ModelRow("gpt-5.3-codex", 272_000, 128_000, [.images, .tools, .reasoning], 1.75, 14, cached: 0.175),
            ModelRow("gpt-5.2", 272_000, 128_000, [.images, .tools, .reasoning], 1.75, 14, cached: 0.175),
            ModelRow("gpt-5.2-pro", 272_000, 128_000, [.images, .tools, .reasoning], 21, 168),
            ModelRow("gpt-5.1", 272_000, 128_000, [.images, .tools, .reasoning], 1.25, 10, cached: 0.125),
            ModelRow("gpt-5", 272_000, 128_000, [.images, .tools, .reasoning], 1.25, 10, cached: 0.125),
            ModelRow("gpt-5-mini", 272_000, 128_000, [.images, .tools, .reasoning], 0.25, 2, cached: 0.025),
            ModelRow("gpt-5-nano", 272_000, 128_000, [.images, .tools, .reasoning], 0.05, 0.4, cached: 0.005),
            ModelRow("gpt-5-pro", 400_000, 272_000, [.images, .tools, .reasoning], 15, 120),
            ModelRow("o3", 200_000, 100_000, [.images, .tools, .reasoning], 2, 8, cached: 0.5),
            ModelRow("o3-pro", 200_000, 100_000, [.images, .tools, .reasoning], 20, 80),
            ModelRow("gpt-4.1", 1_047_576, 32_768, [.images, .tools], 2, 8, cached: 0.5),
            ModelRow("gpt-4.1-mini", 1_047_576, 32_768, [.images, .tools], 0.4, 1.6, cached: 0.1),
            ModelRow("gpt-4o", 128_000, 16_384, [.images, .tools], 2.5, 10, cached: 1.25),
            ModelRow("gpt-4o-mini", 128_000, 16_384, [.images, .tools], 0.15, 0.6, cached: 0.075),
        ])
}
