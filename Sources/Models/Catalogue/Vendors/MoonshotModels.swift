extension ModelShelf {
    /// What Moonshot serves: figures of 2026-11-12, as litellm 1.108.7 has them.
    ///
    /// Name, tokens it takes in, tokens it gives, abilities, dollars per million tokens in and out.
    static let moonshot = ModelShelf(
        vendor: "moonshot", noted: "2026-11-12",
        rows: [
            ModelRow("kimi-k3", 1_048_576, 1_048_576, [.images, .tools, .reasoning], 3, 15, cached: 0.3),
            ModelRow("kimi-k2.7-code", 262_144, 262_144, [.images, .tools, .reasoning], 0.95, 4, cached: 0.19),
            ModelRow("kimi-k2.6", 262_144, 262_144, [.images, .tools, .reasoning], 0.95, 4, cached: 0.16),
            ModelRow("kimi-k2.5", 262_144, 262_144, [.images, .tools, .reasoning], 0.6, 3, cached: 0.1),
        ])
}
