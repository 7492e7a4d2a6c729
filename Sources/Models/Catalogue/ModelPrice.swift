public import Events

/// What a model's tokens cost, in US dollars per million.
public struct ModelPrice: Sendable, Equatable {
    /// What a call with a long input costs; nil is not known.
    public struct LongInput: Sendable, Equatable {
        /// With more input tokens than these, its prices hold for the whole call.
        public var overTokens: Int
        public var input: Double?
        public var output: Double?
        public var cachedInput: Double?
        public var cacheWrite: Double?

        public init(overTokens: Int, input: Double? = nil, output: Double? = nil, cachedInput: Double? = nil, cacheWrite: Double? = nil) {
            self.overTokens = overTokens
            self.input = input
            self.output = output
            self.cachedInput = cachedInput
            self.cacheWrite = cacheWrite
        }
    }

    public var input: Double
    public var output: Double
    /// Input read from the provider's cache; nil is not known.
    public var cachedInput: Double?
    /// Input written to the provider's cache; nil is what other input costs.
    public var cacheWrite: Double?
    /// Nil when the length of the input does not matter.
    public var longInput: LongInput?
    /// When the price was noted: a date such as `2026-11-25`, or `your settings`.
    public var noted: String

    public init(
        input: Double, output: Double, cachedInput: Double? = nil, cacheWrite: Double? = nil, longInput: LongInput? = nil, noted: String
    ) {
        self.input = input
        self.output = output
        self.cachedInput = cachedInput
        self.cacheWrite = cacheWrite
        self.longInput = longInput
        self.noted = noted
    }

    /// What a call cost, in dollars; nil when a count or a price that matters is not known, and for counts that are only estimated.
    public func cost(of usage: Usage) -> Double? {
        guard !usage.estimated, let inputTokens = usage.inputTokens, let outputTokens = usage.outputTokens else { return nil }
        let cachedTokens = usage.cachedInputTokens ?? 0
        let cacheWriteTokens = usage.cacheWriteTokens ?? 0
        let (special, isTooMuch) = cachedTokens.addingReportingOverflow(cacheWriteTokens)
        guard outputTokens >= 0, cachedTokens >= 0, cacheWriteTokens >= 0, !isTooMuch, special <= inputTokens else { return nil }
        var prices: (input: Double?, output: Double?, cached: Double?, written: Double?) = (input, output, cachedInput, cacheWrite ?? input)
        if let long = longInput, inputTokens > long.overTokens {
            prices = (long.input, long.output, long.cachedInput, long.cacheWrite ?? (cacheWrite == nil ? long.input : nil))
        }
        var dollars = 0.0
        for (tokens, price) in [
            (inputTokens - special, prices.input), (cachedTokens, prices.cached), (cacheWriteTokens, prices.written),
            (outputTokens, prices.output),
        ] where tokens > 0 {
            guard let price else { return nil }
            dollars += Double(tokens) * price
        }
        return dollars / 1_000_000
    }
}
