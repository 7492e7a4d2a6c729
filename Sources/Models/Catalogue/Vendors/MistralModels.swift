extension ModelShelf {
    /// What Mistral serves: figures of 2026-11-12, as litellm 1.108.7 has them.
    ///
    /// Name, tokens it takes in, tokens it gives, abilities, dollars per million tokens in and out.
    static let mistral = ModelShelf(
        vendor: "mistral", noted: "2026-11-12",
        rows: [
            ModelRow("mistral-large-4", 1_048_576, nil, [.images, .tools, .reasoning], 0.68, 2.09, cached: 0.068),
            ModelRow("mistral-large-latest", 262_144, 262_144, [.images, .tools], 0.5, 1.5, cached: 0.05),
            ModelRow("mistral-medium-latest", 262_144, 262_144, [.images, .tools, .reasoning], 1.5, 7.5, cached: 0.15),
            ModelRow("mistral-medium-3-5", 262_144, 262_144, [.images, .tools, .reasoning], 1.5, 7.5, cached: 0.15),
            ModelRow("mistral-small-latest", 262_144, 262_144, [.images, .tools, .reasoning], 0.15, 0.6, cached: 0.015),
            ModelRow("magistral-medium-latest", 262_144, 262_144, [.images, .tools, .reasoning], 1.5, 7.5, cached: 0.15),
            ModelRow("magistral-small-latest", 262_144, 262_144, [.images, .tools, .reasoning], 0.15, 0.6, cached: 0.015),
            ModelRow("devstral-latest", 256_000, 256_000, [.tools], 0.4, 2, unknown: [.images], cached: 0.04),
            ModelRow("devstral-medium-latest", 256_000, 256_000, [.tools], 0.4, 2, unknown: [.images], cached: 0.04),
            ModelRow("devstral-small-latest", 256_000, 256_000, [.tools], 0.1, 0.3, unknown: [.images], cached: 0.01),
            ModelRow("codestral-latest", 128_000, 128_000, [.tools], 0.3, 0.9, cached: 0.03),
            ModelRow("ministral-14b-latest", 262_144, 262_144, [.images, .tools], 0.2, 0.2, cached: 0.02),
            ModelRow("ministral-8b-latest", 262_144, 262_144, [.images, .tools], 0.15, 0.15, cached: 0.015),
            ModelRow("ministral-3b-latest", 131_072, 131_072, [.images, .tools], 0.1, 0.1, cached: 0.01),
        ])
}
