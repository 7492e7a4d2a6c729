extension ModelShelf {
    /// What Alibaba (Qwen) serves: figures of 2026-11-12, as litellm 1.108.7 has them.
    ///
    /// Name, tokens it takes in, tokens it gives, abilities, dollars per million tokens in and out.
    /// Where the price rises in more than one step, what is beyond the first is not known here.
    static let dashScope = ModelShelf(
        vendor: "dashscope", noted: "2026-11-12",
        rows: [
            ModelRow("qwen3.8-max", 991_808, 131_072, [.images, .tools, .reasoning], 2, 6, cached: 0.25),
            ModelRow("qwen3.8-flash", 991_808, 131_072, [.images, .tools, .reasoning], 0.15, 0.47, cached: 0.016, written: 0.2),
            ModelRow("qwen3.7-max", 991_808, 65_536, [.tools, .reasoning], 2.5, 7.5, cached: 0.5, written: 3.125),
            ModelRow(
                "qwen3.7-plus", 991_808, 65_536, [.images, .tools, .reasoning], 0.4, 1.6, cached: 0.08,
                over: .init(overTokens: 256_000, input: 1.2, output: 4.8, cachedInput: 0.24)),
            ModelRow(
                "qwen3.5-plus", 991_808, 65_536, [.images, .tools, .reasoning], 0.4, 2.4,
                over: .init(overTokens: 256_000, input: 0.5, output: 3)),
            ModelRow("qwen3-max", 258_048, 65_536, [.tools, .reasoning], 1.2, 6, over: .init(overTokens: 32_000)),
            ModelRow("qwen3-coder-plus", 997_952, 65_536, [.tools, .reasoning], 1, 5, cached: 0.1, over: .init(overTokens: 32_000)),
            ModelRow("qwen3-coder-flash", 997_952, 65_536, [.tools, .reasoning], 0.3, 1.5, cached: 0.08, over: .init(overTokens: 32_000)),
            ModelRow("qwen3-next-80b-a3b-instruct", 262_144, 65_536, [.tools], 0.15, 1.2),
            ModelRow("qwen3-next-80b-a3b-thinking", 262_144, 65_536, [.tools, .reasoning], 0.15, 1.2),
            ModelRow("qwen3-vl-plus", 260_096, 32_768, [.images, .tools, .reasoning], 0.2, 1.6, over: .init(overTokens: 32_000)),
            ModelRow("qwen-plus", 129_024, 16_384, [.tools, .reasoning], 0.4, 1.2),
            ModelRow(
                "qwen-plus-latest", 997_952, 32_768, [.tools, .reasoning], 0.4, 1.2,
                over: .init(overTokens: 256_000, input: 1.2, output: 3.6)),
            ModelRow(
                "qwen-flash", 997_952, 32_768, [.tools, .reasoning], 0.05, 0.4, over: .init(overTokens: 256_000, input: 0.25, output: 2)),
        ])
}
