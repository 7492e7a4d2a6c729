extension ModelShelf {
    /// What Z.ai serves: figures of 2026-11-12, as litellm 1.108.7 has them.
    ///
    /// Name, tokens it takes in, tokens it gives, abilities, dollars per million tokens in and out.
    static let zai = ModelShelf(
        vendor: "zai", noted: "2026-11-12",
        rows: [
            ModelRow("glm-5.3", 1_000_000, 128_000, [.tools, .reasoning], 1.4, 4.4, cached: 0.26),
            ModelRow("glm-5.3-flash", 1_048_576, 128_000, [.images, .tools, .reasoning], 0.15, 0.5, cached: 0.03),
            ModelRow("glm-5.2", 1_000_000, 128_000, [.tools, .reasoning], 1.4, 4.4, cached: 0.26),
            ModelRow("glm-5.1", 200_000, 128_000, [.tools, .reasoning], 1.4, 4.4, cached: 0.26),
            ModelRow("glm-5", 200_000, 128_000, [.tools, .reasoning], 1, 3.2, cached: 0.2),
            ModelRow("glm-5-code", 200_000, 128_000, [.tools, .reasoning], 1.2, 5, cached: 0.3),
            ModelRow("glm-4.7", 200_000, 128_000, [.tools, .reasoning], 0.6, 2.2, cached: 0.11),
            ModelRow("glm-4.7-flash", 200_000, 128_000, [.tools, .reasoning], 0, 0, cached: 0),
            ModelRow("glm-4.6", 200_000, 128_000, [.tools, .reasoning], 0.6, 2.2, cached: 0.11),
            ModelRow("glm-4.5", 128_000, 32_000, [.tools], 0.6, 2.2, unknown: [.reasoning]),
            ModelRow("glm-4.5-air", 128_000, 32_000, [.tools], 0.2, 1.1, unknown: [.reasoning]),
            ModelRow("glm-4.5v", 128_000, 32_000, [.images, .tools], 0.6, 1.8, unknown: [.reasoning]),
        ])
}
