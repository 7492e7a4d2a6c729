extension ModelShelf {
    /// What DeepSeek serves: figures of 2026-11-12, as litellm 1.108.7 has them.
    ///
    /// Name, tokens it takes in, tokens it gives, abilities, dollars per million tokens in and out.
    static let deepSeek = ModelShelf(
        vendor: "deepseek", noted: "2026-11-12",
        rows: [
            ModelRow("deepseek-v4-pro", 1_000_000, 393_216, [.tools, .reasoning], 1.32, 3.96, cached: 0.044),
            ModelRow("deepseek-v4-flash", 1_000_000, 393_216, [.images, .tools, .reasoning], 0.3, 1.2, cached: 0.006),
            ModelRow("deepseek-flash", 1_000_000, 393_216, [.images, .tools, .reasoning], 0.3, 1.2, cached: 0.006),
            ModelRow("deepseek-v3.2", 163_840, 163_840, [.tools, .reasoning], 0.28, 0.4, cached: 0.028),
        ])
}
