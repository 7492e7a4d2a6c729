extension ModelShelf {
    /// What Google serves: figures of 2026-11-12, as litellm 1.108.7 has them.
    ///
    /// Name, tokens it takes in, tokens it gives, abilities, dollars per million tokens in and out.
    static let gemini = ModelShelf(
        vendor: "gemini", noted: "2026-11-12",
        rows: [
            ModelRow("gemini-4-argon", 1_048_576, 1_048_576, [.images, .tools, .reasoning], 2, 10, cached: 0.1),
            ModelRow("gemini-3.8-flash", 1_048_576, 65_536, [.images, .tools, .reasoning], 0.75, 3.75, cached: 0.075),
            ModelRow("gemini-3.7-flash", 1_048_576, 65_536, [.images, .tools, .reasoning], 0.75, 3.75, cached: 0.075),
            ModelRow("gemini-3.6-flash", 1_048_576, 65_536, [.images, .tools, .reasoning], 0.75, 3.75, cached: 0.075),
            ModelRow("gemini-3.5-flash", 1_048_576, 65_536, [.images, .tools, .reasoning], 1.5, 9, cached: 0.15),
            ModelRow("gemini-3.5-flash-lite", 1_048_576, 65_536, [.images, .tools, .reasoning], 0.3, 2.5, cached: 0.03),
            ModelRow(
                "gemini-3.1-pro-preview", 1_048_576, 65_536, [.images, .tools, .reasoning], 2, 12, cached: 0.2,
                over: .init(overTokens: 200_000, input: 4, output: 18, cachedInput: 0.4)),
            ModelRow("gemini-3.1-flash-lite", 1_048_576, 65_536, [.images, .tools, .reasoning], 0.25, 1.5, cached: 0.025),
            ModelRow("gemini-3-flash-preview", 1_048_576, 65_536, [.images, .tools, .reasoning], 0.5, 3, cached: 0.05),
            ModelRow(
                "gemini-2.5-pro", 1_048_576, 65_536, [.images, .tools, .reasoning], 1.25, 10, cached: 0.125,
                over: .init(overTokens: 200_000, input: 2.5, output: 15, cachedInput: 0.25)),
            ModelRow("gemini-2.5-flash", 1_048_576, 65_536, [.images, .tools, .reasoning], 0.3, 2.5, cached: 0.03),
            ModelRow("gemini-2.5-flash-lite", 1_048_576, 65_536, [.images, .tools, .reasoning], 0.1, 0.4, cached: 0.01),
            ModelRow(
                "gemini-pro-latest", 1_048_576, 65_536, [.images, .tools, .reasoning], 2, 12, cached: 0.2,
                over: .init(overTokens: 200_000, input: 4, output: 18, cachedInput: 0.4)),
            ModelRow("gemini-flash-latest", 1_048_576, 65_536, [.images, .tools, .reasoning], 0.75, 3.75, cached: 0.075),
            ModelRow("gemini-flash-lite-latest", 1_048_576, 65_536, [.images, .tools, .reasoning], 0.3, 2.5, cached: 0.03),
        ])
}
