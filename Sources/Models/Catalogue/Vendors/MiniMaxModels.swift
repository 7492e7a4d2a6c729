extension ModelShelf {
    /// What MiniMax serves: figures of 2026-11-12, as litellm 1.108.7 has them.
    ///
    /// Name, tokens it takes in, tokens it gives, abilities, dollars per million tokens in and out.
    static let miniMax = ModelShelf(
        vendor: "minimax", noted: "2026-11-12",
        rows: [
            ModelRow(
                "MiniMax-M3", 1_000_000, 128_000, [.images, .tools, .reasoning], 0.3, 1.2, cached: 0.06,
                over: .init(overTokens: 512_000, input: 0.6, output: 2.4, cachedInput: 0.12)),
            ModelRow("MiniMax-M2.5", 1_000_000, 8_192, [.tools, .reasoning], 0.3, 1.2, cached: 0.03, written: 0.375),
            ModelRow("MiniMax-M2.5-lightning", 1_000_000, 8_192, [.tools, .reasoning], 0.3, 2.4, cached: 0.03, written: 0.375),
            ModelRow("MiniMax-M2.1", 1_000_000, 8_192, [.tools, .reasoning], 0.3, 1.2, cached: 0.03, written: 0.375),
            ModelRow("MiniMax-M2.1-lightning", 1_000_000, 8_192, [.tools, .reasoning], 0.3, 2.4, cached: 0.03, written: 0.375),
            ModelRow("MiniMax-M2", 200_000, 8_192, [.tools, .reasoning], 0.3, 1.2, cached: 0.03, written: 0.375),
        ])
}
