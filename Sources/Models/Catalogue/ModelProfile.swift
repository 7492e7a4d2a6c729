/// What is known of a model beside its name; nil is not known.
public struct ModelProfile: Sendable, Equatable {
    /// The family whose rules its requests follow, such as `gpt-5` or `qwen3`.
    public var family: String?
    /// Tokens it takes in at once.
    public var contextTokens: Int?
    /// Tokens of one answer at most.
    public var maxOutputTokens: Int?
    /// What its tokens cost where it is asked; nil also where somebody else than its vendor serves it.
    public var price: ModelPrice?
    public var takesImages: Bool?
    public var callsTools: Bool?
    /// Whether it thinks before it answers.
    public var reasons: Bool?

    public init(
        family: String? = nil, contextTokens: Int? = nil, maxOutputTokens: Int? = nil, price: ModelPrice? = nil, takesImages: Bool? = nil,
        callsTools: Bool? = nil, reasons: Bool? = nil
    ) {
        self.family = family
        self.contextTokens = contextTokens
        self.maxOutputTokens = maxOutputTokens
        self.price = price
        self.takesImages = takesImages
        self.callsTools = callsTools
        self.reasons = reasons
    }

    /// This profile with what the other one knows in its place.
    public func overridden(by other: ModelProfile) -> ModelProfile {
        ModelProfile(
            family: other.family ?? family, contextTokens: other.contextTokens ?? contextTokens,
            maxOutputTokens: other.maxOutputTokens ?? maxOutputTokens, price: other.price ?? price,
            takesImages: other.takesImages ?? takesImages, callsTools: other.callsTools ?? callsTools, reasons: other.reasons ?? reasons)
    }
}
