extension ModelShelf {
    /// What Groq serves: figures of 2026-11-12, as litellm 1.108.7 has them.
    ///
    /// Name, tokens it takes in, tokens it gives, abilities, dollars per million tokens in and out.
    static let groq = ModelShelf(
        vendor: "groq", noted: "2026-11-12",
        rows: [
            ModelRow("openai/gpt-oss-120b", 131_072, 65_536, [.tools, .reasoning], 0.15, 0.6, cached: 0.075),
            ModelRow("openai/gpt-oss-20b", 131_072, 65_536, [.tools, .reasoning], 0.075, 0.3, cached: 0.0375),
            ModelRow("qwen/qwen3.8-27b", 131_072, 16_384, [.images, .tools, .reasoning], 0.8, 4),
        ])
}
