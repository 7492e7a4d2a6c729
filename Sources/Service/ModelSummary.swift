public import Events
internal import Models

/// A model of the catalogue as `lathe models` shows it; nil is not known.
public struct ModelSummary: Sendable, Equatable {
    public var name: String
    /// The id of the provider that sells it; nil for one that only the settings know.
    public var vendor: String?
    public var family: String?
    public var contextTokens: Int?
    public var maxOutputTokens: Int?
    /// Dollars per million tokens, as are the other prices.
    public var inputPrice: Double?
    public var outputPrice: Double?
    public var cachedInputPrice: Double?
    /// The date of its price, or `your settings`.
    public var priceNoted: String?
    public var takesImages: Bool?
    public var callsTools: Bool?
    public var reasons: Bool?

    init(_ entry: ModelProfiles.Entry) {
        name = entry.name
        vendor = entry.vendor
        family = entry.profile.family
        contextTokens = entry.profile.contextTokens
        maxOutputTokens = entry.profile.maxOutputTokens
        inputPrice = entry.profile.price?.input
        outputPrice = entry.profile.price?.output
        cachedInputPrice = entry.profile.price?.cachedInput
        priceNoted = entry.profile.price?.noted
        takesImages = entry.profile.takesImages
        callsTools = entry.profile.callsTools
        reasons = entry.profile.reasons
    }

    /// The object of `lathe models --json`.
    public var json: JSON {
        func count(_ value: Int?) -> JSON { value.map { .integer(Int64($0)) } ?? .null }
        func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
        func price(_ value: Double?) -> JSON { value.map { .number($0) } ?? .null }
        func flag(_ value: Bool?) -> JSON { value.map { .bool($0) } ?? .null }
        return [
            "kind": "model", "name": .string(name), "vendor": text(vendor), "family": text(family), "context_tokens": count(contextTokens),
            "max_output_tokens": count(maxOutputTokens), "input_price": price(inputPrice), "output_price": price(outputPrice),
            "cached_input_price": price(cachedInputPrice), "price_noted": text(priceNoted), "images": flag(takesImages),
            "tools": flag(callsTools), "reasoning": flag(reasons),
        ]
    }
}

extension Settings {
    /// Every model that is known, by vendor and by name; those of the settings last.
    public var knownModels: [ModelSummary] {
        let own = Dictionary(models.map { ($0.name, $0.profile) }) { _, last in last }
        let all = ModelProfiles(own: own).all.map(ModelSummary.init)
        let vendors = all.reduce(into: [String?]()) { if !$0.contains($1.vendor) { $0.append($1.vendor) } }
        return vendors.flatMap { vendor in all.filter { $0.vendor == vendor }.sorted { $0.name < $1.name } }
    }
}
